//! Whether a valid template is useful: its form is recognized, no other template takes it, and each
//! of its words is read as listed.

use std::fmt::Debug;

use toml::Spanned;

use crate::recognize::{self, WordSet};
use crate::template::{
    Claims, File, Template, TemplateError, Templates, Words as ListedWords, error, parse,
    snake_case,
};
use crate::words::{Evidence, Words};

impl Templates {
    /// Checks a template file as strictly as one that is to be added: it compiles with the others,
    /// each of its parts is reachable, its form is recognized and not taken by another template,
    /// and each of its words is read as listed.
    pub fn check(name: &str, text: &str) -> Result<(), TemplateError> {
        let templates = Self::with_dir(&[(name.to_owned(), text.to_owned())])?;
        let file: File = parse(name, text)?;
        recognizable(&file, name, text)?;
        let Some(template) = templates.get(&file.id) else { return Ok(()) };
        words_read_as_listed(template, &file.words, name, text)?;
        not_shadowed(template, &templates, name, text)
    }
}

/// Refuses a template whose form is never recognized because it requires no word.
fn recognizable(file: &File, name: &str, text: &str) -> Result<(), TemplateError> {
    if !file.recognize.must.is_empty() {
        return Ok(());
    }
    let message = "`must` in [recognize] names no word: the form is never recognized".to_owned();
    Err(error(name, text, text.find("[recognize]"), message))
}

/// Refuses a template with a word that is read as something else than listed. Words are scored as
/// in a document.
fn words_read_as_listed(
    template: &Template,
    listed: &ListedWords,
    name: &str,
    text: &str,
) -> Result<(), TemplateError> {
    let mut words = Words::new(template.vocabulary());
    let mut check = |table: &str, key: &dyn Debug, word: &Spanned<String>, best: Best| {
        let id = words.intern(word.get_ref());
        let found = best(words.evidence(id)).map(|found| snake_case(&found));
        let key = snake_case(&format!("{key:?}"));
        let printed = word.get_ref();
        let message = match found {
            Some(found) if found == key => return Ok(()),
            Some(found) => {
                format!("`{printed}` in [words.{table}] is read as `{found}`, not as `{key}`")
            }
            None => {
                format!("`{printed}` in [words.{table}] is never read: it is blank or too long")
            }
        };
        Err(error(name, text, Some(word.span().start), message))
    };
    for (key, word) in each(&listed.columns) {
        check("columns", key, word, |word| {
            word.columns().first().map(|(field, _)| format!("{field:?}"))
        })?;
    }
    for (key, word) in each(&listed.labels) {
        check("labels", key, word, |word| {
            word.labels().first().map(|(field, _)| format!("{field:?}"))
        })?;
    }
    for (key, word) in each(&listed.sections) {
        check("sections", key, word, |word| {
            word.sections().first().map(|(s, _)| format!("{s:?}"))
        })?;
    }
    Ok(())
}

/// The best meaning of a word in a role.
type Best = fn(&Evidence) -> Option<String>;

fn each<K>(claims: &Claims<K>) -> impl Iterator<Item = (&K, &Spanned<String>)> {
    claims.iter().flat_map(|(key, words)| words.iter().map(move |word| (key, word)))
}

/// Refuses a template whose form another template takes even if all its words occur.
fn not_shadowed(
    template: &Template,
    templates: &Templates,
    name: &str,
    text: &str,
) -> Result<(), TemplateError> {
    let best = recognize::best(templates, &WordSet::of_template(template));
    let Some(other) = best.filter(|best| best.id != template.id) else { return Ok(()) };
    let message = format!(
        "a form with all words of [recognize] is taken for `{}`; add one to `must` that only this form \
         has, or to `never` one that only the other has",
        other.id
    );
    Err(error(name, text, text.find("[recognize]"), message))
}
