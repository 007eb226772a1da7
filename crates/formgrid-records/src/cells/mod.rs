//! A table with the kind and the word of each cell.

pub(crate) mod arranged;
mod grammar;
pub(crate) mod kind;

use std::ops::Range;

use formgrid_model::{Cell, Grid, Table};

use crate::template::Meaning;
use crate::words::{Evidence, WordId, Words};
use crate::year::stated_year;
use arranged::Arranged;
use kind::Kind;

/// A table with the kind and the word of each cell. A cell is identified by its index in the grid.
#[derive(Debug)]
pub(crate) struct Sheet<'a> {
    pub(crate) table: &'a Table,
    /// Number of the table in the document, from 0.
    pub(crate) number: usize,
    /// Number of the block in the document, from 0.
    pub(crate) block: usize,
    /// The year that a line above states for the table.
    year: Option<i32>,
    /// The rows of a single text that states a year, with the year.
    years: Vec<(usize, i32)>,
    kinds: Vec<Kind>,
    words: Vec<WordId>,
    /// The cells that begin in each row, by position in reading order.
    rows: Vec<Range<usize>>,
    /// Their places, if they are not read as printed.
    arranged: Option<Arranged>,
}

impl<'a> Sheet<'a> {
    /// Classifies each cell once.
    pub(crate) fn new(
        table: &'a Table,
        number: usize,
        block: usize,
        words: &mut Words<'a>,
    ) -> Self {
        let cells = table.grid.cells();
        let mut kinds = Vec::with_capacity(cells.len());
        let mut ids = Vec::with_capacity(cells.len());
        for cell in cells {
            let (id, kind) = words.classify(&cell.text);
            kinds.push(kind);
            ids.push(id);
        }
        let mut rows = Vec::with_capacity(table.grid.n_rows());
        let mut start = 0;
        for row in 0..table.grid.n_rows() {
            let n = cells[start..].iter().take_while(|cell| cell.row == row).count();
            rows.push(start..start + n);
            start += n;
        }
        Self {
            table,
            number,
            block,
            year: None,
            years: Vec::new(),
            kinds,
            words: ids,
            rows,
            arranged: None,
        }
    }

    /// Sets the year that a line above states, and finds those that its own rows state.
    pub(crate) fn state_year(&mut self, above: Option<i32>) {
        let stated = |row: usize| Some((row, stated_year(self.text(self.only_filled(row)?))?));
        self.years = (0..self.n_rows()).filter_map(stated).collect();
        self.year = above;
    }

    /// The year that the nearest line above a row states.
    pub(crate) fn year_above(&self, row: usize) -> Option<i32> {
        let n = self.years.partition_point(|&(at, _)| at < row);
        n.checked_sub(1).and_then(|at| self.years.get(at)).map(|&(_, year)| year).or(self.year)
    }

    /// The grid.
    pub(crate) fn grid(&self) -> &'a Grid {
        &self.table.grid
    }

    /// A cell.
    pub(crate) fn cell(&self, index: usize) -> &Cell {
        match &self.arranged {
            Some(arranged) => arranged.cell(index),
            None => &self.table.grid.cells()[index],
        }
    }

    /// Index of the first cell with a kind and a word.
    fn base(&self) -> usize {
        self.arranged.as_ref().map_or(0, |arranged| arranged.base)
    }

    /// The text of a cell.
    pub(crate) fn text(&self, index: usize) -> &'a str {
        &self.table.grid.cells()[index].text
    }

    /// The kind of a cell.
    pub(crate) fn kind(&self, index: usize) -> Kind {
        self.kinds[index - self.base()]
    }

    /// The evidence for the word of a cell.
    pub(crate) fn word<'w>(&self, index: usize, words: &'w Words<'_>) -> &'w Evidence {
        words.evidence(self.words[index - self.base()])
    }

    /// The listed meaning of the word of a cell.
    pub(crate) fn listed(&self, index: usize, words: &Words<'_>) -> Meaning {
        words.listed(self.words[index - self.base()])
    }

    /// The cells that begin in a row, from left to right.
    pub(crate) fn origins(&self, row: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let positions = self.rows.get(row).cloned().unwrap_or_default();
        positions.map(|at| self.arranged.as_ref().map_or(at, |arranged| arranged.nth(at)))
    }

    /// The cells with text that begin in a row.
    pub(crate) fn filled(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        self.origins(row).filter(|&index| !self.cell(index).is_empty())
    }

    /// The only cell with text that begins in a row. None if the row begins none or several.
    pub(crate) fn only_filled(&self, row: usize) -> Option<usize> {
        let mut filled = self.filled(row);
        filled.next().filter(|_| filled.next().is_none())
    }

    /// The cell that owns a slot.
    pub(crate) fn at(&self, row: usize, col: usize) -> Option<usize> {
        match &self.arranged {
            Some(arranged) => arranged.at(row, col),
            None => self.grid().index_at(row, col),
        }
    }

    /// The cell to the right of another, if it begins in the same row.
    pub(crate) fn right_of(&self, index: usize) -> Option<usize> {
        let cell = self.cell(index);
        self.at(cell.row, cell.col_end()).filter(|&next| self.cell(next).row == cell.row)
    }

    /// Number of rows.
    pub(crate) fn n_rows(&self) -> usize {
        self.arranged.as_ref().map_or_else(|| self.grid().n_rows(), |arranged| arranged.n_rows)
    }

    /// Number of columns.
    pub(crate) fn n_cols(&self) -> usize {
        self.arranged.as_ref().map_or_else(|| self.grid().n_cols(), |arranged| arranged.n_cols)
    }

    /// Whether a cell is as wide as its table.
    pub(crate) fn is_full_width(&self, index: usize) -> bool {
        let cell = self.cell(index);
        cell.col == 0 && cell.col_end() == self.n_cols()
    }
}
