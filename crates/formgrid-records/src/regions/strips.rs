//! Strips: rows of a table that blank columns divide from top to bottom.

use std::collections::BTreeMap;
use std::ops::Range;

use formgrid_model::Grid;

use super::Area;

/// Rows with the runs of columns between their blank columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Strip {
    pub(super) rows: Range<usize>,
    pub(super) parts: Vec<Range<usize>>,
}

/// Which slots of an area have no text.
#[derive(Debug)]
pub(super) struct Blanks {
    area: Area,
    /// By row and column of the area.
    is_filled: Vec<bool>,
    /// For each row of the area, its columns from the first to the last text; empty without text.
    used: Vec<Range<usize>>,
    /// For each row of the area, whether a text spans into it from the row above.
    is_joined: Vec<bool>,
    /// For each row of the area, whether it is a single text.
    is_line: Vec<bool>,
}

impl Blanks {
    /// Looks at the slots of an area.
    pub(super) fn of(grid: &Grid, area: &Area) -> Self {
        let n_cols = area.cols.len();
        let mut is_filled = Vec::with_capacity(area.rows.len() * n_cols);
        let mut used = Vec::with_capacity(area.rows.len());
        let mut is_joined = Vec::with_capacity(area.rows.len());
        let mut is_line = Vec::with_capacity(area.rows.len());
        for row in area.rows.clone() {
            let (mut first, mut end) = (area.cols.end, area.cols.start);
            let (mut joined, mut n_texts, mut last) = (false, 0, None);
            for col in area.cols.clone() {
                let cell = grid.at(row, col).filter(|cell| !cell.is_empty());
                is_filled.push(cell.is_some());
                let Some(cell) = cell else { continue };
                first = first.min(col);
                end = col + 1;
                joined |= cell.row < row;
                n_texts += usize::from(last != Some((cell.row, cell.col)));
                last = Some((cell.row, cell.col));
            }
            used.push(first.min(end)..end);
            is_joined.push(joined);
            is_line.push(n_texts == 1 && !joined);
        }
        Self { area: area.clone(), is_filled, used, is_joined, is_line }
    }

    /// Whether one of some rows has a text.
    pub(super) fn has_text(&self, rows: &Range<usize>) -> bool {
        let start = self.area.rows.start;
        self.used[rows.start - start..rows.end - start].iter().any(|cols| !cols.is_empty())
    }

    /// The column in which the texts begin. A title may begin before the form below it, in a merged
    /// cell.
    pub(super) fn first_col(&self) -> usize {
        let rows = || self.used.iter().zip(&self.is_line).filter(|(cols, _)| !cols.is_empty());
        let starts = rows().filter(|(_, is_line)| !**is_line).map(|(cols, _)| cols.start);
        let first = rows().map(|(cols, _)| cols.start).min().unwrap_or(self.area.cols.start);
        starts.min().filter(|&start| rows().all(|(cols, _)| cols.end > start)).unwrap_or(first)
    }

    /// The strips that may hold forms next to each other, the most promising first.
    pub(super) fn strips(&self) -> Vec<Strip> {
        /// Rows of all strips, as a multiple of those of the area: strips overlap.
        const MAX_ROWS: usize = 4;
        /// Rows of a form.
        const MIN_ROWS: usize = 3;
        // For each set of rows, how many have text on both sides of a blank column.
        let mut found: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let n_cols = self.area.cols.len();
        let n_rows = self.area.rows.len();
        for col in self.area.cols.clone() {
            let is_blank = |row: usize| !self.is_filled[row * n_cols + col - self.area.cols.start];
            let is_between =
                |row: &usize| self.used[*row].start < col && col + 1 < self.used[*row].end;
            let mut row = 0;
            while row < n_rows {
                let start = row;
                while row < n_rows && is_blank(row) {
                    row += 1;
                }
                let rows = self.whole_cells(start..row);
                let n_both = rows.clone().filter(is_between).count();
                if rows.len() >= MIN_ROWS && n_both >= MIN_ROWS {
                    let n = found.entry((rows.start, rows.end)).or_default();
                    *n = n_both.max(*n);
                }
                row += 1;
            }
        }
        let mut found: Vec<((usize, usize), usize)> = found.into_iter().collect();
        found.sort_by_key(|&(rows, n_both)| (std::cmp::Reverse(n_both), rows));
        let mut n_left = n_rows.saturating_mul(MAX_ROWS);
        let fits = |&((start, end), _): &((usize, usize), usize)| {
            let left = n_left.checked_sub(end - start);
            n_left = left.unwrap_or(n_left);
            left.is_some()
        };
        let mut strips: Vec<(usize, Strip)> = found
            .into_iter()
            .take_while(fits)
            .map(|((start, end), n_both)| (n_both, self.strip(start..end)))
            .collect();
        strips.sort_by_key(|(n_both, strip)| {
            (std::cmp::Reverse((*n_both, strip.parts.len())), strip.rows.start)
        });
        strips.into_iter().map(|(_, strip)| strip).collect()
    }

    /// Rows of the area without those at their ends that a merged cell with text joins to others.
    fn whole_cells(&self, rows: Range<usize>) -> Range<usize> {
        let Range { mut start, mut end } = rows;
        let is_cut = |row: usize| self.is_joined.get(row) == Some(&true);
        while start < end && is_cut(start) {
            start += 1;
        }
        while start < end && is_cut(end) {
            end -= 1;
        }
        start..end
    }

    /// The strip of some rows of the area.
    fn strip(&self, rows: Range<usize>) -> Strip {
        let n_cols = self.area.cols.len();
        let mut is_used = vec![false; n_cols];
        for row in rows.clone() {
            let filled = &self.is_filled[row * n_cols..][..n_cols];
            is_used.iter_mut().zip(filled).for_each(|(used, filled)| *used |= filled);
        }
        let mut parts: Vec<Range<usize>> = Vec::new();
        for (at, _) in is_used.iter().enumerate().filter(|(_, used)| **used) {
            let col = self.area.cols.start + at;
            match parts.last_mut().filter(|part| part.end == col) {
                Some(part) => part.end += 1,
                None => parts.push(col..col + 1),
            }
        }
        let start = self.area.rows.start;
        Strip { rows: start + rows.start..start + rows.end, parts }
    }
}
