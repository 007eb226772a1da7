//! The conservation audit: every text of a source is in a record or a finding.
//!
//! It compares texts and ignores the atoms that records carry, because a rule that drops a text may
//! still claim its atom. A text is accounted for if it is part of a record's value, a finding
//! quotes it, a template lists it as header word, label or block name, or all of its parts are one
//! of these. Texts printed several times must be found as often.

mod output_texts;
mod parts;
mod record_values;

use std::collections::BTreeSet;

use formgrid_model::{AtomId, Atoms, Block, Code, Diagnostics, Document, Place, fold, join_lines};
use formgrid_records::{Record, Templates};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use output_texts::OutputTexts;
use parts::Parts;

/// How many losses are described; the rest are only counted.
const MAX_DESCRIBED: usize = 20;

/// Longest text in a description, in characters.
const MAX_SHOWN: usize = 80;

/// The audit of one source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Audit {
    /// Non-empty cells and paragraphs, and pieces of text in none of them.
    pub texts: usize,
    /// How many of them are lost.
    pub n_lost: usize,
    /// The first losses.
    pub lost: Vec<Lost>,
}

/// A lost text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lost {
    /// Its place in the source.
    pub place: Place,
    /// What is lost of it: a lower-case fragment.
    pub message: String,
}

/// Audits a document. Each lost text becomes a finding.
pub fn audit(
    document: &Document,
    records: &[Record],
    templates: &Templates,
    diagnostics: &mut Diagnostics,
) -> Audit {
    let texts = texts(document);
    let output = OutputTexts::new(records, diagnostics);
    let mut parts = Parts::new(&output, templates);
    let mut lost = dropped(document, diagnostics);
    let n_dropped = lost.len();
    for (folded, copies) in &texts {
        if parts.is_listed_item(folded) {
            continue;
        }
        let n_kept = output.count(folded, copies.len());
        let missing = match n_kept {
            0 => parts.missing(folded),
            _ => None,
        };
        if missing.is_some()
            || (0 < n_kept && n_kept < copies.len() && output_texts::is_counted(folded))
        {
            // Copies are equal, so the last ones count as lost.
            lost.extend(copies.iter().skip(n_kept).map(|copy| copy.lost(missing.as_deref())));
        }
    }
    lost.sort_by_key(|(at, _)| *at);
    for (_, lost) in &lost {
        diagnostics.report(Code::AuditLost, lost.place, lost.message.clone());
    }
    let (n_lost, n_texts) = (lost.len(), texts.values().map(Vec::len).sum::<usize>() + n_dropped);
    let lost = lost.into_iter().map(|(_, lost)| lost).take(MAX_DESCRIBED).collect();
    Audit { texts: n_texts, n_lost, lost }
}

/// A cell or paragraph.
#[derive(Debug)]
struct Copy<'a> {
    /// Its index in document order.
    at: usize,
    place: Place,
    text: &'a str,
}

impl Copy<'_> {
    fn lost(&self, missing: Option<&str>) -> (usize, Lost) {
        let text = shown(self.text);
        let message = match missing {
            Some(missing) if fold(self.text) != missing => {
                format!("`{}` of `{text}` stands in no record and no finding", shown(missing))
            }
            Some(_) => format!("`{text}` stands in no record and no finding"),
            None => {
                format!("`{text}` is printed more often than it stands in records and findings")
            }
        };
        (self.at, Lost { place: self.place, message })
    }
}

fn shown(text: &str) -> String {
    let text = join_lines(text);
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// The cells and paragraphs of a document, keyed by folded text.
fn texts(document: &Document) -> IndexMap<String, Vec<Copy<'_>>> {
    let mut texts: IndexMap<String, Vec<Copy<'_>>> = IndexMap::new();
    let mut at = 0;
    let mut add = |text: &'_ str, place: Place| {
        let folded = fold(text);
        if !folded.is_empty() {
            at += 1;
            Some((folded.into_owned(), at, place))
        } else {
            None
        }
    };
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                if let Some((folded, at, place)) = add(&paragraph.text, paragraph.place) {
                    texts.entry(folded).or_default().push(Copy {
                        at,
                        place,
                        text: &paragraph.text,
                    });
                }
            }
            Block::Table(table) => {
                for cell in table.grid.cells() {
                    if let Some((folded, at, place)) = add(&cell.text, cell.place) {
                        texts.entry(folded).or_default().push(Copy { at, place, text: &cell.text });
                    }
                }
            }
        }
    }
    texts
}

/// Atoms in no cell, no paragraph and no finding.
fn dropped(document: &Document, diagnostics: &Diagnostics) -> Vec<(usize, Lost)> {
    let mut seen = BTreeSet::new();
    let mut see = |atoms: &Atoms| seen.extend(atoms.iter().copied());
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => see(&paragraph.atoms),
            Block::Table(table) => table.grid.cells().iter().for_each(|cell| see(&cell.atoms)),
        }
    }
    diagnostics.iter().for_each(|diagnostic| see(&diagnostic.atoms));
    let lost = (0..document.n_atoms).map(AtomId).filter(|atom| !seen.contains(atom));
    let message =
        |atom: AtomId| format!("piece {} of the text is in no cell and no paragraph", atom.0);
    lost.map(|atom| (0, Lost { place: Place::default(), message: message(atom) })).collect()
}

#[cfg(test)]
mod tests;
