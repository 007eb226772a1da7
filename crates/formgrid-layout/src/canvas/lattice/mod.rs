//! Tables by their rulings: shapes to edges, edges to slots, slots to cells.
//!
//! Two slots with no edge between them are one cell; that is all there is to a merge. Everything before
//! it makes sure that an edge is there where a person sees one, however the printer has drawn it.

mod cells;
mod edges;
mod joints;
mod rulings;
#[cfg(test)]
mod tests;
mod tolerances;
mod words;

use formgrid_model::CanvasPage;

use super::placed::PlacedTable;

/// The tables of a page that rulings draw, from top to bottom. `index` is the page's in the canvas.
pub(crate) fn find(page: &CanvasPage, index: usize) -> Vec<PlacedTable> {
    let rulings = rulings::find(page);
    let edges = edges::find(rulings);
    let mut lattices: Vec<_> =
        joints::components(&edges).iter().filter_map(cells::lattice).collect();
    lattices.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    lattices.retain(|lattice| lattice.cells.len() > 1);
    let mut tables = words::fill(page, index, lattices);
    tables.retain(has_text);
    tables
}

/// Boxes without a word are a figure.
fn has_text(table: &PlacedTable) -> bool {
    table.cells.iter().any(|cell| !cell.lines.is_empty())
}
