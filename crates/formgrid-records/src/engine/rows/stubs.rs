//! Labels at the left of a row that open a block: what stands behind them is the row.
//!
//! Such a label is merged down over its block, printed again lower down, or has a row to itself.

use formgrid_model::join_lines;

use crate::engine::cells::Cells;
use crate::engine::columns;
use crate::engine::funding::amounts_below;
use crate::engine::reader::Reader;
use crate::engine::state::{Prose, Taken};
use crate::template::{Field, Meaning, Section, TableKind};

impl<'a> Reader<'a, '_> {
    /// Takes the labels of blocks at the left of a row: what stands behind them is the row.
    pub(super) fn stubs(&mut self, cells: &mut Cells<'a>, mut own: Vec<usize>) -> Vec<usize> {
        while let [first, rest @ ..] = own.as_slice() {
            let (first, rest) = (*first, rest.to_vec());
            let Some(&next) = rest.first() else { break };
            let (meaning, beside) = (cells.meaning(first), cells.meaning(next));
            let known_beside = beside.column.is_some()
                || beside.is_level()
                || beside.section.is_some()
                || meaning.section.is_some_and(is_of_money)
                    && (amounts_below(cells, &rest).is_some() || heads_amount(cells, first, &rest))
                || (beside.label.is_some() && rest.len() > 1);
            let in_funding =
                self.scope.columns.as_ref().is_some_and(|m| m.kind == TableKind::Funding);
            let is_side = matches!(meaning.section, Some(Section::Income | Section::Expenditure));
            let is_goal = meaning.label.is_some_and(|field| field.goal_horizon().is_some());
            if gathers_levels(cells, first)
                || is_side && in_funding
                || heads_categories(cells, first, &rest)
                || heads_names(cells, first, &own)
                || self.is_header_band(cells, &own)
            {
                break;
            }
            let names_goal = is_goal && beside.is_level() && !self.under_goal_names(cells, first);
            if names_goal && meaning.section.is_none() {
                let label = join_lines(&cells.cell(first).text);
                self.name_goal(meaning.label.unwrap_or(Field::ProjectGoal), &label);
            } else if let Some(section) = meaning
                .section
                .filter(|_| known_beside || (meaning.label.is_none() && meaning.column.is_none()))
            {
                self.open_section(cells, first, section);
            } else if may_head_block(meaning)
                && cells.cell(first).row_span > 1
                && (beside.label.is_some() && rest.len() > 1
                    || columns::read(cells, cells.cell(first).row, &rest).is_some())
            {
                // A block under a name of its own: its header tells what it holds.
                self.scope.section = None;
            } else {
                break;
            }
            let placed = self.placed(cells, first);
            let taken = Taken::one(cells, first);
            self.give_filing(taken, &placed);
            own = rest;
        }
        own
    }

    fn under_goal_names(&self, cells: &Cells<'_>, index: usize) -> bool {
        let cell = cells.cell(index);
        self.scope.columns.as_ref().is_some_and(|map| {
            let at = map.best(cell.col..cell.col_end());
            at.is_some_and(|at| map.columns[at].field == Field::GoalName)
        })
    }

    fn open_section(&mut self, cells: &Cells<'a>, index: usize, section: Section) {
        let label = &cells.cell(index).text;
        match section {
            Section::Income => self.scope.side = Some("income"),
            Section::Expenditure => self.scope.side = Some("expenditure"),
            _ => {
                if self.scope.section != Some(section) {
                    self.scope.prose = None;
                }
                self.scope.section = Some(section);
                self.scope.currency = None;
            }
        }
        self.note_currency(label);
        // A label may be printed again, or lower than the header of its block.
        let keeps = self.scope.columns.as_ref().is_some_and(|map| section.table() == map.kind);
        if !keeps {
            self.scope.columns = None;
        }
    }

    /// The label of a block in a row of its own. Where it may name a goal or prose as well, a text in the
    /// row below is that.
    pub(super) fn band(&mut self, cells: &mut Cells<'a>, index: usize) -> bool {
        let meaning = cells.meaning(index);
        let is_prose = |field: &Field| field.goal_horizon().is_some() || field.topic().is_some();
        let prose = meaning.label.filter(is_prose);
        if meaning.section.is_none() && prose.is_none() {
            return false;
        }
        if let Some(section) = meaning.section {
            self.open_section(cells, index, section);
        }
        let placed = self.placed(cells, index);
        let taken = Taken::one(cells, index);
        self.give_filing(taken, &placed);
        self.scope.prose = prose.map(|field| Prose { field, draft: None });
        true
    }
}

/// Whether a word for indicators stands over the header words of levels: then it is a part of their header, and what stands
/// beside it may reach down into that.
fn gathers_levels(cells: &Cells<'_>, index: usize) -> bool {
    let cell = cells.cell(index);
    let below = (cell.col..cell.col_end()).filter_map(|col| cells.at(cell.row_end(), col));
    let levels = [Field::Level1, Field::Level2, Field::Level3];
    let is_level =
        |&index: &usize| cells.meaning(index).column.is_some_and(|f| levels.contains(&f));
    let is_wide = cell.col_span > 1 && cell.row_span == 1;
    is_wide && is_level(&index) && below.filter(is_level).count() > 1
}

/// Whether a label merged over several rows stands before a source of money and its amount.
fn heads_amount(cells: &Cells<'_>, first: usize, rest: &[usize]) -> bool {
    match *rest {
        [source, amount] => {
            cells.cell(first).row_span > 1
                && !cells.begins_with_digit(source)
                && cells.begins_with_digit(amount)
        }
        _ => false,
    }
}

/// Whether a label merged over several rows may be that of a block: nothing is known of it, or only that
/// an amount would stand beside it.
fn may_head_block(meaning: Meaning) -> bool {
    let amounts =
        [Field::AnnualBudget, Field::TotalBudget, Field::AnnualTotal, Field::ProjectTotal];
    let is_amount = meaning.label.is_some_and(|field| amounts.contains(&field));
    meaning.is_unknown() || is_amount && meaning.column.is_none()
}

/// Whether the block of a label holds money by its sources.
fn is_of_money(section: Section) -> bool {
    matches!(section.table(), TableKind::Funding | TableKind::Execution)
}

/// Whether a word for indicators is the header word of their names: nothing beside it is a level, and it
/// reaches down no further than the header.
fn heads_names(cells: &Cells<'_>, first: usize, own: &[usize]) -> bool {
    let row = cells.cell(first).row;
    let is_level = |&index: &usize| cells.meaning(index).column.is_some_and(Field::is_level);
    let ends_with_header = || {
        let header = columns::read(cells, row, own);
        header.is_some_and(|header| cells.cell(first).row_end() <= header.end)
    };
    let is_name = |&index: &usize| cells.meaning(index).column == Some(Field::Level3);
    is_name(&first)
        && own.iter().filter(|index| is_name(index)).count() == 1
        && !own.iter().any(is_level)
        && ends_with_header()
}

/// Whether a cell that names a block of funding is the header word of its categories.
fn heads_categories(cells: &Cells<'_>, first: usize, rest: &[usize]) -> bool {
    let is_amount = |&index: &usize| {
        let field = cells.meaning(index).column;
        field.is_some_and(|f| f.table() == TableKind::Funding || f == Field::AnnualBudget)
    };
    // A label that reaches down further than the header is that of the block.
    let height = rest.iter().map(|&index| cells.cell(index).row_span).max().unwrap_or_default();
    cells.meaning(first).column == Some(Field::Category)
        && cells.cell(first).row_span <= height
        && rest.iter().any(is_amount)
}
