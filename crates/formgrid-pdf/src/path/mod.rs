//! A path under construction, in points of the page.

pub(crate) mod boxes;

use crate::{
    limits,
    matrix::{Area, Matrix},
};

/// A point of a path and the segment that leads to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) step: Segment,
}

/// Kind of segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Segment {
    /// Start of a subpath.
    Move,
    /// A straight line.
    Line,
    /// A curve, which is never a ruling.
    Curve,
}

/// A path.
#[derive(Debug, Default)]
pub(crate) struct Path {
    points: Vec<Point>,
    /// The current point in user space, where curves continue.
    start: (f64, f64),
}

impl Path {
    pub(crate) fn move_to(&mut self, map: Matrix, [x, y]: [f64; 2]) {
        self.start = map.apply(x, y);
        self.push(self.start, Segment::Move);
    }

    pub(crate) fn line_to(&mut self, map: Matrix, [x, y]: [f64; 2]) {
        self.push(map.apply(x, y), Segment::Line);
    }

    /// A curve counts by its end point; its course does not matter.
    pub(crate) fn curve_to(&mut self, map: Matrix, [x, y]: [f64; 2]) {
        self.push(map.apply(x, y), Segment::Curve);
    }

    pub(crate) fn close(&mut self) {
        if self.points.last().is_some_and(|last| (last.x, last.y) != self.start) {
            self.push(self.start, Segment::Line);
        }
    }

    pub(crate) fn rectangle(&mut self, map: Matrix, [x, y, width, height]: [f64; 4]) {
        self.move_to(map, [x, y]);
        self.line_to(map, [x + width, y]);
        self.line_to(map, [x + width, y + height]);
        self.line_to(map, [x, y + height]);
        self.push(self.start, Segment::Line);
    }

    pub(crate) fn clear(&mut self) {
        self.points.clear();
    }

    /// The subpaths.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &[Point]> {
        self.points.chunk_by(|_, next| next.step != Segment::Move)
    }

    /// The bounding box; `None` without points.
    pub(crate) fn area(&self) -> Option<Area> {
        Area::around(self.points.iter().map(|point| (point.x, point.y)))
    }

    fn push(&mut self, (x, y): (f64, f64), step: Segment) {
        let is_usable = x.abs() < 1e7 && y.abs() < 1e7;
        if is_usable && self.points.len() < limits::PATH_POINTS {
            self.points.push(Point { x, y, step });
        }
    }
}
