//! Projects: from labels, from lists, with their money, instalments and execution.

use formgrid_model::{fold, join_lines};

use super::cells::Cells;
use super::columns::ColumnMap;
use super::filing::{DraftId, Placed};
use super::labels::plain_number;
use super::reader::{Reader, Taken};
use crate::department::Department;
use crate::record::{Body, Funding, HistoryAmount, Instalment, Money, Project};
use crate::template::{Field, Section, TableKind};
use crate::{department, money, share};

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
        if !is_project_field(field) {
            return false;
        }
        let begins = self.begins_project(field, value.is_some());
        if begins {
            self.start_project(cells, row, label);
        }
        let Some(id) = self.scope.project else { return false };
        if let (Field::AnnualTotal, Some(_)) = (field, value) {
            self.scope.annual_from = beside_other_total(cells, label);
        }
        let is_other_term = is_source(field)
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
        if field == Field::TotalScore {
            self.give(id, taken);
            return self.total_score(cells, id, row);
        }
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
            let opens = matches!(
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
            return opens && has_value;
        };
        let project = self.current().and_then(|filing| filing.project(project));
        project.is_some_and(|project| match field {
            Field::ProjectName => project.name.is_some(),
            Field::ProjectCode => project.code.is_some(),
            _ => false,
        })
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

    /// A source of a project's money that no field of the project holds: a line of funding under the name
    /// that the form prints. False where the cell names no source or has no amount beside it.
    pub(super) fn source_row(&mut self, cells: &mut Cells<'a>, label: usize) -> bool {
        let in_funds = self.scope.section == Some(Section::Funds) && self.scope.project.is_some();
        let Some(value) = cells.beside(label).filter(|_| in_funds) else { return false };
        let currency = self.currency().map(str::to_owned);
        let amount = money::parse(&cells.cell(value).text, currency.as_deref());
        let is_open = !cells.is_taken(value) && cells.meaning(label).section.is_none();
        if !is_open || amount.as_ref().is_none_or(|amount| amount.amount.is_none()) {
            return false;
        }
        let category = join_lines(&cells.cell(label).text);
        let placed = self.placed(cells, label);
        let mut taken = Taken::one(cells, label);
        taken.add(cells, value);
        let funding = Funding { category, amount, ..Funding::default() };
        self.push(Body::Funding(funding), placed, taken);
        true
    }

    /// What was reached of a project's goal.
    pub(super) fn actual_result(&mut self, cells: &mut Cells<'a>, index: usize) -> bool {
        let Some(id) = self.scope.project else { return false };
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

    /// The row of the total score: the last number of the row, or the one in the score's column.
    fn total_score(&mut self, cells: &mut Cells<'a>, id: DraftId, row: usize) -> bool {
        let numbers: Vec<usize> = cells
            .open(row)
            .into_iter()
            .filter(|&i| plain_number(&cells.cell(i).text).is_some())
            .collect();
        let column = self.scope.columns.as_ref().and_then(|map| {
            let at = map.position(Field::Score)?;
            numbers.iter().copied().find(|&i| {
                let cell = cells.cell(i);
                map.best(cell.col..cell.col_end()) == Some(at)
            })
        });
        let score = column.or(numbers.last().copied());
        if let Some(project) = self.current_mut().and_then(|filing| filing.project_mut(id)) {
            project.total_score = score.and_then(|i| plain_number(&cells.cell(i).text));
        }
        let mut taken = Taken::default();
        numbers.into_iter().for_each(|i| taken.add(cells, i));
        self.give(id, taken);
        true
    }

    /// A row of a list of projects or tasks.
    pub(super) fn project_row(
        &mut self,
        cells: &mut Cells<'a>,
        own: &[usize],
        map: &ColumnMap,
    ) -> bool {
        let Some(&first) = own.first() else { return false };
        let total = own.iter().copied().find(|&i| cells.meaning(i).total);
        let currency = self.currency().map(str::to_owned);
        let mut project = Project::default();
        let mut taken = Taken::default();
        let mut used = Vec::new();
        for &index in own {
            let cell = cells.cell(index);
            let Some(column) = map.best(cell.col..cell.col_end()).map(|at| &map.columns[at]) else {
                continue;
            };
            let currency = column.currency.or(currency.as_deref());
            if column.field == Field::Serial
                || set_field(&mut project, column.field, &cell.text, currency)
            {
                used.push(index);
            }
        }
        if total.is_some() {
            return self.total_row(cells, own, map);
        }
        if project.name.is_none() && project.annual_budget.is_none() {
            return false;
        }
        let placed = self.placed(cells, first);
        used.into_iter().for_each(|index| taken.add(cells, index));
        self.push(Body::Project(Box::new(project)), placed, taken);
        true
    }

    /// The total of a list of projects is no project: it is a line of the funding of its own.
    fn total_row(&mut self, cells: &mut Cells<'a>, own: &[usize], map: &ColumnMap) -> bool {
        let Some(&first) = own.first() else { return false };
        let currency = self.currency().map(str::to_owned);
        let mut funding = Funding {
            side: Some("expenditure".to_owned()),
            category: join_lines(&cells.cell(first).text),
            is_total: true,
            ..Funding::default()
        };
        let placed = self.placed(cells, first);
        let mut taken = Taken::one(cells, first);
        for &index in own.iter().skip(1) {
            let cell = cells.cell(index);
            let Some(column) = map.best(cell.col..cell.col_end()).map(|at| &map.columns[at]) else {
                continue;
            };
            let amount = money::parse(&cell.text, column.currency.or(currency.as_deref()));
            if amount.as_ref().is_none_or(|amount| amount.amount.is_none()) {
                continue;
            }
            if funding.amount.is_none() {
                funding.amount = amount;
            } else {
                let label = column.label.clone();
                funding.history.push(HistoryAmount { label, year: None, amount });
            }
            taken.add(cells, index);
        }
        self.push(Body::Funding(funding), placed, taken);
        true
    }

    /// A row of instalments below their header.
    pub(super) fn instalment_row(
        &mut self,
        cells: &mut Cells<'a>,
        own: &[usize],
        map: &ColumnMap,
    ) -> bool {
        let Some(id) = self.scope.project else { return false };
        let currency = self.currency().map(str::to_owned);
        let texts: Vec<&str> = own.iter().map(|&i| cells.cell(i).text.as_str()).collect();
        let in_percent = texts.iter().any(|text| text.contains(['%', '％']))
            || texts.last().is_some_and(|text| plain_number(text) == Some(100.0));
        let mut plan = Vec::new();
        let mut taken = Taken::default();
        for &index in own {
            let cell = cells.cell(index);
            let Some(column) = map.best(cell.col..cell.col_end()).map(|at| &map.columns[at]) else {
                continue;
            };
            let share = share::parse(&cell.text, true).filter(|_| in_percent);
            let amount = money::parse(&cell.text, currency.as_deref()).filter(|_| !in_percent);
            plan.push(Instalment {
                label: column.label.clone(),
                by: month_of(&column.label),
                share,
                amount,
                raw: cell.text.trim().to_owned(),
            });
            taken.add(cells, index);
        }
        if let Some(project) = self.current_mut().and_then(|filing| filing.project_mut(id)) {
            project.disbursement_plan.extend(plan);
        }
        self.give(id, taken);
        true
    }

    /// A row of a budget's execution: that of the total on the project, each source as a line of its own.
    pub(super) fn execution_row(
        &mut self,
        cells: &mut Cells<'a>,
        own: &[usize],
        map: &ColumnMap,
    ) -> bool {
        let Some(&label) = own.first() else { return false };
        let field = cells.meaning(label).label;
        if cells.cell(label).col_end() > map.start() {
            return false;
        }
        let currency = self.currency().map(str::to_owned);
        let mut row = ExecutionRow::default();
        for &index in own.iter().skip(1) {
            let cell = cells.cell(index);
            if let Some(at) = map.best(cell.col..cell.col_end()) {
                row.read(map, at, &cell.text, currency.as_deref(), index);
            }
        }
        let placed = self.placed(cells, label);
        let mut taken = Taken::one(cells, label);
        let is_total = field.is_some_and(|field| {
            let totals = [Field::AnnualTotal, Field::ProjectTotal, Field::TotalBudget];
            totals.contains(&field) || field == Field::AnnualBudget
        });
        if let (true, Some(id)) = (is_total, self.scope.project) {
            row.used.iter().for_each(|&index| taken.add(cells, index));
            row.fillers.iter().for_each(|&index| taken.add(cells, index));
            if let Some(project) = self.current_mut().and_then(|filing| filing.project_mut(id)) {
                row.apply(map, project);
            }
            self.give(id, taken);
            return true;
        }
        row.amounts.iter().for_each(|(index, _, _)| taken.add(cells, *index));
        row.fillers.iter().for_each(|&index| taken.add(cells, index));
        let id = self.scope.project;
        let project = id.and_then(|id| self.current_mut()?.project_mut(id));
        if let (Some(project), Some(field)) = (project, field) {
            let revised =
                row.amount(map, Field::Revised).or_else(|| row.amount(map, Field::Original));
            set_money(project, field, revised);
        }
        let category = join_lines(&cells.cell(label).text);
        self.push(Body::Funding(row.into_funding(map, category)), placed, taken);
        true
    }
}

/// The cells of one row of execution.
#[derive(Debug, Default)]
struct ExecutionRow {
    /// Cell, column, amount.
    amounts: Vec<(usize, usize, Money)>,
    rate: Option<f64>,
    weight: Option<f64>,
    score: Option<f64>,
    used: Vec<usize>,
    fillers: Vec<usize>,
}

impl ExecutionRow {
    fn read(
        &mut self,
        map: &ColumnMap,
        at: usize,
        text: &str,
        currency: Option<&str>,
        index: usize,
    ) {
        if formgrid_model::is_blank(text) || super::narrative::is_filler(text) {
            self.fillers.push(index);
            return;
        }
        match map.columns[at].field {
            Field::Rate => self.rate = share::parse(text, true),
            Field::Weight => self.weight = plain_number(text),
            Field::Score => self.score = plain_number(text),
            _ => {
                let currency = map.columns[at].currency.or(currency);
                if let Some(amount) = money::parse(text, currency) {
                    self.amounts.push((index, at, amount));
                }
            }
        }
        self.used.push(index);
    }

    fn amount(&self, map: &ColumnMap, field: Field) -> Option<Money> {
        let found = self.amounts.iter().find(|(_, at, _)| map.columns[*at].field == field);
        found.map(|(_, _, amount)| amount.clone())
    }

    fn apply(self, map: &ColumnMap, project: &mut Project) {
        let total = self.amount(map, Field::Revised).or_else(|| self.amount(map, Field::Original));
        set_money(project, Field::AnnualTotal, total);
        for (_, at, amount) in self.amounts {
            set_money(project, map.columns[at].field, Some(amount));
        }
        project.budget_execution.rate = self.rate;
        project.budget_execution.weight = self.weight;
        project.budget_execution.score = self.score;
    }

    fn into_funding(self, map: &ColumnMap, category: String) -> Funding {
        let amount = self.amount(map, Field::Revised).or_else(|| self.amount(map, Field::Original));
        let history =
            self.amounts.into_iter().filter(|(_, _, other)| Some(other) != amount.as_ref());
        let history = history
            .map(|(_, at, amount)| HistoryAmount {
                label: map.columns[at].label.clone(),
                year: None,
                amount: Some(amount),
            })
            .collect();
        Funding { category, amount, history, ..Funding::default() }
    }
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

/// Whether a field is one of several sources of a project's money.
pub(super) fn is_source(field: Field) -> bool {
    matches!(
        field,
        Field::Fiscal
            | Field::CarryOver
            | Field::SpecialAccount
            | Field::OwnFunds
            | Field::OtherFunds
    )
}

pub(super) fn is_project_field(field: Field) -> bool {
    matches!(
        field,
        Field::ProjectName
            | Field::ProjectCode
            | Field::ProjectType
            | Field::ProjectCategory
            | Field::ProjectNature
            | Field::Supervising
            | Field::Implementing
            | Field::TotalBudget
            | Field::AnnualBudget
            | Field::Usage
            | Field::LegalBasis
            | Field::Content
            | Field::Start
            | Field::End
            | Field::Period
            | Field::AnnualTotal
            | Field::Fiscal
            | Field::CarryOver
            | Field::SpecialAccount
            | Field::OwnFunds
            | Field::OtherFunds
            | Field::MediumTermTotal
            | Field::ProjectTotal
            | Field::TotalScore
    )
}

/// Sets a field of a project; false where the project has no such field, or has it with another value.
pub(super) fn set_field(
    project: &mut Project,
    field: Field,
    text: &str,
    currency: Option<&str>,
) -> bool {
    let joined = || Some(join_lines(text)).filter(|text| !text.is_empty());
    let prose = || Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    match field {
        Field::ProjectName => {
            let (code, name) = split_project_code(&join_lines(text));
            project.code = project.code.take().or(code);
            project.name = Some(name);
        }
        Field::ProjectCode => project.code = joined(),
        Field::ProjectType => project.project_type = joined(),
        Field::ProjectCategory => project.category = joined(),
        Field::ProjectNature => project.nature = joined(),
        Field::Supervising => project.supervising_department = joined(),
        Field::Implementing => project.implementing_unit = joined(),
        Field::Usage => project.usage = prose(),
        Field::LegalBasis => project.legal_basis = prose(),
        Field::Content => project.content = prose(),
        Field::Start => project.start = joined(),
        Field::End => project.end = joined(),
        Field::Period => (project.start, project.end) = period(&join_lines(text)),
        _ => return set_money(project, field, money::parse(text, currency)),
    }
    true
}

/// Sets an amount of a project. An amount printed for the whole project and again for the year goes to
/// the year; another amount under the same name is not lost but left to its own line.
pub(super) fn set_money(project: &mut Project, field: Field, amount: Option<Money>) -> bool {
    let Some(amount) = amount else { return false };
    let execution = &mut project.budget_execution;
    let funding = &mut project.funding;
    let slot = match field {
        Field::TotalBudget => &mut project.total_budget,
        Field::AnnualBudget => &mut project.annual_budget,
        Field::AnnualTotal => &mut funding.annual_total,
        Field::Fiscal => &mut funding.fiscal,
        Field::CarryOver => &mut funding.carry_over,
        Field::SpecialAccount => &mut funding.special_account,
        Field::OwnFunds => &mut funding.own_funds,
        Field::OtherFunds => &mut funding.other,
        Field::MediumTermTotal => &mut funding.medium_term_total,
        Field::ProjectTotal => &mut funding.project_total,
        Field::Original => &mut execution.original,
        Field::Revised => &mut execution.revised,
        Field::Executed => &mut execution.executed,
        Field::ExecutedToDate => &mut execution.executed_to_date,
        Field::ExpectedFullYear => &mut execution.expected_full_year,
        _ => return false,
    };
    let is_same = slot.as_ref().is_none_or(|old| old.amount == amount.amount);
    if is_same {
        *slot = Some(amount);
    }
    is_same
}

/// `13060523P00450210002B-排水管网检测` to its code and name.
fn split_project_code(text: &str) -> (Option<String>, String) {
    let folded = fold(text);
    let n = folded.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let has_digits = folded.bytes().take(n).filter(u8::is_ascii_digit).count() >= 6;
    if n < 10 || !has_digits {
        return (None, text.to_owned());
    }
    let rest = folded[n..].trim_start_matches(['-', '_', ':', '.']);
    if rest.is_empty() {
        return (None, text.to_owned());
    }
    let name = text.trim_start_matches(|c: char| {
        fold(c.encode_utf8(&mut [0; 4])).bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let name = name.trim_start_matches(['-', '－', '_', ':', '：', '.', ' ']);
    (Some(folded[..n].to_owned()), name.to_owned())
}

/// The start and the end of a period: `2031年3月-2031年11月`; a text that does not divide is the end.
fn period(text: &str) -> (Option<String>, Option<String>) {
    let said = |part: &str| Some(part.trim().to_owned()).filter(|part| !part.is_empty());
    let long = ["—", "–", "至", "~", "～", "－"];
    let divided = long.iter().find_map(|sign| text.split_once(sign)).or_else(|| {
        // Dates may be written with the same sign that divides them.
        let middle = text.match_indices('-').count();
        let (at, _) = text.match_indices('-').nth(middle / 2).filter(|_| middle % 2 == 1)?;
        Some((&text[..at], &text[at + 1..]))
    });
    match divided {
        Some((start, end)) => (said(start), said(end.trim_start_matches('—'))),
        None => (None, said(text)),
    }
}

/// The month by whose end an instalment is paid.
fn month_of(label: &str) -> Option<u32> {
    let folded = fold(label);
    let quarter = [("一季度", 3), ("二季度", 6), ("三季度", 9), ("四季度", 12)];
    if let Some(&(_, month)) = quarter.iter().find(|(word, _)| folded.contains(word)) {
        return Some(month);
    }
    let number: String = folded.chars().skip_while(|c| !c.is_ascii_digit()).collect();
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    let number: u32 = digits.parse().ok()?;
    let month = if folded.contains("季度") { number.checked_mul(3)? } else { number };
    (1..=12).contains(&month).then_some(month)
}

#[cfg(test)]
mod tests {
    use super::{month_of, split_project_code};

    #[test]
    fn codes_are_split_from_names() {
        let split = split_project_code("13060523P00450210002B-排水管网检测");
        assert_eq!(split, (Some("13060523P00450210002B".to_owned()), "排水管网检测".to_owned()));
        assert_eq!(split_project_code("2024年绿化经费"), (None, "2024年绿化经费".to_owned()));
    }

    #[test]
    fn instalments_have_months() {
        assert_eq!(month_of("10月底"), Some(10));
        assert_eq!(month_of("第二季度"), Some(6));
        assert_eq!(month_of("第3季度"), Some(9));
    }
}
