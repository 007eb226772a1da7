//! The rows of a table, one after the other.
//!
//! A row is tried as what it may be in a fixed order: furniture or title, the label of a block at its
//! left, a header, data below the last header, labels with values, prose that goes on. What a header
//! says holds until another header, or until a row begins with a label of the form.

mod below;
mod front;
mod heads;
mod left;
mod stubs;

use formgrid_model::Table;

use super::cells::Cells;
use super::columns;
use super::reader::Reader;
use super::recognize::WordSet;

impl<'a> Reader<'a, '_> {
    /// Reads a table.
    pub(super) fn table(&mut self, table: &'a Table, number: usize, block: usize) {
        let mut cells = self.looked_up(table, number, block);
        if cells.n_filled() == 0 {
            return;
        }
        self.settle_pending(Some(&cells));
        if self.contents_table(&mut cells) || self.other_table(&mut cells) {
            return;
        }
        if self.narrative.part != Some(crate::template::Part::Instructions) {
            self.narrative.part = None;
        }
        self.scope.prose = None;
        let mut row = 0;
        while row < table.grid.n_rows() {
            row = self.row(&mut cells, row).max(row + 1);
        }
        self.flush();
        self.settle_pending(None);
        self.narrative.part = None;
        self.sweep(&mut cells);
    }

    /// Looks the cells of a table up. Its words choose the template; a piece of a table without enough
    /// words goes on with the last.
    fn looked_up(&mut self, table: &'a Table, number: usize, block: usize) -> Cells<'a> {
        /// Fewer words of a form may stand in any table.
        const MIN_WORDS: usize = 6;
        let generic = self.templates.generic();
        let cells = Cells::new(table, number, block, generic);
        let own = WordSet::of(&cells, generic);
        let mut words = own.clone();
        self.table_words.push(own);
        self.front.titles.iter().for_each(|title| words.add_title(title));
        let found = self.questions.form(self.templates, &words);
        if found.is_some() || words.len() >= MIN_WORDS {
            self.template = found;
        }
        let Some(template) = self.template else {
            self.vocabulary = generic;
            return cells;
        };
        self.vocabulary = template.vocabulary();
        if self.vocabulary.is_same(generic) {
            return cells;
        }
        cells.with(self.vocabulary)
    }

    /// Reads a row and returns the one to go on with.
    fn row(&mut self, cells: &mut Cells<'a>, row: usize) -> usize {
        let own = cells.open(row);
        let Some(own) = self.front_row(cells, own) else { return row + 1 };
        self.name_from_heading(cells, row, &own);
        self.heading_of_project(cells, &own);
        self.flush();
        let is_labelled = |index: &usize| !self.inline_labels(&cells.cell(*index).text).is_empty();
        if !self.pending.is_empty() && !own.iter().any(is_labelled) {
            self.settle_pending(Some(cells));
        }
        let own = self.stubs(cells, own);
        let Some(&first) = own.first() else { return row + 1 };
        if own.len() > 1 {
            self.narrative.part = None;
        } else if is_full_width(cells, first)
            && (self.unit_of_list(cells, first) || self.lone_cell(cells, first))
        {
            return row + 1;
        }
        if let Some(header) = columns::read(cells, row, &own) {
            return self.header(cells, header);
        }
        if self.header_band(cells, &own) {
            return row + 1;
        }
        if let Some(end) = self.turned(cells, row, &own) {
            return end;
        }
        if self.amounts_below(cells, &own) {
            return row + 1;
        }
        if self.data(cells, row, &own) {
            return row + 1;
        }
        if self.pairs(cells, row, &own) {
            self.scope.columns = None;
            return row + 1;
        }
        if self.go_on(cells, &own) || self.section_text(cells, &own) {
            return row + 1;
        }
        if self.inherited(cells, row, &own) {
            return row + 1;
        }
        if own.len() == 1 && (self.band(cells, first) || self.lone_cell(cells, first)) {
            return row + 1;
        }
        row + 1
    }
}

/// Whether a cell is as wide as its table: in a sheet a paragraph is such a cell.
fn is_full_width(cells: &Cells<'_>, index: usize) -> bool {
    let cell = cells.cell(index);
    cell.col == 0 && cell.col_end() == cells.grid().n_cols()
}
