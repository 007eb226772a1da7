//! Joined tables to blocks of the document.

use formgrid_model::{
    AtomId, Block, Cell, Code, Diagnostics, Lexicon, Paragraph, Place, RowNote, Slots, Table,
    is_blank,
};

use super::continuation::joined::{JoinedCell, JoinedTable, Part};
use super::doubts;
use super::placed::PageFrame;
use super::text;
use crate::{header::header_rows, placing::place};

/// The block of a table; one over the limit becomes the paragraphs of its cells. `is_again` says that a
/// printer repeats labels on each page.
pub(super) fn blocks(
    table: JoinedTable,
    is_again: bool,
    frames: &[PageFrame],
    lexicon: &Lexicon,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let confidence = doubts::of_rows(&table);
    let cells: Vec<Cell> =
        table.cells.into_iter().filter_map(|joined| cell(joined, is_again, frames)).collect();
    let mut builder = match slots.grid(table.n_rows, table.n_cols) {
        Ok(builder) => builder,
        Err(error) => {
            let place = cells.first().map(|cell| cell.place).unwrap_or_default();
            diagnostics.report(Code::LayoutTooLarge, place, error.to_string());
            return cells.into_iter().filter_map(paragraph).collect();
        }
    };
    builder.reserve(cells.len());
    for cell in cells {
        place(&mut builder, cell, diagnostics);
    }
    let grid = builder.finish();
    let note = |confidence| RowNote { confidence, repairs: Vec::new() };
    let mut rows: Vec<RowNote> = confidence.into_iter().map(note).collect();
    rows.resize(grid.n_rows(), note(table.confidence));
    for row in table.rejoined {
        if let Some(note) = rows.get_mut(row) {
            note.repairs.push(Code::LayoutPageContinued);
        }
    }
    vec![Block::Table(Box::new(Table {
        header_rows: header_rows(&grid, lexicon),
        rows,
        grid,
        method: table.method,
        confidence: table.confidence,
        caption: None,
    }))]
}

fn cell(joined: JoinedCell, is_again: bool, frames: &[PageFrame]) -> Option<Cell> {
    let place = |part: &Part| Place {
        page: frames.get(part.page).map(|frame| frame.number),
        bbox: Some(part.bbox),
        ..Place::default()
    };
    let (first, further) = joined.parts.split_first()?;
    let width = first.bbox.x1 - first.bbox.x0;
    let (first, continued) = (place(first), further.iter().map(place).collect());
    // A label that a printer repeats in the cell's remainder on each page is one label.
    let said = joined.parts.first().filter(|_| is_again).map(Part::folded).unwrap_or_default();
    let is_again = |part: &Part| !said.is_empty() && part.folded() == said;
    let again: Vec<_> = joined.parts.iter().skip(1).filter(|part| is_again(part)).collect();
    let again: Vec<AtomId> = again.iter().flat_map(|part| part.atoms()).collect();
    let mut parts = joined.parts.into_iter();
    let mut lines = parts.next().map(|part| part.lines).unwrap_or_default();
    lines.extend(parts.filter(|part| !is_again(part)).flat_map(|part| part.lines));
    let mut text = text::join(&lines, Some(width));
    text.atoms.extend(again);
    Some(Cell {
        row: joined.rows.start,
        col: joined.cols.start,
        row_span: joined.rows.len(),
        col_span: joined.cols.len(),
        text: text.text,
        place: first,
        continued,
        atoms: text.atoms,
        number: None,
    })
}

fn paragraph(cell: Cell) -> Option<Block> {
    let Cell { text, place, atoms, .. } = cell;
    (!is_blank(&text)).then_some(Block::Paragraph(Paragraph { text, place, atoms, heading: false }))
}
