//! Joined tables to blocks of the document.

use formgrid_model::{
    Block, Cell, Code, Diagnostics, Lexicon, Paragraph, Place, RowNote, Slots, Table, is_blank,
};

use super::continuation::joined::{JoinedCell, JoinedTable, Part};
use super::placed::PageFrame;
use super::text;
use crate::{header::header_rows, placing::place};

/// The block of a table. One that is too large is left as the paragraphs that its cells hold.
pub(super) fn blocks(
    table: JoinedTable,
    frames: &[PageFrame],
    lexicon: &Lexicon,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let cells: Vec<Cell> =
        table.cells.into_iter().filter_map(|joined| cell(joined, frames)).collect();
    let mut builder = match slots.grid(table.n_rows, table.n_cols) {
        Ok(builder) => builder,
        Err(error) => {
            let place = cells.first().map(|cell| cell.place).unwrap_or_default();
            diagnostics.report(Code::LayoutTooLarge, place, error.to_string());
            return cells.into_iter().filter_map(paragraph).collect();
        }
    };
    for cell in cells {
        place(&mut builder, cell, diagnostics);
    }
    let grid = builder.finish();
    let note = RowNote { confidence: table.confidence, repairs: Vec::new() };
    let mut rows = vec![note; grid.n_rows()];
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

fn cell(joined: JoinedCell, frames: &[PageFrame]) -> Option<Cell> {
    let place = |part: &Part| Place {
        page: frames.get(part.page).map(|frame| frame.number),
        bbox: Some(part.bbox),
        ..Place::default()
    };
    let (first, further) = joined.parts.split_first()?;
    let width = first.bbox.x1 - first.bbox.x0;
    let (first, continued) = (place(first), further.iter().map(place).collect());
    let lines: Vec<_> = joined.parts.into_iter().flat_map(|part| part.lines).collect();
    let text = text::join(&lines, Some(width));
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
