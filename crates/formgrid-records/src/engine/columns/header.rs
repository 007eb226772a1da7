//! Which rows are a header, and of what kind of table.
//!
//! A header may have up to three rows: a row below divides the words above it, or names them. One word in
//! four may be unknown, which is drift of the form; more is a row of something else.

use super::super::cells::Cells;
use super::fields::{self, label_year};
use super::{ColumnMap, settle};
use crate::template::{Field, TableKind};
use formgrid_model::fold_label;

/// Most rows that a header has: two levels of words and the years below them.
const MAX_HEADER_ROWS: usize = 3;

/// Rows below a header that tell which level its only level column holds; a form is shorter.
const MAX_SAMPLE: usize = 60;

/// What a header is made of.
#[derive(Debug)]
pub(in crate::engine) struct Header {
    pub(in crate::engine) map: ColumnMap,
    /// The row after its last row.
    pub(in crate::engine) end: usize,
    /// Its cells, known and unknown.
    pub(in crate::engine) cells: Vec<usize>,
    /// Those that are no header words.
    pub(in crate::engine) unknown: Vec<usize>,
}

/// Reads a header that begins in a row, if the cells `own` of that row are one.
pub(in crate::engine) fn read(cells: &Cells<'_>, row: usize, own: &[usize]) -> Option<Header> {
    let kind = kind_of(cells, row, own)?;
    let start = cells.cell(*own.first()?).col;
    let mut all = own.to_vec();
    let mut end = row + 1;
    // Words that are merged downwards stand beside words that divide the columns between them.
    let merged = own.iter().map(|&i| cells.cell(i).row_end()).max().unwrap_or(end);
    let merged = merged.min(row + MAX_HEADER_ROWS);
    while end < cells.grid().n_rows() {
        let open = cells.open(end);
        let below: Vec<usize> = open.into_iter().filter(|&i| cells.cell(i).col >= start).collect();
        let has_level = below.iter().any(|&i| cells.meaning(i).is_level());
        let divides = || !has_level && divides_a_word(cells, &all, &below);
        let is_below =
            end < merged && !has_level || is_sub_header(cells, kind, &below) || divides();
        if below.is_empty() || !is_below {
            break;
        }
        all.extend(below);
        end += 1;
    }
    // Items that no record has fields for are told with their words, whatever those are.
    let is_told = kind == TableKind::Schedule;
    let is_known = |i: usize| is_told || cells.meaning(i).column.is_some() || is_year(cells, i);
    // What divides a known word needs to be no word of its own.
    let is_divided = |i: usize| {
        let above = cells.at(row, cells.cell(i).col).filter(|&above| above != i);
        above.is_some_and(|above| cells.column(above).is_some() || cells.meaning(i).is_unknown())
    };
    let unknown = all.iter().copied().filter(|&i| !is_known(i) && !is_divided(i)).collect();
    let mut map = fields::map(cells, kind, row..end, start);
    map.n_groups = settle::settle(kind, &mut map.columns);
    if let Some((_, column)) = settle::only_level(&mut map.columns) {
        let at = column.range.start;
        let below = (end..cells.grid().n_rows()).take(MAX_SAMPLE).filter_map(|r| cells.at(r, at));
        settle::tell_level(column, below.map(|index| cells.meaning(index).class));
    }
    Some(Header { map, end, cells: all, unknown })
}

/// The kind of table that a row heads; none where the row is no header.
fn kind_of(cells: &Cells<'_>, row: usize, own: &[usize]) -> Option<TableKind> {
    // Words over projects stand beside one that gathers the header words of their indicators.
    let by_leaves = leaves(cells, own).and_then(|leaves| form_kind(cells, row, &leaves));
    by_leaves
        .filter(|&kind| kind == TableKind::Indicators)
        .or_else(|| form_kind(cells, row, own))
        .or_else(|| lists_details(cells, own).then_some(TableKind::Schedule))
}

/// The lowest words of a header of two rows: those that are merged over both, and those below the words
/// that only gather them. None where no word is merged down, or a word gathers nothing.
fn leaves(cells: &Cells<'_>, own: &[usize]) -> Option<Vec<usize>> {
    let (tall, wide): (Vec<usize>, Vec<usize>) =
        own.iter().copied().partition(|&index| cells.cell(index).row_span > 1);
    let gathers = |&index: &usize| cells.cell(index).col_span > 1;
    if tall.is_empty() || wide.is_empty() || !wide.iter().all(gathers) {
        return None;
    }
    let mut leaves = tall;
    for word in wide {
        let cell = cells.cell(word);
        let below = cells.open(cell.row_end()).into_iter();
        let n = leaves.len();
        leaves.extend(
            below.filter(|&index| (cell.col..cell.col_end()).contains(&cells.cell(index).col)),
        );
        if leaves.len() == n {
            return None;
        }
    }
    leaves.sort_by_key(|&index| cells.cell(index).col);
    Some(leaves)
}

/// The kind of a table of which a form has fields for what it holds.
fn form_kind(cells: &Cells<'_>, row: usize, own: &[usize]) -> Option<TableKind> {
    let n_listed = own.iter().filter(|&&i| cells.meaning(i).column.is_some()).count();
    let names_level = |&&i: &&usize| {
        cells.cell(i).text.starts_with(['一', '二', '三']) && cells.cell(i).text.len() <= 48
    };
    if n_listed < 2 && own.iter().filter(names_level).count() < 2 {
        return None;
    }
    let fields: Vec<Field> = own.iter().filter_map(|&i| cells.column(i)).collect();
    let n_known = own.iter().filter(|&&i| cells.column(i).is_some() || is_year(cells, i)).count();
    let has = |field: Field| fields.contains(&field);
    let count = |kind: TableKind| fields.iter().filter(|field| field.table() == kind).count();
    let all_known = n_known == own.len();
    // One unknown column in four is drift of the form; more is a row of something else.
    let mostly_known = n_known * 4 >= own.len() * 3;
    let has_level = has(Field::Level1) || has(Field::Level2) || has(Field::Level3);
    let has_value = has(Field::Target) || has(Field::Actual) || has(Field::Baseline);
    let levels = [Field::Level1, Field::Level2, Field::Level3];
    let n_levels = levels.iter().filter(|&&level| has(level)).count();
    if mostly_known && ((has_level && has_value && n_listed >= 2) || n_levels >= 2) {
        return Some(TableKind::Indicators);
    }
    // Two levels and a value stand together in no other row, however much is new beside them.
    if n_levels >= 2 && has_value && n_known * 2 >= own.len() {
        return Some(TableKind::Indicators);
    }
    // So do a level and a value that outnumber the new words beside them, if those are words.
    let is_word = |&i: &usize| cells.column(i).is_some() || is_short_word(&cells.cell(i).text);
    if has_level && has_value && n_listed >= 2 && n_known * 2 > own.len() && own.iter().all(is_word)
    {
        return Some(TableKind::Indicators);
    }
    let is_dated = has(Field::Start) && has(Field::End) && !has(Field::ProjectName);
    if is_dated && own.len() > 2 && own.iter().all(is_word) {
        return Some(TableKind::Schedule);
    }
    if n_listed < 2 || !mostly_known {
        return None;
    }
    if all_known && count(TableKind::Instalments) >= 2 && count(TableKind::Instalments) == own.len()
    {
        return Some(TableKind::Instalments);
    }
    if count(TableKind::Execution) >= 2 && has_execution(&fields) {
        return Some(TableKind::Execution);
    }
    let n_goals = fields.iter().filter(|field| is_goal_column(**field)).count();
    if all_known && n_goals == own.len() {
        return Some(TableKind::Goals);
    }
    if count(TableKind::Funding) >= 2 && (has(Field::Amount) || has(Field::Category)) {
        return Some(TableKind::Funding);
    }
    if has(Field::Category) && fields.contains(&Field::AnnualBudget) && !has(Field::ProjectName) {
        return Some(TableKind::Funding);
    }
    let named = has(Field::ProjectName) && count(TableKind::Projects) >= 2;
    (named && !alternates_with_blanks(cells, row, own)).then_some(TableKind::Projects)
}

/// Whether a row of words stands over rows of the same borders with a number below each word for money:
/// what a project buys or spends, item by item.
fn lists_details(cells: &Cells<'_>, own: &[usize]) -> bool {
    /// A word with a value below it may be a pair.
    const MIN_COLUMNS: usize = 3;
    let is_money = |&index: &usize| cells.meaning(index).column == Some(Field::AnnualBudget);
    let mut money = own.iter().copied().filter(|index| is_money(index)).peekable();
    let is_word = |&index: &usize| is_short_word(&cells.cell(index).text);
    let is_free = |&index: &usize| {
        let label = cells.meaning(index).label;
        label.is_none_or(|field| field.topic().is_some()) || is_money(&index)
    };
    own.len() >= MIN_COLUMNS
        && money.peek().is_some()
        && own.iter().all(is_word)
        && own.iter().all(is_free)
        && own.iter().all(|&index| cells.below(index).is_some())
        && money.all(|index| cells.below(index).is_some_and(|below| cells.begins_with_digit(below)))
}

fn has_execution(fields: &[Field]) -> bool {
    let amounts = [Field::Original, Field::Revised, Field::Executed, Field::ExecutedToDate];
    fields.iter().any(|field| amounts.contains(field) || *field == Field::ExpectedFullYear)
}

fn is_goal_column(field: Field) -> bool {
    field.goal_horizon().is_some() || matches!(field, Field::ActualResult | Field::Actual)
}

/// A row of labels whose values are blank looks like a header; it has a blank cell behind every word.
fn alternates_with_blanks(cells: &Cells<'_>, row: usize, own: &[usize]) -> bool {
    let first = own.first().map_or(0, |&i| cells.cell(i).col);
    let blanks = cells
        .origins(row)
        .filter(|&i| cells.cell(i).is_empty() && cells.cell(i).col >= first)
        .count();
    blanks > 0 && blanks + 1 >= own.len()
}

/// Whether a text may be a header word that nobody knows: short, and without a number.
fn is_short_word(text: &str) -> bool {
    /// Longest such word, in characters.
    const MAX_WORD: usize = 8;
    text.chars().count() <= MAX_WORD
        && !text.chars().any(|c| c.is_numeric() || c.is_ascii_punctuation())
}

/// Whether the cells of a row stand below header words that are wider than they, all of them short and
/// without a number: 符号, 数值 and 单位 below 目标值.
fn divides_a_word(cells: &Cells<'_>, header: &[usize], below: &[usize]) -> bool {
    let is_part = |index: usize| {
        let part = cells.cell(index);
        let is_above = |&above: &usize| {
            let word = cells.cell(above);
            word.row < part.row && word.col <= part.col && part.col_end() <= word.col_end()
        };
        let above = header.iter().rfind(|above| is_above(above));
        let is_wider = |&above: &usize| cells.cell(above).col_span > part.col_span;
        is_short_word(&part.text) && above.is_some_and(is_wider)
    };
    below.len() > 1 && below.iter().all(|&index| is_part(index))
}

/// Whether all cells of a row below a header are header words or years too. A row that names a level
/// again is a header of its own.
fn is_sub_header(cells: &Cells<'_>, kind: TableKind, below: &[usize]) -> bool {
    let levels = [Field::Level1, Field::Level2, Field::Level3, Field::ProjectName];
    below.iter().all(|&i| {
        let field = cells.meaning(i).column;
        let is_level = field.is_some_and(|field| levels.contains(&field));
        !is_level && (field.is_some() || is_year(cells, i))
    }) && !below.is_empty()
        && !matches!(kind, TableKind::Goals | TableKind::Instalments | TableKind::Schedule)
}

/// Whether a cell names a year: 前年, 2022年, 2022.
pub(super) fn is_year(cells: &Cells<'_>, index: usize) -> bool {
    if cells.meaning(index).prior_year {
        return true;
    }
    let text = &cells.cell(index).text;
    text.len() <= 24 && fold_label(text) == "#" && label_year(text).is_some()
}
