//! Parts by which a text tells a field that is not listed as a word.
//!
//! Most texts that are asked for hold none of the parts. So a text is gone through once, and at each of
//! its characters only the parts are compared that begin with it.

use std::collections::BTreeMap;

use formgrid_model::fold_label;

use super::Field;
use super::words::Claims;

/// Parts with their fields; of two that stand in one text the one listed first counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    /// Parts by their first character, each with its place in the list.
    by_first: BTreeMap<char, Vec<(usize, String, Field)>>,
    n_listed: usize,
}

impl Parts {
    /// Adds parts behind those that are there.
    pub(super) fn add(&mut self, claims: &Claims<Field>) {
        for (&field, parts) in claims {
            for part in parts {
                let part = fold_label(part.get_ref()).into_owned();
                let Some(first) = part.chars().next() else { continue };
                self.by_first.entry(first).or_default().push((self.n_listed, part, field));
                self.n_listed += 1;
            }
        }
    }

    /// The field of the first listed part that stands in a folded text where `counts` says that a part
    /// of the field counts, which is given the byte at which it begins.
    pub(super) fn find(&self, text: &str, counts: impl Fn(Field, usize) -> bool) -> Option<Field> {
        let mut found: Option<(usize, Field)> = None;
        for (at, first) in text.char_indices() {
            for (rank, part, field) in self.by_first.get(&first).into_iter().flatten() {
                let is_sooner = found.is_none_or(|(other, _)| *rank < other);
                if is_sooner && counts(*field, at) && text[at..].starts_with(part.as_str()) {
                    found = Some((*rank, *field));
                }
            }
        }
        found.map(|(_, field)| field)
    }
}
