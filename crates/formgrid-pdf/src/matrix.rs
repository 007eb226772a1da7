//! Transformation matrices of content streams: `x' = ax + cy + e`, `y' = bx + dy + f`.

use formgrid_model::BBox;

/// An affine transform.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Matrix {
    pub(crate) a: f64,
    pub(crate) b: f64,
    pub(crate) c: f64,
    pub(crate) d: f64,
    pub(crate) e: f64,
    pub(crate) f: f64,
}

impl Matrix {
    pub(crate) const IDENTITY: Self = Self { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

    pub(crate) fn new([a, b, c, d, e, f]: [f64; 6]) -> Self {
        Self { a, b, c, d, e, f }
    }

    /// This transform followed by another.
    pub(crate) fn then(self, o: Self) -> Self {
        Self {
            a: self.a * o.a + self.b * o.c,
            b: self.a * o.b + self.b * o.d,
            c: self.c * o.a + self.d * o.c,
            d: self.c * o.b + self.d * o.d,
            e: self.e * o.a + self.f * o.c + o.e,
            f: self.e * o.b + self.f * o.d + o.f,
        }
    }

    /// A translation by `(x, y)` followed by this transform.
    pub(crate) fn shifted(self, x: f64, y: f64) -> Self {
        let (e, f) = self.apply(x, y);
        Self { e, f, ..self }
    }

    pub(crate) fn apply(self, x: f64, y: f64) -> (f64, f64) {
        (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)
    }

    /// Scale factors of the two axes.
    pub(crate) fn scales(self) -> (f64, f64) {
        (length(self.a, self.b), length(self.c, self.d))
    }

    /// Whether it maps boxes to boxes.
    pub(crate) fn is_upright(self) -> bool {
        let is_small = |n: f64| n.abs() < 1e-6;
        is_small(self.b) && is_small(self.c) || is_small(self.a) && is_small(self.d)
    }

    /// Whether all numbers are finite and small enough for a page.
    pub(crate) fn is_usable(self) -> bool {
        [self.a, self.b, self.c, self.d, self.e, self.f].iter().all(|n| n.abs() < 1e9)
    }
}

/// A box with ordered sides, in points of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub(crate) x0: f64,
    pub(crate) y0: f64,
    pub(crate) x1: f64,
    pub(crate) y1: f64,
}

impl Area {
    /// An empty box.
    pub(crate) const NOWHERE: Self = Self { x0: 1.0, y0: 1.0, x1: 0.0, y1: 0.0 };

    /// The bounding box of some points; `None` without points.
    pub(crate) fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        points.into_iter().fold(None, |area: Option<Self>, (x, y)| {
            let a = area.unwrap_or(Self { x0: x, y0: y, x1: x, y1: y });
            Some(Self { x0: a.x0.min(x), y0: a.y0.min(y), x1: a.x1.max(x), y1: a.y1.max(y) })
        })
    }

    /// The bounding box of a transformed rectangle, given by two corners.
    pub(crate) fn mapped([x0, y0, x1, y1]: [f64; 4], map: Matrix) -> Self {
        let (x, y) = map.apply(x0, y0);
        Self::around([(x, y), map.apply(x1, y0), map.apply(x0, y1), map.apply(x1, y1)])
            .unwrap_or(Self { x0: x, y0: y, x1: x, y1: y })
    }

    /// The intersection of two boxes; its sides are out of order if it is empty.
    pub(crate) fn intersect(self, o: Self) -> Self {
        Self {
            x0: self.x0.max(o.x0),
            y0: self.y0.max(o.y0),
            x1: self.x1.min(o.x1),
            y1: self.y1.min(o.y1),
        }
    }

    /// The bounding box of two boxes.
    pub(crate) fn join(self, o: Self) -> Self {
        Self {
            x0: self.x0.min(o.x0),
            y0: self.y0.min(o.y0),
            x1: self.x1.max(o.x1),
            y1: self.y1.max(o.y1),
        }
    }

    pub(crate) fn is_empty(self) -> bool {
        self.x0 > self.x1 || self.y0 > self.y1
    }

    pub(crate) fn holds(self, x: f64, y: f64) -> bool {
        self.x0 <= x && x <= self.x1 && self.y0 <= y && y <= self.y1
    }

    /// The box in the model's type.
    pub(crate) fn bbox(self) -> BBox {
        BBox { x0: single(self.x0), y0: single(self.y0), x1: single(self.x1), y1: single(self.y1) }
    }

    /// Its corners, in order around it.
    pub(crate) fn corners(self) -> [(f64, f64); 4] {
        [(self.x0, self.y0), (self.x1, self.y0), (self.x1, self.y1), (self.x0, self.y1)]
    }

    pub(crate) fn width(self) -> f64 {
        self.x1 - self.x0
    }

    pub(crate) fn height(self) -> f64 {
        self.y1 - self.y0
    }
}

/// Length of a vector. Most run along an axis.
pub(crate) fn length(x: f64, y: f64) -> f64 {
    match (x == 0.0, y == 0.0) {
        (_, true) => x.abs(),
        (true, _) => y.abs(),
        _ => x.hypot(y),
    }
}

/// A coordinate in the model's precision.
#[expect(clippy::cast_possible_truncation, reason = "a page is small, and its units are points")]
pub(crate) fn single(number: f64) -> f32 {
    number as f32
}

/// A non-negative number as an index below a limit.
pub(crate) fn index(number: f64, limit: usize) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped; a cast of what is no number gives 0"
    )]
    let index = number.clamp(0.0, 1e6) as usize;
    index.min(limit.saturating_sub(1))
}
