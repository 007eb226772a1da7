//! Lines of a department's funding table.

use formgrid_model::{fold, join_lines};

use super::cells::Cells;
use super::columns::{ColumnMap, label_year};
use super::projects::set_money;
use super::reader::Reader;
use super::state::Taken;
use super::tokens::side_in;
use crate::record::{Body, Funding, HistoryAmount};
use crate::template::{Field, Section};
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
