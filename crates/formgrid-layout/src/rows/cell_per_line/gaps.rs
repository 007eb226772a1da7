//! Gaps: the cost of reading the lines between two cells as the end of a row, as the end of a table, or
//! as part of the row.
//!
//! Costs are in nats; they state how often authors and converters do each.

use formgrid_model::WordClass;

use super::chunks::{Chunk, Gap, Look};
use super::kinds::Kinds;

/// First blank line inside a cell: one cell in several hundred has one.
const BLANK_INSIDE: f32 = 6.0;
/// Each further run of blank lines inside a cell.
const FURTHER_RUN: f32 = 0.5;
/// A text after a blank line inside a cell.
const TEXT_INSIDE: f32 = 2.0;
/// A heading inside a cell.
const HEADING_INSIDE: f32 = 12.0;
/// Further blank lines at the end of a row, empty paragraphs of its last cell.
const FURTHER_BLANKS: f32 = 4.5;
/// Share of a blank line's cost inside a cell of long text, where authors leave more empty paragraphs.
const IN_LONG_TEXT: f32 = 0.6;
/// The same for an empty cell, where authors leave empty paragraphs as room for handwriting.
const IN_ROOM: f32 = 0.4;
/// Most blank lines that are room in a cell. More of them move a table to the next page.
const MAX_ROOM: u32 = 8;
/// Longest text that is no sentence, in characters.
const SENTENCE: usize = 13;
/// A table ends and not only a row.
const TABLE_END: f32 = 4.0;
/// A table begins with an empty cell, which elsewhere continues the row above.
const EMPTY_BEGINS: f32 = 2.5;
/// No text precedes a table, and it begins unlike the tables with a preceding text.
const OTHER_BEGINNING: f32 = 2.0;
/// Tables after a text that show how tables begin.
const KNOWN_BEGINNINGS: usize = 2;
/// A table ends at the two blank lines that end a row and a table.
const TABLE_END_AS_DUMPED: f32 = 0.5;
/// A table ends at blank lines that are room in an empty last cell.
const TABLE_END_IN_ROOM: f32 = 3.0;
/// A table ends without its blank lines.
const TABLE_END_AT_ONCE: f32 = 5.0;
/// Column names follow data across a blank line.
const HEADER_INSIDE: f32 = 6.0;
/// Two column names in different rows.
const HEADER_CUT: f32 = 2.0;

/// Cost of a gap under each reading.
#[derive(Debug, Clone, Copy)]
pub(super) struct GapCost {
    /// The row ends; `None` if it cannot.
    pub(super) row_end: Option<f32>,
    /// The table ends; `None` if it cannot.
    pub(super) table_end: Option<f32>,
    /// The row continues.
    pub(super) inside: f32,
}

/// Cost of each gap, by the chunk before it.
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

/// How the tables of a document begin.
struct Beginnings<'a> {
    /// First cells of tables with a preceding text, ascending.
    first: Vec<&'a str>,
    /// Whether the form determines how its tables begin.
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

    /// Cost of a table without a preceding text that begins with a chunk.
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

/// Cost of only the row ending before a chunk; `None` if it cannot.
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
        _ if is_room(last) => FURTHER_BLANKS * IN_ROOM,
        _ => FURTHER_BLANKS * share(last),
    };
    let texts = if gap.n_texts > 0 { text_cost(gap) + BLANK_INSIDE * 0.5 } else { 0.0 };
    Some(blanks + texts + if split_header { HEADER_CUT } else { 0.0 })
}

/// Cost of the table ending before a chunk; `None` if it cannot.
fn table_end(
    chunks: &[Chunk],
    forms: &[Kinds<'_>],
    beginnings: &Beginnings<'_>,
    end: usize,
) -> Option<f32> {
    let last = &chunks[end - 1];
    let gap = &last.gap;
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
        (0, _) if is_room(last) => TABLE_END_IN_ROOM + beginnings.unlike(next),
        (0, _) => TABLE_END_AS_DUMPED + 1.0 + beginnings.unlike(next),
    };
    Some(if opens { (base - 3.5).max(0.0) } else { base })
}

/// Cost of a gap inside a row.
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

/// Cost of a header that begins in the middle of a row: two column names, with or without their block
/// label, after a cell that names nothing.
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

/// The share of a blank line's usual cost inside this cell.
fn share(chunk: &Chunk) -> f32 {
    if chunk.folded.chars().nth(SENTENCE).is_some() { IN_LONG_TEXT } else { 1.0 }
}

/// Whether the blank lines after a cell may be its empty paragraphs because it has no text.
fn is_room(last: &Chunk) -> bool {
    last.look == Look::Empty && last.gap.n_blanks <= MAX_ROOM
}

/// Cost of the texts of a gap belonging to the cell before it.
fn text_cost(gap: &Gap) -> f32 {
    if gap.n_texts == 0 || gap.repeats {
        0.0
    } else if gap.heading {
        HEADING_INSIDE
    } else {
        TEXT_INSIDE
    }
}
