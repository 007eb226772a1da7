//! Lines of a department's funding table.

use formgrid_model::{fold, is_blank, join_lines};

use super::cells::Cells;
use super::columns::{ColumnMap, bracket_currency, label_year};
use super::projects::set_money;
use super::reader::Reader;
use super::state::Taken;
use super::tokens::{is_filler, side_in};
use crate::record::{Body, Funding, HistoryAmount};
use crate::template::{Field, Section, TableKind};
use crate::{money, share};

impl<'a> Reader<'a, '_> {
    /// Reads a line of the funding table; false where the row is none.
    pub(super) fn funding_row(
        &mut self,
        cells: &mut Cells<'a>,
        own: &[usize],
        map: &ColumnMap,
    ) -> bool {
        let mut taken = Taken::default();
        let (sides, own): (Vec<usize>, Vec<usize>) =
            own.iter().partition(|&&index| side_of(cells, index).is_some());
        for &index in &sides {
            self.scope.side = side_of(cells, index);
            taken.add(cells, index);
        }
        let columns = in_order(cells, &own, map).unwrap_or_else(|| nearest(cells, &own, map));
        let is_category = |&(at, _): &(usize, usize)| map.columns[at].field == Field::Category;
        let (categories, amounts): (Vec<_>, Vec<_>) = columns.into_iter().partition(is_category);
        let category = categories.last().map(|&(_, index)| index);
        let Some(category) = category else {
            if let Some(&first) = own.first().or(sides.first()) {
                let placed = self.placed(cells, first);
                self.give_filing(taken, &placed);
            }
            return false;
        };
        let placed = self.placed(cells, category);
        let name = join_lines(&cells.cell(category).text);
        let currency = self.currency().map(str::to_owned);
        self.scope.side = side_in(&name).or(self.scope.side);
        let mut funding = Funding {
            side: self.scope.side.map(str::to_owned),
            is_total: cells.meaning(category).total,
            category: name,
            ..Funding::default()
        };
        let text = |at: usize| {
            let found = amounts.iter().find(|(column, _)| *column == at);
            found.map(|&(_, index)| cells.cell(index).text.trim()).unwrap_or_default()
        };
        for (at, column) in map.columns.iter().enumerate() {
            let currency = column.currency.or(currency.as_deref());
            match column.field {
                Field::Amount => funding.amount = money::parse(text(at), currency),
                Field::Share => {
                    funding.share = share::parse(text(at), fold(&column.label).contains('%'));
                    funding.share_raw = Some(text(at).to_owned()).filter(|raw| !raw.is_empty());
                }
                Field::History => funding.history.push(HistoryAmount {
                    label: column.label.clone(),
                    year: label_year(&column.label),
                    amount: money::parse(text(at), currency),
                }),
                _ => {}
            }
        }
        self.note_source(cells, category, &funding);
        taken.add(cells, category);
        amounts.into_iter().for_each(|(_, index)| taken.add(cells, index));
        self.push(Body::Funding(Box::new(funding)), placed, taken);
        true
    }
}

impl<'a> Reader<'a, '_> {
    /// Reads the sources of a block of money that stand side by side, each with its amount below it.
    pub(super) fn amounts_below(&mut self, cells: &mut Cells<'a>, own: &[usize]) -> bool {
        let in_block = self.scope.section.map(Section::table);
        if !matches!(in_block, Some(TableKind::Funding | TableKind::Execution)) {
            return false;
        }
        let Some(pairs) = amounts_below(cells, own) else { return false };
        let currency = self.currency().map(str::to_owned);
        for (word, below) in pairs {
            let placed = self.placed(cells, word);
            let currency = bracket_currency(&cells.cell(word).text).or(currency.as_deref());
            let amount = money::parse(&cells.cell(below).text, currency);
            let category = join_lines(&cells.cell(word).text);
            let mut taken = Taken::one(cells, word);
            taken.add(cells, below);
            let field = cells.meaning(word).label;
            let id = self.scope.project;
            let project = id.and_then(|id| self.current_mut()?.project_mut(id));
            let is_set = project.zip(field).is_some_and(|(p, f)| set_money(p, f, amount.clone()));
            if let (true, Some(id)) = (is_set, id) {
                self.give(id, taken);
                continue;
            }
            let side = self.scope.side.or(side_in(&category)).filter(|_| id.is_none());
            let is_total = cells.meaning(word).total;
            let side = side.map(str::to_owned);
            let funding = Funding { side, category, amount, is_total, ..Funding::default() };
            self.push(Body::Funding(Box::new(funding)), placed, taken);
        }
        true
    }
}

/// The words of a row with the amounts below them; none where a cell is no word, or has no cell of its
/// own width below it that may hold an amount.
pub(super) fn amounts_below(cells: &Cells<'_>, own: &[usize]) -> Option<Vec<(usize, usize)>> {
    let money = |index: usize| money::parse(&cells.cell(index).text, None)?.amount;
    let pair = |&word: &usize| {
        let below = cells.below(word).filter(|_| money(word).is_none())?;
        Some((word, below))
    };
    let pairs: Vec<(usize, usize)> = own.iter().map(pair).collect::<Option<_>>()?;
    let is_amount = |&(_, below): &(usize, usize)| money(below).is_some();
    let may_be = |pair: &(usize, usize)| {
        let text = &cells.cell(pair.1).text;
        is_blank(text) || is_filler(text) || is_amount(pair)
    };
    (own.len() > 1 && pairs.iter().any(is_amount) && pairs.iter().all(may_be)).then_some(pairs)
}

impl Reader<'_, '_> {
    /// In a project form the lines of a funding table are the sources of the project's money.
    fn note_source(&mut self, cells: &Cells<'_>, category: usize, funding: &Funding) {
        let Some(id) = self.scope.project else { return };
        let field = if funding.is_total {
            Some(Field::AnnualTotal)
        } else {
            cells.meaning(category).label.filter(|&field| field.is_source())
        };
        let amount = funding.amount.clone();
        let project = self.current_mut().and_then(|filing| filing.project_mut(id));
        if let (Some(project), Some(field)) = (project, field) {
            set_money(project, field, amount);
        }
    }
}

/// The cells of a row with their columns by their order, where the row has a cell for each column: layout
/// that lost the widths has put them somewhere below the header.
fn in_order(cells: &Cells<'_>, own: &[usize], map: &ColumnMap) -> Option<Vec<(usize, usize)>> {
    let first = cells.cell(*own.first()?);
    let row: Vec<usize> =
        cells.origins(first.row).filter(|&index| cells.cell(index).col >= first.col).collect();
    let begins = map.columns.first()?.field == Field::Category;
    let is_whole = begins && row.len() == map.columns.len();
    let filled = row.into_iter().enumerate().filter(|&(_, index)| !cells.cell(index).is_empty());
    is_whole.then(|| filled.collect())
}

/// The cells of a row with the columns that they overlap most.
fn nearest(cells: &Cells<'_>, own: &[usize], map: &ColumnMap) -> Vec<(usize, usize)> {
    let column = |&index: &usize| {
        let cell = cells.cell(index);
        Some((map.best(cell.col..cell.col_end())?, index))
    };
    own.iter().filter_map(column).collect()
}

/// The side of the funding table that a stub names.
fn side_of(cells: &Cells<'_>, index: usize) -> Option<&'static str> {
    match cells.meaning(index).section {
        Some(Section::Income) => Some("income"),
        Some(Section::Expenditure) => Some("expenditure"),
        _ => None,
    }
}
