//! Header rows: which field the cells below each column hold.
//!
//! A column means the path of the header texts above it (近两年指标值 / 前年), and the lowest of them that
//! is a header word decides; a bare year below it is its label. Columns are kept as ranges of grid
//! columns, because the rows below need not have the same borders as the header.

use std::ops::Range;

use formgrid_model::{fold_label, join_lines};

use super::cells::Cells;
use crate::template::{Field, Horizon, Meaning, TableKind};
use crate::{money, year};

/// One column of a header.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// Grid columns.
    pub(super) range: Range<usize>,
    pub(super) field: Field,
    /// The lowest header text.
    pub(super) label: String,
    /// Where several indicators stand in one row, which of them; columns of group 0 serve all.
    pub(super) group: usize,
    /// Horizon that the header tells.
    pub(super) horizon: Option<Horizon>,
    /// Unit of money that the header tells.
    pub(super) currency: Option<&'static str>,
}

/// The columns of a block of rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ColumnMap {
    pub(super) kind: TableKind,
    pub(super) columns: Vec<Column>,
    /// Width of the grid that the ranges refer to.
    pub(super) n_cols: usize,
    /// Number of groups besides group 0.
    pub(super) n_groups: usize,
    /// The words of the header, folded, in reading order.
    pub(super) words: Vec<String>,
}

impl ColumnMap {
    /// The grid column at which the first column begins; stubs stand before it.
    pub(super) fn start(&self) -> usize {
        self.columns.first().map_or(0, |column| column.range.start)
    }

    /// The first column of a field.
    pub(super) fn position(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|column| column.field == field)
    }

    /// Whether there is a column of a field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.position(field).is_some()
    }

    /// The column that a range of grid columns overlaps most, the left one of equals.
    pub(super) fn best(&self, range: Range<usize>) -> Option<usize> {
        let mut best: Option<(usize, usize)> = None;
        for (at, column) in self.columns.iter().enumerate() {
            let overlap = overlap(&column.range, &range);
            if overlap > 0 && best.is_none_or(|(_, other)| overlap > other) {
                best = Some((at, overlap));
            }
        }
        best.map(|(at, _)| at)
    }

    /// The same columns for a grid of another width: by count where a row shows as many cells as there
    /// are columns, else in proportion.
    pub(super) fn fitted(&self, cells: &Cells<'_>, row: usize, stub_end: usize) -> Self {
        let n_cols = cells.grid().n_cols();
        let mut map = self.clone();
        let ranges: Vec<Range<usize>> = cells
            .grid()
            .row(row)
            .filter(|cell| cell.col >= stub_end)
            .map(|cell| cell.col..cell.col_end())
            .collect();
        if ranges.len() == map.columns.len() {
            for (column, range) in map.columns.iter_mut().zip(ranges) {
                column.range = range;
            }
        } else if n_cols != map.n_cols && map.n_cols > 0 {
            let scale = |at: usize| (at * n_cols).div_ceil(map.n_cols).min(n_cols);
            for column in &mut map.columns {
                let start = scale(column.range.start);
                column.range = start..scale(column.range.end).max(start + 1);
            }
        }
        map.n_cols = n_cols;
        map
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// Most rows that a header has: two levels of words and the years below them.
const MAX_HEADER_ROWS: usize = 3;

/// What a header is made of.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) map: ColumnMap,
    /// The row after its last row.
    pub(super) end: usize,
    /// Its cells, known and unknown.
    pub(super) cells: Vec<usize>,
    /// Those that are no header words.
    pub(super) unknown: Vec<usize>,
}

/// Reads a header that begins in a row, if the cells `own` of that row are one.
pub(super) fn read(cells: &Cells<'_>, row: usize, own: &[usize]) -> Option<Header> {
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
        let is_below = end < merged && !has_level || is_sub_header(cells, kind, &below);
        if below.is_empty() || !is_below {
            break;
        }
        all.extend(below);
        end += 1;
    }
    let is_known = |i: usize| cells.meaning(i).column.is_some() || is_year(cells, i);
    let is_divided = |i: usize| cells.cell(i).row > row && cells.meaning(i).is_unknown();
    let unknown = all.iter().copied().filter(|&i| !is_known(i) && !is_divided(i)).collect();
    let map = map(cells, kind, row..end, start);
    Some(Header { map, end, cells: all, unknown })
}

/// The kind of table that a row heads; none where the row is no header.
fn kind_of(cells: &Cells<'_>, row: usize, own: &[usize]) -> Option<TableKind> {
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
    let named = has(Field::ProjectName) && count(TableKind::Projects) >= 2;
    (named && !alternates_with_blanks(cells, row, own)).then_some(TableKind::Projects)
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

/// Whether all cells of a row below a header are header words or years too. A row that names a level
/// again is a header of its own.
fn is_sub_header(cells: &Cells<'_>, kind: TableKind, below: &[usize]) -> bool {
    let levels = [Field::Level1, Field::Level2, Field::Level3, Field::ProjectName];
    below.iter().all(|&i| {
        let field = cells.meaning(i).column;
        let is_level = field.is_some_and(|field| levels.contains(&field));
        !is_level && (field.is_some() || is_year(cells, i))
    }) && !below.is_empty()
        && !matches!(kind, TableKind::Goals | TableKind::Instalments)
}

/// Whether a cell names a year: 前年, 2022年, 2022.
fn is_year(cells: &Cells<'_>, index: usize) -> bool {
    if cells.meaning(index).prior_year {
        return true;
    }
    let text = &cells.cell(index).text;
    text.len() <= 24 && fold_label(text) == "#" && label_year(text).is_some()
}

/// The year that a column's label names.
pub(super) fn label_year(label: &str) -> Option<i32> {
    year::year_in(label).or_else(|| {
        let bare: i32 = formgrid_model::fold(label).parse().ok()?;
        (2000..2100).contains(&bare).then_some(bare)
    })
}

/// Builds the columns from the header rows.
fn map(cells: &Cells<'_>, kind: TableKind, rows: Range<usize>, start: usize) -> ColumnMap {
    let n_cols = cells.grid().n_cols();
    let mut columns: Vec<Column> = Vec::new();
    let mut col = start;
    while col < n_cols {
        let Some((leaf, end)) = leaf(cells, &rows, col) else {
            col += 1;
            continue;
        };
        let path = path(cells, &rows, col);
        if let Some(field) = field_of(cells, kind, &path) {
            let texts = path.iter().map(|&(i, _)| cells.cell(i).text.as_str());
            let horizon = texts.clone().find_map(horizon_in);
            let currency = texts.clone().find_map(bracket_currency);
            let label = join_lines(&cells.cell(leaf).text);
            columns.push(Column { range: col..end, field, label, group: 0, horizon, currency });
        }
        col = end;
    }
    let n_groups = number_groups(kind, &mut columns);
    name_levels(kind, &mut columns);
    name_prior_years(&mut columns);
    name_units(&mut columns);
    ColumnMap { kind, columns, n_cols, n_groups, words: Vec::new() }
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
/// what they mean in this kind.
fn field_of(cells: &Cells<'_>, kind: TableKind, path: &[(usize, Meaning)]) -> Option<Field> {
    let is_prior = path.first().is_some_and(|(_, meaning)| meaning.prior_year);
    let words = path.iter().filter(|(_, meaning)| !meaning.prior_year);
    let listed = words.clone().find_map(|(_, meaning)| meaning.column);
    let field = listed.or_else(|| words.clone().find_map(|&(index, _)| cells.column(index)));
    let field = match (kind, field) {
        (TableKind::Indicators, None) if is_prior => Field::Baseline,
        (TableKind::Funding, None) if is_prior => Field::History,
        (_, field) => field?,
    };
    Some(match (kind, field) {
        (TableKind::Goals, Field::Actual) => Field::ActualResult,
        (TableKind::Indicators, Field::ActualResult) => Field::Actual,
        (TableKind::Funding, Field::Fiscal | Field::OtherFunds) => Field::Amount,
        (TableKind::Funding, Field::AnnualBudget) => Field::Amount,
        (TableKind::Projects, Field::Amount) => Field::AnnualBudget,
        _ => field,
    })
}

/// A level, name or value column that comes again begins the next indicator of the row.
fn number_groups(kind: TableKind, columns: &mut [Column]) -> usize {
    if kind != TableKind::Indicators {
        return 0;
    }
    let repeats = |field: Field, columns: &[Column]| {
        columns.iter().filter(|column| column.field == field).count() > 1
    };
    if !repeats(Field::Level3, columns) || !repeats(Field::Target, columns) {
        return 0;
    }
    let first = [Field::Level1, Field::Level2, Field::Level3]
        .into_iter()
        .find(|&field| repeats(field, columns))
        .unwrap_or(Field::Level3);
    let mut group = 0;
    for column in columns {
        if column.field == first {
            group += 1;
        }
        column.group = group;
    }
    group
}

/// The last level column holds the indicator's own name, whatever it is called.
fn name_levels(kind: TableKind, columns: &mut [Column]) {
    let is_level = |column: &Column| matches!(column.field, Field::Level1 | Field::Level2);
    if kind != TableKind::Indicators || columns.iter().any(|c| c.field == Field::Level3) {
        return;
    }
    // Older forms print the name under 指标内容.
    let both = columns.iter().filter(|column| is_level(column)).count() > 1;
    if let Some(named) = columns.iter_mut().find(|c| both && c.field == Field::Description) {
        named.field = Field::Level3;
        return;
    }
    if let Some(last) = columns.iter_mut().rfind(|column| is_level(column)) {
        last.field = Field::Level3;
    }
}

/// 单位 before the levels is the unit that a row belongs to, not the unit of a value.
fn name_units(columns: &mut [Column]) {
    let levels = [Field::Level1, Field::Level2, Field::Level3];
    let before = columns.iter().position(|column| levels.contains(&column.field)).unwrap_or(0);
    for column in &mut columns[..before] {
        if column.field == Field::Unit {
            column.field = Field::Department;
        }
    }
}

/// Years side by side under one word of the target are prior years but for the last.
fn name_prior_years(columns: &mut [Column]) {
    for at in 1..columns.len() {
        let (before, after) = columns.split_at_mut(at);
        let (Some(left), Some(right)) = (before.last_mut(), after.first()) else { continue };
        let both = left.field == Field::Target && right.field == Field::Target;
        if both && left.group == right.group && label_year(&left.label).is_some() {
            left.field = Field::Baseline;
        }
    }
}

/// The horizon that a header text tells in brackets or by its goal: 指标值（长期）, 中期目标.
fn horizon_in(text: &str) -> Option<Horizon> {
    let words = [
        ("长期", Horizon::LongTerm),
        ("实施期", Horizon::LongTerm),
        ("中期", Horizon::MediumTerm),
        ("年度", Horizon::Annual),
        ("当年", Horizon::Annual),
    ];
    words.iter().find(|(word, _)| text.contains(word)).map(|&(_, horizon)| horizon)
}

/// The unit of money in a header's brackets: 预算金额（万元）.
pub(super) fn bracket_currency(text: &str) -> Option<&'static str> {
    let (_, inside) = text.split_once(['(', '（'])?;
    if inside.len() > 40 { None } else { money::unit_of(inside) }
}
