//! Labels with their values beside them: `填报人 | … | 联系电话 | …`.

use formgrid_model::{WordClass, join_lines};

use super::cells::Cells;
use super::columns::bracket_currency;
use super::filing::Placed;
use super::goals::NewGoal;
use super::reader::Reader;
use super::state::{Prose, Taken};
use super::tokens::is_filler;
use crate::department;
use crate::template::{Field, TitleKind};

impl<'a> Reader<'a, '_> {
    /// Reads the label and value pairs of a row; false where there is none.
    pub(super) fn pairs(&mut self, cells: &mut Cells<'a>, row: usize, own: &[usize]) -> bool {
        let mut any = self.goals_behind_labels(cells, own);
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
            let total =
                cells.beside(index).filter(|&beside| value.is_some() && value != Some(beside));
            if let Some(total) = total.filter(|&beside| {
                value.is_some_and(|value| cells.is_taken(value)) && !cells.is_taken(beside)
            }) {
                let placed = self.placed(cells, total);
                let taken = Taken::one(cells, total);
                self.give_filing(taken, &placed);
            }
        }
        any
    }

    /// Goals behind as many labels of goals: a header and the row below it that a dump has run together.
    fn goals_behind_labels(&mut self, cells: &mut Cells<'a>, own: &[usize]) -> bool {
        let goal = |&index: &usize| {
            cells.meaning(index).label.filter(|field| field.goal_horizon().is_some())
        };
        let fields: Vec<Field> = own.iter().map_while(goal).collect();
        let (labels, texts) = own.split_at(fields.len());
        let is_text = |&index: &usize| cells.meaning(index).is_unknown();
        if labels.len() < 2 || labels.len() != texts.len() || !texts.iter().all(is_text) {
            return false;
        }
        for ((&label, &text), field) in labels.iter().zip(texts).zip(fields) {
            self.goal_row(cells, label, field, Some(text));
        }
        true
    }

    /// The cell that holds the value of a label: the one beside it, unless that is a label itself.
    fn value_of(&self, cells: &Cells<'a>, label: usize) -> Option<usize> {
        let value = cells.beside(label)?;
        if cells.cell(value).is_empty() || cells.is_taken(value) {
            return None;
        }
        // 预算规模 | 合计 | 25.00: the total's amount is the label's.
        if let Some(amount) = cells.beside(value).filter(|_| cells.meaning(value).total) {
            return (cells.begins_with_digit(amount) && !cells.is_taken(amount)).then_some(amount);
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
            Field::Department => {
                let name = self.without_furniture(value);
                self.set_department(department::split_code(name));
            }
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

    /// A value without the years and units that stand behind it on its line, which are read.
    fn without_furniture<'t>(&mut self, value: &'t str) -> &'t str {
        let mut value = value.trim();
        while let Some((before, last)) = value.rsplit_once(char::is_whitespace)
            && self.is_furniture(last)
            && self.read_furniture(last)
        {
            value = before.trim_end();
        }
        value
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
            None => field.is_of_filing(),
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
