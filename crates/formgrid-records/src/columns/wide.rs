//! Wide lists: one project per row and, for each of its indicators, a column of names with columns
//! of values next to it, below the name of a level.

use std::borrow::Cow;
use std::ops::Range;

use formgrid_model::{WordClass, fold_label};

use super::choose::of_projects;
use super::header::{Header, HeaderColumn};
use super::profile::sampled;
use super::{Assignment, Column, ListKind, SURE};
use crate::cells::Sheet;
use crate::template::Field;
use crate::text::without_number;
use crate::words::score::{Score, centinat};
use crate::words::{Evidence, Words};

/// The least score of a field that a header word suggests.
pub(super) const SUGGESTS: Score = centinat(40);

/// What a column of such a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Something else, such as the project.
    Context,
    /// Levels of indicators.
    Level,
    /// Names of indicators.
    Name,
    /// Their values.
    Value(Field),
}

/// The columns of such a list: those of the project, and the indicators in groups. None if the
/// header has another shape.
pub(crate) fn wide(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    header: &Header,
    rows: Range<usize>,
) -> Option<Assignment> {
    let parts = numbered(sheet, words, header, rows.clone())
        .unwrap_or_else(|| header.columns.iter().map(|own| part(sheet, words, own)).collect());
    let is_own = |part: &Part| *part != Part::Context;
    let first = parts.iter().position(is_own)?;
    let end = parts.iter().rposition(is_own)? + 1;
    let own = parts.get(first..end)?;
    let n_of = |field: Part| own.iter().filter(|part| **part == field).count();
    let n_groups = n_of(Part::Name);
    let follows = |pair: &[Part]| match *pair {
        [Part::Name, next] => next == Part::Value(Field::Target),
        _ => true,
    };
    if n_groups < 2 || n_of(Part::Context) > 0 || !own.windows(2).all(follows) {
        return None;
    }
    let mut columns = Vec::with_capacity(header.columns.len());
    let mut group = 0;
    let mut before = Part::Context;
    for (column, part) in header.columns.iter().zip(&parts).take(end).skip(first) {
        let field = match *part {
            Part::Level => Field::Level2,
            Part::Name => Field::Level3,
            Part::Value(field) => field,
            Part::Context => continue,
        };
        // The level of an indicator precedes its name.
        let begins = *part == Part::Level || *part == Part::Name && before != Part::Level;
        group += usize::from(begins);
        before = *part;
        columns.push(Column {
            group,
            score: SURE,
            margin: SURE,
            ..Column::below(sheet, column, field)
        });
    }
    if !holds_names(sheet, &columns, rows.clone()) {
        return None;
    }
    let mut context = header.columns.clone();
    context.drain(first..end);
    if !context.is_empty() {
        let context = Header { columns: context, ..header.clone() };
        columns.extend(of_projects(sheet, words, &context, rows)?);
    }
    columns.sort_by_key(|column| column.range.start);
    let total = columns.iter().map(|column| column.score).sum();
    Some(Assignment { kind: ListKind::Indicators, columns, n_groups, total, margin: SURE })
}

/// What a column holds by its header words.
fn part(sheet: &Sheet<'_>, words: &Words<'_>, column: &HeaderColumn) -> Part {
    let [lowest, above @ ..] = column.path.as_slice() else { return Part::Context };
    let are_levels = above.iter().all(|&index| sheet.kind(index).is_level());
    match value_field(sheet.word(*lowest, words)) {
        Some(field) if are_levels => Part::Value(field),
        None if are_levels && !above.is_empty() || names_level(sheet, words, *lowest) => Part::Name,
        _ => Part::Context,
    }
}

/// What the columns hold below words that number the indicators: 指标1 and 指标2, each above the same
/// words. None without such words.
fn numbered(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    header: &Header,
    rows: Range<usize>,
) -> Option<Vec<Part>> {
    let head = |column: &HeaderColumn| match *column.path.as_slice() {
        [lowest, head] if column.is_repeated && !sheet.kind(head).is_level() => {
            Some((lowest, head))
        }
        _ => None,
    };
    let heads: Vec<Option<(usize, usize)>> = header.columns.iter().map(head).collect();
    let groups: Vec<&[Option<(usize, usize)>]> =
        heads.chunk_by(|a, b| a.map(|a| a.1) == b.map(|b| b.1)).collect();
    let texts = |group: &[Option<(usize, usize)>]| -> Vec<Cow<'_, str>> {
        group.iter().flatten().map(|&(lowest, _)| fold_label(sheet.text(lowest))).collect()
    };
    let is_group = |group: &&&[Option<(usize, usize)>]| group.first().is_some_and(Option::is_some);
    let mut own = groups.iter().filter(is_group);
    let first = texts(own.next()?);
    if own.clone().count() == 0 || !own.all(|group| texts(group) == first) {
        return None;
    }
    let holds_levels = |at: usize| {
        let start = header.columns.get(at).map_or(0, |column| column.range.start);
        let cells: Vec<usize> = sampled(sheet, start, rows.clone()).collect();
        let n = cells.iter().filter(|&&index| sheet.kind(index).is_level()).count();
        n > 0 && n * 2 > cells.len()
    };
    let part = |at: usize, lowest: usize| match value_field(sheet.word(lowest, words)) {
        _ if holds_levels(at) => Part::Level,
        Some(field) => Part::Value(field),
        None => Part::Name,
    };
    let parts = heads.iter().enumerate();
    Some(parts.map(|(at, head)| head.map_or(Part::Context, |(own, _)| part(at, own))).collect())
}

/// The value of an indicator that a header word suggests more than any other field.
pub(super) fn value_field(word: &Evidence) -> Option<Field> {
    let is_best =
        |field: &Field| word.column(*field) > SUGGESTS && word.column(*field) == word.best_column();
    [Field::Target, Field::Actual, Field::Weight, Field::Score].into_iter().find(is_best)
}

/// Whether a header word is the name of a level, possibly numbered: 产出指标2.
pub(crate) fn names_level(sheet: &Sheet<'_>, words: &Words<'_>, index: usize) -> bool {
    let is_numbered = || {
        let name = without_number(sheet.text(index));
        name.len() < sheet.text(index).len()
            && words.vocabulary().read(name).class.intersects(WordClass::LEVEL1 | WordClass::LEVEL2)
    };
    sheet.kind(index).is_level() || is_numbered()
}

/// Whether most texts in the columns of names are no values.
fn holds_names(sheet: &Sheet<'_>, columns: &[Column], rows: Range<usize>) -> bool {
    let names = columns.iter().filter(|column| column.field == Field::Level3);
    let cells = names.flat_map(|column| sampled(sheet, column.range.start, rows.clone()));
    let cells: Vec<usize> = cells.collect();
    let n_values = cells.iter().filter(|&&index| !sheet.kind(index).may_be_word()).count();
    n_values * 2 < cells.len()
}
