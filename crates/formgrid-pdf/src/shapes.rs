//! Painted paths to lines and boxes.
//!
//! A rule is drawn in as many ways as there are producers: as a stroke, as a thin box that is filled, as
//! a short stroke of great width, as the outline of a box. Each comes out as the line or box that is
//! seen; what is neither, and what is clipped away, is left out.

use formgrid_model::Shape;

use crate::{
    matrix::{Area, single},
    path::{Path, Point, Step},
};

/// How far the ends of a line may drift from an axis and be parallel to it, in points. Hand-made
/// coordinates are rounded to hundredths, and a rotated page adds the noise of its sines.
const DRIFT_PT: f64 = 0.25;

/// Strokes and fills lighter than this are white. White over white is what producers draw to erase.
const WHITE: f64 = 0.98;

/// The shapes of a page.
#[derive(Debug)]
pub(crate) struct Shapes {
    list: Vec<Shape>,
    /// How many are kept.
    limit: usize,
}

impl Shapes {
    /// No shapes yet; so many will be kept.
    pub(crate) fn new(limit: usize) -> Self {
        Self { list: Vec::new(), limit }
    }

    pub(crate) fn into_list(self) -> Vec<Shape> {
        self.list
    }

    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= self.limit
    }

    /// Adds the strokes of a path that are parallel to an axis.
    pub(crate) fn stroke(&mut self, path: &Path, width: f64, lightness: f64, clip: Area) {
        for part in path.parts() {
            for pair in part.windows(2) {
                if let [from, to] = pair
                    && to.step == Step::Line
                {
                    self.line(from, to, width, lightness, clip);
                }
            }
        }
    }

    /// Adds the boxes of a path that is filled.
    pub(crate) fn fill(&mut self, path: &Path, lightness: f64, clip: Area) {
        for part in path.parts() {
            if let Some(area) = rectangle(part) {
                self.area(area, lightness, clip);
            }
        }
    }

    /// Adds a filled box.
    pub(crate) fn area(&mut self, area: Area, lightness: f64, clip: Area) {
        let seen = area.intersect(clip);
        if !seen.is_empty() {
            self.push(Shape::Fill { bbox: seen.bbox(), lightness: single(lightness) });
        }
    }

    fn line(&mut self, from: &Point, to: &Point, width: f64, lightness: f64, clip: Area) {
        let (dx, dy) = ((to.x - from.x).abs(), (to.y - from.y).abs());
        if dx.min(dy) > DRIFT_PT || dx.max(dy) == 0.0 || lightness > WHITE && !self.is_backed(from)
        {
            return;
        }
        let is_level = dx >= dy;
        let half = width / 2.0;
        let middle = ((from.x + to.x) / 2.0, (from.y + to.y) / 2.0);
        let along = Area {
            x0: from.x.min(to.x),
            y0: from.y.min(to.y),
            x1: from.x.max(to.x),
            y1: from.y.max(to.y),
        };
        // A stroke wider than long is a rule across it.
        let (mut area, level, thick) = match (is_level, width > dx.max(dy) * 2.0) {
            (true, false) => (Area { y0: middle.1, y1: middle.1, ..along }, true, width),
            (false, false) => (Area { x0: middle.0, x1: middle.0, ..along }, false, width),
            (true, true) => (
                Area { x0: middle.0, x1: middle.0, y0: middle.1 - half, y1: middle.1 + half },
                false,
                dx,
            ),
            (false, true) => (
                Area { y0: middle.1, y1: middle.1, x0: middle.0 - half, x1: middle.0 + half },
                true,
                dy,
            ),
        };
        let reach = thick / 2.0;
        let seen = if level {
            Area { y0: clip.y0 - reach, y1: clip.y1 + reach, ..clip }
        } else {
            Area { x0: clip.x0 - reach, x1: clip.x1 + reach, ..clip }
        };
        area = area.intersect(seen);
        if !area.is_empty() {
            self.push(Shape::Line { bbox: area.bbox(), width: single(thick) });
        }
    }

    /// Whether something dark is filled behind a point, before which white can be seen.
    fn is_backed(&self, point: &Point) -> bool {
        let (x, y) = (single(point.x), single(point.y));
        self.list.iter().rev().take(64).any(|shape| match shape {
            Shape::Fill { bbox, lightness } => {
                f64::from(*lightness) < WHITE
                    && (bbox.x0 - 1.0..=bbox.x1 + 1.0).contains(&x)
                    && (bbox.y0 - 1.0..=bbox.y1 + 1.0).contains(&y)
            }
            Shape::Line { .. } => false,
        })
    }

    fn push(&mut self, shape: Shape) {
        if !self.is_full() {
            self.list.push(shape);
        }
    }
}

/// The box that a part of a path outlines; none where it is no box.
fn rectangle(part: &[Point]) -> Option<Area> {
    let corners = match part {
        [a, .., z] if part.len() == 5 && near(a, z) => part.get(..4)?,
        _ if part.len() == 4 => part,
        _ => return None,
    };
    if part.iter().any(|point| point.step == Step::Curve) {
        return None;
    }
    let area = Area::around(corners.iter().map(|point| (point.x, point.y)))?;
    let at_corner = |point: &Point| {
        let on = |at: f64, a: f64, b: f64| (at - a).abs().min((at - b).abs()) <= DRIFT_PT;
        on(point.x, area.x0, area.x1) && on(point.y, area.y0, area.y1)
    };
    // Four corners of which no two neighbors differ in both directions.
    let is_turn = |pair: &[Point]| match pair {
        [a, b] => (a.x - b.x).abs().min((a.y - b.y).abs()) <= DRIFT_PT,
        _ => false,
    };
    (corners.iter().all(at_corner) && corners.windows(2).all(is_turn)).then_some(area)
}

fn near(a: &Point, b: &Point) -> bool {
    (a.x - b.x).abs() <= DRIFT_PT && (a.y - b.y).abs() <= DRIFT_PT
}
