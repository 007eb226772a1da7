//! The words of a template as its file states them.
//!
//! Every table maps a meaning to its words. A word may occur in several tables (年度目标 is a
//! header word, a label and a block label), but only once in each. A word claimed twice is an error
//! with file and line, because one of the claims would have no effect.

use std::borrow::Cow;

use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

use super::{Field, Inline, Part, Section, TemplateError};

/// Words by meaning, each with its place in the file.
pub(crate) type Claims<K> = IndexMap<K, Vec<Spanned<String>>>;

/// The words of one file: the base vocabulary, or the additions of a form.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Words {
    pub(crate) columns: Claims<Field>,
    pub(crate) labels: Claims<Field>,
    pub(crate) sections: Claims<Section>,
    pub(super) narrative: Claims<Part>,
    pub(super) inline: Claims<Inline>,
    pub(super) level1: Claims<String>,
    pub(super) level2: Claims<String>,
    pub(super) level2_endings: Claims<String>,
    pub(super) closed: Closed,
    pub(super) titles: Titles,
}

impl Words {
    /// Whether there is no word.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Closed vocabularies: cell contents, whatever the header word.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Closed {
    pub(super) bases: Vec<String>,
    pub(super) classes: Vec<String>,
    pub(super) operators: Vec<String>,
    pub(super) directions: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) totals: Vec<String>,
    pub(super) fillers: Vec<String>,
    pub(super) prior_years: Vec<String>,
    pub(super) target_years: Vec<String>,
    pub(super) other_tables: Vec<String>,
    pub(super) furniture: Vec<String>,
    pub(super) furniture_prefixes: Vec<String>,
}

/// Endings of titles and of the names before them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Titles {
    pub(super) department: Vec<String>,
    pub(super) project: Vec<String>,
    pub(super) either: Vec<String>,
    pub(super) cover: Vec<String>,
    pub(super) other: Vec<String>,
    pub(super) self_evaluation: Vec<String>,
    pub(super) monitoring: Vec<String>,
    pub(super) organisations: Vec<String>,
}

/// Refuses a table in which two meanings claim one word.
pub(super) fn check_claims<K>(
    claims: &Claims<K>,
    table: &str,
    file: &str,
    text: &str,
) -> Result<(), TemplateError> {
    let mut seen: IndexMap<Cow<'_, str>, usize> = IndexMap::new();
    for word in claims.values().flatten() {
        let at = word.span().start;
        if let Some(first) = seen.insert(formgrid_model::fold(word.get_ref()), at) {
            let (line, first) = (line_of(text, at), line_of(text, first));
            let message = format!(
                "`{}` is claimed twice in [{table}], here and on line {first}",
                word.get_ref()
            );
            return Err(TemplateError { file: file.to_owned(), line, message });
        }
    }
    Ok(())
}

/// The line of a byte offset, from 1.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|&b| b == b'\n').count() + 1
}
