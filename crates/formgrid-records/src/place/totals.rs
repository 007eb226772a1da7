//! Totals of lists of projects: lines of funding.

use std::ops::Range;

use formgrid_model::{WordClass, join_lines};

use super::money_rows::execution_slot;
use super::writer::Writer;
use crate::bands::List;
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::columns::{Assignment, Column};
use crate::decimal::Decimal;
use crate::forms::Src;
use crate::record::{Body, Execution, Funding, HistoryAmount, Money};
use crate::template::Field;
use crate::values::takes::takes_money;
use crate::year::label_year;
use crate::{money, share};

impl<'a> Writer<'a, '_> {
    /// Returns to the filing of the form before the total of a group of projects below it, unless its
    /// row names a department. A total below its rows stays with them.
    pub(super) fn leave_department(
        &mut self,
        sheet: &Sheet<'a>,
        list: &List,
        cells: &[Option<usize>],
        label: usize,
    ) {
        let map = &list.columns;
        let offices = [Field::Department, Field::Supervising, Field::Implementing];
        let at = offices.iter().find_map(|&field| map.position(field));
        let is_blank =
            |at: usize| cells.get(at).copied().flatten().is_none_or(|cell| cell == label);
        if sheet.kind(label) == Kind::Total || !at.is_some_and(is_blank) {
            return;
        }
        let forms = self.forms;
        let form = &forms[self.form];
        let src = form.filer.unwrap_or(Src::cell(sheet.block, label));
        self.filing = self.find_filing(form, form.department.as_ref(), src);
        self.describe(form);
    }

    /// Writes the total of a list of projects, which is a line of funding, not a project.
    pub(super) fn total_row(
        &mut self,
        sheet: &Sheet<'a>,
        list: &List,
        label: usize,
        own: &[usize],
    ) {
        let map = &list.columns;
        let currency = self.currency().map(str::to_owned);
        let mut funding = Funding {
            side: Some("expenditure".to_owned()),
            category: join_lines(sheet.text(label)),
            is_total: true,
            ..Funding::default()
        };
        let mut written: Vec<(String, usize)> = vec![("category".to_owned(), label)];
        // Totals of the sources that the list has columns for.
        let mut parts = Vec::new();
        let mut others = Vec::new();
        for &index in own.iter().filter(|&&index| index != label) {
            let cell = sheet.cell(index);
            let Some(column) = map.column_of(cell).map(|at| &map.columns[at]) else {
                continue;
            };
            let amount = money::parse(&cell.text, column.currency.or(currency.as_deref()));
            let amount = amount.filter(|amount| amount.amount.is_some());
            let mut execution = funding.execution.take().unwrap_or_default();
            if column.field == Field::Serial {
                self.serial(Src::cell(sheet.block, index), Some(column.label.clone()));
                continue;
            }
            let key = match (column.field, amount) {
                (Field::Rate, _) if execution.rate.is_none() => {
                    execution.rate = share::parse(&cell.text, true);
                    execution.rate.map(|_| "execution.rate".to_owned())
                }
                (field, Some(amount)) => match execution_slot(&mut execution, field) {
                    Some((slot, key)) => slot.is_none().then(|| {
                        *slot = Some(amount);
                        key.to_owned()
                    }),
                    None if funding.amount.is_none() => {
                        funding.amount = Some(amount);
                        Some("amount".to_owned())
                    }
                    None => {
                        let label = column.label.clone();
                        match label_year(&label) {
                            None if field != Field::History => {
                                match self.is_part(sheet, map, column) {
                                    Some(is_part) => parts.push((column, amount, index, is_part)),
                                    None => others.push((label, index)),
                                }
                                None
                            }
                            year => {
                                let amount = Some(amount);
                                funding.history.push(HistoryAmount { label, year, amount });
                                Some(format!("history.{}", funding.history.len() - 1))
                            }
                        }
                    }
                },
                (_, None) => None,
            };
            funding.execution = (*execution != Execution::default()).then_some(execution);
            written.extend(key.map(|key| (key, index)));
        }
        if funding.amount.is_none()
            && let Some(execution) = &funding.execution
        {
            funding.amount = execution.revised.clone().or_else(|| execution.original.clone());
        }
        let id = self.push(Body::Funding(Box::new(funding)), Src::cell(sheet.block, label));
        for (key, index) in written {
            self.take_into(id, key, Src::cell(sheet.block, index));
        }
        self.push_total_parts(sheet, label, parts);
        for (label, index) in others {
            self.keep_unmapped(Src::cell(sheet.block, index), Some(label));
        }
    }

    /// Whether a column holds a part of the money that the list totals: a field of money, a source, or
    /// a column below the word that is above the total. Another amount for the same projects is no
    /// part; a count of households is no money, and none.
    fn is_part(&self, sheet: &Sheet<'a>, map: &Assignment, column: &Column) -> Option<bool> {
        let &lowest = column.path.first()?;
        let evidence = sheet.word(lowest, self.words(sheet));
        let names = |is: fn(Field) -> bool| {
            evidence.columns().iter().any(|&(field, score)| score > 0 && is(field))
        };
        let over = column.path.get(1);
        let is_below = |other: &Column| other.path.get(1) == over && other.field.is_total();
        let is_source = evidence.listed.class.contains(WordClass::CATEGORY)
            || takes_money(column.field) && !column.field.is_total()
            || names(Field::is_source)
            || over.is_some() && map.columns.iter().any(is_below);
        (is_source || names(|field| field == Field::Amount || takes_money(field)))
            .then_some(is_source)
    }

    /// Pushes the totals of further columns of money, those of sources as parts of the list's total.
    fn push_total_parts(
        &mut self,
        sheet: &Sheet<'a>,
        label: usize,
        parts: Vec<(&Column, Money, usize, bool)>,
    ) {
        let src = |index: usize| Src::cell(sheet.block, index);
        for (column, amount, index, is_part) in parts {
            let part = Funding {
                side: is_part.then(|| "expenditure".to_owned()),
                category: column.label.clone(),
                parent: is_part.then(|| join_lines(sheet.text(label))),
                amount: Some(amount),
                ..Funding::default()
            };
            let id = self.push(Body::Funding(Box::new(part)), src(index));
            self.take_into(id, "amount", src(index));
            if is_part {
                self.record_provenance(id, "parent", src(label));
            }
            if let Some(&header) = column.path.first() {
                self.record_provenance(id, "category", src(header));
            }
        }
    }
}

/// The rows of a list that only name a group of the projects below and add up their amounts.
pub(super) fn subtotal_rows(sheet: &Sheet<'_>, list: &List) -> Vec<usize> {
    let map = &list.columns;
    let at: Vec<usize> =
        (0..map.columns.len()).filter(|&at| takes_money(map.columns[at].field)).collect();
    let rows: Vec<Row> = list.rows.clone().map(|row| Row::of(sheet, map, &at, row)).collect();
    let names_unit = |row: usize| {
        let name = map.cell_in(sheet, row, Field::UnitOrProject);
        name.is_some_and(|name| sheet.kind(name) == Kind::Organisation)
    };
    let mut found = Vec::new();
    for (first, row) in list.rows.clone().enumerate() {
        let head = &rows[first];
        let below = &rows[first + 1..];
        // The next group ends this one.
        let n = below.iter().take_while(|row| row.n_texts > head.n_texts).count();
        let is_group = n > 0 && head.is_sum_of(&below[..n]);
        if is_group || names_unit(row) && head.is_sum_of_first(below) {
            found.push(row);
        }
    }
    found
}

/// A row of a list of projects.
#[derive(Debug)]
struct Row {
    /// By column of money.
    amounts: Vec<Option<Decimal>>,
    /// Texts that are no amounts, numbers of rows, blanks or words for a total.
    n_texts: usize,
}

impl Row {
    fn of(sheet: &Sheet<'_>, map: &Assignment, at: &[usize], row: usize) -> Self {
        let cell_in = |range: &Range<usize>| sheet.at(row, range.start);
        let amount = |&at: &usize| {
            let index = cell_in(&map.columns[at].range)?;
            let amount = money::parse(sheet.text(index), None)?.amount?;
            Decimal::parse(&amount)
        };
        let is_text = |column: &&Column| {
            let index = cell_in(&column.range);
            index.is_some_and(|index| {
                let kind = sheet.kind(index);
                let is_other = kind.is_blank() || kind.is_value() || kind == Kind::Total;
                column.field != Field::Serial && !is_other
            })
        };
        Self {
            amounts: at.iter().map(amount).collect(),
            n_texts: map.columns.iter().filter(is_text).count(),
        }
    }

    /// Whether each amount is the sum of those of the first of some rows, however many.
    fn is_sum_of_first(&self, rows: &[Self]) -> bool {
        /// Projects of one unit.
        const MAX_ROWS: usize = 64;
        (1..=rows.len().min(MAX_ROWS)).any(|n| self.is_sum_of(&rows[..n]))
    }

    /// Whether each amount is the sum of those of some rows, and one is not zero.
    fn is_sum_of(&self, rows: &[Self]) -> bool {
        let sum = |at: usize| Decimal::sum(rows.iter().filter_map(|row| row.amounts[at]));
        let is_sum = |(at, amount): (usize, &Option<Decimal>)| match amount {
            Some(amount) => sum(at) == Some(*amount),
            None => sum(at).is_some_and(Decimal::is_zero),
        };
        self.n_texts == 1
            && self.amounts.iter().flatten().any(|amount| !amount.is_zero())
            && self.amounts.iter().enumerate().all(is_sum)
    }
}
