//! Columns: what the cells below a header hold, decided for all columns jointly.

pub(crate) mod choose;
mod complete;
pub(crate) mod content;
mod fields;
mod groups;
pub(crate) mod header;
pub(crate) mod items;
mod list_fields;
pub(crate) mod matrix;
mod parts;
mod profile;
mod search;
mod terms;
pub(crate) mod wide;

use std::ops::Range;

use formgrid_model::{Cell, join_lines};

use self::header::HeaderColumn;
use crate::cells::Sheet;
use crate::template::{Field, Horizon};
use crate::words::score::{Score, centinat};

/// Score of a column that the shape of its header tells.
const SURE: Score = centinat(300);

/// The kind of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ListKind {
    /// One or more indicators per row.
    Indicators,
    /// One project or task per row.
    Projects,
    /// Budget execution by source of money.
    Execution,
    /// One line of funding per row.
    Funding,
    /// Goals in adjacent columns.
    Goals,
    /// Instalments in adjacent columns.
    Instalments,
    /// Sources of money in adjacent columns, with one row of amounts.
    Sources,
    /// One indicator per column, one place or unit per row.
    Matrix,
    /// Several indicators per cell, one level per column.
    Items,
}

impl ListKind {
    /// All kinds, in the order that breaks ties.
    pub(crate) const ALL: [Self; 9] = [
        Self::Indicators,
        Self::Projects,
        Self::Execution,
        Self::Funding,
        Self::Goals,
        Self::Instalments,
        Self::Sources,
        Self::Matrix,
        Self::Items,
    ];
}

/// What distinguishes columns of the same field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Axis {
    /// The form itself.
    #[default]
    None,
    /// Goals of a horizon.
    Horizon(Horizon),
    /// A part of the year.
    Part(String),
    /// A place, unit or phase.
    Place(String),
}

/// One column of a list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    /// Grid columns, from 0.
    pub(crate) range: Range<usize>,
    /// The field of its cells; `Aside` if no record has a field for them.
    pub(crate) field: Field,
    /// The lowest header word, as printed.
    pub(crate) label: String,
    /// The cells of its header words, from the lowest up.
    pub(crate) path: Vec<usize>,
    /// The cell below them that only states their unit in brackets.
    pub(crate) unit: Option<usize>,
    /// The indicator of the row that it belongs to, from 1; 0 if it belongs to all.
    pub(crate) group: usize,
    pub(crate) axis: Axis,
    /// Currency unit in the header.
    pub(crate) currency: Option<&'static str>,
    /// The field rests on no listed word.
    pub(crate) guessed: bool,
    /// Score of the field.
    pub(crate) score: Score,
    /// Distance to the score of the next best field.
    pub(crate) margin: Score,
}

impl Column {
    /// A column without header words.
    pub(crate) fn new(range: Range<usize>, field: Field) -> Self {
        Self {
            range,
            field,
            label: String::new(),
            path: Vec::new(),
            unit: None,
            group: 0,
            axis: Axis::None,
            currency: None,
            guessed: false,
            score: 0,
            margin: 0,
        }
    }

    /// A column below header words.
    fn below(sheet: &Sheet<'_>, header: &HeaderColumn, field: Field) -> Self {
        let label = header.path.first().map(|&index| join_lines(sheet.text(index)));
        Self {
            label: label.unwrap_or_default(),
            path: header.path.clone(),
            unit: header.unit,
            ..Self::new(header.range.clone(), field)
        }
    }

    /// Whether a text names the place whose values the column holds.
    pub(crate) fn is_named(&self, text: &str) -> bool {
        matches!(&self.axis, Axis::Place(place) if *place == join_lines(text))
    }
}

/// The fields of all columns of a list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Assignment {
    pub(crate) kind: ListKind,
    pub(crate) columns: Vec<Column>,
    /// Number of indicators per row; 0 for one.
    pub(crate) n_groups: usize,
    pub(crate) total: Score,
    /// Distance to the total of the next best list kind.
    pub(crate) margin: Score,
}

impl Assignment {
    /// The first column of a field.
    pub(crate) fn position(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|column| column.field == field)
    }

    /// Whether a column has the field.
    pub(crate) fn has(&self, field: Field) -> bool {
        self.position(field).is_some()
    }

    /// Whether a column holds the level of an indicator above its name.
    pub(crate) fn has_any_level(&self) -> bool {
        self.has(Field::Level1) || self.has(Field::Level2)
    }

    /// The cell of a row in the first column of a field.
    pub(crate) fn cell_in(&self, sheet: &Sheet<'_>, row: usize, field: Field) -> Option<usize> {
        let column = &self.columns[self.position(field)?];
        sheet.at(row, column.range.start)
    }

    /// The column that a cell overlaps most, the first on a tie.
    pub(crate) fn column_of(&self, cell: &Cell) -> Option<usize> {
        let mut best: Option<(usize, usize)> = None;
        for (at, column) in self.columns.iter().enumerate() {
            let overlap = column
                .range
                .end
                .min(cell.col_end())
                .saturating_sub(column.range.start.max(cell.col));
            if overlap > 0 && best.is_none_or(|(_, other)| overlap > other) {
                best = Some((at, overlap));
            }
        }
        best.map(|(at, _)| at)
    }

    /// The columns without header cells, for rows of another table.
    pub(crate) fn without_cells(&self) -> Self {
        let mut columns = self.clone();
        for column in &mut columns.columns {
            column.path.clear();
        }
        columns
    }

    /// The columns fitted to a row of another table: one cell per column, else scaled to its width.
    pub(crate) fn fitted(&self, sheet: &Sheet<'_>, row: usize) -> Self {
        let mut fitted = self.clone();
        let n_cols = self.columns.last().map_or(0, |column| column.range.end);
        if n_cols == sheet.n_cols() {
            return fitted;
        }
        let ranges: Vec<Range<usize>> =
            sheet.origins(row).map(|i| sheet.cell(i).col..sheet.cell(i).col_end()).collect();
        if ranges.len() == fitted.columns.len() {
            for (column, range) in fitted.columns.iter_mut().zip(ranges) {
                column.range = range;
            }
        } else if n_cols > 0 {
            let scale = |at: usize| (at * sheet.n_cols()).div_ceil(n_cols).min(sheet.n_cols());
            for column in &mut fitted.columns {
                let start = scale(column.range.start);
                column.range = start..scale(column.range.end).max(start + 1);
            }
        }
        fitted
    }

    /// The first grid column of the list.
    pub(crate) fn start(&self) -> usize {
        self.columns.first().map_or(0, |column| column.range.start)
    }
}
