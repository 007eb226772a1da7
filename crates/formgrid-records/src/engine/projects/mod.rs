//! Projects from the labels of their forms: which label begins one, whose it is, and what is said of it.

mod execution;
mod fields;
mod instalments;
mod lists;

use formgrid_model::join_lines;

use super::cells::Cells;
use super::filing::Placed;
use super::reader::Reader;
use super::state::Taken;
use super::tokens::{plain_number, side_in};
use crate::department::Department;
use crate::record::{Body, Funding, Project};
use crate::template::{Field, Section, TableKind, TitleKind};
use crate::{department, money};
pub(super) use fields::{set_field, set_money};

/// Rows below the first row of a project form in which its department is looked for.
const FORM_HEAD: usize = 24;

impl<'a> Reader<'a, '_> {
    /// Sets a field of the present project from a label; begins one where the label is the first of a
    /// project form. False where there is no project to take it.
    pub(super) fn project_field(
        &mut self,
        cells: &mut Cells<'a>,
        row: usize,
        field: Field,
        label: usize,
        value: Option<usize>,
    ) -> bool {
        if !field.is_of_project() {
            return false;
        }
        if field == Field::TotalScore {
            let own: Vec<usize> = cells.open(row).into_iter().skip_while(|&i| i != label).collect();
            return own.len() > 1 && self.total_score(cells, &own);
        }
        let begins = self.begins_project(field, value.is_some());
        if begins {
            self.start_project(cells, row, label);
        }
        let Some(id) = self.scope.project else { return false };
        if let (Field::AnnualTotal, Some(_)) = (field, value) {
            self.scope.annual_from = beside_other_total(cells, label);
        }
        let is_other_term = field.is_source()
            && self.scope.annual_from.is_some_and(|from| cells.cell(label).col < from);
        if is_other_term && self.source_row(cells, label) {
            return true;
        }
        let label_text = &cells.cell(label).text;
        self.note_currency(label_text);
        let mut taken = Taken::one(cells, label);
        let Some(value) = value else {
            self.give(id, taken);
            return true;
        };
        let text = cells.cell(value).text.as_str();
        let currency = self.currency().map(str::to_owned);
        let project = self.current_mut().and_then(|filing| filing.project_mut(id));
        let is_set = project.is_some_and(|p| set_field(p, field, text, currency.as_deref()));
        if is_set {
            taken.add(cells, value);
        }
        self.give(id, taken);
        true
    }

    /// Whether a label begins another project: the name or code of the present one is known already.
    pub(super) fn begins_project(&self, field: Field, has_value: bool) -> bool {
        let Some(project) = self.scope.project else {
            let is_total = matches!(field, Field::AnnualTotal | Field::ProjectTotal);
            let opens = !(is_total && self.is_of_department())
                && matches!(
                    field,
                    Field::ProjectName
                        | Field::ProjectCode
                        | Field::Supervising
                        | Field::Implementing
                        | Field::ProjectType
                        | Field::ProjectCategory
                        | Field::AnnualTotal
                        | Field::ProjectTotal
                );
            // Below a heading that names a project any field of one is that project's.
            return (opens || self.front.heading.is_some()) && has_value;
        };
        let project = self.current().and_then(|filing| filing.project(project));
        project.is_some_and(|project| match field {
            Field::ProjectName => project.name.is_some(),
            Field::ProjectCode => project.code.is_some(),
            _ => false,
        })
    }

    /// Whether the present form is that of a whole department.
    fn is_of_department(&self) -> bool {
        let filing = || self.current().and_then(|filing| filing.form);
        match self.front.kind {
            Some(kind) => kind == TitleKind::Department,
            None => filing() == Some("department"),
        }
    }

    /// Begins a project form: its department is read ahead, because it decides on the filing.
    fn start_project(&mut self, cells: &Cells<'a>, row: usize, label: usize) {
        let (named, unit) = department_ahead(cells, row);
        let unit = unit.filter(|_| self.front.department.is_none());
        let department = named
            .or(unit)
            .map(|found| department::split_code(&join_lines(&cells.cell(found).text)));
        self.begin_project(department, self.placed(cells, label));
    }

    /// Begins the project of a form.
    pub(super) fn begin_project(&mut self, department: Option<Department>, placed: Placed) {
        if let Some(department) = department {
            self.set_department(department);
        }
        self.filing(&placed).form.get_or_insert("project");
        self.leave_form();
        let heading = self.front.heading.take();
        let project = Project { heading, ..Project::default() };
        let id = self.push(Body::Project(Box::new(project)), placed, Taken::default());
        self.scope.project = Some(id);
        if let Some(filing) = self.current_mut() {
            // The project belongs to itself, so that a project form is told from a list of projects.
            filing.drafts[id].project = Some(id);
        }
    }

    /// A source of money that no field holds, in a project's or a department's block of money: a line of
    /// funding under the name that the form prints. False where the cell names no source or has no amount
    /// beside it.
    pub(super) fn source_row(&mut self, cells: &mut Cells<'a>, label: usize) -> bool {
        let in_funds = match self.scope.section.map(Section::table) {
            Some(TableKind::Execution) => true,
            Some(TableKind::Funding) => self.scope.project.is_none(),
            _ => self.scope.project.is_none() && self.names_money(cells, label),
        };
        let Some(value) = cells.beside(label).filter(|_| in_funds) else { return false };
        self.note_currency(&cells.cell(label).text);
        let currency = self.currency().map(str::to_owned);
        let amount = money::parse(&cells.cell(value).text, currency.as_deref());
        // 其中：重点项目 with an amount beside it is a line of money, not the name of a block.
        let is_block = cells.meaning(label).section.is_some_and(|block| block != Section::Projects);
        let is_open = !cells.is_taken(value) && !is_block;
        if !is_open || amount.as_ref().is_none_or(|amount| amount.amount.is_none()) {
            return false;
        }
        let category = join_lines(&cells.cell(label).text);
        let placed = self.placed(cells, label);
        let mut taken = Taken::one(cells, label);
        taken.add(cells, value);
        self.scope.side = side_in(&category).or(self.scope.side);
        let side = self.scope.side.map(str::to_owned).filter(|_| self.scope.project.is_none());
        let funding = Funding { side, category, amount, ..Funding::default() };
        self.push(Body::Funding(Box::new(funding)), placed, taken);
        true
    }

    /// Whether a cell names money of a department outside of a block of it: a line of its funding, or the
    /// whole of its budget.
    fn names_money(&self, cells: &Cells<'_>, index: usize) -> bool {
        let amounts = [Field::AnnualBudget, Field::TotalBudget, Field::AnnualTotal];
        let is_amount = cells.meaning(index).label.is_some_and(|field| amounts.contains(&field));
        names_category(cells, index) || is_amount && self.is_of_department()
    }

    /// What was reached of a project's goal; what a department reached is a note.
    pub(super) fn actual_result(&mut self, cells: &mut Cells<'a>, index: usize) -> bool {
        let Some(id) = self.scope.project else {
            self.statements(cells, "note", index);
            return true;
        };
        let text = cells.cell(index).text.trim().to_owned();
        if let Some(project) = self.current_mut().and_then(|filing| filing.project_mut(id)) {
            let slot = project.actual_result.get_or_insert_default();
            if !slot.is_empty() {
                slot.push('\n');
            }
            slot.push_str(&text);
        }
        let taken = Taken::one(cells, index);
        self.give(id, taken);
        true
    }

    /// The row of the total score: the last number of the row, or the one in the score's column. What a
    /// department scores has no project and is a note.
    pub(super) fn total_score(&mut self, cells: &mut Cells<'a>, own: &[usize]) -> bool {
        let Some((&label, rest)) = own.split_first() else { return false };
        let numbers: Vec<usize> =
            rest.iter().copied().filter(|&i| plain_number(&cells.cell(i).text).is_some()).collect();
        let column = self.scope.columns.as_ref().and_then(|map| {
            let at = map.position(Field::Score)?;
            numbers.iter().copied().find(|&i| {
                let cell = cells.cell(i);
                map.best(cell.col..cell.col_end()) == Some(at)
            })
        });
        let score = column.or(numbers.last().copied());
        let placed = self.placed(cells, label);
        let mut taken = Taken::one(cells, label);
        numbers.iter().for_each(|&i| taken.add(cells, i));
        let Some(id) = self.scope.project else {
            let said = std::iter::once(label).chain(numbers);
            let said: Vec<String> = said.map(|i| join_lines(&cells.cell(i).text)).collect();
            self.statement("note", &said.join(" "), placed, taken);
            return true;
        };
        if let Some(project) = self.current_mut().and_then(|filing| filing.project_mut(id)) {
            project.total_score = score.and_then(|i| plain_number(&cells.cell(i).text));
        }
        self.give(id, taken);
        true
    }
}

/// Whether a cell names a line of a department's funding, and no total, which any table may have.
fn names_category(cells: &Cells<'_>, index: usize) -> bool {
    let meaning = cells.meaning(index);
    meaning.class.contains(formgrid_model::WordClass::CATEGORY) && !meaning.total
}

/// The cells that name the department of the project form that begins in a row: the department itself or
/// the supervising one, and the unit that carries the project out.
pub(super) fn department_ahead(cells: &Cells<'_>, row: usize) -> (Option<usize>, Option<usize>) {
    let mut found: [Option<usize>; 3] = [None; 3];
    let end = cells.grid().n_rows().min(row + FORM_HEAD);
    'rows: for at in row..end {
        for index in cells.origins(at) {
            let meaning = cells.meaning(index);
            let begins = matches!(meaning.label, Some(Field::ProjectName | Field::ProjectCode));
            let is_indicator = meaning.column.is_some_and(|f| f.table() == TableKind::Indicators);
            if at > row + 1 && begins || is_indicator {
                break 'rows;
            }
            let slot = match meaning.label {
                Some(Field::Department) => 0,
                Some(Field::Supervising) => 1,
                Some(Field::Implementing) => 2,
                _ => continue,
            };
            let value = cells
                .beside(index)
                .filter(|&v| !cells.cell(v).is_empty() && cells.meaning(v).label.is_none());
            found[slot] = found[slot].or(value);
        }
    }
    (found[0].or(found[1]), found[2])
}

/// The column of a year's total that stands behind another total in its row.
fn beside_other_total(cells: &Cells<'_>, label: usize) -> Option<usize> {
    let own = cells.cell(label);
    let is_other = |index: usize| {
        let totals = [Field::MediumTermTotal, Field::ProjectTotal, Field::TotalBudget];
        cells.cell(index).col < own.col
            && cells.meaning(index).label.is_some_and(|field| totals.contains(&field))
    };
    cells.origins(own.row).any(is_other).then_some(own.col)
}
