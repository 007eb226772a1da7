//! Content of one page, before pages are joined.
//!
//! Every method of finding tables gives a [`PlacedTable`], so later stages need not know the method.

use std::ops::Range;

use formgrid_model::{BBox, Method};

use super::text::Line;

/// A page without its content.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct PageFrame {
    /// Page number in the source, one-based.
    pub(crate) number: u32,
    /// Page height in points.
    pub(crate) height: f32,
    /// Left edge of its text: the least x of its pieces, in points.
    pub(crate) text_left: f32,
    /// Right edge of its text: the greatest x of its pieces, in points.
    pub(crate) text_right: f32,
}

/// The content of a page, in reading order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct PlacedPage {
    /// The page.
    pub(crate) frame: PageFrame,
    /// Its tables and the lines between them.
    pub(crate) pieces: Vec<Piece>,
}

/// A piece of a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    /// A table.
    Table(PlacedTable),
    /// A line outside tables.
    Line(Line),
}

impl Piece {
    /// The table, if it is one.
    pub(crate) fn table(&self) -> Option<&PlacedTable> {
        match self {
            Self::Table(table) => Some(table),
            Self::Line(_) => None,
        }
    }

    /// Bounding box, in points.
    pub(crate) fn bbox(&self) -> BBox {
        match self {
            Self::Table(table) => table.bbox,
            Self::Line(line) => line.bbox,
        }
    }
}

/// A table on one page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlacedTable {
    /// Index of the page in the canvas.
    pub(crate) page: usize,
    /// Bounding box, in points.
    pub(crate) bbox: BBox,
    /// x of the column edges, ascending, in points; one more than columns.
    pub(crate) xs: Vec<f32>,
    /// y of the row edges, ascending, in points; one more than rows.
    pub(crate) ys: Vec<f32>,
    /// Cells in reading order of their origins, without overlap; a slot without one is blank.
    pub(crate) cells: Vec<PlacedCell>,
    /// The method that found it.
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

    /// The cells whose origin is in a row, from left to right.
    pub(crate) fn origins(&self, row: usize) -> &[PlacedCell] {
        let start = self.cells.partition_point(|cell| cell.rows.start < row);
        let end = self.cells.partition_point(|cell| cell.rows.start <= row);
        &self.cells[start..end]
    }

    /// Height of a row in points; 0 outside the table.
    pub(crate) fn row_height(&self, row: usize) -> f32 {
        match (self.ys.get(row), self.ys.get(row + 1)) {
            (Some(top), Some(bottom)) => bottom - top,
            _ => 0.0,
        }
    }
}

/// A cell of a table on one page.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct PlacedCell {
    /// Rows covered, at least one.
    pub(crate) rows: Range<usize>,
    /// Columns covered, at least one.
    pub(crate) cols: Range<usize>,
    /// Bounding box, in points.
    pub(crate) bbox: BBox,
    /// Its lines, from top to bottom.
    pub(crate) lines: Vec<Line>,
    /// Index of its page, if it differs from its table's.
    pub(crate) page: Option<usize>,
}

impl PlacedCell {
    /// Its text on this page, folded for comparison.
    pub(crate) fn folded(&self) -> String {
        let texts: String = self.lines.iter().map(|line| line.text.as_str()).collect();
        formgrid_model::fold(&texts).into_owned()
    }
}
