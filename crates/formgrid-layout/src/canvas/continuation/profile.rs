//! What the columns of a table hold where no page cuts it: the measure for what stands at the cut.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Bound, Range};

/// What the cells of equal columns hold.
#[derive(Debug, Default)]
pub(super) struct Profile {
    /// Cells of one row with text.
    n_single: usize,
    /// Cells of several rows with text.
    n_merged: usize,
    /// Cells without text.
    n_empty: usize,
    /// The texts, folded.
    texts: BTreeSet<String>,
    /// The width of the widest line, in points.
    widest: f32,
}

impl Profile {
    /// Whether a cell without text is out of place here. Unknown where there are too few.
    pub(super) fn is_always_filled(&self) -> bool {
        self.n_filled() >= 2 && self.n_empty * 10 <= self.n_filled()
    }

    /// Whether cells are filled more often than not.
    pub(super) fn is_mostly_filled(&self) -> bool {
        self.n_filled() >= 2 && self.n_empty * 2 <= self.n_filled()
    }

    /// Whether cells cover several rows here as a rule, as labels do.
    pub(super) fn is_merged(&self) -> bool {
        self.n_merged > 0 && self.n_merged * 4 >= self.n_single
    }

    /// Whether cells without text are common here.
    pub(super) fn is_often_empty(&self) -> bool {
        self.n_empty * 4 > self.n_filled()
    }

    /// Whether no cell covers several rows.
    pub(super) fn is_single(&self) -> bool {
        self.n_merged == 0
    }

    /// Whether a cell says this and nothing else.
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

    /// The width of the widest line, in points.
    pub(super) fn widest(&self) -> f32 {
        self.widest
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
    /// Counts a cell.
    pub(super) fn add(&mut self, cols: &Range<usize>, n_rows: usize, folded: String) {
        let profile = self.by_columns.entry((cols.start, cols.end)).or_default();
        match (folded.is_empty(), n_rows) {
            (true, _) => profile.n_empty += 1,
            (false, 1) => profile.n_single += 1,
            (false, _) => profile.n_merged += 1,
        }
        if !folded.is_empty() {
            profile.texts.insert(folded);
        }
    }

    /// Takes note of the widest line of a cell.
    pub(super) fn widen(&mut self, cols: &Range<usize>, widest: f32) {
        let profile = self.by_columns.entry((cols.start, cols.end)).or_default();
        profile.widest = profile.widest.max(widest);
    }

    /// The profile of the cells that cover just these columns.
    pub(super) fn of(&self, cols: &Range<usize>) -> &Profile {
        self.by_columns.get(&(cols.start, cols.end)).unwrap_or(&self.unknown)
    }
}
