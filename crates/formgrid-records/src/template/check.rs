//! Checks of a valid template for parts that are unreachable.

use std::fmt::Debug;

use super::words::{Claims, line_of};
use super::{File, TemplateError};

/// Refuses a template with an unreachable part: a field, block or part without a word, or a word
/// that is both required and forbidden.
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

/// An error in a template file at a byte offset, on line 1 without an offset.
pub(crate) fn error(file: &str, text: &str, at: Option<usize>, message: String) -> TemplateError {
    let line = at.map_or(1, |at| line_of(text, at));
    TemplateError { file: file.to_owned(), line, message }
}

/// `AnnualGoals` as a template writes it: `annual_goals`.
pub(crate) fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for (at, c) in name.char_indices() {
        if c.is_ascii_uppercase() && at > 0 {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
