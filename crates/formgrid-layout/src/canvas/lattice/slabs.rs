//! Borders that are the visible rest of a dark background between light cells painted on it.
//!
//! Browsers print a table with a background and cell spacing this way: no ruling is drawn, yet one is
//! visible.

use formgrid_model::{BBox, CanvasPage, Shape};

use super::rulings::{Ruling, Rulings};
use super::tolerances::TOLERANCES;

/// How much lighter a cell is than its slab.
const LIGHTER: f32 = 0.3;
/// Fewest cells on a slab: two rows of two columns.
const MIN_CELLS: usize = 4;
/// Most slabs of a page: each row of a table may have its own.
const MAX_SLABS: usize = 500;
/// Widest gap between cells; further apart they are boxes on a colored page.
const GAP_PT: f32 = 6.0;

/// Adds the sides of light cells on a dark slab.
pub(super) fn add(page: &CanvasPage, rulings: &mut Rulings) {
    let mut slabs: Vec<(BBox, f32, Vec<BBox>)> = Vec::new();
    for shape in &page.shapes {
        let Shape::Fill { bbox, lightness } = *shape else { continue };
        let is_finite = [bbox.x0, bbox.y0, bbox.x1, bbox.y1].iter().all(|n| n.is_finite());
        if !is_finite || (bbox.x1 - bbox.x0).min(bbox.y1 - bbox.y0) <= TOLERANCES.thickest_pt {
            continue;
        }
        let under = slabs.iter().rposition(|(slab, ..)| is_within(&bbox, slab));
        let n_slabs = slabs.len();
        match under.and_then(|at| slabs.get_mut(at)) {
            Some((_, dark, cells)) if lightness - *dark >= LIGHTER => cells.push(bbox),
            _ if n_slabs < MAX_SLABS => slabs.push((bbox, lightness, Vec::new())),
            _ => {}
        }
    }
    for (slab, _, cells) in slabs.iter().filter(|(.., cells)| cells.len() >= MIN_CELLS) {
        if fills(slab, cells) {
            cells.iter().for_each(|cell| add_sides(cell, rulings));
        }
    }
}

/// Whether cells cover a slab except for narrow gaps.
fn fills(slab: &BBox, cells: &[BBox]) -> bool {
    let area = |a: &BBox| (a.x1 - a.x0) * (a.y1 - a.y0);
    let grown = |a: &BBox| (a.x1 - a.x0 + GAP_PT) * (a.y1 - a.y0 + GAP_PT);
    cells.iter().map(grown).sum::<f32>() >= 0.9 * area(slab)
}

fn add_sides(cell: &BBox, rulings: &mut Rulings) {
    for at in [cell.y0, cell.y1] {
        rulings.across.push(Ruling { at, start: cell.x0, end: cell.x1, half: 0.0 });
    }
    for at in [cell.x0, cell.x1] {
        rulings.down.push(Ruling { at, start: cell.y0, end: cell.y1, half: 0.0 });
    }
}

fn is_within(inner: &BBox, outer: &BBox) -> bool {
    let slack = 1.0;
    inner.x0 >= outer.x0 - slack
        && inner.y0 >= outer.y0 - slack
        && inner.x1 <= outer.x1 + slack
        && inner.y1 <= outer.y1 + slack
}
