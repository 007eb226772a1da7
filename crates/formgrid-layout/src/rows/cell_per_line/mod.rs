//! Dumps with one cell per line: horizontal merges are lost, and a blank line may end a row, end a
//! table or be an empty paragraph inside a cell.
//!
//! [`chunks`] groups each cell with the lines after it. [`cut`] decides which chunks make a row and
//! which rows a table: by the cost of their [`gaps`], by the rows of known forms ([`kinds`]) and by the
//! repetition in the document ([`widths`]). Rows of a known kind have known boundaries; the others are
//! grouped into [`classes`] and placed by [`columns`]. [`texts`] gives each cell its text. Dumps that
//! omit covered cells are handled here too, after [`ragged`] has restored the cells.

mod chunks;
mod classes;
mod columns;
mod cut;
mod gaps;
mod kinds;
mod ragged;
mod texts;
mod unmarked;
mod widths;

use formgrid_model::{
    Block, Code, Diagnostics, Lexicon, Place, RawRows, RowNote, RowShape, ShapeText, Slots,
    WordClass,
};

pub(in crate::rows) use self::chunks::Look;
pub(in crate::rows) use self::ragged::complete as complete_short;
pub(in crate::rows) use self::unmarked::complete as complete_unmarked;

use self::chunks::Chunk;
use self::columns::{Columns, Known};
use self::cut::{CutRow, Reading};
use self::kinds::{EXPLAINED, Kinds};
use self::widths::Widths;
use super::assemble::{self, PlacedCell, PlacedRow};

/// Share of explained rows below which a form's rows are not used: rows of other forms resemble its own
/// less often, and wrong boundaries do more harm than unknown ones.
const GATE: f32 = 0.7;
/// Factor on a row's confidence for a bridged blank line.
const REJOINED: f32 = 0.85;
/// Share of explained rows above which the form determines the cut, and another round changes nothing.
const SETTLED: f32 = 0.9;
/// Rounds of cutting and counting.
const ROUNDS: usize = 2;

/// Separates tables from paragraphs and rebuilds the tables.
pub(crate) fn resolve(
    rows: RawRows,
    lexicon: &Lexicon,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let (before, mut chunks) = chunks::split(rows.lines, lexicon);
    let mut blocks = Vec::new();
    texts::paragraphs(before, &mut blocks);
    let forms = kinds::candidates(&lexicon.forms, &chunks);
    restore_cells(&mut chunks, &forms, lexicon, diagnostics);
    let (forms, cut) = read(&chunks, forms);
    let mut begin = 0;
    for (at, row) in cut.iter().enumerate() {
        if row.ends_table || at + 1 == cut.len() {
            let table = Table { rows: &cut[begin..=at], forms: &forms };
            table.resolve(&mut chunks, lexicon, slots, diagnostics, &mut blocks);
            begin = at + 1;
        }
    }
    blocks
}

/// Restores cells that lost their TAB: the first cell of a table that looks like a further paragraph of
/// the previous cell, followed by the other cells of an opening row.
fn restore_cells(
    chunks: &mut Vec<Chunk>,
    forms: &[Kinds<'_>],
    lexicon: &Lexicon,
    diagnostics: &mut Diagnostics,
) {
    let lost: Vec<usize> = (0..chunks.len().saturating_sub(1))
        .filter(|&at| chunks[at].gap.is_none() && chunks[at].head.text.contains('\n'))
        .filter(|&at| forms.iter().any(|form| form.opens_before(&chunks[at + 1..])))
        .collect();
    for at in lost.into_iter().rev() {
        if let Some(split) = chunks[at].split_last(lexicon) {
            let message = "a first cell that had lost its border is a cell again";
            diagnostics.report(Code::LayoutCellRestored, split.head.place, message);
            chunks.insert(at + 1, split);
        }
    }
}

/// Cuts the chunks, with the forms that pass the gate.
fn read<'a>(chunks: &[Chunk], forms: Vec<Kinds<'a>>) -> (Vec<Kinds<'a>>, Vec<CutRow>) {
    let rows = cut_in_rounds(chunks, &forms);
    if forms.is_empty() || explained(&rows) >= GATE {
        return (forms, rows);
    }
    let rows = cut_in_rounds(chunks, &[]);
    (Vec::new(), rows)
}

fn cut_in_rounds(chunks: &[Chunk], forms: &[Kinds<'_>]) -> Vec<CutRow> {
    let mut rows = cut::cut(chunks, forms, &Widths::count(chunks, naive(chunks).into_iter()));
    for _ in 1..ROUNDS {
        if explained(&rows) >= SETTLED {
            break;
        }
        let mut starts = true;
        let counted = rows.iter().map(|row| {
            let started = std::mem::replace(&mut starts, row.ends_table);
            (row.chunks.clone(), started)
        });
        let widths = Widths::count(chunks, counted);
        rows = cut::cut(chunks, forms, &widths);
    }
    rows
}

/// The rows if every blank line ends one, and whether each starts a table.
fn naive(chunks: &[Chunk]) -> Vec<(std::ops::Range<usize>, bool)> {
    let mut rows = Vec::new();
    let (mut begin, mut starts) = (0, true);
    for (at, chunk) in chunks.iter().enumerate() {
        if chunk.gap.n_trailing > 0 || chunk.gap.n_texts > 0 || at + 1 == chunks.len() {
            rows.push((begin..at + 1, starts));
            begin = at + 1;
            starts = chunk.gap.n_texts > 0 || chunk.gap.n_blanks > 2;
        }
    }
    rows
}

/// The share of rows that are of a kind of some form.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more than 24 bits")]
fn explained(rows: &[CutRow]) -> f32 {
    rows.iter().filter(|row| is_explained(row)).count() as f32 / rows.len().max(1) as f32
}

fn is_explained(row: &CutRow) -> bool {
    matches!(row.reading, Reading::Kind { .. }) && row.cost < EXPLAINED
}

/// The rows of one table.
struct Table<'a> {
    rows: &'a [CutRow],
    forms: &'a [Kinds<'a>],
}

impl Table<'_> {
    fn resolve(
        &self,
        chunks: &mut [Chunk],
        lexicon: &Lexicon,
        slots: &mut Slots,
        diagnostics: &mut Diagnostics,
        blocks: &mut Vec<Block>,
    ) {
        let form = self.form();
        if form.is_none() && self.is_prose(chunks) {
            return self.as_paragraphs(chunks, blocks);
        }
        let columns = self.columns(form, chunks);
        if let Err(over) = slots.charge(self.rows.len(), columns.n_cols) {
            let place = chunks[self.rows[0].chunks.start].head.place;
            let message = format!("{over}; a table is left as paragraphs");
            diagnostics.report(Code::LayoutTooLarge, place, message);
            return self.as_paragraphs(chunks, blocks);
        }
        let n_cols = columns.n_cols;
        let placed = self.fill(form, columns, chunks, diagnostics);
        if let Some(table) = assemble::table(placed, n_cols, lexicon, diagnostics) {
            blocks.push(Block::Table(Box::new(table)));
        }
        if let Some(last) = self.rows.last().and_then(|row| row.chunks.clone().last()) {
            texts::paragraphs(std::mem::take(&mut chunks[last].tail), blocks);
        }
    }

    fn as_paragraphs(&self, chunks: &mut [Chunk], blocks: &mut Vec<Block>) {
        for at in self.rows.iter().flat_map(|row| row.chunks.clone()) {
            texts::prose(&mut chunks[at], blocks);
        }
    }

    /// Whether the lines are paragraphs indented with TABs and no cells: many have a TAB inside.
    fn is_prose(&self, chunks: &[Chunk]) -> bool {
        let Some(range) = self.rows.first().zip(self.rows.last()) else { return false };
        let chunks = &chunks[range.0.chunks.start..range.1.chunks.end];
        let with_tab = chunks.iter().filter(|chunk| chunk.head.text.contains('\t')).count();
        with_tab * 10 > chunks.len() * 3
    }

    /// The form that explains most rows, and at least half of them.
    fn form(&self) -> Option<usize> {
        let count = |form: usize| {
            let of_form = |row: &&CutRow| {
                is_explained(row)
                    && matches!(row.reading, Reading::Kind { form: other, .. } if other == form)
            };
            self.rows.iter().filter(of_form).count()
        };
        (0..self.forms.len())
            .max_by_key(|&form| (count(form), usize::MAX - form))
            .filter(|&form| count(form) * 2 >= self.rows.len())
    }

    /// Gives every row its columns.
    fn columns(&self, form: Option<usize>, chunks: &[Chunk]) -> Columns {
        let of_kind = |row| self.kind(row, form).map_or_else(Vec::new, bounds);
        let known = Known {
            bounds: self.rows.iter().map(of_kind).collect(),
            n_cols: form.map_or(0, |form| self.forms[form].form.n_cols),
        };
        let cells = self.cells(chunks);
        columns::place(&cells, &classes::classes(&cells), known)
    }

    fn cells<'a>(&self, chunks: &'a [Chunk]) -> Vec<&'a [Chunk]> {
        self.rows.iter().map(|row| &chunks[row.chunks.clone()]).collect()
    }

    /// Gives every cell its text.
    fn fill(
        &self,
        form: Option<usize>,
        columns: Columns,
        chunks: &mut [Chunk],
        diagnostics: &mut Diagnostics,
    ) -> Vec<PlacedRow> {
        let kinds: Vec<_> = self.rows.iter().map(|row| self.kind(row, form)).collect();
        let above = goes_on(&self.cells(chunks), &kinds);
        let mut placed = Vec::with_capacity(self.rows.len());
        for (number, row) in self.rows.iter().enumerate() {
            let place = chunks[row.chunks.start].head.place;
            let mut note = self.note(row, columns.certainty[number], place, diagnostics);
            let bounds = &columns.bounds[number];
            let mut cells = Vec::with_capacity(row.chunks.len());
            for (cell, at) in row.chunks.clone().enumerate() {
                let is_last = at + 1 == row.chunks.end;
                let keeps_tail = !(is_last && row.ends_table);
                let text = texts::cell(&mut chunks[at], keeps_tail, &mut note, diagnostics);
                cells.push(PlacedCell {
                    col: bounds[cell],
                    col_span: bounds[cell + 1] - bounds[cell],
                    // A cell may begin with an empty line and have its text below.
                    above: above[number][cell] && text.text.is_empty(),
                    text: text.text,
                    place: text.place,
                    atoms: text.atoms,
                });
            }
            placed.push(PlacedRow { cells, note });
        }
        placed
    }

    /// The kind of a row, if it is one of the table's form.
    fn kind(&self, row: &CutRow, form: Option<usize>) -> Option<&RowShape> {
        match row.reading {
            Reading::Kind { form: of, kind } if Some(of) == form => Some(self.forms[of].row(kind)),
            _ => None,
        }
    }

    fn note(
        &self,
        row: &CutRow,
        certainty: f32,
        place: Place,
        diagnostics: &mut Diagnostics,
    ) -> RowNote {
        let mut note = RowNote { confidence: certainty, repairs: Vec::new() };
        if !self.forms.is_empty() && row.cost > EXPLAINED {
            note.confidence *= 0.8;
        }
        if row.inside > 0.0 {
            note.confidence *= REJOINED;
            note.repairs.push(Code::LayoutRowRejoined);
            let message = "a blank line inside a cell is bridged";
            diagnostics.report(Code::LayoutRowRejoined, place, message);
        }
        note
    }
}

fn bounds(kind: &RowShape) -> Vec<usize> {
    let mut at = 0;
    std::iter::once(0)
        .chain(kind.cells.iter().map(|cell| {
            at += cell.col_span;
            at
        }))
        .collect()
}

/// For each cell, whether it is empty because the cell above continues.
///
/// A kind of row states it. In other rows the empty cells at the left continue from above, and so do
/// those at the right of a header row, below labels at most two rows up, and those between the parts of
/// divided labels. All other empty cells are blank.
fn goes_on(rows: &[&[Chunk]], kinds: &[Option<&RowShape>]) -> Vec<Vec<bool>> {
    let mut found: Vec<Vec<bool>> = Vec::with_capacity(rows.len());
    for (number, row) in rows.iter().enumerate() {
        let above = match kinds[number] {
            Some(kind) => by_kind(kind, row),
            None => {
                let leading = row.iter().take_while(|chunk| chunk.look == Look::Empty).count();
                let trailing = if number > 0 && leading > 0 && is_header(row) {
                    row.iter().rev().take_while(|chunk| chunk.look == Look::Empty).count()
                } else {
                    0
                };
                let above = number.checked_sub(1).map_or(&[][..], |above| rows[above]);
                let divides = !columns::interleaved(above, row).is_empty();
                let continues = |cell: usize| {
                    divides && row[cell].look == Look::Empty
                        || leading < row.len() && (cell < leading || cell >= row.len() - trailing)
                };
                (0..row.len()).map(continues).collect()
            }
        };
        found.push(above);
    }
    found
}

fn by_kind(kind: &RowShape, row: &[Chunk]) -> Vec<bool> {
    let goes_on = |text: &ShapeText| matches!(text, ShapeText::Above | ShapeText::Fill);
    kind.cells
        .iter()
        .zip(row)
        .map(|(cell, chunk)| chunk.look == Look::Empty && goes_on(&cell.text))
        .collect()
}

/// Whether all texts of a row name columns: header words, years, short labels.
fn is_header(row: &[Chunk]) -> bool {
    let mut filled = row.iter().filter(|chunk| chunk.look != Look::Empty).peekable();
    filled.peek().is_some()
        && filled.all(|chunk| chunk.classes.contains(WordClass::HEADER) || chunk.folded == "#年")
}

#[cfg(test)]
mod tests;
