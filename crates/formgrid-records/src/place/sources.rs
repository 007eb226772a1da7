//! Sources of money in rows of labels: lines of funding without a field of their own.

use formgrid_model::{WordClass, join_lines};

use super::rows::Pair;
use super::writer::Writer;
use crate::bands::{Item, List};
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
        let of_block = self.scope.section.is_some_and(Section::is_of_funding);
        let of_side = !self.scope.sides.is_empty();
        let of_department = self.scope.project.is_none() && (of_block || of_side || names_money);
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
        let side = self.side_of(sheet, label, &category);
        // Where nothing names the sides, a source is on that of the income.
        let side = side.or_else(|| {
            let is_source =
                sheet.listed(label, self.words(sheet)).label.is_some_and(Field::is_source);
            (is_source && self.scope.project.is_none()).then(|| "income".to_owned())
        });
        // 收入总计 below the sides.
        let adds_up = ["合计", "总计", "共计"].iter().any(|word| category.ends_with(word));
        let is_total =
            sheet.kind(label) == Kind::Total || adds_up && funding_side(&category).is_some();
        let funding = Funding { side, category, amount, is_total, ..Funding::default() };
        let (label, value) = (Src::cell(sheet.block, label), Src::cell(sheet.block, value));
        let id = self.push(Body::Funding(Box::new(funding)), label);
        self.take_into(id, "category", label);
        self.take_into(id, "amount", value);
        self.copy_source(id, is_total.then_some(Field::AnnualTotal));
        true
    }

    /// The side of a source in a department's form: that of its columns, else the one its name tells,
    /// else the last.
    pub(super) fn side_of(
        &mut self,
        sheet: &Sheet<'a>,
        cell: usize,
        category: &str,
    ) -> Option<String> {
        let col = sheet.cell(cell).col;
        let in_column = self.scope.sides.iter().rev().find(|(start, _)| *start <= col);
        let side = match in_column {
            Some(&(_, side)) => Some(side),
            None => {
                self.scope.side = funding_side(category).or(self.scope.side);
                self.scope.side
            }
        };
        side.map(str::to_owned).filter(|_| self.scope.project.is_none())
    }

    /// Enters the sides of a funding table that its rows have next to each other:
    /// `收入来源 | 金额 | 支出用途 | 金额`. Returns false if the cells name no sides.
    pub(super) fn heads_sides(&mut self, sheet: &Sheet<'a>, items: &[Item]) -> bool {
        let words = self.words(sheet);
        let cells: Vec<usize> = items
            .iter()
            .filter(|item| !matches!(item, Item::Section { cell, .. } if sheet.cell(*cell).row_span > 1))
            .flat_map(Item::cells)
            .collect();
        let side = |index: usize| {
            let is_word = sheet.kind(index).may_be_word() && sheet.kind(index) != Kind::Category;
            funding_side(sheet.text(index)).filter(|_| is_word)
        };
        let names_amount = |index: usize| {
            let best = sheet.word(index, words).columns().first().copied();
            best.is_some_and(|(field, score)| {
                score > 0 && (field == Field::Amount || takes_money(field))
            })
        };
        let sides: Vec<(usize, &'static str)> =
            cells.iter().filter_map(|&index| Some((sheet.cell(index).col, side(index)?))).collect();
        // The names of sources and amounts below each side.
        let n_amounts = cells.iter().filter(|&&index| names_amount(index)).count();
        if !cells.iter().all(|&index| sheet.kind(index).may_be_word()) {
            return false;
        }
        if !self.scope.sides.is_empty()
            && n_amounts == self.scope.sides.len()
            && cells.len() == n_amounts * 2
        {
            for &index in &cells {
                self.record_currency(sheet.text(index));
                let exact = sheet.word(index, words).exact;
                self.label(Src::cell(sheet.block, index), exact, "a source or amount of a side");
            }
            return true;
        }
        let is_both = matches!(*sides, [(_, first), (_, second)] if first != second);
        if !is_both || !cells.iter().all(|&index| side(index).is_some() || names_amount(index)) {
            return false;
        }
        for item in items {
            if let Item::Section { cell, section, guessed } = *item
                && !cells.contains(&cell)
            {
                self.section(sheet, cell, section, guessed);
            }
        }
        for &index in &cells {
            let exact = sheet.word(index, words).exact;
            let meaning = if side(index).is_some() { "a side" } else { "its amounts" };
            self.record_currency(sheet.text(index));
            self.label(Src::cell(sheet.block, index), exact, meaning);
        }
        self.scope.sides = sides;
        true
    }

    /// Adds a line of funding for a source and its amount in one cell of a department's form:
    /// `其中：事业收入：12.5`. Returns false if the cell holds none.
    pub(super) fn inline_source(&mut self, sheet: &Sheet<'a>, cell: usize) -> bool {
        let Some((category, value)) = money::split_source(sheet.text(cell)) else { return false };
        let of_funding = self.scope.section.is_some_and(Section::is_of_funding);
        if self.scope.project.is_some() || !of_funding && self.scope.sides.is_empty() {
            return false;
        }
        let currency = self.currency().map(str::to_owned);
        let amount = money::parse(value, currency.as_deref());
        let category = join_lines(category);
        let side = self.side_of(sheet, cell, &category);
        let funding = Funding { side, category, amount, ..Funding::default() };
        let src = Src::cell(sheet.block, cell);
        let id = self.push(Body::Funding(Box::new(funding)), src);
        self.take_into(id, "category", src);
        self.take_into(id, "amount", src);
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
