//! Columns that say to whom a row of indicators belongs: department, project, goal.
//!
//! Lists of many units print them before the levels. They fill down, and a new text begins another of
//! its kind.

use formgrid_model::join_lines;

use super::{Assigned, is_context};
use crate::department;
use crate::engine::cells::Cells;
use crate::engine::columns::{Column, ColumnMap};
use crate::engine::filing::Placed;
use crate::engine::goals::NewGoal;
use crate::engine::projects::set_field;
use crate::engine::reader::Reader;
use crate::engine::state::Taken;
use crate::record::{Body, Project, Unmapped};
use crate::template::{Field, TableKind};

impl<'a> Reader<'a, '_> {
    /// Columns that say to whom a row belongs: department, project, goal. They fill down, and a new
    /// text begins another of its kind. True where the row has such a text.
    pub(super) fn context(
        &mut self,
        cells: &mut Cells<'a>,
        assigned: &Assigned,
        map: &ColumnMap,
    ) -> bool {
        let of = |field: Field| map.position(field).and_then(|at| assigned.first[at]);
        if let Some(index) = of(Field::UnitOrProject) {
            let is_alone = assigned.first.iter().flatten().count() == 1;
            let text = formgrid_model::fold(&cells.cell(index).text);
            if is_alone && self.vocabulary.is_organisation(&text) {
                self.switch_department(cells, index, map);
            } else {
                self.switch_project(cells, index, assigned, map);
            }
        }
        if let Some(index) = of(Field::Department).or_else(|| of(Field::Supervising)) {
            self.switch_department(cells, index, map);
        }
        if let Some(index) = of(Field::DepartmentCode) {
            let placed = self.placed(cells, index);
            self.set_department_code(&join_lines(&cells.cell(index).text), &placed);
            let taken = Taken::one(cells, index);
            self.give_filing(taken, &placed);
        }
        if let Some(index) = of(Field::ProjectName).or_else(|| of(Field::ProjectCode)) {
            self.switch_project(cells, index, assigned, map);
        }
        let names = [Field::UnitOrProject, Field::ProjectName, Field::ProjectCode];
        if names.into_iter().all(|field| of(field).is_none()) {
            self.project_again(cells, assigned, map);
        }
        if let Some(index) = of(Field::GoalName) {
            let placed = self.placed(cells, index);
            let text = join_lines(&cells.cell(index).text);
            let field = cells.meaning(index).label.filter(|field| field.goal_horizon().is_some());
            self.name_goal(field.unwrap_or(Field::ProjectGoal), &text);
            let taken = Taken::one(cells, index);
            self.give_filing(taken, &placed);
        }
        for (at, column) in map.columns.iter().enumerate() {
            let (Some(horizon), Some(index)) = (column.field.goal_horizon(), assigned.first[at])
            else {
                continue;
            };
            let text: &'a str = &cells.cell(index).text;
            let is_known = self.scope.goal.is_some_and(|id| {
                self.current()
                    .and_then(|filing| filing.goal(id))
                    .is_some_and(|g| g.text == text.trim())
            });
            let placed = self.placed(cells, index);
            let taken = Taken::one(cells, index);
            if is_known {
                self.give_filing(taken, &placed);
                continue;
            }
            let label = Some(column.label.clone());
            let goal = NewGoal { horizon, label, text, ..NewGoal::default() };
            let id = self.new_goal(goal, placed, taken);
            self.scope.goal = Some(id);
        }
        let is_taken = |(at, column): (usize, &Column)| {
            is_context(column.field)
                && assigned.first[at].is_some_and(|index| cells.is_taken(index))
        };
        map.columns.iter().enumerate().any(is_taken)
    }

    /// The name of a unit over its projects, merged over all columns of a list.
    pub(in crate::engine) fn unit_of_list(&mut self, cells: &mut Cells<'a>, index: usize) -> bool {
        let text = formgrid_model::fold(&cells.cell(index).text);
        let Some(map) = self.scope.columns.clone() else { return false };
        if !map.has(Field::UnitOrProject) || !self.vocabulary.is_organisation(&text) {
            return false;
        }
        self.switch_department(cells, index, &map);
        true
    }

    fn switch_department(&mut self, cells: &mut Cells<'a>, index: usize, map: &ColumnMap) {
        let placed = self.placed(cells, index);
        let department = department::split_code(&join_lines(&cells.cell(index).text));
        let is_same = self
            .current()
            .and_then(|filing| filing.department.as_ref())
            .is_some_and(|current| current.name == department.name);
        if !is_same {
            self.rename_superior(&placed);
            let columns = self.scope.columns.take();
            let carried = std::mem::take(&mut self.scope.carried);
            let front = (self.front.titles.clone(), self.front.year_lines.clone());
            let clues = self.current().map(|filing| {
                (
                    filing.clues.titles.clone(),
                    filing.clues.year_lines.clone(),
                    filing.filing.currency_unit.clone(),
                )
            });
            self.front.department = Some(department);
            self.front.department_is_weak = false;
            let is_list = self.current.is_some() && front.0.is_empty();
            let filing = self.filing(&placed);
            filing.form.get_or_insert("project");
            filing.is_list = true;
            filing.has_tables = true;
            filing.headers.extend(map.words.iter().cloned());
            if let (true, Some((titles, years, currency))) = (is_list, clues) {
                // One title stands over all units of a list.
                if filing.drafts.is_empty() {
                    filing.filing.title = titles.last().cloned();
                    filing.clues.titles = titles;
                    filing.clues.year_lines = years;
                    filing.filing.currency_unit = currency;
                }
            }
            self.leave_form();
            self.scope.columns = columns;
            self.scope.carried = carried;
        }
        let taken = Taken::one(cells, index);
        self.give_filing(taken, &placed);
    }

    /// A unit below which the list has nothing but another unit is that one's superior.
    fn rename_superior(&mut self, place: &Placed) {
        let filing = self.current_mut().filter(|filing| filing.is_list && filing.drafts.is_empty());
        let Some(superior) = filing.and_then(|filing| filing.department.take()) else { return };
        let text = superior.name;
        self.push(Body::Unmapped(Unmapped { label: None, text }), place.clone(), Taken::default());
        if let Some(filing) = self.current_mut() {
            filing.department_is_weak = true;
            filing.has_tables = false;
        }
    }

    /// What a row prints of its project again without its name: an export repeats amounts and leaves
    /// texts merged.
    fn project_again(&mut self, cells: &mut Cells<'a>, assigned: &Assigned, map: &ColumnMap) {
        let currency = self.currency().map(str::to_owned);
        for (at, column) in map.columns.iter().enumerate() {
            let Some(index) = assigned.first[at].filter(|_| is_of_project(column.field)) else {
                continue;
            };
            let id = self.scope.project;
            let Some(project) = id.and_then(|id| self.current()?.project(id)) else { return };
            let mut again = project.clone();
            let currency = column.currency.or(currency.as_deref());
            if set_field(&mut again, column.field, &cells.cell(index).text, currency)
                && again == *project
            {
                let placed = self.placed(cells, index);
                let taken = Taken::one(cells, index);
                self.give_filing(taken, &placed);
            }
        }
    }

    fn switch_project(
        &mut self,
        cells: &mut Cells<'a>,
        index: usize,
        assigned: &Assigned,
        map: &ColumnMap,
    ) {
        let currency = self.currency().map(str::to_owned);
        let mut project = Project::default();
        let mut used = Vec::new();
        for (at, column) in map.columns.iter().enumerate() {
            let Some(index) = assigned.first[at] else { continue };
            let field = match column.field {
                Field::UnitOrProject => Field::ProjectName,
                field => field,
            };
            let currency = column.currency.or(currency.as_deref());
            if is_of_project(field)
                && set_field(&mut project, field, &cells.cell(index).text, currency)
            {
                used.push(index);
            }
        }
        let placed = self.placed(cells, index);
        let mut taken = Taken::default();
        used.into_iter().for_each(|index| taken.add(cells, index));
        let present = self.scope.project.and_then(|id| self.current()?.project(id));
        // An export without merges prints the project again on each row.
        let is_same = present.is_some_and(|p| {
            p.name == project.name
                && (project.code.is_none() || p.code == project.code)
                && (project.annual_budget.is_none() || p.annual_budget == project.annual_budget)
        });
        if is_same {
            self.give_filing(taken, &placed);
            return;
        }
        self.leave_project();
        self.scope.goal = None;
        self.scope.heads.clear();
        self.scope.carried.iter_mut().for_each(|text| *text = None);
        let id = self.push(Body::Project(Box::new(project)), placed, taken);
        self.scope.project = Some(id);
        if let Some(filing) = self.current_mut() {
            filing.form.get_or_insert("project");
            filing.drafts[id].project = Some(id);
        }
    }
}

/// Whether a column of a list of indicators tells of their project.
fn is_of_project(field: Field) -> bool {
    matches!(field.table(), TableKind::Projects | TableKind::Execution)
        || matches!(
            field,
            Field::ProjectCategory
                | Field::ProjectNature
                | Field::Supervising
                | Field::Implementing
                | Field::LegalBasis
                | Field::Start
                | Field::End
                | Field::Period
                | Field::CarryOver
                | Field::OwnFunds
        )
}
