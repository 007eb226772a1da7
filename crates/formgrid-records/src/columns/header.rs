//! Header rows: from words in rows to ranges of grid columns, each with its header words.

use std::ops::Range;

use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::template::{Field, Section};
use crate::text::{in_brackets, is_numbered_placeholder};
use crate::words::score::centinat;
use crate::words::{Words, may_name_part_of_year};
use crate::{money, values};

/// A header whose columns have no fields yet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Header {
    /// Its rows.
    pub(crate) rows: Range<usize>,
    /// Stub cells at the left that span below the header: block labels, not columns.
    pub(crate) stubs: Vec<usize>,
    pub(crate) columns: Vec<HeaderColumn>,
    /// Its cells with text, stubs left out.
    pub(crate) cells: Vec<usize>,
}

impl Header {
    /// An empty header, for rows that continue the list above.
    pub(crate) fn none(row: usize) -> Self {
        Self { rows: row..row, stubs: Vec::new(), columns: Vec::new(), cells: Vec::new() }
    }
}

/// A column without a field yet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeaderColumn {
    pub(crate) range: Range<usize>,
    /// Header words from the lowest up; empty below a blank header cell.
    pub(crate) path: Vec<usize>,
    /// The cell below them that only states their unit in brackets.
    pub(crate) unit: Option<usize>,
    /// It is one of several data columns below one header cell.
    pub(crate) is_part: bool,
    /// Other columns have the same lowest word below another word.
    pub(crate) is_repeated: bool,
    /// Its rank among adjacent grades below one word, from 0, best first; none for other columns.
    pub(crate) rung: Option<usize>,
}

/// The rows of a table as parts of headers.
#[derive(Debug)]
pub(crate) struct Rows<'s> {
    sheet: &'s Sheet<'s>,
    words: &'s Words<'s>,
    /// For each row, the column after the last text that no header holds; 0 if it begins none.
    bars: Vec<usize>,
}

impl<'s> Rows<'s> {
    /// Looks at each row once, because a row is tried in headers of any height.
    pub(crate) fn new(sheet: &'s Sheet<'s>, words: &'s Words<'s>) -> Self {
        let may_be = |index: usize| {
            let kind = sheet.kind(index);
            kind.may_be_word()
                || kind == Kind::Grade
                || names_column(sheet, words, index)
                || numbers_words(sheet, index)
        };
        let bar = |row: usize| {
            let last = sheet.filled(row).filter(|&index| !may_be(index)).last();
            last.map_or(0, |index| sheet.cell(index).col + 1)
        };
        Self { sheet, words, bars: (0..sheet.n_rows()).map(bar).collect() }
    }

    /// Reads `height` rows, at least 1, as a header; none if their cells cannot be one.
    pub(crate) fn read(&self, row: usize, height: usize) -> Option<Header> {
        let rows = row..row + height;
        let bar = self.bars.get(rows.clone())?.iter().copied().max()?;
        read(self.sheet, self.words, rows, bar)
    }
}

/// Reads some rows as a header; none if their cells cannot be one. `bar` is the column after the last
/// text that no header holds.
fn read(sheet: &Sheet<'_>, words: &Words<'_>, rows: Range<usize>, bar: usize) -> Option<Header> {
    let Range { start: row, end } = rows;
    let mut stubs = Vec::new();
    let mut start = 0;
    // Cells at the left that span in from above, or below the header, are no columns.
    while start < sheet.n_cols() {
        let index = sheet.at(row, start)?;
        let cell = sheet.cell(index);
        if cell.row < row {
            // A cell that ends within the header belongs to a header that begins further up.
            if cell.row_end() <= end && !cell.is_empty() {
                return None;
            }
            start = cell.col_end();
        } else if cell.row_end() > end && !cell.is_empty() {
            stubs.push(index);
            start = cell.col_end();
        } else {
            break;
        }
    }
    if start < bar {
        return None;
    }
    let cells: Vec<usize> = (row..end)
        .flat_map(|row| sheet.filled(row))
        .filter(|&index| sheet.cell(index).col >= start)
        .collect();
    let height = end - row;
    if cells.is_empty() || height > 1 && !is_deep(sheet, row..end, start, &cells) {
        return None;
    }
    let columns = columns(sheet, row..end, start)?;
    let is_rung = |index: usize| {
        columns.iter().any(|column| column.rung.is_some() && column.path.first() == Some(&index))
    };
    let is_word = |&index: &usize| {
        let kind = sheet.kind(index);
        let is_named = || names_column(sheet, words, index);
        // A level name that is no header word.
        let is_level = || {
            let evidence = sheet.word(index, words);
            !is_named() && evidence.data >= evidence.best_column()
        };
        sheet.cell(index).row_end() <= end
            && (kind.may_be_word() && !(kind.is_level() && is_level())
                || is_named()
                || is_rung(index))
    };
    let n_words = columns.iter().filter(|column| !column.path.is_empty()).count();
    // Level names above indicator names are header cells of a matrix.
    let is_matrix = height > 1 && cells.iter().filter(|&&i| sheet.kind(i).is_level()).count() > 1;
    // A list of projects may have a column for each dimension after those of the project.
    let names_project = |&&index: &&usize| {
        let listed = sheet.listed(index, words).column;
        listed.is_some_and(Field::is_of_project)
    };
    let has_dimensions = cells.iter().filter(names_project).count() > 2;
    let may_be = |index: &usize| {
        let kind = sheet.kind(*index);
        is_word(index)
            || numbers_words(sheet, *index)
            || is_matrix && (kind.is_level() || kind.may_be_word())
            || has_dimensions && kind.is_level()
    };
    // 单位：万元 at the end of a row of labels heads no column.
    let labels_unit = || cells.iter().any(|&index| money::labels_unit(sheet.text(index)));
    if n_words == 0 || !cells.iter().all(may_be) || labels_unit() {
        return None;
    }
    // A heading across the whole table is a line, not a table of one column.
    let mut first_row = sheet.filled(row).filter(|&index| sheet.cell(index).col >= start);
    if first_row.all(|index| sheet.is_full_width(index)) {
        return None;
    }
    let mut header = Header { rows: row..end, stubs, columns, cells };
    take_block_name(sheet, words, &mut header);
    Some(header)
}

/// Whether each row after the first divides the words above it or is next to merged cells. `cells` are
/// those with text from a grid column on.
fn is_deep(sheet: &Sheet<'_>, rows: Range<usize>, start: usize, cells: &[usize]) -> bool {
    let is_merged = |&index: &usize| {
        let cell = sheet.cell(index);
        cell.row_span > 1 || cell.col_span > 1
    };
    let n_cols = sheet.n_cols().saturating_sub(start);
    let is_narrow = |index: usize| (sheet.cell(index).col_span) * 10 <= n_cols * 6 || n_cols < 3;
    let divides = |row: usize| {
        sheet.filled(row).any(|i| sheet.cell(i).col >= start) && sheet.filled(row).all(is_narrow)
    };
    cells.iter().any(is_merged) && rows.skip(1).all(divides)
}

/// Whether a cell over several columns numbers them: 指标1 over the words of an indicator is no place
/// to fill in.
fn numbers_words(sheet: &Sheet<'_>, index: usize) -> bool {
    sheet.cell(index).col_span > 1
        && !sheet.kind(index).is_value()
        && is_numbered_placeholder(sheet.text(index))
}

/// Whether a text is a unit in brackets: （公里）.
fn states_unit(text: &str) -> bool {
    in_brackets(text).is_some_and(|unit| values::is_unit(unit) || money::unit_of(unit).is_some())
}

/// Whether the cells of a row that begin there are units in brackets, at least two.
pub(crate) fn states_units(sheet: &Sheet<'_>, row: usize) -> bool {
    let mut n = 0;
    let mut own =
        sheet.filled(row).filter(|&index| sheet.cell(index).row == row).inspect(|_| n += 1);
    own.all(|index| states_unit(sheet.text(index))) && n > 1
}

/// Whether a cell is listed as a header word or names a part of the year.
fn names_column(sheet: &Sheet<'_>, words: &Words<'_>, index: usize) -> bool {
    let listed = sheet.listed(index, words);
    // A day is no part of the year.
    let is_day = || sheet.kind(index) == Kind::Date && sheet.text(index).contains('日');
    let is_part = || {
        let evidence = sheet.word(index, words);
        evidence.aspect.part_of_year && evidence.best_column() > 0 && !is_day()
    };
    listed.column.is_some()
        || listed.prior_year
        || may_name_part_of_year(sheet.text(index)) && is_part()
}

/// Moves a block label in the first column to the stubs: media that lose merges print it in the
/// header row.
fn take_block_name(sheet: &Sheet<'_>, words: &Words<'_>, header: &mut Header) {
    let [first, rest @ ..] = header.columns.as_slice() else { return };
    let ([cell], true) = (first.path.as_slice(), rest.len() > 1) else { return };
    let listed = sheet.listed(*cell, words);
    let is_listed = |column: &HeaderColumn| {
        column.path.first().is_some_and(|&index| sheet.listed(index, words).column.is_some())
    };
    let names_level = |column: &HeaderColumn| {
        let field = column.path.first().and_then(|&index| sheet.listed(index, words).column);
        matches!(field, Some(Field::Level1 | Field::Level2))
    };
    let is_free = listed.column.is_none() || rest.iter().any(names_level);
    if listed.section.is_some()
        && is_free
        && rest.iter().filter(|column| is_listed(column)).count() > 1
    {
        let cell = *cell;
        header.stubs.push(cell);
        header.cells.retain(|&index| index != cell);
        header.columns.remove(0);
    }
}

/// The header columns from a grid column on.
fn columns(sheet: &Sheet<'_>, rows: Range<usize>, start: usize) -> Option<Vec<HeaderColumn>> {
    /// A row with more columns is no header of a form.
    const MAX_COLUMNS: usize = 96;
    let mut columns: Vec<HeaderColumn> = Vec::new();
    let mut col = start;
    while col < sheet.n_cols() {
        if columns.len() == MAX_COLUMNS {
            return None;
        }
        let mut path: Vec<usize> = Vec::new();
        let mut unit = None;
        let mut end = sheet.n_cols();
        for row in rows.clone().rev() {
            let index = sheet.at(row, col)?;
            let cell = sheet.cell(index);
            end = end.min(cell.col_end());
            let is_known = path.last().or(unit.as_ref()) == Some(&index);
            if cell.row < rows.start || cell.is_empty() || is_known {
                continue;
            }
            if path.is_empty() && unit.is_none() && states_unit(&cell.text) {
                unit = Some(index);
            } else {
                path.push(index);
            }
        }
        if path.is_empty() {
            path.extend(unit.take());
        }
        columns.push(HeaderColumn {
            range: col..end,
            path,
            unit,
            is_part: false,
            is_repeated: false,
            rung: None,
        });
        col = end.max(col + 1);
    }
    let lowest = |column: &HeaderColumn| column.path.first().map(|&index| sheet.text(index));
    for at in 0..columns.len() {
        let own = lowest(&columns[at]);
        let is_same = |other: &HeaderColumn| lowest(other) == own && other.path != columns[at].path;
        let is_repeated = columns[at].path.len() > 1 && columns.iter().any(is_same);
        columns[at].is_repeated = is_repeated;
    }
    for at in 0..columns.len() {
        let [lowest, over, ..] = *columns[at].path.as_slice() else { continue };
        if sheet.kind(lowest) != Kind::Grade {
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| columns.get(at));
        let before = before.filter(|column| column.path.get(1) == Some(&over));
        columns[at].rung = Some(before.and_then(|column| column.rung).map_or(0, |rung| rung + 1));
    }
    Some(columns)
}

/// Divides header columns whose rows mostly consist of the same two or three cells. A header with a
/// single word is left alone: the word labels a block.
pub(crate) fn divide(sheet: &Sheet<'_>, header: &mut Header, rows: Range<usize>) {
    /// Rows that are sampled.
    const SAMPLE: usize = 24;
    if header.cells.len() < 2 {
        return;
    }
    // The label of the block ends with its rows; other tables may follow.
    let end = header.stubs.iter().map(|&index| sheet.cell(index).row_end()).min();
    let rows = rows.start..end.map_or(rows.end, |end| end.min(rows.end));
    let mut divided = Vec::with_capacity(header.columns.len());
    for column in &header.columns {
        let range = column.range.clone();
        if range.len() < 2 || column.path.is_empty() {
            divided.push(column.clone());
            continue;
        }
        let bounds_of = |row: usize| -> Vec<usize> {
            let inside = |&index: &usize| {
                let cell = sheet.cell(index);
                range.start <= cell.col && cell.col_end() <= range.end
            };
            sheet.origins(row).filter(inside).map(|index| sheet.cell(index).col_end()).collect()
        };
        let sample = rows.clone().take(SAMPLE).map(bounds_of).filter(|bounds| !bounds.is_empty());
        let sample: Vec<Vec<usize>> = sample.collect();
        let most = sample.iter().find(|bounds| {
            bounds.len() > 1
                && bounds.len() <= 3
                && sample.iter().filter(|other| other == bounds).count() * 10 >= sample.len() * 6
        });
        let Some(bounds) = most.filter(|bounds| bounds.last() == Some(&range.end)) else {
            divided.push(column.clone());
            continue;
        };
        let mut start = range.start;
        for &end in bounds {
            divided.push(HeaderColumn {
                range: start..end,
                path: column.path.clone(),
                unit: column.unit,
                is_part: true,
                is_repeated: column.is_repeated,
                rung: column.rung,
            });
            start = end;
        }
    }
    header.columns = divided;
}

/// Drops the columns without a text in the header and in `rows`.
pub(crate) fn drop_blank(sheet: &Sheet<'_>, header: &mut Header, rows: Range<usize>) {
    let is_blank = |column: &HeaderColumn| {
        let has_text = |row: usize| {
            // A line across the sheet is a text of no column.
            sheet.filled(row).filter(|&index| !sheet.is_full_width(index)).any(|index| {
                let cell = sheet.cell(index);
                cell.col < column.range.end && column.range.start < cell.col_end()
            })
        };
        column.path.is_empty() && !rows.clone().any(has_text)
    };
    header.columns.retain(|column| !is_blank(column));
}

/// Whether a header of one row is beside the label of a block of goals.
pub(crate) fn is_beside_goals(sheet: &Sheet<'_>, words: &Words<'_>, header: &Header) -> bool {
    let names_goals = |&index: &usize| {
        let listed = sheet.listed(index, words);
        matches!(listed.section, Some(Section::Goals | Section::AnnualGoals))
            || listed.label.is_some_and(|field| field.goal_horizon().is_some())
    };
    header.rows.len() == 1
        && header.columns.len() > 1
        && header.stubs.last().is_some_and(names_goals)
}

/// Whether a row numbers the columns above it: 1, 2, 3, and so on, with gaps at merged columns.
pub(crate) fn numbers_columns(sheet: &Sheet<'_>, row: usize) -> bool {
    let numbers: Option<Vec<i64>> =
        sheet.filled(row).map(|index| sheet.text(index).trim().parse().ok()).collect();
    let Some(numbers) = numbers.filter(|numbers| numbers.len() >= 3) else { return false };
    let n = i64::try_from(sheet.n_cols()).unwrap_or(i64::MAX);
    numbers.first() == Some(&1)
        && numbers.last().is_some_and(|&last| last <= n.saturating_mul(2))
        && numbers.is_sorted_by(|a, b| a < b)
}

/// Whether a row holds labels, each with its value next to it, rather than header words: every other
/// text may be a label, and those between are no words of forms. The row below it is alike, or one of
/// them is certainly a value.
pub(crate) fn holds_pairs(sheet: &Sheet<'_>, words: &Words<'_>, row: usize) -> bool {
    let may_label = |index: usize| {
        let word = sheet.word(index, words);
        word.best_label().max(word.best_column()) >= centinat(60)
    };
    let is_certain = |index: usize| {
        let kind = sheet.kind(index);
        matches!(kind, Kind::Organisation | Kind::NumberText) || !kind.may_be_word()
    };
    let is_value = |index: usize| {
        let word = sheet.word(index, words);
        let means_nothing = word.best_label().max(word.best_column()) < centinat(60);
        word.listed.is_unknown() && (means_nothing || is_certain(index))
    };
    let alternates = |cells: &[usize]| {
        cells.len() >= 4
            && cells.len().is_multiple_of(2)
            && cells.chunks_exact(2).all(|pair| match *pair {
                [label, value] => may_label(label) && is_value(value),
                _ => false,
            })
    };
    let own: Vec<usize> = sheet.filled(row).collect();
    if !alternates(&own) {
        return false;
    }
    let starts =
        |cells: &[usize]| -> Vec<usize> { cells.iter().map(|&i| sheet.cell(i).col).collect() };
    let below = || {
        if row + 1 == sheet.n_rows() {
            return false;
        }
        let next: Vec<usize> = sheet.filled(row + 1).collect();
        starts(&next) == starts(&own) && next.iter().step_by(2).any(|&label| may_label(label))
    };
    own.iter().skip(1).step_by(2).any(|&value| is_certain(value)) || below()
}

/// Whether a row looks like a header, whatever its words mean: at least two cells, all possible
/// words, none a level or a value, and at least half of them probable header words.
pub(crate) fn looks_like(sheet: &Sheet<'_>, words: &Words<'_>, row: usize) -> bool {
    let filled: Vec<usize> = sheet.filled(row).collect();
    let is_word =
        |&index: &usize| sheet.kind(index).may_be_word() && sheet.kind(index) != Kind::Basis;
    let known = |&&index: &&usize| {
        let evidence = sheet.word(index, words);
        evidence.best_column() > centinat(60) && evidence.best_column() > evidence.data
    };
    // Unlisted words may also be values. They make a header only if all of at least three are
    // known.
    let listed = |&index: &usize| sheet.listed(index, words).column.is_some();
    let is_sure =
        || filled.iter().any(listed) || filled.len() >= 3 && filled.iter().all(|i| known(&i));
    let is_level = |&index: &usize| {
        sheet.kind(index).is_level() && sheet.listed(index, words).column.is_none()
    };
    filled.len() >= 2
        && filled.iter().all(is_word)
        && !filled.iter().any(is_level)
        && is_sure()
        && filled.iter().filter(known).count() * 2 >= filled.len()
}
