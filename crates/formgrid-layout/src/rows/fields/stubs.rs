//! Stubs: the columns at the left whose blank fields mean "as above".
//!
//! Names of levels and goals are printed once for all rows that they head. A column is one of them by the
//! words it holds, or by its shape: it is filled in few rows while the columns behind it are filled in
//! nearly all. In a table whose fields are blank at random no column has that shape.

use formgrid_model::WordClass;

use super::row::FieldRow;
use crate::rows::cell_per_line::Look;

/// Names that head several rows.
const NAMES: WordClass =
    WordClass::GOAL.union(WordClass::SECTION).union(WordClass::LEVEL1).union(WordClass::LEVEL2);

/// Rows below this many show no habit.
const MIN_ROWS: usize = 4;

/// How many columns at the left of some rows are stubs.
pub(super) fn count(rows: &[&FieldRow], n_cols: usize) -> usize {
    let mut columns = vec![Column::default(); n_cols];
    for row in rows {
        for field in row.filled() {
            if let Some(column) = columns.get_mut(field.col) {
                column.n_filled += 1;
                column.n_names += usize::from(field.classes.intersects(NAMES));
                column.n_values += usize::from(field.look == Look::Value);
            }
        }
    }
    let usual = usual_fill(&columns);
    columns.iter().take_while(|column| column.is_stub(rows.len(), usual)).count()
}

/// What a column holds.
#[derive(Debug, Default, Clone, Copy)]
struct Column {
    n_filled: usize,
    n_names: usize,
    n_values: usize,
}

impl Column {
    fn is_stub(&self, n_rows: usize, usual: usize) -> bool {
        if self.n_names > 0 {
            return self.n_names * 2 >= self.n_filled;
        }
        self.n_filled == 0
            || n_rows >= MIN_ROWS
                && self.n_values == 0
                && self.n_filled * 2 <= usual
                && usual * 10 >= n_rows * 9
    }
}

/// In how many rows a column is filled, of those that are filled at all: the upper median.
fn usual_fill(columns: &[Column]) -> usize {
    let mut filled: Vec<usize> =
        columns.iter().map(|column| column.n_filled).filter(|&n| n > 0).collect();
    filled.sort_unstable();
    filled.get(filled.len() / 2).copied().unwrap_or_default()
}
