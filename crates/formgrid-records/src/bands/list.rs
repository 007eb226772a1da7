//! A header with the rows below it: its extent and its score.

use std::ops::Range;

use super::pairs::block_label;
use super::{DROP, List, SPLIT_COST, is_cut};
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::columns::choose::{choose, choose_again};
use crate::columns::content::Content;
use crate::columns::header::{Header, divide, drop_blank, numbers_columns};
use crate::columns::items::items;
use crate::columns::matrix::matrix;
use crate::columns::wide::wide;
use crate::columns::{Assignment, Column, ListKind};
use crate::template::Field;
use crate::text::{begins_numbered_item, begins_with_code};
use crate::values::named::named_values;
use crate::words::score::{Score, centinat};
use crate::words::{LISTED, Words};

/// Penalty for each unknown word above the lowest header words.
const STRANGE: Score = centinat(120);
/// The score of a row across the columns, which is not of the list.
const FOREIGN: Score = centinat(-450);
/// The score of names with values in a column that holds such.
const NAMED_VALUES: Score = centinat(200);
/// Penalty for reading a row as a header.
const HEADER: Score = centinat(200);

/// Scores of the rows of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowScores<'s> {
    /// The score of each row on its own, 0 if no listed word gives it its meaning.
    pub(super) known: &'s [Score],
    /// The best score of rows i.., for each i after the header.
    pub(super) best: &'s [Score],
}

/// A list that a table may hold.
#[derive(Debug, Clone)]
pub(super) struct Found {
    list: List,
    /// The row after its last.
    pub(super) end: usize,
    /// Its score with everything that follows.
    pub(super) score: Score,
    /// The first row that it cannot reach, if its columns were assigned by all rows up to there.
    reach: Option<usize>,
}

impl Found {
    /// A list whose columns are certain.
    pub(super) fn new(list: List, end: usize, score: Score) -> Self {
        Self { list, end, score, reach: None }
    }

    /// The list. Its extent decides once more what the columns hold. This changes no score, so only
    /// lists that are chosen pay for it.
    pub(super) fn settle(self, sheet: &Sheet<'_>, words: &Words<'_>) -> List {
        let Self { mut list, end, reach, .. } = self;
        if let Some(reach) = reach {
            let rows = list.rows.start..reach;
            let again = choose_again(sheet, words, &list.header, rows, end, &list.columns);
            list.columns = again.unwrap_or(list.columns);
        }
        list
    }
}

/// The best list below a header. `end` is the first row that the list cannot reach.
pub(super) fn best(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    candidate: &Header,
    end: usize,
    scores: RowScores<'_>,
) -> Option<Found> {
    /// List kinds whose extent is tried.
    const MAX_KINDS: usize = 3;
    let mut header = candidate.clone();
    if header.rows.end < end && numbers_columns(sheet, header.rows.end) {
        header.rows.end += 1;
    }
    if header.rows.end >= end {
        return None;
    }
    let numbered = header.rows.clone();
    divide(sheet, &mut header, candidate.rows.end..end);
    drop_blank(sheet, &mut header, candidate.rows.end..end);
    let rows = candidate.rows.end..end;
    let shaped = matrix(sheet, words, candidate, rows.clone());
    let shaped = shaped.or_else(|| wide(sheet, words, candidate, rows.clone()));
    let shaped = shaped.or_else(|| items(sheet, words, candidate, rows));
    let is_shaped = shaped.is_some();
    let found = match shaped {
        Some(list) => {
            header = candidate.clone();
            header.rows = numbered;
            vec![list]
        }
        None => choose(sheet, words, &header, header.rows.end..end),
    };
    let mut winner: Option<(Assignment, usize, Score, Score)> = None;
    // The labels of the blocks beside a header count as they do without it.
    let labels = header.stubs.iter().map(|&index| block_label(sheet.word(index, words)));
    let labels: Score = labels.sum();
    for assignment in found.into_iter().take(MAX_KINDS) {
        let from = header.rows.end;
        let end = if assignment.kind == ListKind::Sources { end.min(from + 1) } else { end };
        let Some((to, score, fit)) = reach(sheet, words, &assignment, from..end, scores) else {
            continue;
        };
        let score = score + labels;
        if winner.as_ref().is_none_or(|(.., other, _)| score > *other) {
            winner = Some((assignment, to, score, fit));
        }
    }
    let (columns, to, score, fit) = winner?;
    let rows = header.rows.end..to;
    let list = List { header, columns, rows, fit, arrangement: None };
    Some(Found { list, end: to, score, reach: (!is_shaped && to < end).then_some(end) })
}

/// How far a list reaches: the row after its last, its score with everything that follows, and the
/// mean score of its rows. A row that is certainly something else may interrupt it.
pub(super) fn reach(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    columns: &Assignment,
    rows: Range<usize>,
    scores: RowScores<'_>,
) -> Option<(usize, Score, Score)> {
    // A listed header word proves the header, so only the guessed share is penalized.
    let n_guessed = columns.columns.iter().filter(|column| column.guessed).count();
    let share = i32::try_from(n_guessed * 100 / columns.columns.len().max(1)).unwrap_or(100);
    // A row of values above a header is not part of it.
    let mut strange: Vec<usize> = columns
        .columns
        .iter()
        .flat_map(|column| column.path.iter().skip(1).map(move |&index| (column, index)))
        .filter(|&(column, index)| !column.is_named(sheet.text(index)))
        .map(|(_, index)| index)
        .filter(|&index| {
            sheet.word(index, words).best_column() < centinat(40) && !sheet.kind(index).is_level()
        })
        .collect();
    strange.dedup();
    // The name of an office, a text with a number, and a name with a code are values. They name no
    // column.
    let is_value = |&&index: &&usize| {
        let word = sheet.word(index, words);
        let is_text = matches!(sheet.kind(index), Kind::Organisation | Kind::NumberText)
            && word.best_column() < centinat(40);
        word.listed.is_unknown() && (is_text || begins_with_code(sheet.text(index)))
    };
    let lowest = columns.columns.iter().filter_map(|column| column.path.first());
    let n_values = lowest.filter(is_value).count() * 2;
    let strange = STRANGE * i32::try_from(strange.len() + n_values).unwrap_or(8);
    let head = columns.total * 9 / 10 - HEADER * share / 100 - strange;
    let start = columns.start();
    let mut sum = 0;
    let mut highest = 0;
    let mut n = 0;
    let mut n_own = 0;
    let mut found: Option<(usize, Score, Score)> = None;
    let is_money = matches!(columns.kind, ListKind::Funding | ListKind::Execution);
    for row in rows {
        // A heading across the table ends a list of amounts.
        if is_money && sheet.filled(row).next().is_some_and(|index| sheet.is_full_width(index)) {
            break;
        }
        let own = row_score(sheet, words, columns, row);
        let other =
            interruption(sheet, columns, row, scores.known[row]).filter(|&other| other > own);
        let is_own = other.is_none() && own > FOREIGN && sheet.filled(row).next().is_some();
        n_own += i32::from(is_own);
        sum += other.unwrap_or(own);
        n += 1;
        highest = highest.max(sum);
        if sum < highest - DROP {
            break;
        }
        let cut = if is_cut(sheet, start, row + 1) { SPLIT_COST } else { 0 };
        let score = head + sum - cut + scores.best[row + 1];
        if n_own > 0 && found.is_none_or(|(_, other, _)| score > other) {
            found = Some((row + 1, score, sum / n));
        }
    }
    found
}

/// Columns inferred for rows without a header: at least three rows of the same shape, each one or
/// two levels, an indicator and its value, possibly divided into operator, value and unit.
pub(super) fn implicit(sheet: &Sheet<'_>, rows: Range<usize>) -> Option<List> {
    const MIN_ROWS: usize = 3;
    let first = Shape::of(sheet, rows.start)?;
    let starts = |shape: &Shape| {
        shape
            .values
            .iter()
            .map(|&(field, index)| (field, sheet.cell(index).col))
            .collect::<Vec<_>>()
    };
    let known = starts(&first);
    let is_like = |row: usize| {
        let Some(own) = Shape::of(sheet, row) else { return false };
        sheet.cell(own.name).col == sheet.cell(first.name).col
            && starts(&own).iter().all(|start| known.contains(start))
    };
    let n_rows = rows.clone().take_while(|&row| is_like(row)).count();
    if n_rows < MIN_ROWS {
        return None;
    }
    let level = |nth: usize| match (first.levels.len(), nth) {
        (1, _) if sheet.kind(first.levels[0]) == Kind::Level2 => Field::Level2,
        (_, 0) => Field::Level1,
        _ => Field::Level2,
    };
    let levels = first.levels.iter().enumerate().map(|(nth, &index)| (level(nth), index));
    let name = std::iter::once((Field::Level3, first.name));
    let fields: Vec<(Field, usize)> =
        levels.chain(name).chain(first.values.iter().copied()).collect();
    let last = fields.len().saturating_sub(1);
    let columns = fields.into_iter().enumerate().map(|(at, (field, index))| {
        let cell = sheet.cell(index);
        let end = if at == last { sheet.n_cols() } else { cell.col_end() };
        Column { guessed: true, ..Column::new(cell.col..end, field) }
    });
    let columns = Assignment {
        kind: ListKind::Indicators,
        columns: columns.collect(),
        n_groups: 0,
        total: 0,
        margin: 0,
    };
    let rows = rows.start..rows.start + n_rows;
    Some(List { header: Header::none(rows.start), columns, rows, fit: 0, arrangement: None })
}

/// The cells of a row without a header.
struct Shape {
    /// One or two.
    levels: Vec<usize>,
    name: usize,
    /// The target, possibly between its operator and its unit.
    values: Vec<(Field, usize)>,
}

impl Shape {
    fn of(sheet: &Sheet<'_>, row: usize) -> Option<Self> {
        let own: Vec<usize> = sheet.filled(row).collect();
        let n_levels = own.iter().take_while(|&&index| sheet.kind(index).is_level()).count();
        // The last of several may name the indicator.
        let n_levels = n_levels.min(2);
        let (levels, rest) = own.split_at_checked(n_levels).filter(|_| n_levels > 0)?;
        let (&name, rest) = rest.split_first()?;
        let kind = |index: usize| sheet.kind(index);
        let is_unit = |index: usize| matches!(kind(index), Kind::Unit | Kind::Percent);
        let values = match *rest {
            [value] => vec![(Field::Target, value)],
            [operator, value] if kind(operator) == Kind::Operator => {
                vec![(Field::Operator, operator), (Field::Target, value)]
            }
            [value, unit] if is_unit(unit) => vec![(Field::Target, value), (Field::Unit, unit)],
            [operator, value, unit] if kind(operator) == Kind::Operator => {
                vec![(Field::Operator, operator), (Field::Target, value), (Field::Unit, unit)]
            }
            _ => return None,
        };
        let is_value =
            |&(field, index): &(Field, usize)| field != Field::Target || !kind(index).may_be_word();
        (kind(name).may_be_word() && values.iter().all(is_value)).then(|| Self {
            levels: levels.to_vec(),
            name,
            values,
        })
    }
}

/// The score of a row that interrupts a list. Only a row whose own words are known may interrupt.
fn interruption(
    sheet: &Sheet<'_>,
    columns: &Assignment,
    row: usize,
    single: Score,
) -> Option<Score> {
    const PRICE: Score = centinat(150);
    let names_list_row =
        |index: usize| sheet.kind(index).is_level() || sheet.kind(index) == Kind::Total;
    let is_sure = single >= LISTED - PRICE && !sheet.filled(row).take(3).any(names_list_row);
    (is_sure && !fills_columns(sheet, columns, row)).then_some(single - PRICE)
}

/// Whether a row has a figure in each of several columns of money: it is a row of the list, although
/// its name is listed as a label too.
fn fills_columns(sheet: &Sheet<'_>, columns: &Assignment, row: usize) -> bool {
    let figures = || columns.columns.iter().filter(|column| column.field != Field::Category);
    let is_filled = |column: &Column| {
        let index = sheet.at(row, column.range.start);
        index.is_some_and(|index| {
            let cell = sheet.cell(index);
            let begins = cell.row == row && cell.col == column.range.start;
            begins && sheet.kind(index).is_value()
        })
    };
    matches!(columns.kind, ListKind::Funding | ListKind::Execution)
        && figures().count() > 1
        && figures().all(is_filled)
}

/// Whether a row within a list reads better on its own.
pub(super) fn interrupts(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    columns: &Assignment,
    row: usize,
    single: Score,
) -> bool {
    interruption(sheet, columns, row, single)
        .is_some_and(|single| single > row_score(sheet, words, columns, row))
}

/// The score of a row as part of a list.
pub(super) fn row_score(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    columns: &Assignment,
    row: usize,
) -> Score {
    /// Per cell that falls into a column.
    const IN_COLUMN: Score = centinat(25);
    /// Per further column that a cell covers.
    const ACROSS: Score = centinat(150);
    /// For a total row.
    const TOTAL: Score = centinat(300);
    let content = Content::builtin();
    if let Some(score) = in_order(sheet, columns, row) {
        return score;
    }
    let start = columns.start();
    let is_amount = |index: usize| {
        let kind = sheet.kind(index);
        kind.is_blank() || kind.is_amount()
    };
    let names_row = |index: usize| {
        let at = columns.column_of(sheet.cell(index));
        at.is_some_and(|at| columns.columns[at].field == Field::Category)
            && sheet.kind(index).may_be_word()
    };
    let mut own = sheet.filled(row).filter(|&index| sheet.cell(index).col >= start);
    if columns.kind == ListKind::Sources && !own.all(|index| is_amount(index) || names_row(index)) {
        return -TOTAL;
    }
    let mut score = 0;
    // A text alone in its row is a line between lists, unless it names a unit.
    if columns.kind == ListKind::Projects
        && columns.columns.len() > 2
        && only_text(sheet, row).is_some_and(|index| sheet.kind(index) != Kind::Organisation)
    {
        score -= ACROSS;
    }
    let mut is_first = true;
    for index in sheet.filled(row) {
        let cell = sheet.cell(index);
        let kind = sheet.kind(index);
        let is_stub = cell.col < start && columns.kind != ListKind::Goals;
        if is_stub && sheet.is_full_width(index) {
            return FOREIGN;
        }
        if cell.col_end() <= start || is_stub {
            // A stub that repeats the block's label.
            score -= if kind.may_be_word() { 0 } else { ACROSS };
            continue;
        }
        if std::mem::take(&mut is_first) && kind == Kind::Total {
            return TOTAL + score;
        }
        // The name of a level is no goal: it heads the indicators below.
        if columns.kind == ListKind::Goals && kind.is_level() {
            return FOREIGN;
        }
        let range = cell.col..cell.col_end();
        let Some(at) = columns.column_of(cell) else { continue };
        let n_covered = columns
            .columns
            .iter()
            .filter(|column| column.range.start >= range.start && column.range.end <= range.end)
            .count();
        // Media without borders print the items of both goals across several columns. A numbered label
        // begins the next block.
        let is_item = columns.kind == ListKind::Goals
            && begins_numbered_item(&cell.text)
            && sheet.filled(row).nth(1).is_none()
            && !sheet.word(index, words).may_label();
        if !is_item && sheet.is_full_width(index) && columns.columns.len() > 1 {
            return across_score(columns.kind, kind);
        }
        if n_covered > 1 && !is_item {
            score -= ACROSS * i32::try_from(n_covered - 1).unwrap_or(8).min(8);
        }
        // A header word or label does not belong in a column.
        if n_covered > 1 && !kind.is_level() {
            let word = sheet.word(index, words);
            score -= if word.exact && word.best_label() > 0 { ACROSS } else { 0 };
        }
        let column = &columns.columns[at];
        let held = if column.field == Field::Aside { 0 } else { content.score(column.field, kind) };
        let held = match columns.kind {
            // A goal may be a few words.
            ListKind::Goals if !kind.is_value() => held.max(0),
            ListKind::Items if column.field == Field::Level3 => {
                if named_values(&cell.text).is_some() { NAMED_VALUES } else { 0 }
            }
            _ => held,
        };
        score += held * 6 / 10 + IN_COLUMN;
    }
    score
}

/// The score of a cell across all columns of a list.
fn across_score(list: ListKind, kind: Kind) -> Score {
    match (list, kind) {
        (ListKind::Projects, Kind::Organisation) => centinat(50),
        // A heading with its points names the level of the indicators below it.
        (ListKind::Indicators, Kind::LevelWithPoints) => 0,
        _ => FOREIGN,
    }
}

/// The only text of a row whose other cells are blank cells of its own.
fn only_text(sheet: &Sheet<'_>, row: usize) -> Option<usize> {
    let only = sheet.only_filled(row)?;
    let is_own = |index: usize| sheet.cell(index).row == row && sheet.cell(index).row_span == 1;
    (0..sheet.n_cols()).all(|col| sheet.at(row, col).is_none_or(is_own)).then_some(only)
}

/// The score of a money row whose cells do not line up with the header. Media that lose widths keep
/// the order and number of cells. None if the cells line up.
fn in_order(sheet: &Sheet<'_>, columns: &Assignment, row: usize) -> Option<Score> {
    const IN_ORDER: Score = centinat(60);
    let is_money = matches!(columns.kind, ListKind::Funding | ListKind::Execution);
    let begins = columns.columns.first().is_some_and(|column| column.field == Field::Category);
    if !is_money || !begins {
        return None;
    }
    // A cell that spans rows names the side of all of them.
    let is_own = |&index: &usize| {
        sheet.cell(index).col >= columns.start() && sheet.cell(index).row_span == 1
    };
    let own: Vec<usize> = sheet.filled(row).filter(is_own).collect();
    let lines_up = |(column, &index): (&Column, &usize)| {
        let cell = sheet.cell(index);
        cell.col == column.range.start && cell.col_end() == column.range.end
    };
    let pairs = || columns.columns.iter().zip(&own);
    if own.len() != columns.columns.len() || pairs().all(lines_up) {
        return None;
    }
    let held = |(column, &index): (&Column, &usize)| {
        Content::builtin().score(column.field, sheet.kind(index)).max(-IN_ORDER) / 2
    };
    let is_source = own.first().is_some_and(|&index| sheet.kind(index).may_be_word());
    is_source.then(|| IN_ORDER + pairs().map(held).sum::<Score>())
}
