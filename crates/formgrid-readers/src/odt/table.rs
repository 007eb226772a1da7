//! Tables: cell positions from stated spans and covered cells.

use std::collections::BTreeMap;

use crate::docx::row_shape::{CellShape, Merge, RowShape};

/// Most columns of a table. Word processors stop at 63; more come from sheets.
pub(super) const MAX_COLUMNS: usize = 1024;

/// Width of a column in the made-up edges that the flow reads.
const COLUMN: i32 = 100;

/// Column positions of a table while it is read.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Next column of the open row.
    next: usize,
    /// Right edge of the row's last cell.
    end: usize,
    /// Cells that span into the rows below, by first column: columns, and rows left.
    down: BTreeMap<usize, (usize, usize)>,
    edges: Vec<(usize, usize)>,
    cells: Vec<CellShape>,
    pub(super) in_header: bool,
}

impl Columns {
    /// Places `n_cells` cells side by side and returns how many fit into the table.
    pub(super) fn place(&mut self, n_cells: usize, rows: usize, columns: usize) -> usize {
        let columns = columns.clamp(1, MAX_COLUMNS);
        let room = MAX_COLUMNS.saturating_sub(self.next);
        let n_cells = n_cells.min(room);
        for _ in 0..n_cells {
            self.push(self.next, columns, rows);
            self.next += 1;
        }
        n_cells
    }

    fn push(&mut self, start: usize, columns: usize, rows: usize) {
        let vertical = if rows > 1 { Merge::Restart } else { Merge::None };
        self.edges.push((start, start + columns));
        self.cells.push(CellShape { vertical, ..CellShape::default() });
        self.end = start + columns;
        if rows > 1 {
            self.down.insert(start, (columns, rows));
        }
    }

    /// Skips covered cells and returns how many are the first that a cell above covers in this row.
    pub(super) fn cover(&mut self, n_cells: usize) -> usize {
        let mut n_placed = 0;
        let end = self.next.saturating_add(n_cells).min(MAX_COLUMNS);
        for column in self.next..end {
            let above = self.down.get(&column).filter(|_| column >= self.end);
            if let Some(&(columns, _)) = above {
                self.edges.push((column, column + columns));
                self.cells.push(CellShape { vertical: Merge::Continue, ..CellShape::default() });
                self.end = column + columns;
                n_placed += 1;
            }
        }
        self.next = end;
        n_placed
    }

    /// Ends a row that is repeated `n_rows` times.
    pub(super) fn end_row(&mut self, n_rows: usize) -> RowShape {
        self.down.retain(|_, (_, left)| {
            *left = left.saturating_sub(n_rows);
            *left > 0
        });
        let mut edges: Vec<i32> = Vec::with_capacity(self.edges.len() + 1);
        let mut last = 0;
        for &(start, end) in &self.edges {
            edges.push(position(start));
            last = end;
        }
        edges.push(position(last));
        (self.next, self.end) = (0, 0);
        self.edges.clear();
        RowShape { edges, cells: std::mem::take(&mut self.cells), repeats: self.in_header }
    }
}

fn position(column: usize) -> i32 {
    i32::try_from(column).unwrap_or(i32::MAX).saturating_mul(COLUMN)
}

#[cfg(test)]
mod tests {
    use super::Columns;
    use crate::docx::row_shape::Merge;

    #[test]
    fn cells_cover_others_beside_and_below() {
        let mut columns = Columns::default();
        assert_eq!((columns.place(1, 2, 2), columns.cover(1), columns.place(2, 1, 1)), (1, 0, 2));
        let row = columns.end_row(1);
        assert_eq!(row.edges, [0, 200, 300, 400]);
        assert_eq!((columns.cover(2), columns.place(2, 1, 1)), (1, 2));
        let row = columns.end_row(1);
        assert_eq!((row.edges, row.cells[0].vertical), (vec![0, 200, 300, 400], Merge::Continue));
        assert_eq!(columns.cover(2), 0);
    }

    #[test]
    fn giant_repeats_end() {
        let mut columns = Columns::default();
        assert_eq!(columns.place(usize::MAX, 1, usize::MAX), 1024);
        assert_eq!(columns.place(5, 1, 1), 0);
    }
}
