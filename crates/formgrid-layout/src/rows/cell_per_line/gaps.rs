//! Gaps: what it costs to read the lines between two cells as the end of a row, as the end of a table,
//! or as a part of the row.
//!
//! All costs are in nats; they state how often authors and converters do such a thing.

use formgrid_model::WordClass;

use super::chunks::{Chunk, Gap, Look};
use super::kinds::Kinds;

/// What the first blank line inside a cell costs: one cell in several hundred holds one.
const BLANK_INSIDE: f32 = 6.0;
/// What each further run of blank lines inside a cell costs.
const FURTHER_RUN: f32 = 0.5;
/// What a text after a blank line inside a cell costs.
const TEXT_INSIDE: f32 = 2.0;
/// A heading is hardly ever part of a cell.
const HEADING_INSIDE: f32 = 12.0;
/// A row ends with further blank lines, which are empty paragraphs of its last cell.
const FURTHER_BLANKS: f32 = 4.5;
/// Authors leave empty paragraphs in cells of long text rather than in others: the share of the cost
/// that they cost there.
const IN_LONG_TEXT: f32 = 0.6;
/// A text of more characters than this is a sentence.
const SENTENCE: usize = 13;
/// A table ends here and not only a row.
const TABLE_END: f32 = 4.0;
/// A table begins with an empty cell, which elsewhere goes on from the row above.
const EMPTY_BEGINS: f32 = 2.5;
/// No text stands before a table, and it begins otherwise than the tables that a text stands before.
const OTHER_BEGINNING: f32 = 2.0;
/// So many tables behind a text tell how tables begin.
const KNOWN_BEGINNINGS: usize = 2;
/// A table ends where the dump has the two blank lines that end a row and a table.
const TABLE_END_AS_DUMPED: f32 = 0.5;
/// A table ends without its blank lines.
const TABLE_END_AT_ONCE: f32 = 5.0;
/// Names of columns follow on data, though a blank line stands between them.
const HEADER_INSIDE: f32 = 6.0;
/// Two names of columns in different rows.
const HEADER_CUT: f32 = 2.0;

/// What a gap costs, by how it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct GapCost {
    /// The row ends; none where it cannot.
    pub(super) row_end: Option<f32>,
    /// The table ends; none where it cannot.
    pub(super) table_end: Option<f32>,
    /// The row goes on.
    pub(super) inside: f32,
}

/// What each gap costs, by the chunk before it.
pub(super) fn costs(chunks: &[Chunk], forms: &[Kinds<'_>]) -> Vec<GapCost> {
    let beginnings = Beginnings::of(chunks, forms);
    (1..=chunks.len())
        .map(|end| GapCost {
            row_end: row_end(chunks, end),
            table_end: table_end(chunks, forms, &beginnings, end),
            inside: inside_cost(&chunks[end - 1]) + header_cost(chunks, end),
        })
        .collect()
}

/// What the tables of a document begin with.
struct Beginnings<'a> {
    /// The first cells of those that a text stands before, ascending.
    first: Vec<&'a str>,
    /// The form tells how its tables begin.
    known_form: bool,
}

impl<'a> Beginnings<'a> {
    fn of(chunks: &'a [Chunk], forms: &[Kinds<'_>]) -> Self {
        let behind_text = chunks.windows(2).filter(|pair| {
            let gap = &pair[0].gap;
            gap.n_texts > 0 && !gap.repeats && (gap.heading || gap.ends_before_text)
        });
        let mut first: Vec<&str> = behind_text.map(|pair| pair[1].folded.as_str()).collect();
        first.extend(chunks.first().map(|first| first.folded.as_str()));
        first.sort_unstable();
        Self { first, known_form: !forms.is_empty() }
    }

    /// What it costs that a table with no text before it begins with a chunk.
    fn unlike(&self, first: &Chunk) -> f32 {
        if self.known_form {
            0.0
        } else if first.look == Look::Empty {
            EMPTY_BEGINS
        } else if self.first.len() < KNOWN_BEGINNINGS
            || self.first.binary_search(&first.folded.as_str()).is_ok()
        {
            0.0
        } else {
            OTHER_BEGINNING
        }
    }
}

/// What it costs that a row and not the table ends before a chunk; none where it cannot.
fn row_end(chunks: &[Chunk], end: usize) -> Option<f32> {
    let last = &chunks[end - 1];
    let gap = &last.gap;
    let next = chunks.get(end)?;
    if gap.n_trailing == 0 {
        return None;
    }
    let header = |chunk: &Chunk| {
        chunk.classes.contains(WordClass::HEADER)
            && !chunk.classes.intersects(WordClass::LABEL | WordClass::SECTION | WordClass::GOAL)
    };
    let split_header = header(last) && header(next);
    let blanks = match gap.n_blanks - u32::from(gap.n_texts > 0).min(gap.n_blanks) {
        0 | 1 => 0.0,
        _ => FURTHER_BLANKS * share(last),
    };
    let texts = if gap.n_texts > 0 { text_cost(gap) + BLANK_INSIDE * 0.5 } else { 0.0 };
    Some(blanks + texts + if split_header { HEADER_CUT } else { 0.0 })
}

/// What it costs that the table ends before a chunk; none where it cannot.
fn table_end(
    chunks: &[Chunk],
    forms: &[Kinds<'_>],
    beginnings: &Beginnings<'_>,
    end: usize,
) -> Option<f32> {
    let gap = &chunks[end - 1].gap;
    let Some(next) = chunks.get(end) else { return Some(0.0) };
    let opens = next.classes.contains(WordClass::TITLE)
        || forms.iter().any(|form| form.opens_with(&chunks[end..]));
    let base = match (gap.n_texts, gap.n_blanks) {
        (1.., _) if gap.repeats => TABLE_END + BLANK_INSIDE,
        (1.., _) if gap.heading || gap.ends_before_text => 0.0,
        (1.., _) => TABLE_END,
        (0, 0) if opens => return Some(TABLE_END_AT_ONCE),
        (0, 0) => return None,
        (0, 1) => TABLE_END + 3.0,
        (0, 2) => TABLE_END_AS_DUMPED + beginnings.unlike(next),
        (0, _) => TABLE_END_AS_DUMPED + 1.0 + beginnings.unlike(next),
    };
    Some(if opens { (base - 3.5).max(0.0) } else { base })
}

/// What it costs that a gap lies inside a row.
fn inside_cost(chunk: &Chunk) -> f32 {
    let gap = &chunk.gap;
    if gap.is_none() {
        return 0.0;
    }
    let runs = u8::try_from(gap.n_runs).unwrap_or(u8::MAX).saturating_sub(1);
    let blanks =
        if gap.n_blanks > 0 { FURTHER_RUN.mul_add(f32::from(runs), BLANK_INSIDE) } else { 0.0 };
    if gap.repeats { blanks * 0.5 } else { blanks * share(chunk) + text_cost(gap) }
}

/// What it costs that a header begins in the middle of a row: two names of columns, behind the label of
/// their block or without one, after a cell that names nothing.
fn header_cost(chunks: &[Chunk], end: usize) -> f32 {
    let last = &chunks[end - 1];
    let names = WordClass::HEADER | WordClass::SECTION | WordClass::LABEL | WordClass::GOAL;
    if last.gap.is_none() || last.look == Look::Empty || last.classes.intersects(names) {
        return 0.0;
    }
    let is_header = |chunk: &Chunk| chunk.classes.contains(WordClass::HEADER);
    let next = &chunks[end..];
    let label = next.first().is_some_and(|chunk| chunk.classes.contains(WordClass::SECTION));
    let words = next.get(usize::from(label)..).unwrap_or_default();
    let begins = words.len() > 1 && words[..2].iter().all(is_header) && words[0].gap.is_none();
    if begins { HEADER_INSIDE } else { 0.0 }
}

/// The share of the usual cost that a blank line inside of a cell costs.
fn share(chunk: &Chunk) -> f32 {
    if chunk.folded.chars().nth(SENTENCE).is_some() { IN_LONG_TEXT } else { 1.0 }
}

/// What it costs that the texts of a gap belong to the cell before it.
fn text_cost(gap: &Gap) -> f32 {
    if gap.n_texts == 0 || gap.repeats {
        0.0
    } else if gap.heading {
        HEADING_INSIDE
    } else {
        TEXT_INSIDE
    }
}
