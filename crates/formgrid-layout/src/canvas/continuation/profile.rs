//! Profiles of columns away from page breaks, the reference for cells at a break.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Bound, Range};

use super::columns::{Columns, united};
use crate::canvas::placed::{PlacedCell, PlacedTable};
use crate::canvas::text;

/// Statistics of cells that cover the same columns.
#[derive(Debug, Default)]
pub(super) struct Profile {
    /// Cells of one row with text.
    n_single: usize,
    /// Cells of several rows with text.
    n_merged: usize,
    /// Cells of one row without text.
    n_empty: usize,
    /// Cells of several rows without text.
    n_empty_merged: usize,
    /// Cells whose text fills its last line.
    n_full: usize,
    /// Their texts, folded.
    texts: BTreeSet<String>,
    /// Width of the widest line, in points.
    widest: f32,
}

impl Profile {
    fn add(&mut self, cell: &PlacedCell) {
        *match (cell.rows.len(), cell.lines.is_empty()) {
            (1, true) => &mut self.n_empty,
            (_, true) => &mut self.n_empty_merged,
            (1, false) => &mut self.n_single,
            (_, false) => &mut self.n_merged,
        } += 1;
        let Some(last) = cell.lines.last() else { return };
        let room = self.room(cell.bbox.x1 - cell.bbox.x0);
        self.n_full += usize::from(text::is_full(last, room));
        self.texts.insert(cell.folded());
    }

    /// Whether a cell without text would be unusual here. False if there are too few cells.
    pub(super) fn is_always_filled(&self) -> bool {
        self.n_filled() >= 2 && self.n_empty * 10 <= self.n_filled()
    }

    /// Whether cells are filled more often than not.
    pub(super) fn is_mostly_filled(&self) -> bool {
        self.n_filled() >= 2 && self.n_empty * 2 <= self.n_filled()
    }

    /// Whether cells usually cover several rows here, as labels do.
    pub(super) fn is_merged(&self) -> bool {
        self.n_merged > 0 && self.n_merged * 4 >= self.n_single
    }

    /// Whether cells without text are common here, among those of one row or of several.
    pub(super) fn is_often_empty(&self, is_tall: bool) -> bool {
        if is_tall {
            self.n_empty_merged > self.n_merged
        } else {
            self.n_empty * 4 > self.n_filled()
        }
    }

    /// Whether no cell covers several rows.
    pub(super) fn is_single(&self) -> bool {
        self.n_merged == 0
    }

    /// Whether a cell has exactly this text.
    pub(super) fn knows(&self, folded: &str) -> bool {
        self.texts.contains(folded)
    }

    /// Whether other cells begin with the same two characters.
    pub(super) fn knows_start(&self, folded: &str) -> bool {
        let mut starts = folded.char_indices().map(|(at, _)| at).skip(2);
        let start = starts.next().map_or(folded, |at| &folded[..at]);
        let from = (Bound::Included(start), Bound::Unbounded);
        let like = self.texts.range::<str, _>(from).take_while(|text| text.starts_with(start));
        like.take(2).count() == 2
    }

    /// The room for lines in a cell of a width, in points.
    pub(super) fn room(&self, width: f32) -> f32 {
        text::room(width, self.widest)
    }

    /// How significant a full line is: 1 if no complete text fills its line, 0 if all do.
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 24 bits")]
    pub(super) fn full_is_rare(&self) -> f32 {
        1.0 - self.n_full as f32 / (self.n_filled() + 1) as f32
    }

    fn n_filled(&self) -> usize {
        self.n_single + self.n_merged
    }
}

/// The profiles of a table, by the columns that cells cover.
#[derive(Debug, Default)]
pub(super) struct Profiles {
    by_columns: BTreeMap<(usize, usize), Profile>,
    unknown: Profile,
}

impl Profiles {
    /// The profiles of a table of several parts.
    pub(super) fn new(parts: &[PlacedTable], columns: &Columns) -> Self {
        let mut profiles = Self::default();
        let cells = || {
            parts.iter().enumerate().zip(&columns.of_parts).flat_map(|((index, part), edges)| {
                let (is_first, is_last) = (index == 0, index + 1 == parts.len());
                part.cells.iter().filter_map(move |cell| {
                    let is_at_seam = (!is_first && cell.rows.start == 0)
                        || (!is_last && cell.rows.end == part.n_rows());
                    Some((united(&cell.cols, edges)?, cell, is_at_seam))
                })
            })
        };
        for (cols, cell, _) in cells() {
            let profile = profiles.by_columns.entry((cols.start, cols.end)).or_default();
            profile.widest = profile.widest.max(text::widest(&cell.lines));
        }
        for (cols, cell, _) in cells().filter(|(_, _, is_at_seam)| !is_at_seam) {
            profiles.by_columns.entry((cols.start, cols.end)).or_default().add(cell);
        }
        profiles
    }

    /// The profile of the cells that cover exactly these columns.
    pub(super) fn of(&self, cols: &Range<usize>) -> &Profile {
        self.by_columns.get(&(cols.start, cols.end)).unwrap_or(&self.unknown)
    }
}
