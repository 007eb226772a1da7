//! Placed rows to a grid, the last step of every text dialect.

use formgrid_model::{
    Atoms, Cell, Code, Diagnostics, Grid, GridBuilder, Lexicon, Method, Place, RowNote, Table,
};

use crate::{header::header_rows, placing};

/// A row whose cells have columns.
#[derive(Debug, Default)]
pub(crate) struct PlacedRow {
    /// Cells from left to right, without overlap.
    pub(crate) cells: Vec<PlacedCell>,
    /// Confidence and repairs.
    pub(crate) note: RowNote,
}

/// A cell with its columns.
#[derive(Debug, Default)]
pub(crate) struct PlacedCell {
    /// First column, zero-based.
    pub(crate) col: usize,
    /// Columns covered, at least 1.
    pub(crate) col_span: usize,
    /// Text, trimmed.
    pub(crate) text: String,
    /// Where the text starts.
    pub(crate) place: Place,
    /// The atoms of the text.
    pub(crate) atoms: Atoms,
    /// Whether the cell above continues: the cell is empty or repeats its text. Ignored if the cell
    /// above has other columns.
    pub(crate) above: bool,
}

/// Builds a table of `n_cols` columns from rows; `None`, with a diagnostic, if it is over the limit.
pub(crate) fn table(
    rows: Vec<PlacedRow>,
    n_cols: usize,
    lexicon: &Lexicon,
    diagnostics: &mut Diagnostics,
) -> Option<Table> {
    let place = rows.iter().flat_map(|row| &row.cells).map(|cell| cell.place).next();
    let mut builder = match GridBuilder::new(rows.len(), n_cols) {
        Ok(builder) => builder,
        Err(error) => {
            diagnostics.report(Code::LayoutTooLarge, place.unwrap_or_default(), error.to_string());
            return None;
        }
    };
    let mut notes = Vec::with_capacity(rows.len());
    let cells = merge_down(rows, &mut notes);
    builder.reserve(cells.len());
    for cell in cells {
        placing::place(&mut builder, cell, diagnostics);
    }
    Some(finish(builder.finish(), notes, lexicon))
}

/// Merges each cell marked `above` with the cell above.
fn merge_down(rows: Vec<PlacedRow>, notes: &mut Vec<RowNote>) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::with_capacity(rows.iter().map(|row| row.cells.len()).sum());
    let mut above: Vec<usize> = Vec::new();
    for (row, placed) in rows.into_iter().enumerate() {
        notes.push(placed.note);
        let mut current = Vec::with_capacity(placed.cells.len());
        let mut candidates = above.iter().copied().peekable();
        for cell in placed.cells {
            while candidates.next_if(|&i| cells[i].col < cell.col).is_some() {}
            let upper = candidates.peek().copied().filter(|&i| {
                cell.above && cells[i].col == cell.col && cells[i].col_span == cell.col_span
            });
            if let Some(index) = upper {
                cells[index].row_span += 1;
                cells[index].atoms.extend(cell.atoms);
                current.push(index);
                continue;
            }
            current.push(cells.len());
            cells.push(Cell {
                row,
                col: cell.col,
                row_span: 1,
                col_span: cell.col_span,
                text: cell.text,
                place: cell.place,
                atoms: cell.atoms,
                ..Cell::default()
            });
        }
        above = current;
    }
    cells
}

fn finish(grid: Grid, rows: Vec<RowNote>, lexicon: &Lexicon) -> Table {
    #[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 24 bits")]
    let confidence = match rows.len() {
        0 => 1.0,
        n => rows.iter().map(|note| note.confidence).sum::<f32>() / n as f32,
    };
    let header_rows = header_rows(&grid, lexicon);
    Table { grid, method: Method::Rows, confidence, header_rows, caption: None, rows }
}
