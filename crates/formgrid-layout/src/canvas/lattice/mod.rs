//! Tables by their rulings: shapes to edges, edges to slots, slots to cells.
//!
//! Two slots with no edge between them are one cell; that is all there is to a merge. Everything before
//! it makes sure that an edge is there where a person sees one, however the printer has drawn it.

mod cells;
mod edges;
mod joints;
mod marks;
mod rulings;
#[cfg(test)]
mod tests;
mod tolerances;
mod words;

use formgrid_model::CanvasPage;

use super::placed::PlacedTable;

pub(crate) use cells::Lattice;

/// The lattices that a page draws, from top to bottom, without its words. A box alone is one too.
pub(crate) fn find(page: &CanvasPage) -> Vec<Lattice> {
    let rulings = rulings::find(page);
    let edges = edges::find(rulings);
    let mut lattices: Vec<_> =
        joints::components(&edges).iter().filter_map(cells::lattice).collect();
    lattices.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    lattices
}

/// The indices of the words of a page that a line runs through, as through deleted text.
pub(crate) fn struck(page: &CanvasPage) -> Vec<usize> {
    marks::struck(page)
}

/// The tables of lattices, with the words of the page in their cells. `index` is the page's in the
/// canvas. `tied` says of each lattice that it adjoins one of another page, which makes a table even of
/// a box or of cells without a word.
pub(crate) fn fill(
    page: &CanvasPage,
    index: usize,
    lattices: Vec<Lattice>,
    tied: &[bool],
) -> Vec<(PlacedTable, bool)> {
    let (lattices, tied): (Vec<_>, Vec<_>) = lattices
        .into_iter()
        .zip(tied.iter().copied())
        .filter(|(lattice, is_tied)| lattice.cells.len() > 1 || *is_tied)
        .unzip();
    let mut tables: Vec<_> = words::fill(page, index, lattices).into_iter().zip(tied).collect();
    tables.retain(|(table, is_tied)| *is_tied || has_text(table));
    tables
}

/// Boxes without a word are a figure.
fn has_text(table: &PlacedTable) -> bool {
    table.cells.iter().any(|cell| !cell.lines.is_empty())
}
