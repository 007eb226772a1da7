//! Grids: rectangles of slots, each owned by exactly one cell.
//!
//! Slots hold cell indices; cells are in reading order of their origins. Only [`GridBuilder`] makes
//! a [`Grid`], so the invariant always holds: rectangular, each slot owned once, each cell owning
//! exactly its rectangle.

use serde::{Deserialize, Serialize};

use crate::{Atoms, Limit, Limits, OverLimit, Place};

/// The largest grid a builder makes, in slots: more than any sensible [`Limit::GridSlots`], far
/// below the range of cell indices.
pub const MAX_SLOTS: usize = 4_000_000;

/// A cell with its rectangle of slots.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cell {
    /// Row of the origin, from 0.
    pub row: usize,
    /// Column of the origin, from 0.
    pub col: usize,
    /// Rows covered, at least 1.
    pub row_span: usize,
    /// Columns covered, at least 1.
    pub col_span: usize,
    /// The text, trimmed, paragraphs separated by `\n`.
    pub text: String,
    /// Where the text starts; for an empty cell, the place of the cell if the medium states it.
    pub place: Place,
    /// Places of its continuations, page by page, if it crosses a page break.
    #[serde(default)]
    pub continued: Vec<Place>,
    /// The atoms of the text.
    pub atoms: Atoms,
    /// The number behind the displayed text in a spreadsheet; absent in other formats.
    pub number: Option<f64>,
}

impl Cell {
    /// The row after the last one covered.
    pub fn row_end(&self) -> usize {
        self.row + self.row_span
    }

    /// The column after the last one covered.
    pub fn col_end(&self) -> usize {
        self.col + self.col_span
    }

    /// Whether the cell has no visible text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// A rectangle of slots, each owned by exactly one cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Grid {
    n_rows: usize,
    n_cols: usize,
    slots: Vec<u32>,
    cells: Vec<Cell>,
}

impl Grid {
    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Number of columns.
    pub fn n_cols(&self) -> usize {
        self.n_cols
    }

    /// All cells in reading order of their origins, including empty ones.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The text and place of each cell, for readers to change; they do not affect which slots the
    /// cell owns.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = (&mut String, Place)> {
        self.cells.iter_mut().map(|cell| (&mut cell.text, cell.place))
    }

    /// Maps the place of every cell and of its continuations.
    pub fn map_places(&mut self, map: impl Fn(Place) -> Place) {
        for cell in &mut self.cells {
            cell.place = map(cell.place);
            for place in &mut cell.continued {
                *place = map(*place);
            }
        }
    }

    /// The cell that owns a slot; none outside the grid.
    pub fn at(&self, row: usize, col: usize) -> Option<&Cell> {
        self.index_at(row, col).map(|index| &self.cells[index])
    }

    /// The index in [`Grid::cells`] of the cell that owns a slot; none outside the grid.
    pub fn index_at(&self, row: usize, col: usize) -> Option<usize> {
        if row >= self.n_rows || col >= self.n_cols {
            return None;
        }
        self.slots.get(row * self.n_cols + col).map(|&index| index as usize)
    }

    /// The distinct cells that touch a row, from left to right, including those that span down from
    /// above.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &Cell> {
        let mut col = 0;
        std::iter::from_fn(move || {
            let cell = self.at(row, col)?;
            col = cell.col_end();
            Some(cell)
        })
    }

    /// The cells whose origin is in a row, from left to right.
    pub fn origins(&self, row: usize) -> impl Iterator<Item = &Cell> {
        self.row(row).filter(move |cell| cell.row == row)
    }
}

/// How a cell was placed into a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// With the requested rectangle.
    Whole,
    /// With a smaller rectangle, limited by another cell or the edge.
    Shrunk,
    /// Not placed: the origin is owned or outside.
    Rejected,
}

/// Why a grid was not built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GridError {
    /// More slots than [`MAX_SLOTS`].
    TooLarge {
        /// Requested rows.
        n_rows: usize,
        /// Requested columns.
        n_cols: usize,
    },
}

impl std::fmt::Display for GridError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge { n_rows, n_cols } => {
                write!(f, "a grid of {n_rows} by {n_cols} slots is over the limit of {MAX_SLOTS}")
            }
        }
    }
}

impl std::error::Error for GridError {}

const FREE: u32 = u32::MAX;

/// The slot budget of the tables of one document.
#[derive(Debug, Clone)]
pub struct Slots {
    allowed: usize,
    used: usize,
}

impl Slots {
    /// The full budget.
    pub fn new(limits: &Limits) -> Self {
        Self { allowed: limits.of(Limit::GridSlots).min(MAX_SLOTS), used: 0 }
    }

    /// The slots left.
    pub fn left(&self) -> usize {
        self.allowed.saturating_sub(self.used)
    }

    /// A builder for a grid of this size. The slots are charged before they are allocated.
    pub fn grid(&mut self, n_rows: usize, n_cols: usize) -> Result<GridBuilder, OverLimit> {
        self.charge(n_rows, n_cols)?;
        Ok(GridBuilder { n_rows, n_cols, slots: vec![FREE; n_rows * n_cols], cells: Vec::new() })
    }

    /// Charges a grid of this size; charges nothing if the budget does not suffice.
    pub fn charge(&mut self, n_rows: usize, n_cols: usize) -> Result<(), OverLimit> {
        let asked = n_rows.saturating_mul(n_cols);
        if asked > self.left() {
            let found = self.used.saturating_add(asked);
            return Err(OverLimit { limit: Limit::GridSlots, found, allowed: self.allowed });
        }
        self.used += asked;
        Ok(())
    }
}

/// Builds grids. Cells may be placed in any order; unowned slots become empty cells.
#[derive(Debug)]
pub struct GridBuilder {
    n_rows: usize,
    n_cols: usize,
    slots: Vec<u32>,
    cells: Vec<Cell>,
}

impl GridBuilder {
    /// A builder for a grid of this size. The area is checked against [`MAX_SLOTS`] before it is
    /// allocated.
    pub fn new(n_rows: usize, n_cols: usize) -> Result<Self, GridError> {
        match n_rows.checked_mul(n_cols) {
            Some(area) if area <= MAX_SLOTS => {
                Ok(Self { n_rows, n_cols, slots: vec![FREE; area], cells: Vec::new() })
            }
            _ => Err(GridError::TooLarge { n_rows, n_cols }),
        }
    }

    /// Reserves room for more cells.
    pub fn reserve(&mut self, n_cells: usize) {
        self.cells.reserve(n_cells);
    }

    /// Places a cell at its rectangle. If the rectangle is not free, it keeps the free columns of
    /// its first row, then as many rows as are free in those columns.
    pub fn place(&mut self, mut cell: Cell) -> Fit {
        if !self.is_free(cell.row, cell.col) {
            return Fit::Rejected;
        }
        let asked = (cell.row_span.max(1), cell.col_span.max(1));
        let free = |col: &usize| self.is_free(cell.row, *col);
        let col_end = cell.col.saturating_add(asked.1).min(self.n_cols);
        cell.col_span = (cell.col..col_end).take_while(free).count();
        let row_end = cell.row.saturating_add(asked.0).min(self.n_rows);
        cell.row_span = (cell.row..row_end)
            .take_while(|&row| (cell.col..cell.col_end()).all(|col| self.is_free(row, col)))
            .count();
        let fit = if (cell.row_span, cell.col_span) == asked { Fit::Whole } else { Fit::Shrunk };
        self.claim(cell);
        fit
    }

    /// Finishes the grid. In reading order a cell is first met at its origin, so one pass over the
    /// slots sorts the cells and fills free slots.
    pub fn finish(self) -> Grid {
        let Self { n_rows, n_cols, mut slots, cells: placed } = self;
        // Most tables are placed in reading order without gaps.
        if placed.is_sorted_by_key(|cell| (cell.row, cell.col)) && !slots.contains(&FREE) {
            return Grid { n_rows, n_cols, slots, cells: placed };
        }
        let mut cells = Vec::with_capacity(placed.len());
        let mut rank = vec![FREE; placed.len()];
        let mut placed: Vec<Option<Cell>> = placed.into_iter().map(Some).collect();
        for (at, slot) in slots.iter_mut().enumerate() {
            let old = *slot as usize;
            let Some(cell) = placed.get_mut(old) else {
                *slot = to_number(cells.len());
                let (row, col) = (at / n_cols, at % n_cols);
                cells.push(Cell { row, col, row_span: 1, col_span: 1, ..Cell::default() });
                continue;
            };
            if let Some(cell) = cell.take() {
                rank[old] = to_number(cells.len());
                cells.push(cell);
            }
            *slot = rank[old];
        }
        Grid { n_rows, n_cols, slots, cells }
    }

    /// Rows and columns.
    pub fn size(&self) -> (usize, usize) {
        (self.n_rows, self.n_cols)
    }

    /// Whether a slot is inside the grid and unowned.
    pub fn is_free(&self, row: usize, col: usize) -> bool {
        row < self.n_rows && col < self.n_cols && self.slots[row * self.n_cols + col] == FREE
    }

    /// The cell that owns a slot; none if the slot is free or outside the grid.
    pub fn owner_mut(&mut self, row: usize, col: usize) -> Option<&mut Cell> {
        if row >= self.n_rows || col >= self.n_cols {
            return None;
        }
        let number = usize::try_from(*self.slots.get(row * self.n_cols + col)?).ok()?;
        self.cells.get_mut(number)
    }

    fn claim(&mut self, cell: Cell) {
        let number = to_number(self.cells.len());
        for row in cell.row..cell.row_end() {
            let start = row * self.n_cols;
            self.slots[start + cell.col..start + cell.col_end()].fill(number);
        }
        self.cells.push(cell);
    }
}

/// Cells never outnumber slots, which [`MAX_SLOTS`] keeps far below `u32::MAX`.
fn to_number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(FREE)
}

/// The stored form of a grid: the slots follow from the cells.
#[derive(Serialize, Deserialize)]
struct Parts {
    n_rows: usize,
    n_cols: usize,
    cells: Vec<Cell>,
}

impl From<Grid> for Parts {
    fn from(grid: Grid) -> Self {
        Self { n_rows: grid.n_rows, n_cols: grid.n_cols, cells: grid.cells }
    }
}

impl TryFrom<Parts> for Grid {
    type Error = GridError;

    fn try_from(parts: Parts) -> Result<Self, GridError> {
        let mut builder = GridBuilder::new(parts.n_rows, parts.n_cols)?;
        for cell in parts.cells {
            builder.place(cell);
        }
        Ok(builder.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Fit, GridBuilder, Slots};
    use crate::{Limit, Limits};

    fn cell(row: usize, col: usize, row_span: usize, col_span: usize) -> Cell {
        Cell { row, col, row_span, col_span, ..Cell::default() }
    }

    #[test]
    fn a_free_rectangle_is_taken_whole() {
        let mut builder = GridBuilder::new(2, 3).unwrap();
        assert_eq!(builder.place(cell(0, 0, 2, 1)), Fit::Whole);
        assert_eq!(builder.place(cell(0, 1, 1, 2)), Fit::Whole);
        let grid = builder.finish();
        assert_eq!(grid.cells().len(), 4);
        assert_eq!(grid.at(1, 0).unwrap().row, 0);
        assert_eq!(grid.row(1).map(|c| c.col).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn an_overlap_shrinks_or_rejects() {
        let mut builder = GridBuilder::new(2, 3).unwrap();
        builder.place(cell(0, 1, 1, 1));
        assert_eq!(builder.place(cell(0, 0, 3, 2)), Fit::Shrunk);
        assert_eq!(builder.place(cell(1, 0, 1, 1)), Fit::Rejected);
        assert_eq!(builder.place(cell(0, 9, 1, 1)), Fit::Rejected);
        let grid = builder.finish();
        assert_eq!(grid.at(1, 0).map(|c| (c.row_span, c.col_span)), Some((2, 1)));
    }

    #[test]
    fn the_tables_of_a_document_share_their_slots() {
        let mut slots = Slots::new(&Limits::default().with(Limit::GridSlots, 10));
        assert_eq!(slots.charge(2, 4), Ok(()));
        let over = slots.charge(1, 3).unwrap_err();
        assert_eq!(over.to_string(), "11 slots of all tables are over the limit grid-slots of 10");
        assert_eq!((slots.left(), slots.charge(usize::MAX, 2).is_err()), (2, true));
        assert_eq!(slots.charge(1, 2), Ok(()));
    }

    #[test]
    fn a_huge_grid_is_refused_before_it_is_filled() {
        assert!(GridBuilder::new(usize::MAX, 2).is_err());
        assert!(GridBuilder::new(1 << 20, 1 << 14).is_err());
    }
}
