//! Rows below a header: whether they belong there, and who reads them.
//!
//! A row that begins with a label of the form ends the block, unless the label is one that the block's
//! own first column may hold. A table without a header goes on with the columns of the last like table.

use std::rc::Rc;

use formgrid_model::join_lines;

use crate::engine::cells::Cells;
use crate::engine::columns::ColumnMap;
use crate::engine::goals::split_item;
use crate::engine::reader::Reader;
use crate::engine::state::Taken;
use crate::template::{Field, Horizon, Section, TableKind};

impl<'a> Reader<'a, '_> {
    /// Reads a row below the present header; false where it does not belong there.
    pub(super) fn data(&mut self, cells: &mut Cells<'a>, row: usize, own: &[usize]) -> bool {
        let Some(map) = self.scope.columns.take() else { return false };
        let map = if map.n_cols == cells.grid().n_cols() {
            map
        } else {
            let stub_end = own.first().map_or(0, |&index| cells.cell(index).col);
            Rc::new(map.fitted(cells, row, stub_end))
        };
        if !belongs(cells, &map, own) || self.signs(cells, own) {
            self.scope.columns = Some(map);
            return false;
        }
        let kind = map.kind;
        self.scope.columns = Some(Rc::clone(&map));
        match kind {
            TableKind::Indicators => self.indicator_row(cells, row, own, &map),
            TableKind::Funding => self.funding_row(cells, own, &map),
            TableKind::Projects => self.project_row(cells, own, &map),
            TableKind::Goals => {
                self.goal_cells(cells, own, &map);
                true
            }
            TableKind::Execution => self.execution_row(cells, own, &map),
            TableKind::Instalments => {
                let done = self.instalment_row(cells, own, &map);
                self.scope.columns = None;
                done
            }
            TableKind::Schedule => {
                self.told(cells, own, &map);
                true
            }
            TableKind::Any => false,
        }
    }

    /// A row of who filled in the form and when, each label with its value: it stands below all columns.
    fn signs(&self, cells: &Cells<'a>, own: &[usize]) -> bool {
        let labelled = |&index: &usize| {
            let text = &cells.cell(index).text;
            text.contains([':', '：']) && text.len() <= 120
        };
        let first =
            own.first().and_then(|&i| self.inline_labels(&cells.cell(i).text).first().copied());
        let is_of_filing = first.and_then(|said| said.field).is_some_and(Field::is_of_filing);
        is_of_filing && own.iter().all(labelled)
    }

    /// A row that no record has a field for, as a note: each text behind its header word.
    fn told(&mut self, cells: &mut Cells<'a>, own: &[usize], map: &ColumnMap) {
        let Some(&first) = own.first() else { return };
        let placed = self.placed(cells, first);
        let mut taken = Taken::default();
        let mut parts = Vec::with_capacity(own.len());
        for &index in own {
            let cell = cells.cell(index);
            let text = join_lines(&cell.text);
            let at = map.best(cell.col..cell.col_end());
            let word = at.map(|at| map.columns[at].label.as_str()).filter(|word| !word.is_empty());
            parts.push(word.map_or_else(|| text.clone(), |word| format!("{word}：{text}")));
            taken.add(cells, index);
        }
        self.statement("note", &parts.join("；"), placed, taken);
    }

    /// Prose in a block that has a field for it.
    pub(super) fn section_text(&mut self, cells: &mut Cells<'a>, own: &[usize]) -> bool {
        let (&[index], Some(id)) = (own, self.scope.project) else { return false };
        if self.scope.section != Some(Section::Budget) || !cells.meaning(index).is_unknown() {
            return false;
        }
        let text = cells.cell(index).text.trim().to_owned();
        if let Some(project) = self.current_mut().and_then(|filing| filing.project_mut(id)) {
            project.usage = Some(text);
        }
        let taken = Taken::one(cells, index);
        self.give(id, taken);
        true
    }

    /// A table without a header goes on with the columns of the last like table.
    pub(super) fn inherited(&mut self, cells: &mut Cells<'a>, row: usize, own: &[usize]) -> bool {
        let starts = own.iter().take(2).any(|&index| cells.meaning(index).is_level());
        if !starts || own.len() < 2 || self.known_columns.is_empty() {
            return false;
        }
        let section = self.scope.section.and_then(Section::horizon);
        let goal = self.served(None, 0).horizon;
        let Some(map) = self.columns_like(goal.or(section)) else { return false };
        let stub_end = cells.cell(own[0]).col;
        let map = Rc::new(map.fitted(cells, row, stub_end));
        self.scope.carried = vec![None; map.columns.len()];
        self.scope.columns = Some(map);
        self.data(cells, row, own)
    }

    /// The last columns of a horizon, else the last of all.
    fn columns_like(&self, horizon: Option<Horizon>) -> Option<Rc<ColumnMap>> {
        self.known_columns.get(&horizon).or_else(|| self.known_columns.values().last()).cloned()
    }
}

/// Whether a row belongs below a header.
fn belongs(cells: &Cells<'_>, map: &ColumnMap, own: &[usize]) -> bool {
    let Some(&first) = own.first() else { return false };
    let cell = cells.cell(first);
    let meaning = cells.meaning(first);
    let is_label = meaning.label.is_some();
    let at = map.best(cell.col..cell.col_end());
    match map.kind {
        TableKind::Indicators => {
            let field = at.map(|at| map.columns[at].field);
            if meaning.is_level() {
                return true;
            }
            let is_goal = meaning.label.is_some_and(|label| label.goal_horizon().is_some());
            if is_goal && field == Some(Field::GoalName) {
                let level = own.get(1).is_some_and(|&index| cells.meaning(index).is_level());
                return own.len() > 2 || level;
            }
            if is_label && cell.col <= map.start() {
                return false;
            }
            if cell.col < map.start() && at.is_none() {
                return false;
            }
            if field == Some(Field::UnitOrProject) {
                return true;
            }
            if own.len() == 1 {
                let name = map.position(Field::Level3).map(|at| &map.columns[at].range);
                return name.is_some_and(|r| cell.col >= r.start && cell.col_end() <= r.end);
            }
            own.len() > 2 || !spans_name_and_value(cells, map, own[1])
        }
        TableKind::Funding => {
            let is_source = || meaning.label.is_some_and(Field::is_source);
            at.is_some() && (!is_label || is_category(cells, first) || is_source())
        }
        TableKind::Projects => {
            let is_closing = is_label && !meaning.total && !is_category(cells, first);
            at.is_some() && !is_closing && own.len() > 1
        }
        TableKind::Goals => own.iter().all(|&index| {
            let cell = cells.cell(index);
            let label =
                cells.meaning(index).label.is_some() || cells.meaning(index).section.is_some();
            let is_item = own.len() == 1 && split_item(&cell.text).0.is_some();
            (cell.col >= map.start() || is_item) && !label
        }),
        TableKind::Execution => {
            let is_goal = meaning.label.is_some_and(|label| label.goal_horizon().is_some());
            let is_amount = |&index: &usize| {
                cells.cell(index).col >= map.start() && cells.begins_with_digit(index)
            };
            let n_amounts = own.iter().filter(|index| is_amount(index)).count();
            own.len() > 1 && !is_goal && (is_label || n_amounts > 1)
        }
        TableKind::Instalments => own.iter().all(|&index| {
            cells.meaning(index).label.is_none() && cells.cell(index).col >= map.start()
        }),
        TableKind::Schedule => {
            let below = |&index: &usize| cells.cell(index).col >= map.start();
            own.len() > 1 && !is_label && own.iter().all(below)
        }
        TableKind::Any => false,
    }
}

/// Whether a cell covers the column of the name and the one of the value: then it is prose.
fn spans_name_and_value(cells: &Cells<'_>, map: &ColumnMap, index: usize) -> bool {
    let cell = cells.cell(index);
    let covers = |field: Field| {
        map.position(field).is_some_and(|at| {
            let range = &map.columns[at].range;
            cell.col < range.end && range.start < cell.col_end()
        })
    };
    covers(Field::Level3) && covers(Field::Target)
}

fn is_category(cells: &Cells<'_>, index: usize) -> bool {
    cells.meaning(index).class.contains(formgrid_model::WordClass::CATEGORY)
}
