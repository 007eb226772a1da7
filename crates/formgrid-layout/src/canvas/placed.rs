//! Tables as they were found on one page, before pages are joined.
//!
//! Every method of finding tables gives this type, so that continuation and what follows need not know
//! how a table was found.

use std::ops::Range;

use formgrid_model::{BBox, Method};

use super::text::Line;

/// A table on one page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlacedTable {
    /// Index of the page in the canvas.
    pub(crate) page: usize,
    /// What it covers, in points.
    pub(crate) bbox: BBox,
    /// x of the column edges, ascending, in points: one more than there are columns.
    pub(crate) xs: Vec<f32>,
    /// y of the row edges, ascending, in points: one more than there are rows.
    pub(crate) ys: Vec<f32>,
    /// Its cells in reading order of their origins. No two overlap; a slot without one is blank.
    pub(crate) cells: Vec<PlacedCell>,
    /// How it was found.
    pub(crate) method: Method,
    /// Confidence in rows and columns, 0 to 1.
    pub(crate) confidence: f32,
}

impl PlacedTable {
    /// Number of rows.
    pub(crate) fn n_rows(&self) -> usize {
        self.ys.len().saturating_sub(1)
    }

    /// Number of columns.
    pub(crate) fn n_cols(&self) -> usize {
        self.xs.len().saturating_sub(1)
    }
}

/// A cell of a table on one page.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct PlacedCell {
    /// The rows it covers, at least one.
    pub(crate) rows: Range<usize>,
    /// The columns it covers, at least one.
    pub(crate) cols: Range<usize>,
    /// What it covers, in points.
    pub(crate) bbox: BBox,
    /// What is printed in it, from top to bottom.
    pub(crate) lines: Vec<Line>,
}
