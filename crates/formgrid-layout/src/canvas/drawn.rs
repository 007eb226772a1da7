//! Compares tables of a page with drawings, for tests.

use formgrid_model::{Cell, Grid, GridBuilder};
use formgrid_testkit::{draw, parse_drawing};

use super::placed::PlacedTable;

/// Asserts that tables are as drawn, in order; lines of a cell are separated by line ends.
pub(super) fn assert_drawn(found: &[PlacedTable], expected: &[&str]) {
    let found: Vec<_> = found.iter().map(|table| draw(&grid(table))).collect();
    let expected: Vec<_> = expected.iter().map(|art| draw(&parse_drawing(art))).collect();
    assert!(found == expected, "found:\n{}\nexpected:\n{}", found.join("\n"), expected.join("\n"));
}

fn grid(table: &PlacedTable) -> Grid {
    let mut builder = GridBuilder::new(table.n_rows(), table.n_cols()).unwrap();
    for cell in &table.cells {
        let lines: Vec<_> = cell.lines.iter().map(|line| line.text.as_str()).collect();
        builder.place(Cell {
            row: cell.rows.start,
            col: cell.cols.start,
            row_span: cell.rows.len(),
            col_span: cell.cols.len(),
            text: lines.join("\n"),
            ..Cell::default()
        });
    }
    builder.finish()
}
