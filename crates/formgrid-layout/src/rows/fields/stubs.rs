//! Stub columns: columns at the left whose blank fields mean "as above".
//!
//! Names of levels and goals are printed once for all rows that they head. A stub column is recognized
//! by its words, or by its shape: filled in few rows while the columns after it are filled in nearly
//! all. In a table with random blanks no column has that shape.

use formgrid_model::WordClass;

use super::row::FieldRow;
use crate::rows::cell_per_line::Look;

/// Names that head several rows.
const NAMES: WordClass =
    WordClass::GOAL.union(WordClass::SECTION).union(WordClass::LEVEL1).union(WordClass::LEVEL2);

/// Fewest rows that show a pattern.
const MIN_ROWS: usize = 4;

/// Number of stub columns at the left of some rows.
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

/// Contents of a column.
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

/// Number of rows in which a column is filled, of columns that are filled at all: the upper median.
fn usual_fill(columns: &[Column]) -> usize {
    let mut filled: Vec<usize> =
        columns.iter().map(|column| column.n_filled).filter(|&n| n > 0).collect();
    filled.sort_unstable();
    filled.get(filled.len() / 2).copied().unwrap_or_default()
}
