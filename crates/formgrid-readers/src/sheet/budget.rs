//! Limits on the cells with text of a workbook and on their text.
//!
//! A small file can state the same cells many times: with repeat counts, with many sheets that share a
//! part, or with one shared string in every cell. So cells are counted as they are made, across all
//! sheets.

use formgrid_model::{Diagnostics, Limit, Limits, Place};

use crate::long::report_cut;

/// Cells with text so far, and the bytes of their texts.
#[derive(Debug)]
pub(super) struct CellBudget {
    n_cells: usize,
    n_bytes: usize,
    max_cells: usize,
    max_bytes: usize,
}

impl CellBudget {
    pub(super) fn new(limits: &Limits) -> Self {
        let (max_cells, max_bytes) = (limits.of(Limit::SheetCells), limits.of(Limit::SheetText));
        Self { n_cells: 0, n_bytes: 0, max_cells, max_bytes }
    }

    /// Counts a cell; false if it exceeds a limit.
    pub(super) fn take(&mut self, text: &str) -> bool {
        self.n_cells = self.n_cells.saturating_add(1);
        self.n_bytes = self.n_bytes.saturating_add(text.len());
        self.n_cells <= self.max_cells && self.n_bytes <= self.max_bytes
    }

    /// Whether a limit is reached.
    pub(super) fn is_over(&self) -> bool {
        self.n_cells > self.max_cells || self.n_bytes > self.max_bytes
    }

    /// Reports the cells left out, if any.
    pub(super) fn report(&self, limits: &Limits, diagnostics: &mut Diagnostics) {
        let counts = [(Limit::SheetCells, self.n_cells), (Limit::SheetText, self.n_bytes)];
        for over in counts.into_iter().filter_map(|(limit, n)| limits.check(limit, n).err()) {
            report_cut(over, Place::default(), diagnostics);
        }
    }
}
