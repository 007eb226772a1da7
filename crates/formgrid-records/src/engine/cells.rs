//! A table as the engine walks it: each cell with its meaning, and whether something has taken it.
//!
//! A cell is folded and looked up once, when its table is met. Conservation rests on the marks: what is
//! not taken when the table is done becomes an `unmapped` line, so no rule can lose a cell by
//! forgetting it.

use std::borrow::Cow;
use std::ops::Range;

use formgrid_model::{Cell, Grid, Table, fold};

use crate::template::{Field, Meaning, Vocabulary, as_word};

/// A table with what its cells mean.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    pub(super) table: &'a Table,
    /// Number of the table in its document, from 0.
    pub(super) number: usize,
    /// Number of its block in the document, from 0.
    pub(super) block: usize,
    vocabulary: &'a Vocabulary,
    /// The cells as words are looked up: a table is read with the words of all forms first, and with
    /// those of its own form once that is known.
    words: Vec<Cow<'a, str>>,
    meanings: Vec<Meaning>,
    taken: Vec<bool>,
    /// Cells by the row of their origin.
    rows: Vec<Range<usize>>,
}

impl<'a> Cells<'a> {
    /// Looks the cells of a table up.
    pub(super) fn new(
        table: &'a Table,
        number: usize,
        block: usize,
        vocabulary: &'a Vocabulary,
    ) -> Self {
        let cells = table.grid.cells();
        let words: Vec<_> = cells.iter().map(|cell| as_word(&cell.text)).collect();
        let meanings = words.iter().map(|word| vocabulary.meaning(word)).collect();
        let mut rows = Vec::with_capacity(table.grid.n_rows());
        let mut start = 0;
        for row in 0..table.grid.n_rows() {
            let n = cells[start..].iter().take_while(|cell| cell.row == row).count();
            rows.push(start..start + n);
            start += n;
        }
        let taken = vec![false; cells.len()];
        Self { table, number, block, vocabulary, words, meanings, taken, rows }
    }

    /// The same cells, looked up in another vocabulary.
    pub(super) fn with(self, vocabulary: &'a Vocabulary) -> Self {
        let meanings = self.words.iter().map(|word| vocabulary.meaning(word)).collect();
        Self { vocabulary, meanings, ..self }
    }

    /// The grid.
    pub(super) fn grid(&self) -> &'a Grid {
        &self.table.grid
    }

    /// A cell.
    pub(super) fn cell(&self, index: usize) -> &'a Cell {
        &self.table.grid.cells()[index]
    }

    /// Whether a cell begins with a digit, as those of amounts do.
    pub(super) fn begins_with_digit(&self, index: usize) -> bool {
        self.cell(index).text.starts_with(|c: char| c.is_ascii_digit())
    }

    /// What a cell means.
    pub(super) fn meaning(&self, index: usize) -> Meaning {
        self.meanings[index]
    }

    /// The field of the cells below a header word; told by a part of it where the word is not listed.
    pub(super) fn column(&self, index: usize) -> Option<Field> {
        let meaning = self.meanings[index];
        if !meaning.is_unknown() {
            return meaning.column;
        }
        self.vocabulary.column_by_part(&fold(&self.cell(index).text))
    }

    /// The field of the cell beside a label; told by a part of it where the word is not listed and a text
    /// stands beside it.
    pub(super) fn label(&self, index: usize) -> Option<Field> {
        /// Longest label, in bytes, that a part of it tells: some sixteen characters.
        const MAX_LABEL: usize = 48;
        let meaning = self.meanings[index];
        let text = &self.cell(index).text;
        let is_other = meaning.section.is_some() || !meaning.class.is_empty();
        // A text with a colon inside has its value with it.
        let bare = text.trim_start_matches("其中").trim_matches([':', '：']);
        if meaning.label.is_some()
            || is_other
            || text.len() > MAX_LABEL
            || bare.contains([':', '：'])
        {
            return meaning.label;
        }
        let value = self.beside(index).filter(|&value| !self.cell(value).is_empty())?;
        if self.meanings[value].label.is_some() {
            return None;
        }
        match meaning.column {
            // A header word of goals or projects with a text beside it is the label of that text.
            Some(field) => {
                let is_label = field.goal_horizon().is_some() || field.is_of_project();
                Some(field).filter(|_| is_label && self.meanings[value].is_unknown())
            }
            None => self.vocabulary.label_by_part(&fold(text)),
        }
    }

    /// Marks a cell as taken; false where it was before.
    pub(super) fn take(&mut self, index: usize) -> bool {
        !std::mem::replace(&mut self.taken[index], true)
    }

    /// Whether something took the cell.
    pub(super) fn is_taken(&self, index: usize) -> bool {
        self.taken[index]
    }

    /// All cells whose origin lies in a row, empty ones included.
    pub(super) fn origins(&self, row: usize) -> Range<usize> {
        self.rows.get(row).cloned().unwrap_or_default()
    }

    /// The cells of a row that hold text and that nothing took yet.
    pub(super) fn open(&self, row: usize) -> Vec<usize> {
        self.origins(row).filter(|&i| !self.cell(i).is_empty() && !self.taken[i]).collect()
    }

    /// The cell that owns a slot.
    pub(super) fn at(&self, row: usize, col: usize) -> Option<usize> {
        self.grid().index_at(row, col)
    }

    /// The cell below a cell, between the same borders.
    pub(super) fn below(&self, index: usize) -> Option<usize> {
        let cell = self.cell(index);
        let below = self.at(cell.row_end(), cell.col)?;
        let fits = self.cell(below).col == cell.col && self.cell(below).col_end() == cell.col_end();
        fits.then_some(below)
    }

    /// The cell to the right of a cell that begins in the same row.
    pub(super) fn beside(&self, index: usize) -> Option<usize> {
        let cell = self.cell(index);
        self.at(cell.row, cell.col_end()).filter(|&next| self.cell(next).row == cell.row)
    }

    /// The first cell with text.
    pub(super) fn first_filled(&self) -> Option<usize> {
        self.table.grid.cells().iter().position(|cell| !cell.is_empty())
    }

    /// Number of cells with text.
    pub(super) fn n_filled(&self) -> usize {
        self.table.grid.cells().iter().filter(|cell| !cell.is_empty()).count()
    }
}
