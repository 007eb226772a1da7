//! Form templates: the meaning of words as data.
//!
//! The base vocabulary holds the words of all forms. A template adds the deviations of its form and
//! the words that identify it. Templates address cells by their words, never by position, so one
//! template serves every medium.

mod check;
mod compile;
pub(crate) mod field;
mod lexicon;
mod shape;
mod vocabulary;
mod words;

use std::sync::Arc;

use formgrid_model::{FormShape, Lexicon};
use serde::Deserialize;
use sha2::{Digest, Sha256};

pub(crate) use check::{error, snake_case};
pub use field::{Field, Horizon, Inline, Part, Section};
pub(crate) use vocabulary::{Meaning, TitleKind, Vocabulary, as_word, is_bilingual};

pub(crate) use words::{Claims, Words};
use words::{check_claims, line_of};

const BASE: (&str, &str) = ("vocabulary.toml", include_str!("../../templates/vocabulary.toml"));

macro_rules! builtin {
    ($($name:literal)*) => {
        &[$((concat!($name, ".toml"), include_str!(concat!("../../templates/", $name, ".toml")))),*]
    };
}

const BUILTIN: &[(&str, &str)] = builtin! {
    "hubei-overall-2024" "hubei-overall-2023" "wuhan-overall" "hebei-project" "central-project"
    "shanghai-project" "sichuan-overall" "flat-project-list" "selfeval-project"
    "medium-term-project" "monitoring-project" "application-project" "prior-year-project"
    "input-goals-project" "scoring-department" "national-project"
};

/// A template that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct TemplateError {
    /// Name of the template's file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong: a lower-case fragment.
    pub message: String,
}

/// One form.
#[derive(Debug, Clone)]
pub struct Template {
    /// Id, as in the output.
    pub id: String,
    /// Display name.
    pub name: String,
    /// `department` or `project`.
    pub form: Option<String>,
    /// What the form records if its title does not state it: `target`, `self_evaluation` or
    /// `monitoring`.
    pub record_kind: Option<String>,
    /// Words that identify it.
    pub recognize: Recognize,
    /// Defaults for what the form does not print.
    pub defaults: Defaults,
    /// Row shapes, one set per printed grid.
    pub shapes: Vec<FormShape>,
    /// The file as given.
    pub text: String,
    digest: [u8; 32],
    /// Shared with the base vocabulary if the form adds no words.
    vocabulary: Arc<Vocabulary>,
}

impl Template {
    pub(crate) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// SHA-256 of the file. It covers everything except the base vocabulary, which all templates
    /// share.
    pub(crate) fn digest(&self) -> [u8; 32] {
        self.digest
    }
}

/// Words by which a form is recognized: header words, labels and names of blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recognize {
    /// Endings of its title.
    pub titles: Vec<String>,
    /// Required words.
    pub must: Vec<String>,
    /// Usual words.
    pub may: Vec<String>,
    /// Forbidden words.
    pub never: Vec<String>,
}

/// Defaults for what the form does not print.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Defaults {
    /// Unit of its amounts.
    pub currency: Option<String>,
}

/// Row shapes of one grid as a file states them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Drawing {
    /// Columns of the finest grid.
    columns: usize,
    /// Rows in the notation of [`shape::parse`].
    rows: Vec<String>,
}

/// A template's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) id: String,
    name: String,
    form: Option<String>,
    record_kind: Option<String>,
    #[serde(default)]
    pub(crate) recognize: Recognize,
    #[serde(default)]
    defaults: Defaults,
    #[serde(default, rename = "grid")]
    grids: Vec<Drawing>,
    #[serde(default)]
    pub(crate) words: Words,
}

/// The form templates of a run, with the lexicon for layout.
#[derive(Debug, Clone)]
pub struct Templates {
    list: Vec<Template>,
    generic: Arc<Vocabulary>,
    lexicon: Lexicon,
}

impl Templates {
    /// Number of built-in templates.
    pub const N_BUILTIN: usize = BUILTIN.len();

    /// The built-in templates.
    ///
    /// A test proves that they compile. If one did not, the set would be empty rather than the run
    /// fail.
    pub fn builtin() -> Self {
        Self::with_dir(&[]).unwrap_or_else(|_| Self {
            list: Vec::new(),
            generic: Arc::default(),
            lexicon: Lexicon::default(),
        })
    }

    /// The built-in templates with those of a folder, given as file names and texts. A template
    /// replaces the built-in one of the same id. Fails on the first file that is not valid.
    pub fn with_dir(files: &[(String, String)]) -> Result<Self, TemplateError> {
        let base: Words = parse(BASE.0, BASE.1)?;
        check(&base, BASE.0, BASE.1)?;
        let given = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let mut parsed: Vec<(&str, &str, File)> = Vec::new();
        for (name, text) in BUILTIN.iter().copied().chain(given) {
            parsed.push((name, text, parse(name, text)?));
        }
        let mut generic = Vocabulary::default();
        for (_, _, file) in &parsed {
            let recognize = &file.recognize;
            generic.mark(recognize.must.iter().chain(&recognize.may).chain(&recognize.never));
        }
        let generic = Arc::new(generic.with(&base));
        let mut list: Vec<Template> = Vec::new();
        for (name, text, file) in parsed {
            let template = compile(name, text, file, &generic)?;
            match list.iter_mut().find(|other| other.id == template.id) {
                Some(other) => *other = template,
                None => list.push(template),
            }
        }
        Ok(Self::from_list(list, generic))
    }

    /// The set without one template. Its form is then read with the base vocabulary.
    #[must_use]
    pub fn without(mut self, id: &str) -> Self {
        self.list.retain(|template| template.id != id);
        Self::from_list(self.list, self.generic)
    }

    /// The set with some words hidden: header words, labels, block labels and level names for which
    /// `is_hidden` is true have no meaning. This shows how much extraction relies on lists.
    #[must_use]
    pub fn thinned(self, is_hidden: impl Fn(&str) -> bool) -> Self {
        let generic = Arc::new(self.generic.thinned(&is_hidden));
        let list = self.list.into_iter().map(|template| Template {
            vocabulary: Arc::new(template.vocabulary.thinned(&is_hidden)),
            ..template
        });
        let list = list.collect();
        Self { generic, list, ..self }
    }

    /// Whether a folded text is listed, as spelled, as a header word, a label, a total, an
    /// operator, or the label of a block or part: a text that gives others their meaning.
    pub fn lists(&self, folded: &str) -> bool {
        let own = self.list.iter().map(Template::vocabulary);
        let own = own.filter(|vocabulary| !vocabulary.is_same(&self.generic));
        self.generic.lists(folded) || own.into_iter().any(|vocabulary| vocabulary.lists(folded))
    }

    /// All templates, in the order in which they are tried.
    pub fn list(&self) -> &[Template] {
        &self.list
    }

    /// One template.
    pub fn get(&self, id: &str) -> Option<&Template> {
        self.list.iter().find(|template| template.id == id)
    }

    /// SHA-256, in hex, over everything that a set is compiled from: the built-in texts, those of a
    /// folder, given as file names and texts, and the ids of removed templates. Sets with equal
    /// fingerprints give equal records, and comparing them compiles nothing.
    pub fn fingerprint(files: &[(String, String)], without: &[String]) -> String {
        let mut hash = Sha256::new();
        let builtin = [BASE].into_iter().chain(BUILTIN.iter().copied()).map(|(_, text)| text);
        let given = files.iter().map(|(_, text)| text.as_str());
        for (kind, text) in builtin
            .chain(given)
            .map(|text| (0_u8, text))
            .chain(without.iter().map(|id| (1, id.as_str())))
        {
            hash.update([kind]);
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The lexicon for layout.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    pub(crate) fn generic(&self) -> &Vocabulary {
        &self.generic
    }

    fn from_list(list: Vec<Template>, generic: Arc<Vocabulary>) -> Self {
        let lexicon = lexicon::compile(&generic, &list);
        Self { list, generic, lexicon }
    }
}

impl Default for Templates {
    fn default() -> Self {
        Self::builtin()
    }
}

fn compile(
    name: &str,
    text: &str,
    file: File,
    base: &Arc<Vocabulary>,
) -> Result<Template, TemplateError> {
    check(&file.words, name, text)?;
    check::reachable(&file, name, text)?;
    let fold_all = |words: Vec<String>| {
        words.iter().map(|w| formgrid_model::fold_label(w).into_owned()).collect()
    };
    let recognize = Recognize {
        titles: fold_all(file.recognize.titles),
        must: fold_all(file.recognize.must),
        may: fold_all(file.recognize.may),
        never: fold_all(file.recognize.never),
    };
    let shapes = file
        .grids
        .iter()
        .map(|grid| shape::parse(&file.id, grid.columns, &grid.rows))
        .collect::<Result<_, _>>()
        .map_err(|error| TemplateError {
            file: name.to_owned(),
            line: text.find(error.row()).map_or(1, |at| line_of(text, at)),
            message: error.to_string(),
        })?;
    let vocabulary = if file.words.is_empty() {
        Arc::clone(base)
    } else {
        Arc::new(Vocabulary::clone(base).with(&file.words))
    };
    Ok(Template {
        id: file.id,
        name: file.name,
        form: file.form,
        record_kind: file.record_kind,
        recognize,
        defaults: file.defaults,
        shapes,
        text: text.to_owned(),
        digest: Sha256::digest(text).into(),
        vocabulary,
    })
}

pub(crate) fn parse<T: serde::de::DeserializeOwned>(
    file: &str,
    text: &str,
) -> Result<T, TemplateError> {
    toml::from_str(text).map_err(|error| TemplateError {
        file: file.to_owned(),
        line: error.span().map_or(1, |span| line_of(text, span.start)),
        message: error.message().trim().replace('\n', ", "),
    })
}

fn check(words: &Words, file: &str, text: &str) -> Result<(), TemplateError> {
    check_claims(&words.columns, "columns", file, text)?;
    check_claims(&words.labels, "labels", file, text)?;
    check_claims(&words.sections, "sections", file, text)?;
    check_claims(&words.narrative, "narrative", file, text)?;
    check_claims(&words.level1, "level1", file, text)?;
    check_claims(&words.level2, "level2", file, text)
}

#[cfg(test)]
mod tests {
    use super::{Templates, Vocabulary};

    #[test]
    fn the_builtin_set_compiles() {
        let templates = Templates::with_dir(&[]).unwrap();
        assert_eq!(templates.list().len(), Templates::N_BUILTIN);
    }

    #[test]
    fn a_fingerprint_distinguishes_sets() {
        let file = |text: &str| ("x.toml".to_owned(), text.to_owned());
        let prints = [
            Templates::fingerprint(&[], &[]),
            Templates::fingerprint(&[file("ab")], &[]),
            Templates::fingerprint(&[file("a"), file("b")], &[]),
            Templates::fingerprint(&[file("a")], &["b".to_owned()]),
            Templates::fingerprint(&[], &["ab".to_owned()]),
        ];
        for (nth, print) in prints.iter().enumerate() {
            assert!(print.len() == 64 && !prints[..nth].contains(print), "{nth}");
        }
    }

    #[test]
    fn a_template_replaces_the_one_of_its_id() {
        let text = "id = \"central-project\"\nname = \"own\"\n".to_owned();
        let templates = Templates::with_dir(&[("own.toml".to_owned(), text)]).unwrap();
        assert_eq!(templates.list().len(), super::BUILTIN.len());
        assert_eq!(templates.get("central-project").map(|t| t.name.as_str()), Some("own"));
        assert!(templates.without("central-project").get("central-project").is_none());
    }

    #[track_caller]
    fn check_error(text: &str, line: usize, part: &str) {
        let error = Templates::with_dir(&[("x.toml".to_owned(), text.to_owned())]).unwrap_err();
        assert_eq!((error.file.as_str(), error.line), ("x.toml", line), "{error}");
        assert!(error.message.contains(part), "{error}");
    }

    #[test]
    fn errors_name_the_line() {
        check_error("id = \"x\"\nname = \"x\"\ncolour = 1\n", 3, "colour");
        check_error("id = \"x\"\nname = \"x\"\n[words.columns]\nlevel9 = [\"a\"]\n", 4, "level9");
        let twice =
            "id = \"x\"\nname = \"x\"\n[words.columns]\nlevel1 = [\"a\"]\nlevel2 = [\"a\"]\n";
        check_error(twice, 5, "claimed twice");
    }

    #[test]
    fn unreachable_parts_are_refused() {
        let head = "id = \"x\"\nname = \"x\"\n";
        let unnamed = format!("{head}[words.sections]\nindicators = [\"甲\"]\nfunds = []\n");
        check_error(&unnamed, 5, "nothing reaches it");
        let both = format!("{head}[recognize]\nmust = [\"甲\"]\nnever = [\"甲\"]\n");
        check_error(&both, 5, "never recognized");
        let error = Templates::check("x.toml", head).unwrap_err();
        assert!(error.message.contains("names no word"), "{error}");
        for (name, text) in super::BUILTIN {
            assert_eq!(Templates::check(name, text), Ok(()));
        }
    }

    #[test]
    fn a_shadowed_word_or_form_is_refused() {
        let long = "甲".repeat(500);
        let head = "id = \"x\"\nname = \"x\"\n[recognize]\nmust = [\"甲乙丙\"]\n";
        let text = format!("{head}[words.columns]\nlevel2 = [\"乙\", \"{long}\"]\n");
        let error = Templates::check("x.toml", &text).unwrap_err();
        assert_eq!((error.line, error.message.contains("never read")), (6, true), "{error}");
        let (_, own) =
            super::BUILTIN.iter().find(|(name, _)| *name == "central-project.toml").unwrap();
        let copy = own.replacen("central-project", "x", 1);
        let error = Templates::check("x.toml", &copy).unwrap_err();
        assert!(error.message.contains("taken for `central-project`"), "{error}");
        assert_eq!(Templates::check("x.toml", head), Ok(()));
    }

    #[test]
    fn a_drawn_row_that_does_not_fit_is_refused() {
        let text = "id = \"x\"\nname = \"x\"\n[[grid]]\ncolumns = 3\nrows = [\n\"a | @\",\n]\n";
        check_error(text, 6, "covers 2 columns");
    }

    #[test]
    fn a_form_overrides_a_word() {
        let text =
            "id = \"x\"\nname = \"x\"\n[words.columns]\nlevel2 = [\"指标名称\"]\n".to_owned();
        let templates = Templates::with_dir(&[("x.toml".to_owned(), text)]).unwrap();
        let column = |v: &Vocabulary| v.meaning("指标名称").column;
        assert_eq!(column(templates.generic()), Some(super::Field::Level3));
        assert_eq!(column(templates.get("x").unwrap().vocabulary()), Some(super::Field::Level2));
    }
}
