//! Tables over pages: what continuation makes of the tables of each page.

use std::ops::Range;

use formgrid_model::{AtomId, BBox, Method};

use crate::canvas::text::Line;

/// A table over one page or several.
#[derive(Debug)]
pub(crate) struct JoinedTable {
    /// Number of rows.
    pub(crate) n_rows: usize,
    /// Number of columns.
    pub(crate) n_cols: usize,
    /// Its cells; no two overlap.
    pub(crate) cells: Vec<JoinedCell>,
    /// Rows that were cut by a page's end, ascending.
    pub(crate) rejoined: Vec<usize>,
    /// How its parts were found.
    pub(crate) method: Method,
    /// The least confidence of its parts.
    pub(crate) confidence: f32,
}

/// A cell over one page or several.
#[derive(Debug)]
pub(crate) struct JoinedCell {
    /// The rows it covers, at least one.
    pub(crate) rows: Range<usize>,
    /// The columns it covers, at least one.
    pub(crate) cols: Range<usize>,
    /// What stands of it on each page, at least one.
    pub(crate) parts: Vec<Part>,
}

/// The part of a cell on one page.
#[derive(Debug)]
pub(crate) struct Part {
    /// Index of the page in the canvas.
    pub(crate) page: usize,
    /// What it covers, in points.
    pub(crate) bbox: BBox,
    /// What is printed in it.
    pub(crate) lines: Vec<Line>,
}

/// Whether the printer of some tables writes a label again into its cell's rest on each page, as few do: it
/// then does so at most page ends, and elsewhere a label that stands twice is printed twice.
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
    /// What is printed in it, folded for comparison.
    pub(crate) fn folded(&self) -> String {
        let texts: String = self.lines.iter().map(|line| line.text.as_str()).collect();
        formgrid_model::fold(&texts).into_owned()
    }

    /// The numbers of its words.
    pub(crate) fn atoms(&self) -> impl Iterator<Item = AtomId> + '_ {
        self.lines.iter().flat_map(|line| line.atoms.iter().copied())
    }
}
