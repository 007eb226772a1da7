//! Sources of money in rows of labels: lines of funding without a field of their own.

use formgrid_model::{WordClass, join_lines};

use super::rows::Pair;
use super::writer::Writer;
use crate::bands::List;
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::columns::Column;
use crate::forms::Src;
use crate::money;
use crate::record::{Body, Funding};
use crate::template::{Field, Section};
use crate::text::funding_side;
use crate::values::takes::takes_money;

impl<'a> Writer<'a, '_> {
    /// Adds a line of funding for a source of money without a field. Returns false if the pair is
    /// none.
    pub(super) fn source_row(&mut self, sheet: &Sheet<'a>, label: usize, value: usize) -> bool {
        let in_funds = self.scope.project.is_some()
            && matches!(
                self.scope.section,
                Some(Section::Funds | Section::Budget | Section::Funding)
            );
        let evidence = sheet.word(label, self.words(sheet));
        let names_money = evidence.listed.class.contains(WordClass::CATEGORY)
            || evidence.labels().first().is_some_and(|&(field, score)| {
                score > 0 && (field.is_source() || field.is_total())
            });
        let of_department = self.scope.project.is_none()
            && (self.scope.section.is_some_and(Section::is_of_funding) || names_money);
        if !(in_funds || of_department || self.scope.project.is_some() && names_money) {
            return false;
        }
        self.record_currency(sheet.text(label));
        let currency = self.currency().map(str::to_owned);
        let text = sheet.text(value);
        let amount = money::parse(text, currency.as_deref());
        let kind = sheet.kind(value);
        let is_amount =
            amount.as_ref().is_some_and(|amount| amount.amount.is_some()) && kind.is_amount();
        if !is_amount {
            return false;
        }
        let category = join_lines(sheet.text(label));
        self.scope.side = funding_side(&category).or(self.scope.side);
        let side = self.scope.side.map(str::to_owned).filter(|_| self.scope.project.is_none());
        let is_total = sheet.kind(label) == Kind::Total;
        let funding = Funding { side, category, amount, is_total, ..Funding::default() };
        let (label, value) = (Src::cell(sheet.block, label), Src::cell(sheet.block, value));
        let id = self.push(Body::Funding(Box::new(funding)), label);
        self.take_into(id, "category", label);
        self.take_into(id, "amount", value);
        self.copy_source(id, is_total.then_some(Field::AnnualTotal));
        true
    }

    /// Reads sources in adjacent columns with amounts below like labels with values.
    pub(super) fn source_amounts(&mut self, sheet: &Sheet<'a>, list: &List) {
        for row in list.rows.clone() {
            for column in &list.columns.columns {
                if column.field == Field::Category {
                    self.row_name(sheet, column, row);
                    continue;
                }
                let value = sheet.at(row, column.range.start);
                let value = value.filter(|&index| !sheet.cell(index).is_empty());
                let (Some(&label), Some(_)) = (column.path.first(), value) else { continue };
                let field = Some(column.field).filter(|field| *field != Field::Amount);
                self.pair(sheet, Pair { label, field, value, guessed: column.guessed });
            }
        }
    }

    /// Keeps the name of a row of amounts, unless it only says that they are amounts.
    fn row_name(&mut self, sheet: &Sheet<'a>, column: &Column, row: usize) {
        let src = |index: usize| Src::cell(sheet.block, index);
        if let Some(&header) = column.path.first() {
            self.ledger.take_whole(src(header), Some(self.filing));
        }
        let Some(name) = sheet.at(row, column.range.start) else { return };
        let best = sheet.word(name, self.words(sheet)).columns().first().copied();
        let is_amount = best.is_some_and(|(field, score)| {
            score > 0 && (field == Field::Amount || takes_money(field))
        });
        if is_amount {
            self.ledger.take_whole(src(name), Some(self.filing));
        } else {
            self.keep_unmapped(src(name), Some(column.label.clone()));
        }
    }

    /// The column of an annual total that follows another total in its row.
    pub(super) fn column_after_other_total(
        &self,
        sheet: &Sheet<'_>,
        label: usize,
    ) -> Option<usize> {
        let own = sheet.cell(label);
        let words = self.words(sheet);
        let is_other = |index: usize| {
            let best = sheet.word(index, words).labels().first().copied();
            sheet.cell(index).col < own.col
                && best.is_some_and(|(field, score)| {
                    let totals = [Field::MediumTermTotal, Field::ProjectTotal, Field::TotalBudget];
                    score > 0 && totals.contains(&field)
                })
        };
        sheet.origins(own.row).any(is_other).then_some(own.col)
    }
}
