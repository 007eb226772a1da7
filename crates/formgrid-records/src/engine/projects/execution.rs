//! The execution of budgets: original and revised budget, what was spent, at what rate, for what score.
//!
//! The total's row is the project's own; each source of the money is a line of its own.

use formgrid_model::join_lines;

use super::set_money;
use crate::engine::cells::Cells;
use crate::engine::columns::ColumnMap;
use crate::engine::reader::Reader;
use crate::engine::state::Taken;
use crate::engine::tokens::is_filler;
use crate::engine::tokens::plain_number;
use crate::record::{Body, Funding, HistoryAmount, Money, Project};
use crate::template::Field;
use crate::{money, share};

impl<'a> Reader<'a, '_> {
    /// A row of a budget's execution: that of the total on the project, each source as a line of its own.
    pub(in crate::engine) fn execution_row(
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
        let used = row.used.iter().chain(&row.fillers);
        used.for_each(|&index| taken.add(cells, index));
        if let (true, Some(id)) = (is_total, self.scope.project) {
            if let Some(project) = self.current_mut().and_then(|filing| filing.project_mut(id)) {
                row.apply(map, project);
            }
            self.give(id, taken);
            return true;
        }
        let id = self.scope.project;
        let project = id.and_then(|id| self.current_mut()?.project_mut(id));
        if let (Some(project), Some(field)) = (project, field) {
            let revised =
                row.amount(map, Field::Revised).or_else(|| row.amount(map, Field::Original));
            set_money(project, field, revised);
        }
        let category = join_lines(&cells.cell(label).text);
        self.push(Body::Funding(Box::new(row.into_funding(map, category))), placed, taken);
        true
    }
}

/// The cells of one row of execution.
#[derive(Debug, Default)]
struct ExecutionRow {
    /// Column, amount.
    amounts: Vec<(usize, Money)>,
    /// Column, what is printed below a rate, weight or score.
    figures: Vec<(usize, String)>,
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
        if formgrid_model::is_blank(text) || is_filler(text) {
            self.fillers.push(index);
            return;
        }
        let field = map.columns[at].field;
        if matches!(field, Field::Rate | Field::Weight | Field::Score) {
            self.figures.push((at, text.trim().to_owned()));
        }
        match field {
            Field::Rate => self.rate = share::parse(text, true),
            Field::Weight => self.weight = plain_number(text),
            Field::Score => self.score = plain_number(text),
            _ => {
                let currency = map.columns[at].currency.or(currency);
                let Some(amount) = money::parse(text, currency) else { return };
                self.amounts.push((at, amount));
            }
        }
        self.used.push(index);
    }

    fn amount(&self, map: &ColumnMap, field: Field) -> Option<Money> {
        let found = self.amounts.iter().find(|(at, _)| map.columns[*at].field == field);
        found.map(|(_, amount)| amount.clone())
    }

    fn apply(self, map: &ColumnMap, project: &mut Project) {
        let total = self.amount(map, Field::Revised).or_else(|| self.amount(map, Field::Original));
        set_money(project, Field::AnnualTotal, total);
        for (at, amount) in self.amounts {
            set_money(project, map.columns[at].field, Some(amount));
        }
        project.budget_execution.rate = self.rate;
        project.budget_execution.weight = self.weight;
        project.budget_execution.score = self.score;
    }

    /// The line of one source: what else its row prints stands beside the amount under its header word.
    fn into_funding(self, map: &ColumnMap, category: String) -> Funding {
        let amount = self.amount(map, Field::Revised).or_else(|| self.amount(map, Field::Original));
        let amounts = self.amounts.into_iter().filter(|(_, other)| Some(other) != amount.as_ref());
        let figure = |(at, raw)| (at, Money { raw, ..Money::default() });
        let beside = amounts.chain(self.figures.into_iter().map(figure));
        let history = beside
            .map(|(at, amount)| HistoryAmount {
                label: map.columns[at].label.clone(),
                year: None,
                amount: Some(amount),
            })
            .collect();
        Funding { category, amount, history, ..Funding::default() }
    }
}
