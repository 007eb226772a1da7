//! Cells placed otherwise than printed: a table turned by a right angle, labels above their values.
//!
//! The cells keep their indices, so a text has one identity and one place in the source however it
//! is read.

use formgrid_model::Cell;

use super::Sheet;

/// The places of some cells of a table in another arrangement.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Arrangement {
    pub(crate) n_rows: usize,
    pub(crate) n_cols: usize,
    /// The cells, by row and column.
    pub(crate) placed: Vec<Placed>,
    /// Labels that repeat those placed.
    pub(crate) repeated: Vec<usize>,
    /// Labels of blocks. They are not placed.
    pub(crate) blocks: Vec<usize>,
}

/// A cell with its rectangle in an arrangement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Placed {
    pub(crate) row: usize,
    pub(crate) col: usize,
    pub(crate) row_span: usize,
    pub(crate) col_span: usize,
    pub(crate) index: usize,
}

/// A sheet's cells in an arrangement.
#[derive(Debug)]
pub(super) struct Arranged {
    /// Index of the first cell.
    pub(super) base: usize,
    /// The cells from `base` on.
    cells: Vec<Cell>,
    /// The placed cells, by row and column.
    order: Vec<usize>,
    /// The owner of each slot.
    slots: Vec<Option<usize>>,
    pub(super) n_rows: usize,
    pub(super) n_cols: usize,
}

impl Arranged {
    pub(super) fn cell(&self, index: usize) -> &Cell {
        &self.cells[index - self.base]
    }

    pub(super) fn at(&self, row: usize, col: usize) -> Option<usize> {
        if row >= self.n_rows || col >= self.n_cols {
            return None;
        }
        self.slots.get(row * self.n_cols + col).copied().flatten()
    }

    /// The placed cell at a position in their order.
    pub(super) fn nth(&self, position: usize) -> usize {
        self.order[position]
    }
}

impl Sheet<'_> {
    /// Some cells of the sheet in another arrangement.
    pub(crate) fn arranged(&self, arrangement: &Arrangement) -> Self {
        let Arrangement { n_rows, n_cols, ref placed, .. } = *arrangement;
        let indices = || placed.iter().map(|placed| placed.index);
        let base = indices().min().unwrap_or_default();
        let end = indices().max().map_or(base, |last| last + 1);
        let mut cells = self.grid().cells()[base..end].to_vec();
        let mut slots = vec![None; n_rows * n_cols];
        for &Placed { row, col, row_span, col_span, index } in placed {
            let cell = &mut cells[index - base];
            (cell.row, cell.col, cell.row_span, cell.col_span) = (row, col, row_span, col_span);
            for row in row..row + row_span {
                slots[row * n_cols + col..][..col_span].fill(Some(index));
            }
        }
        let order: Vec<usize> = indices().collect();
        let begins_after = |row: usize| placed.partition_point(|placed| placed.row <= row);
        let mut start = 0;
        let rows = (0..n_rows).map(|row| {
            let range = start..begins_after(row);
            start = range.end;
            range
        });
        Self {
            table: self.table,
            number: self.number,
            block: self.block,
            year: self.year_above(self.n_rows()),
            years: Vec::new(),
            rows: rows.collect(),
            kinds: self.kinds[base..end].to_vec(),
            words: self.words[base..end].to_vec(),
            arranged: Some(Arranged { base, cells, order, slots, n_rows, n_cols }),
        }
    }

    /// Whether the cells are placed otherwise than printed.
    pub(crate) fn is_arranged(&self) -> bool {
        self.arranged.is_some()
    }
}
