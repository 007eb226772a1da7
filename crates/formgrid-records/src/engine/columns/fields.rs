//! What the columns below a header hold.

use std::ops::Range;

use formgrid_model::join_lines;

use super::super::cells::Cells;
use super::{Column, ColumnMap};
use crate::template::{Field, Horizon, Meaning, TableKind};
use crate::{money, year};

/// Builds the columns from the header rows, each by its own words alone.
pub(super) fn map(
    cells: &Cells<'_>,
    kind: TableKind,
    rows: Range<usize>,
    start: usize,
) -> ColumnMap {
    let n_cols = cells.grid().n_cols();
    let mut columns: Vec<Column> = Vec::new();
    let mut col = start;
    while col < n_cols {
        let Some((leaf, end)) = leaf(cells, &rows, col) else {
            col += 1;
            continue;
        };
        let path = path(cells, &rows, col);
        if let Some((field, rank)) = field_of(cells, kind, &path) {
            let texts = path.iter().map(|&(i, _)| cells.cell(i).text.as_str());
            let horizon = texts.clone().find_map(horizon_in);
            let currency = texts.clone().find_map(bracket_currency);
            let label = join_lines(&cells.cell(leaf).text);
            columns.push(Column {
                range: col..end,
                field,
                rank,
                label,
                group: 0,
                horizon,
                currency,
            });
        }
        col = end;
    }
    if let Some(category) = blank_category(cells, kind, rows.start, &columns) {
        columns.insert(0, category);
    }
    ColumnMap { kind, columns, n_cols, n_groups: 0, words: Vec::new() }
}

/// The column of the categories of a funding table whose header leaves it blank: the one before its first.
fn blank_category(
    cells: &Cells<'_>,
    kind: TableKind,
    row: usize,
    columns: &[Column],
) -> Option<Column> {
    let is_named = columns.iter().any(|column| column.field == Field::Category);
    if kind != TableKind::Funding || is_named {
        return None;
    }
    let end = columns.first()?.range.start;
    let before = cells.cell(cells.at(row, end.checked_sub(1)?)?);
    (before.is_empty() && before.row == row).then(|| Column {
        range: before.col..end,
        field: Field::Category,
        rank: usize::MAX,
        label: String::new(),
        group: 0,
        horizon: None,
        currency: None,
    })
}

/// The lowest header cell over a grid column, and where its column ends.
fn leaf(cells: &Cells<'_>, rows: &Range<usize>, col: usize) -> Option<(usize, usize)> {
    let path = path(cells, rows, col);
    let &(index, _) = path.first()?;
    // A sub-header splits the cell above it: the column ends where any cell of its path ends.
    let end = path.iter().map(|&(i, _)| cells.cell(i).col_end()).min()?;
    let lowest = rows.end - 1;
    let below = cells.at(lowest, col).map_or(end, |i| cells.cell(i).col_end());
    Some((index, end.min(below)))
}

/// The header cells over a grid column with their meanings, from the lowest up.
fn path(cells: &Cells<'_>, rows: &Range<usize>, col: usize) -> Vec<(usize, Meaning)> {
    let mut path: Vec<(usize, Meaning)> = Vec::new();
    for row in rows.clone().rev() {
        let Some(index) = cells.at(row, col) else { continue };
        let is_new = path.last().is_none_or(|&(last, _)| last != index);
        if is_new && !cells.cell(index).is_empty() && cells.cell(index).row >= rows.start {
            path.push((index, cells.meaning(index)));
        }
    }
    path
}

/// The lowest header word of a path decides. Words that are the same in several kinds of table mean
/// what they mean in this kind. The number is the rank of the word in the list of its field.
fn field_of(
    cells: &Cells<'_>,
    kind: TableKind,
    path: &[(usize, Meaning)],
) -> Option<(Field, usize)> {
    let is_prior = path.first().is_some_and(|(_, meaning)| meaning.prior_year);
    let words = path.iter().filter(|(_, meaning)| !meaning.prior_year);
    let listed = words.clone().find_map(|(_, meaning)| Some((meaning.column?, meaning.rank())));
    let by_part = || words.clone().find_map(|&(index, _)| Some((cells.column(index)?, usize::MAX)));
    let (field, rank) = match (kind, listed.or_else(by_part)) {
        (TableKind::Indicators, None) if is_prior => (Field::Baseline, 0),
        (TableKind::Funding, None) if is_prior => (Field::History, 0),
        // Among columns of values, one that nothing but its year tells is a value too.
        (TableKind::Indicators, None) => {
            let &(leaf, _) = path.first()?;
            let is_dated = label_year(&cells.cell(leaf).text).is_some();
            // What a word says of an indicator is kept under the word, though nobody knows it.
            (if is_dated { Field::Target } else { Field::Aside }, usize::MAX)
        }
        // A prior year divides a word for values; years in digits are told apart when all are known.
        (TableKind::Schedule, None) => (Field::Aside, usize::MAX),
        (TableKind::Indicators, Some((Field::Target, rank))) if is_prior => {
            let &(leaf, _) = path.first()?;
            let is_dated = label_year(&cells.cell(leaf).text).is_some();
            (if is_dated { Field::Target } else { Field::Baseline }, rank)
        }
        (_, found) => found?,
    };
    Some((in_kind(kind, field), rank))
}

/// What a field is called in a kind of table.
fn in_kind(kind: TableKind, field: Field) -> Field {
    match (kind, field) {
        (TableKind::Goals, Field::Actual) => Field::ActualResult,
        (TableKind::Indicators, Field::ActualResult) => Field::Actual,
        (TableKind::Funding, Field::Fiscal | Field::OtherFunds | Field::AnnualBudget) => {
            Field::Amount
        }
        (TableKind::Projects, Field::Amount) => Field::AnnualBudget,
        _ => field,
    }
}

/// The year that a column's label names.
pub(in crate::engine) fn label_year(label: &str) -> Option<i32> {
    year::year_in(label).or_else(|| {
        let bare: i32 = formgrid_model::fold(label).parse().ok()?;
        (2000..2100).contains(&bare).then_some(bare)
    })
}

/// The horizon that a header text tells in brackets or by its goal: 指标值（长期）, 中期目标.
pub(super) fn horizon_in(text: &str) -> Option<Horizon> {
    let words = [
        ("长期", Horizon::LongTerm),
        ("实施期", Horizon::LongTerm),
        ("实施周期", Horizon::LongTerm),
        ("项目周期", Horizon::LongTerm),
        ("中期", Horizon::MediumTerm),
        ("年度", Horizon::Annual),
        ("当年", Horizon::Annual),
    ];
    words.iter().find(|(word, _)| text.contains(word)).map(|&(_, horizon)| horizon)
}

/// The unit of money in a header's brackets: 预算金额（万元）.
pub(in crate::engine) fn bracket_currency(text: &str) -> Option<&'static str> {
    let (_, inside) = text.split_once(['(', '（'])?;
    if inside.len() > 40 { None } else { money::unit_of(inside) }
}
