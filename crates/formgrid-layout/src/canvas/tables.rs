//! Joined tables to blocks of the document.

use formgrid_model::{
    Block, Cell, Code, Diagnostics, Fit, GridBuilder, Lexicon, Paragraph, Place, RowNote, Slots,
    Table, is_blank,
};

use super::continuation::joined::{JoinedCell, JoinedTable, Part};
use super::placed::PageFrame;
use super::text;
use crate::header::header_rows;

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
    let mut left_over = Vec::new();
    for cell in cells {
        left_over.extend(place(&mut builder, cell, diagnostics).and_then(paragraph));
    }
    let grid = builder.finish();
    let note = RowNote { confidence: table.confidence, repairs: Vec::new() };
    let mut rows = vec![note; grid.n_rows()];
    for row in table.rejoined {
        if let Some(note) = rows.get_mut(row) {
            note.repairs.push(Code::LayoutPageContinued);
        }
    }
    let table = Block::Table(Box::new(Table {
        header_rows: header_rows(&grid, lexicon),
        rows,
        grid,
        method: table.method,
        confidence: table.confidence,
        caption: None,
    }));
    std::iter::once(table).chain(left_over).collect()
}

/// Places a cell. Alignment may give two cells one slot: then the later takes the free columns of its
/// first row, or its text goes to the cell in the way. A cell outside of the grid is given back.
fn place(builder: &mut GridBuilder, mut cell: Cell, diagnostics: &mut Diagnostics) -> Option<Cell> {
    let end = cell.col + cell.col_span;
    let at = cell.place;
    let free = (cell.col..end).find(|&col| builder.is_free(cell.row, col));
    let fits = free == Some(cell.col);
    let overlaps = "two cells claim one place; the later was made smaller or joined to the first";
    if let Some(free) = free {
        cell.col_span = end - free;
        cell.col = free;
        if builder.place(cell) != Fit::Whole || !fits {
            diagnostics.report(Code::LayoutOverlap, at, overlaps);
        }
        return None;
    }
    let Some(owner) = builder.owner_mut(cell.row, cell.col) else { return Some(cell) };
    if !cell.is_empty() {
        diagnostics.report(Code::LayoutOverlap, at, overlaps);
        if !owner.is_empty() {
            owner.text.push('\n');
        }
        owner.text.push_str(&cell.text);
        owner.atoms.extend(cell.atoms);
    }
    None
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
