//! Header rows: which field the cells below each column hold.
//!
//! A column means the path of the header texts above it (近两年指标值 / 前年), and the lowest of them that
//! is a header word decides; a bare year below it is its label. Columns are kept as ranges of grid
//! columns, because the rows below need not have the same borders as the header.

mod fields;
mod header;
mod settle;

use std::ops::Range;

use super::cells::Cells;
use crate::template::{Field, Horizon, TableKind};

pub(super) use fields::{bracket_currency, label_year};
pub(super) use header::{Header, read};
pub(super) use settle::{only_level, tell_level};

/// One column of a header.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// Grid columns.
    pub(super) range: Range<usize>,
    pub(super) field: Field,
    /// How surely the header word names the field: 0 for the first word of its list.
    pub(super) rank: usize,
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
