//! Rows of money: funding, budget execution, and instalments.

use formgrid_model::{fold, join_lines};

use super::filing::DraftId;
use super::slots;
use super::writer::Writer;
use crate::bands::List;
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::columns::{Assignment, Column, ListKind};
use crate::forms::Src;
use crate::record::{Body, Execution, Funding, HistoryAmount, Instalment};
use crate::template::{Field, Section};
use crate::text::{append, is_filler, plain_number};
use crate::year::label_year;
use crate::{money, share};

impl<'a> Writer<'a, '_> {
    /// Reads lines of money by source: a department's funding, or the execution of a project's
    /// budget.
    pub(super) fn money_rows(&mut self, sheet: &Sheet<'a>, list: &List) {
        for row in list.rows.clone() {
            self.row_stubs(sheet, list, row);
            self.money_row(sheet, list, row);
        }
    }

    /// The cells of a row without the names of sides, which it enters: 收入构成 next to the first
    /// source of income.
    fn cells_after_side(&mut self, sheet: &Sheet<'a>, list: &List, row: usize) -> Vec<usize> {
        let words = self.words(sheet);
        let start = list.columns.start();
        let mut own = Vec::new();
        for index in sheet.filled(row).filter(|&index| sheet.cell(index).col >= start) {
            match side_of(sheet, index, words) {
                Some(side) => {
                    self.scope.side = Some(side);
                    let exact = sheet.word(index, words).exact;
                    self.label(Src::cell(sheet.block, index), exact, "a side");
                }
                None => own.push(index),
            }
        }
        own
    }

    fn money_row(&mut self, sheet: &Sheet<'a>, list: &List, row: usize) {
        let map = &list.columns;
        let words = self.words(sheet);
        let own = self.cells_after_side(sheet, list, row);
        if own.is_empty() {
            return;
        }
        let cells = self.in_order(sheet, list, row, &own).unwrap_or_else(|| {
            own.iter()
                .filter_map(|&index| {
                    let cell = sheet.cell(index);
                    Some((map.column_of(cell)?, index))
                })
                .collect()
        });
        // The columns below the word for sources hold the side, the source, and its parts.
        let over = map.position(Field::Category).map(|at| &map.columns[at].path);
        let below_word =
            |at: usize| over.is_some_and(|path| !path.is_empty() && map.columns[at].path == *path);
        let names = |at: usize| map.columns[at].field == Field::Category || below_word(at);
        let is_category = |&&(at, _): &&(usize, usize)| names(at);
        let categories: Vec<usize> =
            cells.iter().filter(is_category).map(|&(_, index)| index).collect();
        let Some(&category) = categories.last() else {
            let is_row = over.is_none() && map.kind == ListKind::Execution;
            if !(is_row && self.whole_budget(sheet, map, &cells)) {
                for &index in &own {
                    self.keep_unmapped(Src::cell(sheet.block, index), None);
                }
            }
            return;
        };
        let parent = categories.first().filter(|&&index| index != category);
        let name = join_lines(sheet.text(category));
        let side = self.side_of(sheet, category, &name);
        let evidence = sheet.word(category, words);
        let field =
            evidence.labels().first().filter(|(_, score)| *score > 0).map(|&(field, _)| field);
        let is_total = sheet.kind(category) == Kind::Total;
        let of_project = self.scope.project.is_some();
        let totals =
            [Field::AnnualTotal, Field::ProjectTotal, Field::TotalBudget, Field::AnnualBudget];
        let is_project_total =
            of_project && (is_total || field.is_some_and(|field| totals.contains(&field)));
        let amounts: Vec<(usize, usize)> =
            cells.into_iter().filter(|&(at, _)| !names(at)).collect();
        let section = evidence.listed.section;
        if amounts.is_empty() && matches!(section, Some(Section::Income | Section::Expenditure)) {
            self.open_section(section, sheet.text(category));
            self.label(Src::cell(sheet.block, category), evidence.exact, "a side");
            return;
        }
        if is_project_total
            && map.kind == ListKind::Execution
            && self.whole_budget(sheet, map, &amounts)
        {
            self.label(Src::cell(sheet.block, category), evidence.exact, Field::AnnualTotal);
            return;
        }
        let funding = Funding {
            side,
            category: name,
            parent: parent.map(|&index| join_lines(sheet.text(index))),
            is_total,
            ..Funding::default()
        };
        let id = self.push(Body::Funding(Box::new(funding)), Src::cell(sheet.block, category));
        self.take_into(id, "category", Src::cell(sheet.block, category));
        if let Some(&parent) = parent {
            self.take_into(id, "parent", Src::cell(sheet.block, parent));
        }
        for (at, index) in amounts {
            self.funding_cell(sheet, id, &map.columns[at], index);
        }
        self.complete_funding(id);
        self.copy_source(id, if is_total { Some(Field::AnnualTotal) } else { field });
    }

    /// Writes the row of a project's whole budget into the project. Returns false if there is no
    /// project or its execution is known already.
    fn whole_budget(
        &mut self,
        sheet: &Sheet<'a>,
        map: &Assignment,
        amounts: &[(usize, usize)],
    ) -> bool {
        let Some(id) = self.scope.project else { return false };
        let src = |index: usize| Src::cell(sheet.block, index);
        let known = self.current().and_then(|f| f.project(id)).is_some_and(|p| {
            p.budget_execution.revised.is_some() || p.budget_execution.executed.is_some()
        });
        if known {
            return false;
        }
        let mut total: Option<(Field, usize)> = None;
        for &(at, index) in amounts {
            let column = &map.columns[at];
            let label = column.path.first().map(|&index| src(index));
            let text = sheet.text(index);
            if is_no_amount(text) {
                self.placeholder(src(index));
                continue;
            }
            match column.field {
                Field::Amount => {
                    self.write(id, Field::AnnualTotal, src(index), label);
                }
                Field::Aside | Field::Remark | Field::Share | Field::Serial => {
                    self.keep_unmapped(src(index), Some(column.label.clone()));
                }
                field => {
                    let done = self.write(id, field, src(index), label);
                    let rank = |field: Field| match field {
                        Field::Revised => 2,
                        Field::Original => 1,
                        _ => 0,
                    };
                    if done && rank(field) > total.map_or(0, |(other, _)| rank(other)) {
                        total = Some((field, index));
                    }
                }
            }
        }
        if let Some((_, index)) = total {
            let currency = self.currency().map(str::to_owned);
            let amount = money::parse(sheet.text(index), currency.as_deref());
            let spot = self.spot(src(index));
            let draft = self.draft_mut(id);
            if let (Some(draft), Some(amount)) = (draft, amount)
                && let Body::Project(project) = &mut draft.body
                && slots::put_money(project, Field::AnnualTotal, amount).is_ok()
            {
                draft.places.insert("funding.annual_total".into(), spot);
            }
        }
        true
    }

    /// Writes one cell of a line of funding.
    fn funding_cell(&mut self, sheet: &Sheet<'a>, id: DraftId, column: &Column, index: usize) {
        let src = Src::cell(sheet.block, index);
        let text = sheet.text(index).trim();
        if is_no_amount(text) {
            self.placeholder(src);
            return;
        }
        let currency = self.currency().map(str::to_owned);
        let currency = column.currency.or(currency.as_deref()).map(str::to_owned);
        let draft = self.draft_mut(id);
        let Some(Body::Funding(funding)) = draft.map(|draft| &mut draft.body) else { return };
        let amount = money::parse(text, currency.as_deref());
        let is_money = amount.as_ref().is_some_and(|amount| amount.amount.is_some());
        let key: Option<String> = match column.field {
            Field::Amount if funding.amount.is_none() && is_money => {
                funding.amount = amount;
                Some("amount".to_owned())
            }
            Field::Share if funding.share_raw.is_none() => {
                funding.share = share::parse(text, fold(&column.label).contains('%'));
                funding.share_raw = Some(text.to_owned());
                Some("share_raw".to_owned())
            }
            Field::History | Field::Amount if is_money => {
                let label = column.label.clone();
                let year = label_year(&label);
                funding.history.push(HistoryAmount { label, year, amount });
                Some(format!("history.{}", funding.history.len() - 1))
            }
            Field::Rate | Field::Weight | Field::Score | Field::Remark => {
                let mut execution = funding.execution.take().unwrap_or_default();
                let key = put_figure(&mut execution, column.field, text);
                funding.execution = (*execution != Execution::default()).then_some(execution);
                key.map(str::to_owned)
            }
            field => {
                let mut execution = funding.execution.take().unwrap_or_default();
                let slot = execution_slot(&mut execution, field).filter(|_| is_money);
                let key = slot.filter(|(slot, _)| slot.is_none()).map(|(slot, key)| {
                    *slot = amount;
                    key.to_owned()
                });
                funding.execution = (*execution != Execution::default()).then_some(execution);
                key
            }
        };
        match key {
            Some(key) => self.take_into(id, key, src),
            None => self.keep_unmapped(src, Some(column.label.clone())),
        }
    }

    /// Sets the amount of a line from its revised, else its original budget.
    fn complete_funding(&mut self, id: DraftId) {
        let draft = self.draft_mut(id);
        let Some(draft) = draft else { return };
        let Body::Funding(funding) = &mut draft.body else { return };
        let Some(execution) = funding.execution.as_ref().filter(|_| funding.amount.is_none())
        else {
            return;
        };
        let (amount, key) = match (&execution.revised, &execution.original) {
            (Some(amount), _) => (amount.clone(), "execution.revised"),
            (None, Some(amount)) => (amount.clone(), "execution.original"),
            _ => return,
        };
        funding.amount = Some(amount);
        if let Some(spot) = draft.places.get(key).cloned() {
            draft.places.insert("amount".into(), spot);
        }
    }

    /// Copies a line of a project form into the sources of the project's money.
    pub(super) fn copy_source(&mut self, line: DraftId, field: Option<Field>) {
        let (Some(id), Some(field)) = (self.scope.project, field) else { return };
        let line = self.current().and_then(|filing| filing.drafts.get(line));
        let Some(Body::Funding(funding)) = line.map(|draft| &draft.body) else { return };
        let spot = line.and_then(|draft| draft.places.get("amount").cloned());
        let Some(amount) = funding.amount.clone().filter(|amount| amount.amount.is_some()) else {
            return;
        };
        let draft = self.draft_mut(id);
        let Some(draft) = draft else { return };
        let Body::Project(project) = &mut draft.body else { return };
        if let (Ok(keys), Some(spot)) = (slots::put_money(project, field, amount), spot) {
            for key in keys {
                draft.places.insert(key, spot.clone());
            }
        }
    }

    /// The cells of a row with their columns by order, if the row has one cell per column: layout
    /// that lost the widths may have placed them anywhere below the header.
    fn in_order(
        &self,
        sheet: &Sheet<'_>,
        list: &List,
        row: usize,
        own: &[usize],
    ) -> Option<Vec<(usize, usize)>> {
        let map = &list.columns;
        let first = sheet.cell(*own.first()?);
        let row_cells: Vec<usize> =
            sheet.origins(row).filter(|&index| sheet.cell(index).col >= first.col).collect();
        let begins = map.columns.first()?.field == Field::Category;
        if !begins || row_cells.len() != map.columns.len() {
            return None;
        }
        Some(
            row_cells
                .into_iter()
                .enumerate()
                .filter(|&(_, index)| !sheet.cell(index).is_empty())
                .collect(),
        )
    }

    /// Reads a disbursement plan: shares or amounts below the dates by which they are paid.
    pub(super) fn instalment_rows(&mut self, sheet: &Sheet<'a>, list: &List) {
        let map = &list.columns;
        for row in list.rows.clone() {
            let own: Vec<usize> =
                sheet.filled(row).filter(|&i| sheet.cell(i).col >= map.start()).collect();
            let Some(id) = self.scope.project.filter(|_| !own.is_empty()) else {
                for index in own {
                    self.keep_unmapped(Src::cell(sheet.block, index), None);
                }
                continue;
            };
            let currency = self.currency().map(str::to_owned);
            let in_percent = own.iter().any(|&i| sheet.text(i).contains(['%', '％']))
                || own.last().is_some_and(|&i| plain_number(sheet.text(i)) == Some(100.0));
            for index in own {
                let cell = sheet.cell(index);
                let at = map.column_of(cell);
                let Some(column) = at.map(|at| &map.columns[at]) else { continue };
                let instalment = Instalment {
                    label: column.label.clone(),
                    by: month_of(&column.label),
                    share: share::parse(&cell.text, true).filter(|_| in_percent),
                    amount: money::parse(&cell.text, currency.as_deref()).filter(|_| !in_percent),
                    raw: cell.text.trim().to_owned(),
                };
                let project = self.current_mut().and_then(|filing| filing.project_mut(id));
                let n = project.map(|project| {
                    project.disbursement_plan.push(instalment);
                    project.disbursement_plan.len() - 1
                });
                if let Some(n) = n {
                    self.take_into(
                        id,
                        format!("disbursement_plan.{n}"),
                        Src::cell(sheet.block, index),
                    );
                }
            }
        }
    }
}

/// Whether an amount cell states that there is none; dashes are fillers.
fn is_no_amount(text: &str) -> bool {
    is_filler(text) || text.trim() == "/"
}

/// The side of the funding table in a stub.
fn side_of(
    sheet: &Sheet<'_>,
    index: usize,
    words: &crate::words::Words<'_>,
) -> Option<&'static str> {
    match sheet.listed(index, words).section {
        Some(Section::Income) if heads_source(sheet, index) => Some("income"),
        Some(Section::Expenditure) if heads_source(sheet, index) => Some("expenditure"),
        _ => None,
    }
}

/// Whether a cell precedes the name of a source: it then names the side.
fn heads_source(sheet: &Sheet<'_>, index: usize) -> bool {
    let next = sheet.right_of(index);
    let names = |next: usize| !sheet.cell(next).is_empty() && !sheet.kind(next).is_value();
    sheet.cell(index).row_span > 1 || next.is_some_and(names)
}

/// The month, from 1, by the end of which an instalment is paid.
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

/// The slot for an amount of an execution, with its key.
pub(super) fn execution_slot(
    execution: &mut Execution,
    field: Field,
) -> Option<(&mut Option<crate::record::Money>, &'static str)> {
    let found = match field {
        Field::Original => (&mut execution.original, "execution.original"),
        Field::Revised => (&mut execution.revised, "execution.revised"),
        Field::Executed => (&mut execution.executed, "execution.executed"),
        Field::ExecutedToDate => (&mut execution.executed_to_date, "execution.executed_to_date"),
        Field::ExpectedFullYear => {
            (&mut execution.expected_full_year, "execution.expected_full_year")
        }
        _ => return None,
    };
    Some(found)
}

/// Writes a rate, points or a remark of an execution. A second figure is not written.
fn put_figure(execution: &mut Execution, field: Field, text: &str) -> Option<&'static str> {
    let (slot, key) = match field {
        Field::Rate => (&mut execution.rate, "execution.rate"),
        Field::Weight => (&mut execution.weight, "execution.weight"),
        Field::Score => (&mut execution.score, "execution.score"),
        _ => {
            append(execution.remark.get_or_insert_default(), '；', &join_lines(text));
            return Some("execution.remark");
        }
    };
    if slot.is_some() {
        return None;
    }
    *slot = if field == Field::Rate { share::parse(text, true) } else { plain_number(text) };
    slot.map(|_| key)
}

#[cfg(test)]
mod tests {
    use super::month_of;

    #[test]
    fn instalments_have_months() {
        assert_eq!(month_of("10月底"), Some(10));
        assert_eq!(month_of("第二季度"), Some(6));
        assert_eq!(month_of("第3季度"), Some(9));
    }
}
