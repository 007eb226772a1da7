//! Tables with one indicator per column: level names above the indicator names, and in each row the
//! targets of one place, unit or project.

use std::ops::Range;

use super::choose::choose;
use super::header::{Header, HeaderColumn};
use super::{Assignment, Column, ListKind};
use crate::cells::Sheet;
use crate::department::may_be_division;
use crate::template::Field;
use crate::words::Words;
use crate::words::score::{Score, centinat};

/// Score of a column below its level names.
const SURE: Score = centinat(300);

/// The columns of such a table: those that state whose targets a row holds, then the indicators.
/// None if the header has another shape.
pub(crate) fn matrix(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    header: &Header,
    rows: Range<usize>,
) -> Option<Assignment> {
    let is_indicator = |column: &HeaderColumn| match column.path.as_slice() {
        [_, above @ ..] if !above.is_empty() => {
            above.iter().all(|&index| sheet.kind(index).is_level())
        }
        _ => false,
    };
    let first = header.columns.iter().position(is_indicator)?;
    let (context, indicators) = header.columns.split_at(first);
    let is_name = |column: &&HeaderColumn| {
        !column.path.first().is_some_and(|&index| {
            sheet.kind(index).is_level() || sheet.listed(index, words).column.is_some()
        })
    };
    if indicators.len() < 2
        || !indicators.iter().all(is_indicator)
        || indicators.iter().filter(is_name).count() * 2 < indicators.len()
    {
        return None;
    }
    let column = |column: &HeaderColumn, field: Field| Column {
        score: SURE,
        margin: SURE,
        ..Column::below(sheet, column, field)
    };
    let mut columns = match context {
        [] => return None,
        [only] if only.path.len() == 1 => vec![column(only, Field::UnitOrProject)],
        _ => {
            let own = Header { columns: context.to_vec(), ..header.clone() };
            let found = choose(sheet, words, &own, rows.clone());
            let of_projects = found.into_iter().find(|list| list.kind == ListKind::Projects);
            match of_projects {
                Some(list) => list.columns,
                None if names_divisions(sheet, &own, rows) => {
                    context.iter().map(|other| column(other, Field::Aside)).collect()
                }
                None => return None,
            }
        }
    };
    columns.extend(indicators.iter().map(|other| column(other, Field::Target)));
    let total = columns.iter().map(|column| column.score).sum();
    Some(Assignment { kind: ListKind::Matrix, columns, n_groups: 0, total, margin: SURE })
}

/// Whether the first column names a division in most rows.
fn names_divisions(sheet: &Sheet<'_>, header: &Header, rows: Range<usize>) -> bool {
    /// Rows that are sampled.
    const SAMPLE: usize = 24;
    let Some(first) = header.columns.first() else { return false };
    let cells = rows.take(SAMPLE).filter_map(|row| sheet.at(row, first.range.start));
    let cells: Vec<usize> = cells.filter(|&index| !sheet.kind(index).is_blank()).collect();
    let n = cells.iter().filter(|&&index| may_be_division(sheet.text(index))).count();
    n > 1 && n * 10 >= cells.len() * 7
}
