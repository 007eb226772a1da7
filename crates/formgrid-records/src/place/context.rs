//! The context of a row of a list: its department, its project, its goal.

use formgrid_model::{Code, fold, fold_label, join_lines};

use super::filing::DraftId;
use super::goal_text::goal_number;
use super::goals::NewGoal;
use super::indicators::Row;
use super::writer::Writer;
use crate::bands::List;
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::columns::Assignment;
use crate::department;
use crate::forms::Src;
use crate::record::{Body, Project};
use crate::template::Field;
use crate::words::horizon_of;

impl<'a> Writer<'a, '_> {
    /// Applies the columns that state the department, project and goal of a row.
    pub(super) fn apply_context(&mut self, sheet: &Sheet<'a>, list: &List, row: &Row) {
        let map = &list.columns;
        let of = |field: Field| map.position(field).and_then(|at| row.cells[at]);
        let unit = of(Field::UnitOrProject);
        if let Some(index) = unit {
            // Units stand alone in their rows if the first does; then any other name is a project.
            let is_alone = row.cells.iter().flatten().nth(1).is_none();
            let is_unit = sheet.kind(index) == Kind::Organisation
                && (is_alone || self.scope.unit_rows != Some(sheet.block));
            if is_unit {
                if is_alone {
                    self.scope.unit_rows = Some(sheet.block);
                }
                self.switch_department(sheet, list, index);
            } else if is_alone && self.scope.unit_rows == Some(sheet.block) {
                // A line between the rows names neither.
                self.keep_unmapped(Src::cell(sheet.block, index), None);
            } else {
                self.switch_project(sheet, map, row, index);
            }
        }
        if let Some(index) = of(Field::Department).or_else(|| of(Field::Supervising)) {
            self.switch_department(sheet, list, index);
        }
        self.code_cell(sheet, map, &row.cells);
        if let Some(index) = of(Field::ProjectName).or_else(|| of(Field::ProjectCode)) {
            self.switch_project(sheet, map, row, index);
        }
        if let Some(index) = of(Field::GoalName) {
            self.goal_of_row(sheet, index);
        }
        for (at, column) in map.columns.iter().enumerate() {
            let (Some(horizon), Some(index)) = (column.field.goal_horizon(), row.cells[at]) else {
                continue;
            };
            let src = Src::cell(sheet.block, index);
            let text = sheet.text(index).trim();
            let horizon = horizon.or_else(|| horizon_of(&column.label));
            let horizon = horizon.or_else(|| self.annual_by_default());
            let is_same = |&&id: &&DraftId| {
                self.current()
                    .and_then(|filing| filing.goal(id))
                    .is_some_and(|goal| goal.text == text)
            };
            let known = self.scope.goal.iter().chain(&self.scope.project_goals).find(is_same);
            if known.is_some() {
                self.ledger.take_whole(src, Some(self.filing));
                continue;
            }
            let label = Some(column.label.clone());
            let goal = NewGoal { horizon, label, text, ..NewGoal::default() };
            let id = self.new_goal(goal, src);
            self.take_into(id, "text", src);
            self.scope.goal = Some(id);
        }
    }

    /// Sets the goal that a row names.
    fn goal_of_row(&mut self, sheet: &Sheet<'a>, index: usize) {
        let src = Src::cell(sheet.block, index);
        let text = join_lines(sheet.text(index));
        if let Some(goal) = goal_number(&text).and_then(|number| self.numbered_goal(number)) {
            self.scope.row_goal = Some(goal);
            self.label(src, true, "a goal");
            return;
        }
        self.scope.row_goal = None;
        let label = sheet.listed(index, self.words(sheet)).label;
        let field = label.filter(|field| field.goal_horizon().is_some());
        self.name_goal(field.unwrap_or(Field::ProjectGoal), &text);
        self.label(src, field.is_some(), "a goal");
    }

    /// Enters the project of a row.
    fn switch_project(&mut self, sheet: &Sheet<'a>, map: &Assignment, row: &Row, index: usize) {
        let src = Src::cell(sheet.block, index);
        let text = join_lines(sheet.text(index));
        let mut project = Body::Project(Box::<Project>::default());
        let named = super::slots::put(&mut project, Field::ProjectName, &text, None).is_ok();
        let present = self.scope.project.and_then(|id| self.current()?.project(id));
        let is_same = match (&project, present) {
            (Body::Project(new), Some(old)) => named && new.name == old.name,
            _ => false,
        };
        if !is_same {
            self.leave_project();
            self.scope.goal = None;
            self.scope.heads.clear();
            self.scope.carried.iter_mut().for_each(|level| *level = None);
            let id = self.push(Body::Project(Box::default()), src);
            self.scope.project = Some(id);
            if let Some(filing) = self.current_mut() {
                filing.form.get_or_insert("project");
                filing.drafts[id].project = Some(id);
            }
        }
        let Some(id) = self.scope.project else { return };
        for (at, column) in map.columns.iter().enumerate() {
            let field = match column.field {
                Field::UnitOrProject => Field::ProjectName,
                field => field,
            };
            let Some(index) = row.cells[at].filter(|_| is_of_project(field)) else { continue };
            self.write_cell(sheet, id, field, column, index);
        }
    }

    /// Enters the department of a row.
    pub(super) fn switch_department(&mut self, sheet: &Sheet<'a>, list: &List, index: usize) {
        let src = Src::cell(sheet.block, index);
        let text = join_lines(sheet.text(index));
        if !crate::text::may_be_organisation(&text) {
            self.keep_unmapped(src, None);
            return;
        }
        let department = department::split_code(&text);
        let is_same = self.current().and_then(|filing| filing.department.as_ref());
        // A name across all columns begins the rows of another unit, whatever its name.
        let in_column = !sheet.is_full_width(index);
        let is_own = |own: &department::Department| {
            fold(&own.name) == fold(&department.name)
                || in_column && is_own_office(&own.name, &department.name)
        };
        if !is_same.is_some_and(is_own) {
            let forms = self.forms;
            let form = &forms[self.form];
            let currency = self.current().and_then(|filing| filing.filing.currency_unit.clone());
            self.drop_superior();
            self.filing = self.find_filing(form, Some(&department), src);
            self.describe(form);
            let words: Vec<(String, bool)> = list
                .header
                .cells
                .iter()
                .map(|&index| (fold_label(sheet.text(index)).into_owned(), true))
                .collect();
            self.record_headers(&words);
            if let Some(filing) = self.current_mut() {
                filing.is_listed = true;
                filing.form.get_or_insert("project");
                filing.filing.currency_unit = filing.filing.currency_unit.take().or(currency);
            }
            self.leave_project();
            self.scope.goal = None;
            self.scope.heads.clear();
        }
        let spot = self.spot(src);
        let atoms = self.atoms(src);
        if let Some(filing) = self.current_mut() {
            filing.places.entry("department".into()).or_insert(spot);
            filing.atoms.extend_from_slice(atoms);
        }
        let name = self.current().and_then(|filing| filing.department.as_ref());
        if name.is_some_and(|own| fold(&own.name) != fold(&department.name)) {
            self.consume(
                Code::RecordSecondText,
                src,
                "another name for the department of the form",
            );
        }
        self.ledger.take_whole(src, Some(self.filing));
    }

    /// Marks a unit as superior if its list continues with another unit at once.
    fn drop_superior(&mut self) {
        let is_empty =
            |filing: &super::filing::FilingDraft<'_>| filing.drafts.is_empty() && filing.is_list;
        if self.current().is_some_and(is_empty)
            && let Some(filing) = self.current_mut()
        {
            filing.is_superior = true;
        }
        if let Some(filing) = self.current_mut() {
            filing.is_list = true;
        }
    }

    /// Reads the department code in a column of its own.
    pub(super) fn code_cell(
        &mut self,
        sheet: &Sheet<'a>,
        map: &Assignment,
        cells: &[Option<usize>],
    ) {
        let Some(at) = map.position(Field::DepartmentCode) else { return };
        let Some(index) = cells[at] else { return };
        let src = Src::cell(sheet.block, index);
        if self.department_code(&join_lines(sheet.text(index))) {
            self.ledger.take_whole(src, Some(self.filing));
        } else {
            self.keep_unmapped(src, Some(map.columns[at].label.clone()));
        }
    }
}

/// Whether a column of a list of indicators describes their project.
fn is_of_project(field: Field) -> bool {
    field.is_of_project() && !matches!(field, Field::Supervising | Field::TotalScore)
        || matches!(field, Field::Original | Field::Revised | Field::Executed)
}

/// Whether a name is the head office of a department: 甲局本级 or 甲局（机关） for 甲局.
fn is_own_office(department: &str, name: &str) -> bool {
    let (department, name) = (fold(department), fold(name));
    let rest = name.strip_prefix(&*department).unwrap_or_default();
    matches!(rest.trim_matches(['(', ')', '-']), "本级" | "机关" | "本部" | "机关本级")
}
