//! Places cells into a grid without losing a text.
//!
//! Alignment may give two cells one slot, or a cell a column beyond its table. The cell's text is kept
//! and the overlap reported.

use formgrid_model::{Cell, Code, Diagnostics, Fit, GridBuilder};

/// Places a cell. If its slot is taken, it gets the free columns of its first row, or its text goes to
/// the cell in the way; a cell that begins outside the grid begins at its edge.
pub(crate) fn place(builder: &mut GridBuilder, mut cell: Cell, diagnostics: &mut Diagnostics) {
    let asked = (cell.row, cell.col);
    let at = cell.place;
    let end = cell.col + cell.col_span;
    let (n_rows, n_cols) = builder.size();
    cell.row = cell.row.min(n_rows.saturating_sub(1));
    cell.col = cell.col.min(n_cols.saturating_sub(1));
    let free = (cell.col..end.max(cell.col + 1)).find(|&col| builder.is_free(cell.row, col));
    let message = "two cells claim one place; the later was made smaller or joined to the first";
    if let Some(free) = free {
        cell.col = free;
        cell.col_span = end.saturating_sub(free).max(1);
        let is_moved = (cell.row, cell.col) != asked;
        if builder.place(cell) != Fit::Whole || is_moved {
            diagnostics.report(Code::LayoutOverlap, at, message);
        }
    } else if !cell.is_empty() {
        match builder.owner_mut(cell.row, cell.col) {
            Some(owner) => {
                join(owner, cell);
                diagnostics.report(Code::LayoutOverlap, at, message);
            }
            None => diagnostics.consume(Code::LayoutOverlap, at, cell.atoms, message.to_owned()),
        }
    }
}

/// Appends the content of a cell to another.
fn join(owner: &mut Cell, cell: Cell) {
    if !owner.is_empty() {
        owner.text.push('\n');
    }
    owner.text.push_str(&cell.text);
    owner.atoms.extend(cell.atoms);
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Cell, Diagnostics, GridBuilder};

    use super::place;

    /// Column, width and text of each cell in a row of three columns, and the number of overlaps.
    fn placed(cells: &[(usize, usize, &str)]) -> (Vec<(usize, usize, String)>, usize) {
        let mut builder = GridBuilder::new(1, 3).unwrap();
        let mut diagnostics = Diagnostics::new();
        for &(col, col_span, text) in cells {
            let text = text.to_owned();
            let cell = Cell { col, col_span, row_span: 1, text, ..Cell::default() };
            place(&mut builder, cell, &mut diagnostics);
        }
        let grid = builder.finish();
        let shown = grid.cells().iter().map(|cell| (cell.col, cell.col_span, cell.text.clone()));
        (shown.collect(), diagnostics.iter().count())
    }

    #[test]
    fn a_cell_takes_what_is_free_of_its_columns() {
        let (cells, n_found) = placed(&[(0, 2, "one"), (1, 2, "two")]);
        assert_eq!(cells, [(0, 2, "one".to_owned()), (2, 1, "two".to_owned())]);
        assert_eq!(n_found, 1);
    }

    #[test]
    fn a_text_without_a_free_slot_goes_to_the_cell_in_the_way() {
        let (cells, n_found) = placed(&[(0, 3, "one"), (1, 1, "two"), (7, 1, "far")]);
        assert_eq!(cells, [(0, 3, "one\ntwo\nfar".to_owned())]);
        assert_eq!(n_found, 2);
    }
}
