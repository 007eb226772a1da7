//! What the columns below a header hold, decided for all of them together.

pub(crate) mod choose;
pub(crate) mod content;
mod fields;
pub(crate) mod header;
mod profile;
mod search;

use std::ops::Range;

use crate::template::{Field, Horizon};
use crate::words::score::Score;

/// What the rows below a header are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ListKind {
    /// One or more indicators a row.
    Indicators,
    /// One project or task a row.
    Projects,
    /// The execution of a budget by source of money.
    Execution,
    /// One line of funding a row.
    Funding,
    /// Goals side by side.
    Goals,
    /// Instalments side by side.
    Instalments,
    /// Sources of money side by side, with one row of amounts.
    Sources,
    /// Indicators side by side, a place or unit a row.
    Matrix,
}

impl ListKind {
    /// The kinds in the order in which ties are decided.
    pub(crate) const ALL: [Self; 8] = [
        Self::Indicators,
        Self::Projects,
        Self::Execution,
        Self::Funding,
        Self::Goals,
        Self::Instalments,
        Self::Sources,
        Self::Matrix,
    ];
}

/// What a column of a field is for, where a list has several of it.
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
    /// Columns of the grid.
    pub(crate) range: Range<usize>,
    /// What its cells hold; `Aside` where no record has a field for it.
    pub(crate) field: Field,
    /// The lowest header word, as printed.
    pub(crate) label: String,
    /// Its header words from the lowest up, as cells.
    pub(crate) path: Vec<usize>,
    /// Which of several indicators of a row it belongs to; 0 where it belongs to all.
    pub(crate) group: usize,
    pub(crate) axis: Axis,
    /// Unit of money that the header names.
    pub(crate) currency: Option<&'static str>,
    /// No listed word says what it holds.
    pub(crate) guessed: bool,
    /// What the chosen field scores.
    pub(crate) score: Score,
    /// How much the next best field scores less.
    pub(crate) margin: Score,
}

/// The columns of a list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Assignment {
    pub(crate) kind: ListKind,
    pub(crate) columns: Vec<Column>,
    /// Number of indicators a row may hold side by side; 0 where it holds one.
    pub(crate) n_groups: usize,
    pub(crate) total: Score,
    /// How much the next best reading of the header as another kind scores less.
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

    /// The column that overlaps a range of grid columns most, the first of equals.
    pub(crate) fn best(&self, range: &Range<usize>) -> Option<usize> {
        let mut best: Option<(usize, usize)> = None;
        for (at, column) in self.columns.iter().enumerate() {
            let overlap =
                column.range.end.min(range.end).saturating_sub(column.range.start.max(range.start));
            if overlap > 0 && best.is_none_or(|(_, other)| overlap > other) {
                best = Some((at, overlap));
            }
        }
        best.map(|(at, _)| at)
    }

    /// The columns without the cells of their header words, for rows of another table.
    pub(crate) fn without_cells(&self) -> Self {
        let mut columns = self.clone();
        for column in &mut columns.columns {
            column.path.clear();
        }
        columns
    }

    /// The columns as a row of another table has them: one cell for each, else to scale.
    pub(crate) fn fitted(&self, sheet: &crate::cells::Sheet<'_>, row: usize) -> Self {
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

    /// Where the list begins.
    pub(crate) fn start(&self) -> usize {
        self.columns.first().map_or(0, |column| column.range.start)
    }
}
