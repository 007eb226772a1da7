//! Tables with one indicator per column: level names above the indicator names, and in each row the
//! targets of one place, unit or project.

use std::ops::Range;

use super::choose::of_projects;
use super::header::{Header, HeaderColumn};
use super::profile::sampled;
use super::wide::{SUGGESTS, value_field};
use super::{Assignment, Column, ListKind, SURE};
use crate::cells::Sheet;
use crate::department::may_be_division;
use crate::template::Field;
use crate::words::Words;
use crate::year::year_in;

/// The columns of such a table: those that state whose values a row holds, then the indicators, each
/// with a target, or with a target and an outturn. None if the header has another shape.
pub(crate) fn matrix(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    header: &Header,
    rows: Range<usize>,
) -> Option<Assignment> {
    let column = |column: &HeaderColumn, field: Field| Column {
        score: SURE,
        margin: SURE,
        ..Column::below(sheet, column, field)
    };
    let values: Vec<Option<Column>> = header
        .columns
        .iter()
        .enumerate()
        .map(|(at, own)| {
            let (field, path) = value(sheet, words, own, header.columns.get(at + 1))?;
            Some(Column { path, ..column(own, field) })
        })
        .collect();
    let first = values.iter().position(Option::is_some)?;
    let end = values.iter().rposition(Option::is_some)? + 1;
    let mut indicators: Vec<Column> =
        values.get(first..end)?.iter().cloned().collect::<Option<_>>()?;
    let own = header.columns.get(first..end)?;
    // The same words below each name of a level are no names of indicators.
    if are_same_below_levels(own) && own.iter().zip(&indicators).all(|(a, b)| a.path == b.path) {
        for column in &mut indicators {
            column.field = Field::Aside;
        }
    }
    for (at, group) in indicators.chunk_by_mut(|a, b| a.path == b.path).enumerate() {
        for column in group {
            column.group = at + 1;
        }
    }
    let is_name = |column: &&Column| {
        !column.path.first().is_some_and(|&index| {
            sheet.kind(index).is_level() || sheet.listed(index, words).column.is_some()
        })
    };
    if indicators.len() < 2
        || first == 0
        || indicators.iter().filter(is_name).count() * 2 < indicators.len()
    {
        return None;
    }
    let mut context = header.columns.clone();
    context.drain(first..end);
    let mut columns = match context.as_slice() {
        [only] if only.path.len() == 1 => vec![column(only, Field::UnitOrProject)],
        _ => {
            let own = Header { columns: context.clone(), ..header.clone() };
            match of_projects(sheet, words, &own, rows.clone()) {
                Some(columns) => columns,
                None if names_divisions(sheet, &own, rows) => {
                    let is_serial = |other: &HeaderColumn| {
                        let listed = other.path.first().map(|&index| sheet.listed(index, words));
                        listed.is_some_and(|listed| listed.column == Some(Field::Serial))
                    };
                    let of = |other| if is_serial(other) { Field::Serial } else { Field::Aside };
                    context.iter().map(|other| column(other, of(other))).collect()
                }
                None => return None,
            }
        }
    };
    columns.extend(indicators);
    columns.sort_by_key(|column| column.range.start);
    let total = columns.iter().map(|column| column.score).sum();
    Some(Assignment { kind: ListKind::Matrix, columns, n_groups: 0, total, margin: SURE })
}

/// The field of a column of an indicator, `Aside` if its word tells none, and the header words from
/// the indicator's name up: level names above it, and possibly a word for its value below it. `next`
/// is the column after it.
fn value(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    column: &HeaderColumn,
    next: Option<&HeaderColumn>,
) -> Option<(Field, Vec<usize>)> {
    let are_levels = |above: &[usize]| {
        !above.is_empty() && above.iter().all(|&index| sheet.kind(index).is_level())
    };
    match column.path.as_slice() {
        [lowest, name, above @ ..]
            if are_levels(above) && (above.len() > 1 || !sheet.kind(*name).is_level()) =>
        {
            let field = value_field(sheet.word(*lowest, words));
            let field = field.or_else(|| {
                let precedes_outturn = next.is_some_and(|next| {
                    next.path.get(1..) == column.path.get(1..) && names_outturn(sheet, words, next)
                });
                let is_target = precedes_outturn && may_plan(sheet, words, column);
                let is_other = column.is_repeated && !sheet.kind(*name).is_level();
                let other = is_other.then_some(Field::Aside);
                if is_target { Some(Field::Target) } else { other }
            });
            Some((field?, column.path.get(1..)?.to_vec()))
        }
        [_, above @ ..] if are_levels(above) => Some((Field::Target, column.path.clone())),
        _ => None,
    }
}

/// Whether each column has its lowest word in common with columns elsewhere, and the words above it
/// with one next to it.
fn are_same_below_levels(columns: &[HeaderColumn]) -> bool {
    let groups = columns.chunk_by(|a, b| a.path.get(1..) == b.path.get(1..));
    let is_repeated = |column: &HeaderColumn| column.is_repeated;
    groups.into_iter().all(|group| group.len() > 1 && group.iter().all(is_repeated))
}

/// Whether the lowest word of a column suggests an outturn.
fn names_outturn(sheet: &Sheet<'_>, words: &Words<'_>, column: &HeaderColumn) -> bool {
    let lowest = column.path.first().map(|&index| sheet.word(index, words));
    lowest.and_then(value_field) == Some(Field::Actual)
}

/// Whether the lowest word of a column may stand for a target: other indicators have it too, and it
/// means nothing else.
fn may_plan(sheet: &Sheet<'_>, words: &Words<'_>, column: &HeaderColumn) -> bool {
    let Some(&lowest) = column.path.first() else { return false };
    let word = sheet.word(lowest, words);
    let means_nothing = word.listed.is_unknown() && word.best_column() <= SUGGESTS;
    let is_of_own_time = !word.aspect.prior && year_in(sheet.text(lowest)).is_none();
    column.is_repeated && means_nothing && is_of_own_time && !word.aspect.done
}

/// Whether a column names a division in most rows.
fn names_divisions(sheet: &Sheet<'_>, header: &Header, rows: Range<usize>) -> bool {
    header.columns.iter().any(|column| {
        let cells: Vec<usize> = sampled(sheet, column.range.start, rows.clone()).collect();
        let n = cells.iter().filter(|&&index| may_be_division(sheet.text(index))).count();
        n > 1 && n * 10 >= cells.len() * 6
    })
}
