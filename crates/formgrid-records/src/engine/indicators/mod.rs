//! Indicator rows: one or several indicators from the cells of a row.
//!
//! Levels and what precedes them fill down, each column by itself: a new level 1 beside an empty level 2
//! leaves level 2 as it was. Values never fill down.

mod context;
mod levels;
mod quantities;

use std::ops::Range;

use formgrid_model::{WordClass, join_lines};

use super::cells::Cells;
use super::columns::{Column, ColumnMap};
use super::reader::Reader;
use super::state::Taken;
use super::tokens::{is_filler, is_placeholder, plain_number};
use crate::record::{Body, Indicator};
use crate::template::{Field, TableKind};
use levels::level_name;
use quantities::{read_values, splits};

/// The cells of a row by column.
pub(super) struct Assigned {
    /// The first cell of each column.
    pub(super) first: Vec<Option<usize>>,
    /// Further cells of a column, in order.
    pub(super) more: Vec<(usize, usize)>,
}

impl<'a> Reader<'a, '_> {
    /// Reads a row of indicators; false where the row holds none.
    pub(super) fn indicator_row(
        &mut self,
        cells: &mut Cells<'a>,
        row: usize,
        own: &[usize],
        map: &ColumnMap,
    ) -> bool {
        if is_total(cells, own) {
            return self.total_score(cells, own);
        }
        let assigned = split_row(cells, row, own, map).unwrap_or_else(|| assign(cells, own, map));
        let mut any = self.context(cells, &assigned, map);
        self.scope.carried.resize(map.columns.len(), None);
        for (at, column) in map.columns.iter().enumerate() {
            if assigned.first[at].is_none() && column.field.is_level() {
                let above = reaching(cells, row, &column.range);
                let above = above.map(|index| level_name(&cells.cell(index).text));
                self.scope.carried[at] = above.or_else(|| self.scope.carried[at].take());
            }
        }
        self.carry(cells, &assigned, map);
        let groups = if map.n_groups == 0 { 0..=0 } else { 1..=map.n_groups };
        for group in groups {
            any |= self.indicator(cells, row, &assigned, map, group);
        }
        let levels = own.iter().filter(|&&i| !cells.is_taken(i) && cells.meaning(i).is_level());
        let levels: Vec<usize> = levels.copied().collect();
        for index in levels {
            let placed = self.placed(cells, index);
            let taken = Taken::one(cells, index);
            self.give_filing(taken, &placed);
            any = true;
        }
        any
    }

    /// Keeps the levels that a row names for the rows below it.
    pub(super) fn carry(&mut self, cells: &Cells<'_>, assigned: &Assigned, map: &ColumnMap) {
        for (at, column) in map.columns.iter().enumerate() {
            if let Some(index) = assigned.first[at].filter(|_| column.field.is_level()) {
                self.scope.carried[at] = Some(level_name(&cells.cell(index).text));
            }
        }
    }

    /// One indicator of a row.
    pub(super) fn indicator(
        &mut self,
        cells: &mut Cells<'a>,
        row: usize,
        assigned: &Assigned,
        map: &ColumnMap,
        group: usize,
    ) -> bool {
        let is_own = |column: &Column| column.group == group || column.group == 0;
        let columns: Vec<usize> =
            (0..map.columns.len()).filter(|&at| is_own(&map.columns[at])).collect();
        let cell_of = |field: Field| {
            columns
                .iter()
                .find(|&&at| map.columns[at].field == field)
                .and_then(|&at| assigned.first[at])
        };
        let name_at = columns.iter().copied().find(|&at| map.columns[at].field == Field::Level3);
        let name = cell_of(Field::Level3);
        let has_value = columns
            .iter()
            .any(|&at| is_value(map.columns[at].field) && assigned.first[at].is_some());
        if name.is_none() && !has_value {
            return false;
        }
        if let Some(name) = name.filter(|&n| !has_value && holds_a_place(&cells.cell(n).text)) {
            self.placeholder(cells, name);
            return true;
        }
        let mut indicator = Indicator::default();
        let reach = name_at.and_then(|at| reaching(cells, row, &map.columns[at].range));
        let name = name.or(reach).map(|index| join_lines(&cells.cell(index).text));
        let own = columns.iter().filter(|&&at| !is_context(map.columns[at].field));
        let first = own.filter_map(|&at| assigned.first[at]).min();
        let Some(first) = first else { return false };
        self.levels(&mut indicator, &columns, map);
        indicator.level3 = name;
        read_values(&mut indicator, cells, row, &columns, assigned, map);
        self.codes(&mut indicator);
        let horizon = columns.iter().filter(|&&at| map.columns[at].group == group);
        let horizon = horizon.filter_map(|&at| map.columns[at].horizon).next();
        let placed = self.placed(cells, first);
        // The row may open its filing, whose goals are others.
        self.filing(&placed);
        let served = self.served(horizon, group);
        indicator.goal_horizon = served.horizon.map(|horizon| horizon.name().to_owned());
        indicator.goal_number = served.number;
        let mut taken = Taken::default();
        for &at in columns.iter().filter(|&&at| is_kept(map.columns[at].field)) {
            if let Some(index) = assigned.first[at] {
                taken.add(cells, index);
            }
        }
        for &(at, index) in &assigned.more {
            if columns.contains(&at) && splits(cells, assigned, map, at) {
                taken.add(cells, index);
            }
        }
        self.check_levels(&indicator, map, cells, first);
        let id = self.push(Body::Indicator(Box::new(indicator)), placed, taken);
        if let Some(filing) = self.current_mut() {
            filing.drafts[id].goal = served.goal;
        }
        self.scope.heads_are_used = true;
        self.scope.goal_is_new = false;
        self.scope.prose = None;
        true
    }
}

/// Whether a name is printed to be filled in, or dots in its place.
fn holds_a_place(name: &str) -> bool {
    is_placeholder(name) || is_filler(name)
}

/// Gives each cell of a row to the column that it overlaps most.
fn assign(cells: &Cells<'_>, own: &[usize], map: &ColumnMap) -> Assigned {
    let mut assigned = Assigned { first: vec![None; map.columns.len()], more: Vec::new() };
    for &index in own {
        let cell = cells.cell(index);
        let Some(at) = map.best(cell.col..cell.col_end()) else { continue };
        match assigned.first[at] {
            None => assigned.first[at] = Some(index),
            Some(_) => assigned.more.push((at, index)),
        }
    }
    assigned
}

/// The cells of a row whose target is divided into operator, value and unit where its header is not, by
/// their order from the name on: layout that lost the widths cannot know which word is the wide one.
fn split_row(cells: &Cells<'_>, row: usize, own: &[usize], map: &ColumnMap) -> Option<Assigned> {
    /// An operator, a value and a unit stand in the place of one cell.
    const PARTS: usize = 3;
    let name = map.position(Field::Level3)?;
    let target = map.position(Field::Target).filter(|&at| at > name)?;
    let start = map.columns[name].range.start;
    let tail: Vec<usize> =
        cells.origins(row).filter(|&index| cells.cell(index).col >= start).collect();
    let operator = tail.get(target - name)?;
    let is_split = map.n_groups == 0
        && !map.has(Field::Operator)
        && tail.len() + 1 == map.columns.len() - name + PARTS
        && cells.meaning(*operator).class.contains(WordClass::OPERATOR);
    if !is_split {
        return None;
    }
    let before: Vec<usize> = own.iter().copied().filter(|i| !tail.contains(i)).collect();
    let mut assigned = assign(cells, &before, map);
    for (nth, &index) in tail.iter().enumerate() {
        let beyond = nth.saturating_sub(target - name);
        let at = name + nth - beyond.min(PARTS - 1);
        if nth > target - name && beyond < PARTS {
            assigned.more.push((at, index));
        } else if !cells.cell(index).is_empty() {
            assigned.first[at] = Some(index);
        }
    }
    Some(assigned)
}

/// A cell with text that reaches down into a row from above, at the start of a range of columns.
pub(super) fn reaching(cells: &Cells<'_>, row: usize, range: &Range<usize>) -> Option<usize> {
    let index = cells.at(row, range.start)?;
    let cell = cells.cell(index);
    (cell.row < row && !cell.is_empty() && cell.col >= range.start).then_some(index)
}

/// Whether a row is the total of what the indicators above it score: a word for it, and numbers.
fn is_total(cells: &Cells<'_>, own: &[usize]) -> bool {
    let Some((&first, rest)) = own.split_first() else { return false };
    let is_number = |&index: &usize| plain_number(&cells.cell(index).text).is_some();
    cells.meaning(first).total && !rest.is_empty() && rest.iter().all(is_number)
}

/// Whether a column says to whom a row belongs and nothing of the indicator.
pub(super) fn is_context(field: Field) -> bool {
    matches!(field.table(), TableKind::Projects | TableKind::Goals)
        || matches!(
            field,
            Field::Department
                | Field::DepartmentCode
                | Field::UnitOrProject
                | Field::Supervising
                | Field::Implementing
                | Field::Serial
        )
}

/// Whether an indicator keeps what a column holds; what it does not keep is not taken.
fn is_kept(field: Field) -> bool {
    is_value(field)
        || matches!(
            field,
            Field::Level1
                | Field::Level2
                | Field::Level3
                | Field::Operator
                | Field::Unit
                | Field::Weight
                | Field::Score
                | Field::Basis
                | Field::Class
                | Field::Direction
                | Field::Description
                | Field::Deviation
                | Field::Remark
                | Field::Aside
                | Field::Serial
        )
}

pub(super) fn is_value(field: Field) -> bool {
    matches!(
        field,
        Field::Target | Field::Actual | Field::Progress | Field::Expected | Field::Baseline
    )
}
