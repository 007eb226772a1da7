//! Tables by rulings: shapes to edges, edges to slots, slots to cells.
//!
//! Two slots without an edge between them are one cell; nothing else makes a merge. All earlier steps
//! ensure that there is an edge where a person sees one, however it is drawn.

mod cells;
mod edges;
mod fills;
mod joints;
mod marks;
mod outer;
mod rulings;
mod slabs;
mod spacing;
#[cfg(test)]
mod tests;
mod tolerances;
mod words;

use formgrid_model::{CanvasPage, Code, Diagnostics, Lexicon, Place};

use super::{placed::PlacedTable, text};

use cells::NoLattice;
use tolerances::TOLERANCES;

pub(crate) use cells::Lattice;
pub(crate) use rulings::{Ruling, Rulings};

/// The lattices of a page with these borders, from top to bottom, without words. A single box is one
/// too.
pub(crate) fn find(
    page: &CanvasPage,
    borders: Rulings,
    lexicon: &Lexicon,
    diagnostics: &mut Diagnostics,
) -> Vec<Lattice> {
    let mut rulings = borders;
    slabs::add(page, &mut rulings);
    let snap_pt = spacing::snap_pt(&rulings, text::body_size(&page.words));
    let edges = marks::without_underlines(edges::find(rulings, snap_pt), page);
    let mut lattices = Vec::new();
    let mut is_too_large = false;
    let components = joints::components(&edges);
    is_too_large |= components.is_none();
    for edges in outer::close(components.unwrap_or_default(), page, lexicon) {
        match cells::lattice(&edges) {
            Ok(lattice) => lattices.push(lattice),
            Err(NoLattice::TooLarge) => is_too_large = true,
            Err(NoLattice::Open) => {}
        }
    }
    lattices.append(&mut fills::lattices(page, &lattices));
    lattices.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    if lattices.iter().filter(|lattice| lattice.cells.len() > 1).count() > TOLERANCES.max_tables {
        is_too_large = true;
        lattices.clear();
    }
    if is_too_large {
        let place = Place { page: Some(page.number), ..Place::default() };
        let message = "the page draws more than a table has; its text was left as paragraphs";
        diagnostics.report(Code::LayoutTooLarge, place, message);
    }
    lattices
}

/// The rulings of a page: its borders, and the underlines and strikethroughs of its texts.
pub(crate) fn borders_and_marks(page: &CanvasPage) -> (Rulings, Vec<Ruling>) {
    marks::borders_and_marks(page)
}

/// Splits words of which only some characters are struck, given the lines at texts.
pub(crate) fn part_struck(page: &mut CanvasPage, lines: &[Ruling]) {
    marks::part_struck(page, lines);
}

/// Indices of the words of a page that are struck through.
pub(crate) fn struck(page: &CanvasPage) -> Vec<usize> {
    marks::struck(page)
}

/// The tables of lattices, with their words in the cells. `index` is the page's index in the canvas.
/// `tied` marks lattices that adjoin one of another page, which makes even a box or a blank lattice a
/// table.
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

/// Boxes without words are figures.
fn has_text(table: &PlacedTable) -> bool {
    table.cells.iter().any(|cell| !cell.lines.is_empty())
}
