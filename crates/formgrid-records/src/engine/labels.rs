//! Labels with their values beside them: `填报人 | … | 联系电话 | …`.

use formgrid_model::{WordClass, join_lines};

use super::cells::Cells;
use super::columns::bracket_currency;
use super::filing::Placed;
use super::goals::NewGoal;
use super::narrative::is_filler;
use super::reader::{Prose, Reader, Taken};
use crate::template::{Field, TitleKind};
use crate::{department, values};

impl<'a> Reader<'a, '_> {
    /// Reads the label and value pairs of a row; false where there is none.
    pub(super) fn pairs(&mut self, cells: &mut Cells<'a>, row: usize, own: &[usize]) -> bool {
        let mut any = false;
        let mut at = 0;
        while let Some(&index) = own.get(at) {
            at += 1;
            if cells.is_taken(index) {
                continue;
            }
            let Some(field) = cells.label(index) else {
                any |= self.inline_cell(cells, index) || self.source_row(cells, index);
                continue;
            };
            let value = self.value_of(cells, index);
            any |= self.field(cells, row, field, index, value) || self.source_row(cells, index);
        }
        any
    }

    /// The cell that holds the value of a label: the one beside it, unless that is a label itself.
    fn value_of(&self, cells: &Cells<'a>, label: usize) -> Option<usize> {
        let value = cells.beside(label)?;
        if cells.cell(value).is_empty() || cells.is_taken(value) {
            return None;
        }
        let is_label = cells.meaning(value).label.is_some();
        // Two labels side by side: the second is a value where nothing stands behind it.
        let last = cells.beside(value).is_none_or(|next| cells.cell(next).is_empty());
        (!is_label || last).then_some(value)
    }

    /// A cell with label and value in one text.
    fn inline_cell(&mut self, cells: &mut Cells<'a>, index: usize) -> bool {
        let text: &'a str = &cells.cell(index).text;
        let placed = self.placed(cells, index);
        let done = self.inline_text(text, &placed, || Taken::one(cells, index));
        if done {
            cells.take(index);
        }
        done
    }

    /// Sets a field of the filing from a text; false where the field is not one of a filing.
    pub(super) fn inline_field(&mut self, field: Field, value: &str, placed: &Placed) -> bool {
        match field {
            Field::Department => self.set_department(department::split_code(value)),
            Field::FiscalYear => self.front.year_lines.push(value.to_owned()),
            Field::DepartmentCode => self.set_department_code(value, placed),
            Field::FilingDate => {
                self.front.filing_date.get_or_insert_with(|| value.to_owned());
            }
            Field::CurrencyUnit => {
                self.front.currency = self.front.currency.or(crate::money::unit_of(value));
            }
            Field::Contact | Field::Phone => {
                let value = (!is_filler(value)).then(|| value.to_owned());
                let filing = self.filing(placed);
                let slot = match field {
                    Field::Contact => &mut filing.filing.contact_person,
                    _ => &mut filing.filing.phone,
                };
                *slot = slot.take().or(value);
            }
            _ => return false,
        }
        true
    }

    /// Sets the field that a label names; false where nothing could take it.
    fn field(
        &mut self,
        cells: &mut Cells<'a>,
        row: usize,
        field: Field,
        label: usize,
        value: Option<usize>,
    ) -> bool {
        if field.goal_horizon().is_some() {
            self.goal_row(cells, label, field, value);
            return true;
        }
        if let Some(topic) = field.topic() {
            self.statement_row(cells, topic, field, label, value);
            return true;
        }
        if field == Field::ActualResult {
            let taken = Taken::one(cells, label);
            let placed = self.placed(cells, label);
            self.give_filing(taken, &placed);
            return value.is_none_or(|value| self.actual_result(cells, value));
        }
        let placed = self.placed(cells, label);
        let text = value.map(|value| cells.cell(value).text.as_str()).unwrap_or_default();
        if field == Field::Department && value.is_some() && self.scope.project.is_some() {
            // Below the project's name the unit is a field of the project, not another filing.
            return self.project_field(cells, row, Field::Implementing, label, value);
        }
        let done = match value {
            Some(_) => self.inline_field(field, &join_lines(text), &placed),
            None => is_filing_field(field),
        };
        if !done {
            return self.project_field(cells, row, field, label, value);
        }
        if field == Field::Department {
            self.front.kind.get_or_insert(TitleKind::Either);
        }
        let mut taken = Taken::one(cells, label);
        if let Some(value) = value {
            taken.add(cells, value);
        }
        self.give_filing(taken, &placed);
        true
    }

    /// Prose beside its label; each paragraph is a line.
    fn statement_row(
        &mut self,
        cells: &mut Cells<'a>,
        topic: &'static str,
        field: Field,
        label: usize,
        value: Option<usize>,
    ) {
        let placed = self.placed(cells, label);
        let taken = Taken::one(cells, label);
        self.scope.columns = None;
        self.give_filing(taken, &placed);
        if let Some(value) = value {
            self.statements(cells, topic, value);
        }
        // The line may open its filing, which begins a new scope: what goes on is set after it.
        self.scope.prose = Some(Prose { field, draft: None });
    }

    /// The paragraphs of a cell as statements.
    pub(super) fn statements(&mut self, cells: &mut Cells<'a>, topic: &str, index: usize) {
        let placed = self.placed(cells, index);
        let text: &'a str = &cells.cell(index).text;
        let mut taken = Some(Taken::one(cells, index));
        for line in text.lines().filter(|line| !is_filler(line)) {
            let line = line.trim();
            if !line.is_empty() {
                let taken = taken.take().unwrap_or_default();
                self.statement(topic, line, placed.clone(), taken);
            }
        }
        if let Some(taken) = taken {
            self.give_filing(taken, &placed);
        }
    }

    /// A row that holds nothing but text, below a label whose text goes on; false where there is none.
    pub(super) fn go_on(&mut self, cells: &mut Cells<'a>, own: &[usize]) -> bool {
        let (&[index], Some(prose)) = (own, self.scope.prose) else { return false };
        let meaning = cells.meaning(index);
        if !meaning.is_unknown() && !meaning.class.contains(WordClass::FILLER) {
            return false;
        }
        if let Some(topic) = prose.field.topic() {
            self.statements(cells, topic, index);
            return true;
        }
        let text = &cells.cell(index).text;
        let Some(id) = prose.draft else {
            let placed = self.placed(cells, index);
            let taken = Taken::one(cells, index);
            let horizon = prose.field.goal_horizon().flatten();
            let horizon = horizon.or_else(|| self.scope.section?.horizon());
            let goal = NewGoal { horizon, text, ..NewGoal::default() };
            let id = self.new_goal(goal, placed, taken);
            self.head(id);
            self.scope.prose = Some(Prose { draft: Some(id), ..prose });
            return true;
        };
        if let Some(goal) = self.current_mut().and_then(|filing| filing.goal_mut(id)) {
            if !goal.text.is_empty() {
                goal.text.push('\n');
            }
            goal.text.push_str(text.trim());
        }
        let taken = Taken::one(cells, index);
        self.give(id, taken);
        true
    }

    /// Keeps what a label says of the amounts beside it: 项目资金（元）.
    pub(super) fn note_currency(&mut self, label: &str) {
        if let Some(unit) = bracket_currency(label) {
            self.scope.currency = Some(unit);
            if let Some(filing) = self.current_mut() {
                filing.filing.currency_unit.get_or_insert_with(|| unit.to_owned());
            } else {
                self.front.currency.get_or_insert(unit);
            }
        }
    }
}

/// Fields of a filing that may be left blank.
fn is_filing_field(field: Field) -> bool {
    matches!(
        field,
        Field::Department
            | Field::Contact
            | Field::Phone
            | Field::FilingDate
            | Field::CurrencyUnit
            | Field::FiscalYear
            | Field::DepartmentCode
            | Field::Serial
    )
}

/// A number in a cell of weights or scores; none for a dash.
pub(super) fn plain_number(text: &str) -> Option<f64> {
    let narrow = values::narrow(text);
    let digits = narrow.trim_end_matches(['分', '%', ' ']).replace(',', "");
    let looks_plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    if looks_plain { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::plain_number;

    #[test]
    fn scores_are_numbers_or_nothing() {
        assert_eq!(plain_number("9.5"), Some(9.5));
        assert_eq!(plain_number("１０分"), Some(10.0));
        assert_eq!(plain_number("—"), None);
        assert_eq!(plain_number("约10"), None);
    }
}
