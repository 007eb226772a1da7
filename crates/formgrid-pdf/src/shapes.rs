//! Painted paths to lines and boxes.
//!
//! Producers draw rulings in many ways: as a stroke, a thin filled box, a short stroke of great width,
//! or the outline of a box. Each becomes the visible line or box; other shapes and clipped parts are
//! dropped.

use formgrid_model::Shape;

use crate::{
    covers::Covers,
    matrix::{Area, single},
    path::{Path, Point, Segment, boxes},
};

/// How a path is filled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    /// From 0 for black to 1 for white.
    pub(crate) lightness: f64,
    /// Its color, if uniform.
    pub(crate) color: Option<[u8; 3]>,
    /// Whether it hides what lies under it.
    pub(crate) is_opaque: bool,
    /// Whether the even-odd rule applies.
    pub(crate) is_even_odd: bool,
}

/// Largest deviation of a line from an axis, in points. Hand-written coordinates are rounded to
/// hundredths, and rotated pages add rounding of sines.
const DRIFT_PT: f64 = 0.25;

/// Thickness above which a stroke may be the background of text, in points.
const THICK_PT: f64 = 4.0;

/// Strokes and fills lighter than this are white. Producers erase with white over white.
const WHITE: f64 = 0.98;

/// The shapes of a page.
#[derive(Debug)]
pub(crate) struct Shapes {
    list: Vec<Shape>,
    /// Opaque shapes among them.
    pub(crate) covers: Covers,
    /// Most shapes kept.
    limit: usize,
}

impl Shapes {
    /// No shapes; keeps at most `limit`.
    pub(crate) fn new(limit: usize) -> Self {
        Self { list: Vec::new(), covers: Covers::default(), limit }
    }

    pub(crate) fn into_list(self) -> Vec<Shape> {
        self.list
    }

    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= self.limit
    }

    /// Adds the strokes of a path that are parallel to an axis. A box with rounded corners becomes a
    /// square one.
    pub(crate) fn stroke(&mut self, path: &Path, width: f64, lightness: f64, clip: Area) {
        for part in path.parts() {
            if let Some(area) = boxes::rounded(part) {
                let corners = area.corners().map(|(x, y)| Point { x, y, step: Segment::Line });
                for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
                    self.line(from, to, width, lightness, clip);
                }
                continue;
            }
            for pair in part.windows(2) {
                if let [from, to] = pair
                    && to.step == Segment::Line
                {
                    self.line(from, to, width, lightness, clip);
                }
            }
        }
    }

    /// Adds the filled boxes of a path. `shows_all` says that the clip is a box.
    pub(crate) fn fill(&mut self, path: &Path, paint: Paint, clip: Area, shows_all: bool) {
        let mut parts = path.parts().peekable();
        while let Some(part) = parts.next() {
            let Some(area) = boxes::of(part) else {
                if let Some(area) = boxes::outline(part).filter(|_| paint.is_opaque) {
                    self.covers.push(area.intersect(clip), None);
                }
                continue;
            };
            // A box with a hole is a border.
            let hole =
                parts.peek().filter(|next| paint.is_even_odd || boxes::run_against(part, next));
            let hole = hole.and_then(|next| boxes::of(next));
            let border = hole
                .and_then(|hole| boxes::border(area, hole).or_else(|| boxes::border(hole, area)));
            match border {
                Some(bars) => {
                    parts.next();
                    for bar in bars {
                        self.area(bar, paint, clip, shows_all);
                    }
                }
                None => self.area(area, paint, clip, shows_all),
            }
        }
    }

    /// Adds a filled box.
    fn area(&mut self, area: Area, paint: Paint, clip: Area, shows_all: bool) {
        let seen = area.intersect(clip);
        // An area that only touches the clip is not visible.
        let is_cut_off = |seen: f64, whole: f64| seen <= 0.0 && whole > 0.0;
        if seen.is_empty()
            || is_cut_off(seen.width(), area.width())
            || is_cut_off(seen.height(), area.height())
        {
            return;
        }
        if paint.is_opaque {
            self.covers.push(seen, paint.color.filter(|_| shows_all));
        }
        self.push(Shape::Fill { bbox: seen.bbox(), lightness: single(paint.lightness) });
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
        // A stroke wider than long is a ruling across it.
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
        if width > THICK_PT {
            // The background of text may be a stroke.
            let bar = if level {
                Area { y0: area.y0 - reach, y1: area.y1 + reach, ..area }
            } else {
                Area { x0: area.x0 - reach, x1: area.x1 + reach, ..area }
            };
            self.covers.push(bar, None);
        }
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

    /// Whether a dark fill lies behind a point, which makes white visible.
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
