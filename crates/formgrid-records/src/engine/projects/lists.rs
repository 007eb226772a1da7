//! Lists of projects or tasks, one a row, and their totals.

use formgrid_model::join_lines;

use super::set_field;
use crate::engine::cells::Cells;
use crate::engine::columns::ColumnMap;
use crate::engine::filing::DraftId;
use crate::engine::goals::NewGoal;
use crate::engine::reader::Reader;
use crate::engine::state::Taken;
use crate::money;
use crate::record::{Body, Funding, HistoryAmount, Project};
use crate::template::Field;

impl<'a> Reader<'a, '_> {
    /// A row of a list of projects or tasks.
    pub(in crate::engine) fn project_row(
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
        let id = self.push(Body::Project(Box::new(project)), placed, taken);
        self.listed_goals(cells, own, map, id);
        true
    }

    /// The goals that a list prints beside a project.
    fn listed_goals(&mut self, cells: &mut Cells<'a>, own: &[usize], map: &ColumnMap, id: DraftId) {
        let around = self.scope.project.replace(id);
        for &index in own {
            let cell = cells.cell(index);
            let column = map.best(cell.col..cell.col_end()).map(|at| &map.columns[at]);
            let Some((column, horizon)) = column.and_then(|c| Some((c, c.field.goal_horizon()?)))
            else {
                continue;
            };
            let placed = self.placed(cells, index);
            let taken = Taken::one(cells, index);
            let label = Some(column.label.clone());
            let goal = NewGoal { horizon, label, text: &cell.text, ..NewGoal::default() };
            self.new_goal(goal, placed, taken);
        }
        self.scope.project = around;
        if around.is_none() {
            self.scope.project_goals.clear();
        }
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
        self.push(Body::Funding(Box::new(funding)), placed, taken);
        true
    }
}
