//! Header words repeated below several names: each name is a place, unit or kind that has values of
//! its own.

use formgrid_model::fold_label;

use super::header::{Header, HeaderColumn};
use crate::cells::Sheet;
use crate::template::Field;
use crate::words::Words;
use crate::words::score::{Score, centinat};
use crate::year::label_year;

/// For each column, the cell that names its group; none for columns that belong to all groups or to
/// a group with names of indicators.
pub(super) fn named_groups(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    header: &Header,
) -> Vec<Option<usize>> {
    let name = |column: &HeaderColumn| match *column.path.as_slice() {
        [_, name] if column.is_repeated && is_name(sheet, words, name) => Some(name),
        _ => None,
    };
    let names: Vec<Option<usize>> = header.columns.iter().map(name).collect();
    let members = |name: usize| {
        let columns = header.columns.iter().zip(&names);
        columns.filter(move |(_, other)| **other == Some(name)).map(|(column, _)| column)
    };
    let words_of = |name: usize| -> Vec<_> {
        let lowest = members(name).filter_map(|column| column.path.first());
        lowest.map(|&index| fold_label(sheet.text(index))).collect()
    };
    let Some(first) = names.iter().flatten().next().copied() else { return names };
    let shared = words_of(first);
    let is_same = |name: &usize| words_of(*name) == shared;
    let is_value = |column: &HeaderColumn| {
        let fields = [Field::Target, Field::Actual];
        fields.into_iter().any(|field| suggests(sheet, words, column, field))
    };
    let is_named = |column: &HeaderColumn| suggests(sheet, words, column, Field::Level3);
    let n_groups = {
        let mut distinct: Vec<usize> = names.iter().flatten().copied().collect();
        distinct.dedup();
        distinct.len()
    };
    let has_values = shared.len() > 1 && members(first).any(is_value);
    if n_groups > 1
        && has_values
        && !members(first).any(is_named)
        && names.iter().flatten().all(is_same)
    {
        names
    } else {
        vec![None; names.len()]
    }
}

/// Whether the lowest word of a column suggests a field more than any other.
fn suggests(sheet: &Sheet<'_>, words: &Words<'_>, column: &HeaderColumn, field: Field) -> bool {
    const SUGGESTS: Score = centinat(40);
    column.path.first().is_some_and(|&index| {
        let word = sheet.word(index, words);
        word.column(field) > SUGGESTS && word.column(field) == word.best_column()
    })
}

/// Whether a cell may name a group: no header word, no level, no time.
fn is_name(sheet: &Sheet<'_>, words: &Words<'_>, index: usize) -> bool {
    let word = sheet.word(index, words);
    let text = sheet.text(index);
    sheet.kind(index).may_be_word()
        && !sheet.kind(index).is_level()
        && word.listed.column.is_none()
        && !word.aspect.part_of_year
        && !word.aspect.prior
        && word.aspect.horizon.is_none()
        && label_year(text).is_none()
}
