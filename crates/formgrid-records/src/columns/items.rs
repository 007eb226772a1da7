//! Tables with several indicators per cell: below the name of a level, each cell lists the names of
//! indicators with their values.

use std::ops::Range;

use super::choose::of_projects;
use super::header::{Header, HeaderColumn};
use super::profile::sampled;
use super::{Assignment, Column, ListKind, SURE};
use crate::cells::Sheet;
use crate::template::Field;
use crate::values::named::named_values;
use crate::words::Words;

/// The columns of such a table: those of the project, and one per level. None if the header has
/// another shape.
pub(crate) fn items(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    header: &Header,
    rows: Range<usize>,
) -> Option<Assignment> {
    const MIN_LEVELS: usize = 2;
    let is_own = |column: &&HeaderColumn| holds_items(sheet, column, rows.clone());
    let own: Vec<&HeaderColumn> = header.columns.iter().filter(is_own).collect();
    if own.len() < MIN_LEVELS {
        return None;
    }
    let mut columns: Vec<Column> = own
        .iter()
        .map(|column| Column {
            score: SURE,
            margin: SURE,
            ..Column::below(sheet, column, Field::Level3)
        })
        .collect();
    let is_context = |column: &&HeaderColumn| !own.iter().any(|own| own.range == column.range);
    let context: Vec<HeaderColumn> = header.columns.iter().filter(is_context).cloned().collect();
    if !context.is_empty() {
        let context = Header { columns: context, ..header.clone() };
        columns.extend(of_projects(sheet, words, &context, rows)?);
    }
    columns.sort_by_key(|column| column.range.start);
    let total = columns.iter().map(|column| column.score).sum();
    Some(Assignment { kind: ListKind::Items, columns, n_groups: 0, total, margin: SURE })
}

/// Whether a column is below the name of a level, and most of its texts are names with values.
fn holds_items(sheet: &Sheet<'_>, column: &HeaderColumn, rows: Range<usize>) -> bool {
    let is_level = |&index: &usize| sheet.kind(index).is_level();
    if !column.path.first().is_some_and(is_level) {
        return false;
    }
    let texts = sampled(sheet, column.range.start, rows).map(|index| sheet.text(index));
    let texts: Vec<&str> = texts.collect();
    let n_items = texts.iter().filter(|text| named_values(text).is_some()).count();
    n_items > 0 && n_items * 2 > texts.len()
}
