//! Tables that are no performance form: the budget by its functions, what is bought, what travel costs.
//!
//! Documents of a budget print them before the forms and call some of their columns as forms do, so they
//! are told before a row is read, and kept whole.

use formgrid_model::fold;

use super::cells::Cells;
use super::reader::Reader;
use crate::template::{Field, TableKind};

impl<'a> Reader<'a, '_> {
    /// Whether a text is the title of a table that is no form.
    pub(super) fn names_other_table(&self, text: &str) -> bool {
        /// Longest such title, in bytes.
        const MAX_TITLE: usize = 120;
        text.len() <= MAX_TITLE && self.vocabulary.is_other_title(&fold(text))
    }

    /// Keeps a table whole that is no form; false where it may be one.
    pub(super) fn other_table(&mut self, cells: &mut Cells<'a>) -> bool {
        /// A single such word may name an indicator or a line of a form.
        const MIN_WORDS: usize = 2;
        let filled: Vec<usize> = (0..cells.grid().cells().len())
            .filter(|&index| !cells.cell(index).is_empty())
            .collect();
        let n_words = filled.iter().filter(|&&index| cells.meaning(index).other_table).count();
        let is_other = self.scope.other_table
            || n_words >= MIN_WORDS
            || filled.first().is_some_and(|&index| self.names_other_table(&cells.cell(index).text));
        if !is_other || filled.iter().any(|&index| tells_form(cells, index)) {
            return false;
        }
        self.keep_whole(cells, &filled);
        true
    }
}

/// Whether a cell is a word that nothing but a form prints: of a level, a value, a goal, a project's head.
fn tells_form(cells: &Cells<'_>, index: usize) -> bool {
    let meaning = cells.meaning(index);
    let is_column = matches!(
        meaning.column,
        Some(Field::Level1 | Field::Level2 | Field::Level3 | Field::Target | Field::Actual)
    );
    let is_label = meaning.label.is_some_and(|field| {
        field.goal_horizon().is_some()
            || matches!(field, Field::ProjectName | Field::Function | Field::Safeguard)
    });
    let is_section = meaning
        .section
        .is_some_and(|section| matches!(section.table(), TableKind::Indicators | TableKind::Goals));
    is_column || is_label || is_section
}
