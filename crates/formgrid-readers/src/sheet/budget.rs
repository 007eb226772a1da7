//! How many cells with text a workbook may have.
//!
//! A small file can state the same cells many times: by counts of repetition, or by many sheets that are
//! one part. So cells are counted when they are made, over all sheets.

use formgrid_model::{Code, Diagnostics, Limit, Limits, Place};

/// Cells with text so far; one more than `max` where some were left out.
#[derive(Debug)]
pub(super) struct CellBudget {
    n: usize,
    max: usize,
}

impl CellBudget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { n: 0, max: limits.of(Limit::SheetCells) }
    }

    /// Counts further cells; false where the limit leaves no room for them.
    pub(super) fn take(&mut self, further: usize) -> bool {
        let sum = self.n.saturating_add(further);
        self.n = sum.min(self.max.saturating_add(1));
        sum <= self.max
    }

    /// Reports that cells were left out, where some were.
    pub(super) fn report(&self, limits: &Limits, diagnostics: &mut Diagnostics) {
        if let Err(over) = limits.check(Limit::SheetCells, self.n) {
            let message = format!("{over}; the rest was left out");
            diagnostics.report(Code::ReadCut, Place::default(), message);
        }
    }
}
