//! Shapes to rulings: what printers draw for a border.
//!
//! A border is a stroke, a thin filled rectangle, a row of dashes, or a short stroke as thick as the
//! border is long. All are rectangles; the longer side gives the direction.

use formgrid_model::{BBox, CanvasPage, Shape};

use super::tolerances::TOLERANCES;

/// A piece of a ruling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ruling {
    /// y of a horizontal piece, x of a vertical one.
    pub(crate) at: f32,
    /// Start: x of a horizontal piece, y of a vertical one.
    pub(crate) start: f32,
    /// End.
    pub(crate) end: f32,
    /// Half of its thickness.
    pub(crate) half: f32,
}

/// The rulings of a page by direction.
#[derive(Debug, Default)]
pub(crate) struct Rulings {
    /// Horizontal rulings.
    pub(crate) across: Vec<Ruling>,
    /// Vertical rulings.
    pub(crate) down: Vec<Ruling>,
}

/// All rulings of a page, including underlines and strikethroughs.
pub(super) fn drawn(page: &CanvasPage) -> Rulings {
    let mut rulings = Rulings::default();
    for shape in &page.shapes {
        let area = match *shape {
            Shape::Line { bbox, width } => stroked(bbox, width),
            Shape::Fill { bbox, .. } => bbox,
        };
        add(&mut rulings, area);
    }
    rulings.across = runs(rulings.across);
    rulings
}

/// Joins the pieces of dashed rulings, so that no dash is taken for an underline.
fn runs(mut pieces: Vec<Ruling>) -> Vec<Ruling> {
    pieces.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut runs: Vec<Ruling> = Vec::new();
    let mut rest = pieces.as_mut_slice();
    while let Some(first) = rest.first() {
        let last_at = first.at + TOLERANCES.run_pt;
        let n = rest.partition_point(|piece| piece.at <= last_at);
        let (group, tail) = rest.split_at_mut(n);
        group.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.end.total_cmp(&b.end)));
        let n_before = runs.len();
        let mut dash = 0.0;
        for piece in group {
            let length = piece.end - piece.start;
            match runs.get_mut(n_before..).and_then(<[_]>::last_mut) {
                Some(run) if goes_on(piece.start - run.end, dash, length) => {
                    run.end = run.end.max(piece.end);
                    run.half = run.half.max(piece.half);
                }
                _ => runs.push(*piece),
            }
            dash = length;
        }
        rest = tail;
    }
    runs
}

/// The rectangle that a stroke covers.
pub(super) fn stroked(bbox: BBox, width: f32) -> BBox {
    let half = width.max(0.0) / 2.0;
    if bbox.x1 - bbox.x0 >= bbox.y1 - bbox.y0 {
        BBox { y0: bbox.y0 - half, y1: bbox.y1 + half, ..bbox }
    } else {
        BBox { x0: bbox.x0 - half, x1: bbox.x1 + half, ..bbox }
    }
}

fn add(rulings: &mut Rulings, area: BBox) {
    let (width, height) = (area.x1 - area.x0, area.y1 - area.y0);
    let is_finite = [area.x0, area.y0, area.x1, area.y1].iter().all(|n| n.is_finite());
    if !is_finite || width.min(height) > TOLERANCES.thickest_pt {
        return;
    }
    let at = (f32::midpoint(area.x0, area.x1), f32::midpoint(area.y0, area.y1));
    let across = Ruling { at: at.1, start: area.x0, end: area.x1, half: height / 2.0 };
    let down = Ruling { at: at.0, start: area.y0, end: area.y1, half: width / 2.0 };
    // A dot may belong to a dotted line in either direction.
    let is_dot = width.max(height) <= TOLERANCES.join_pt;
    if width >= height || is_dot {
        rulings.across.push(across);
    }
    if height > width || is_dot {
        rulings.down.push(down);
    }
}

/// Whether a piece continues across a gap; `before` and `length` are the lengths of its neighbors.
pub(super) fn goes_on(gap: f32, before: f32, length: f32) -> bool {
    let are_dashes = before.max(length) <= TOLERANCES.dash_pt;
    gap <= TOLERANCES.join_pt || (are_dashes && gap <= TOLERANCES.dash_gap_pt)
}
