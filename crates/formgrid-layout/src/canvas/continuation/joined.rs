//! Tables joined over pages.

use std::ops::Range;

use formgrid_model::{AtomId, BBox, Method};

use crate::canvas::text::Line;

/// A table over one or more pages.
#[derive(Debug)]
pub(crate) struct JoinedTable {
    /// Number of rows.
    pub(crate) n_rows: usize,
    /// Number of columns.
    pub(crate) n_cols: usize,
    /// Its cells, without overlap.
    pub(crate) cells: Vec<JoinedCell>,
    /// Rows that a page break cut, ascending.
    pub(crate) rejoined: Vec<usize>,
    /// The method that found its parts.
    pub(crate) method: Method,
    /// The lowest confidence of its parts.
    pub(crate) confidence: f32,
}

/// A cell over one or more pages.
#[derive(Debug)]
pub(crate) struct JoinedCell {
    /// Rows covered, at least one.
    pub(crate) rows: Range<usize>,
    /// Columns covered, at least one.
    pub(crate) cols: Range<usize>,
    /// Its part on each page, at least one.
    pub(crate) parts: Vec<Part>,
}

/// The part of a cell on one page.
#[derive(Debug)]
pub(crate) struct Part {
    /// Index of the page in the canvas.
    pub(crate) page: usize,
    /// Bounding box, in points.
    pub(crate) bbox: BBox,
    /// Its lines.
    pub(crate) lines: Vec<Line>,
}

/// Whether the printer of some tables repeats a label in its cell's remainder on each page. Few do, and
/// those do it at most page breaks; otherwise a label that occurs twice is two labels.
pub(crate) fn writes_labels_again<'a>(tables: impl Iterator<Item = &'a JoinedTable>) -> bool {
    let (mut n_once, mut n_again) = (0_usize, 0_usize);
    let cells = tables.flat_map(|table| &table.cells);
    for cell in cells.filter(|cell| cell.parts.len() > 1 && cell.rows.len() > 1) {
        let mut said = cell.parts.iter().map(Part::folded).filter(|text| !text.is_empty());
        let Some(first) = said.next() else { continue };
        match said.next() {
            None => n_once += 1,
            Some(second) => n_again += usize::from(first == second),
        }
    }
    n_again > n_once
}

impl Part {
    /// Its text, folded for comparison.
    pub(crate) fn folded(&self) -> String {
        let texts: String = self.lines.iter().map(|line| line.text.as_str()).collect();
        formgrid_model::fold(&texts).into_owned()
    }

    /// The atoms of its words.
    pub(crate) fn atoms(&self) -> impl Iterator<Item = AtomId> + '_ {
        self.lines.iter().flat_map(|line| line.atoms.iter().copied())
    }
}
