//! What makes a template useless although it can be read: words that nothing reaches.

use std::fmt::Debug;

use toml::Spanned;

use super::words::{Claims, Words as Listed, line_of};
use super::{File, Template, TemplateError, Templates};
use crate::recognize::{self, WordSet};
use crate::words::{Evidence, Words};

/// Refuses a template of which a part can never be reached: a field, block or part that no word names, or
/// a word that must occur and must not.
pub(super) fn reachable(file: &File, name: &str, text: &str) -> Result<(), TemplateError> {
    let words = &file.words;
    named(&words.columns, "columns", name, text)?;
    named(&words.labels, "labels", name, text)?;
    named(&words.sections, "sections", name, text)?;
    named(&words.narrative, "narrative", name, text)?;
    let recognize = &file.recognize;
    match recognize.never.iter().find(|word| recognize.must.contains(word)) {
        Some(word) => {
            let message = format!("`{word}` must occur and must not: the form is never recognized");
            Err(error(name, text, last_line(text, word), message))
        }
        None => Ok(()),
    }
}

/// Refuses a template whose form is never recognized, because no word has to occur.
pub(super) fn recognizable(file: &File, name: &str, text: &str) -> Result<(), TemplateError> {
    if !file.recognize.must.is_empty() {
        return Ok(());
    }
    let message = "`must` in [recognize] names no word: the form is never recognized".to_owned();
    Err(error(name, text, text.find("[recognize]"), message))
}

/// Refuses a template with a word that reading takes for something else than it is listed for. The words
/// are scored as those of a document are.
pub(super) fn heard(
    template: &Template,
    listed: &Listed,
    name: &str,
    text: &str,
) -> Result<(), TemplateError> {
    let mut words = Words::new(template.vocabulary());
    let mut look = |table: &str, key: &dyn Debug, word: &Spanned<String>, best: Best| {
        let id = words.look(word.get_ref());
        let found = best(words.of(id)).map(|found| snake_case(&found));
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
        look("columns", key, word, |word| {
            word.columns().first().map(|(field, _)| format!("{field:?}"))
        })?;
    }
    for (key, word) in each(&listed.labels) {
        look("labels", key, word, |word| {
            word.labels().first().map(|(field, _)| format!("{field:?}"))
        })?;
    }
    for (key, word) in each(&listed.sections) {
        look("sections", key, word, |word| word.sections().first().map(|(s, _)| format!("{s:?}")))?;
    }
    Ok(())
}

/// What a word is read as in a role.
type Best = fn(&Evidence) -> Option<String>;

fn each<K>(claims: &Claims<K>) -> impl Iterator<Item = (&K, &Spanned<String>)> {
    claims.iter().flat_map(|(key, words)| words.iter().map(move |word| (key, word)))
}

/// Refuses a template whose form another template takes, although all words of the form are there.
pub(super) fn chosen(
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

fn named<K: Debug>(
    claims: &Claims<K>,
    table: &str,
    name: &str,
    text: &str,
) -> Result<(), TemplateError> {
    let Some((key, _)) = claims.iter().find(|(_, words)| words.is_empty()) else { return Ok(()) };
    let key = snake_case(&format!("{key:?}"));
    let start = text.find(&format!("[words.{table}]")).unwrap_or_default();
    let at = text[start..].find(&format!("\n{key}")).map(|at| start + at + 1);
    let message = format!("`{key}` in [words.{table}] has no word, so nothing reaches it");
    Err(error(name, text, at, message))
}

fn last_line(text: &str, word: &str) -> Option<usize> {
    text.rfind(&format!("\"{word}\""))
}

fn error(file: &str, text: &str, at: Option<usize>, message: String) -> TemplateError {
    let line = at.map_or(1, |at| line_of(text, at));
    TemplateError { file: file.to_owned(), line, message }
}

/// `AnnualGoals` as a template writes it: `annual_goals`.
pub(super) fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for (at, c) in name.char_indices() {
        if c.is_ascii_uppercase() && at > 0 {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
