//! Tables drawn only by the backgrounds of their cells.
//!
//! Backgrounds are edges only where they tile a table without rulings: inside a ruled cell a background
//! may belong to a paragraph, and bands on every other row define no columns.

use formgrid_model::{BBox, CanvasPage, Shape};

use super::cells::{Lattice, lattice};
use super::rulings::{Ruling, Rulings};
use super::tolerances::TOLERANCES;
use super::{edges, joints};

/// Fewest backgrounds of a table: two rows of two columns.
const MIN_FILLS: usize = 4;
/// Most pairs of a background and a lattice; more are a picture.
const MAX_PAIRS: usize = 1_000_000;
/// Most tables of backgrounds on a page.
const MAX_TABLES: usize = 20;
/// Lightest background that is distinguishable from paper.
const LIGHTEST: f32 = 0.97;
/// Share of a table that its backgrounds cover; the gaps between them are borders.
const COVERED: f32 = 0.9;

/// The lattices drawn by backgrounds outside ruled ones.
pub(super) fn lattices(page: &CanvasPage, ruled: &[Lattice]) -> Vec<Lattice> {
    let fills: Vec<BBox> = page.shapes.iter().filter_map(background).collect();
    if fills.len() < MIN_FILLS || fills.len().saturating_mul(ruled.len() + 1) > MAX_PAIRS {
        return Vec::new();
    }
    let is_free = |fill: &&BBox| !ruled.iter().any(|lattice| overlap(&lattice.bbox, fill) > 0.0);
    let fills: Vec<BBox> = fills.iter().filter(is_free).copied().collect();
    let mut rulings = Rulings::default();
    for fill in &fills {
        for at in [fill.y0, fill.y1] {
            rulings.across.push(Ruling { at, start: fill.x0, end: fill.x1, half: 0.0 });
        }
        for at in [fill.x0, fill.x1] {
            rulings.down.push(Ruling { at, start: fill.y0, end: fill.y1, half: 0.0 });
        }
    }
    let edges = edges::find(rulings, TOLERANCES.snap_pt);
    let components = joints::components(&edges).unwrap_or_default();
    let lattices = components.joined.iter().filter_map(|edges| lattice(edges).ok());
    lattices.filter(|lattice| is_tiled(lattice, &fills)).take(MAX_TABLES).collect()
}

fn background(shape: &Shape) -> Option<BBox> {
    let Shape::Fill { bbox, lightness } = *shape else { return None };
    let is_finite = [bbox.x0, bbox.y0, bbox.x1, bbox.y1].iter().all(|n| n.is_finite());
    let size = (bbox.x1 - bbox.x0).min(bbox.y1 - bbox.y0);
    (is_finite && size > TOLERANCES.thickest_pt && lightness < LIGHTEST).then_some(bbox)
}

/// Whether backgrounds cover a lattice of at least two rows and two columns.
fn is_tiled(lattice: &Lattice, fills: &[BBox]) -> bool {
    let within: Vec<f32> =
        fills.iter().map(|fill| overlap(&lattice.bbox, fill)).filter(|area| *area > 0.0).collect();
    lattice.xs.len() > 2
        && lattice.ys.len() > 2
        && within.len() >= MIN_FILLS
        && within.iter().sum::<f32>() >= COVERED * overlap(&lattice.bbox, &lattice.bbox)
}

/// Area of the intersection of two boxes.
fn overlap(a: &BBox, b: &BBox) -> f32 {
    let width = a.x1.min(b.x1) - a.x0.max(b.x0);
    let height = a.y1.min(b.y1) - a.y0.max(b.y0);
    width.max(0.0) * height.max(0.0)
}
