//! Random grids for property tests.

use formgrid_model::{Cell, Grid, GridBuilder};
use proptest::collection::vec;
use proptest::strategy::Strategy;

/// A grid size and requested cells, which may overlap or exceed the grid.
#[derive(Debug, Clone)]
pub struct Request {
    /// Rows of the grid.
    pub n_rows: usize,
    /// Columns of the grid.
    pub n_cols: usize,
    /// Cells in placement order.
    pub cells: Vec<Cell>,
}

impl Request {
    /// Builds the grid, placing each cell as far as it fits.
    pub fn build(&self) -> Grid {
        #[expect(clippy::expect_used, reason = "requests are far below the limit of slots")]
        let mut builder = GridBuilder::new(self.n_rows, self.n_cols).expect("a small grid");
        for cell in &self.cells {
            builder.place(cell.clone());
        }
        builder.finish()
    }
}

/// Requests for grids of up to seven rows and columns, with spans of zero and beyond the edge.
pub fn requests() -> impl Strategy<Value = Request> {
    (1..8_usize, 1..8_usize).prop_flat_map(|(n_rows, n_cols)| {
        vec(cells(n_rows, n_cols), 0..16).prop_map(move |cells| Request { n_rows, n_cols, cells })
    })
}

/// Grids with horizontal and vertical merges.
pub fn grids() -> impl Strategy<Value = Grid> {
    requests().prop_map(|request| request.build())
}

/// The grid without boundaries that have no cell origin, as a drawing shows it.
pub fn compact(grid: &Grid) -> Grid {
    let begins = |starts: Vec<bool>| {
        let mut rank = vec![0; starts.len() + 1];
        for (at, starts) in starts.iter().enumerate() {
            rank[at + 1] = rank[at] + usize::from(*starts);
        }
        rank
    };
    let mut row_starts = vec![false; grid.n_rows()];
    let mut col_starts = vec![false; grid.n_cols()];
    for cell in grid.cells() {
        row_starts[cell.row] = true;
        col_starts[cell.col] = true;
    }
    let (rows, cols) = (begins(row_starts), begins(col_starts));
    let cells = grid.cells().iter().map(|cell| Cell {
        row: rows[cell.row],
        col: cols[cell.col],
        row_span: rows[cell.row_end()] - rows[cell.row],
        col_span: cols[cell.col_end()] - cols[cell.col],
        ..cell.clone()
    });
    Request { n_rows: rows[grid.n_rows()], n_cols: cols[grid.n_cols()], cells: cells.collect() }
        .build()
}

fn cells(n_rows: usize, n_cols: usize) -> impl Strategy<Value = Cell> {
    // Every second cell is a single slot; otherwise the first few would fill the grid.
    let span =
        || (0..2_usize, 0..5_usize).prop_map(|(wide, span)| if wide == 1 { span } else { 1 });
    (0..n_rows + 1, 0..n_cols + 1, span(), span(), texts()).prop_map(
        |(row, col, row_span, col_span, text)| Cell {
            row,
            col,
            row_span,
            col_span,
            text,
            ..Cell::default()
        },
    )
}

/// Texts of up to two lines with narrow and wide characters.
fn texts() -> impl Strategy<Value = String> {
    proptest::string::string_regex("([a-c0-9≥%甲乙丙（]{1,7}(\n[x-z9丁戊]{1,4})?)?")
        .unwrap_or_else(|error| unreachable!("a fixed pattern: {error}"))
}
