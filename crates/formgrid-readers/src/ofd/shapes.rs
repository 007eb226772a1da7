//! Paths to the lines and boxes that may be rulings.

use formgrid_model::{BBox, Shape};

use super::numbers::{List, Transform, points};

/// Largest deviation of a line from an axis, in millimeters.
const DRIFT: f64 = 0.1;

/// Strokes lighter than this are white and invisible on paper.
const WHITE: f64 = 0.98;

/// Most points of a path. A ruling has two.
const MAX_POINTS: usize = 100_000;

/// How a path is painted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    /// Line width in millimeters of the page, and lightness.
    pub(super) stroke: Option<(f64, f64)>,
    /// Lightness.
    pub(super) fill: Option<f64>,
}

/// A point of a path, in millimeters of the page.
#[derive(Debug, Clone, Copy)]
struct Point {
    x: f64,
    y: f64,
    is_curve: bool,
}

/// Appends at most `room` shapes of a path. Returns its number of curves.
pub(super) fn read(
    data: &str,
    map: Transform,
    paint: Paint,
    room: usize,
    shapes: &mut Vec<Shape>,
) -> usize {
    let max_len = shapes.len().saturating_add(room);
    let mut n_curves = 0;
    parts(data, map, |part| {
        n_curves += part.iter().filter(|point| point.is_curve).count();
        if let Some(lightness) = paint.fill {
            shapes.extend(filled(part, lightness));
        }
        if let Some((width, lightness)) = paint.stroke
            && lightness <= WHITE
        {
            let pairs = part.windows(2).filter_map(|pair| match pair {
                [from, to] if !to.is_curve => line(*from, *to, width),
                _ => None,
            });
            shapes.extend(pairs);
        }
    });
    shapes.truncate(max_len);
    n_curves
}

/// Moves a shape by an offset.
pub(super) fn shift(shape: &mut Shape, (x, y): (f32, f32)) {
    let (Shape::Line { bbox, .. } | Shape::Fill { bbox, .. }) = shape;
    *bbox = BBox { x0: bbox.x0 + x, y0: bbox.y0 + y, x1: bbox.x1 + x, y1: bbox.y1 + y };
}

/// Calls `visit` for each subpath of a path.
fn parts(data: &str, map: Transform, mut visit: impl FnMut(&[Point])) {
    let mut part: Vec<Point> = Vec::new();
    let mut list = List::new(data);
    for _ in 0..MAX_POINTS {
        let Some((operator, end)) = segment(&mut list) else { break };
        let (x, y) = map.apply(end[0], end[1]);
        match operator {
            "S" | "M" => {
                visit(&part);
                part.clear();
                part.push(Point { x, y, is_curve: false });
            }
            "L" | "Q" | "B" | "A" => part.push(Point { x, y, is_curve: operator != "L" }),
            "C" => part.extend(part.first().map(|&first| Point { is_curve: false, ..first })),
            _ => {}
        }
    }
    visit(&part);
}

/// The next operator of a path, and the point where its segment ends.
fn segment<'t>(list: &mut List<'t>) -> Option<(&'t str, [f64; 2])> {
    let operator = list.word()?;
    let n_numbers = match operator {
        "S" | "M" | "L" => 2,
        "Q" => 4,
        "B" => 6,
        "A" => 7,
        _ => 0,
    };
    let mut last = [0.0; 2];
    for at in 0..n_numbers {
        last[at % 2] = list.number()?;
    }
    // An arc has five other numbers before its end point.
    Some((operator, if operator == "A" { [last[1], last[0]] } else { last }))
}

fn bbox(x0: f64, y0: f64, x1: f64, y1: f64) -> BBox {
    BBox {
        x0: points(x0.min(x1)),
        y0: points(y0.min(y1)),
        x1: points(x0.max(x1)),
        y1: points(y0.max(y1)),
    }
}

/// A stroke parallel to an axis.
fn line(from: Point, to: Point, width: f64) -> Option<Shape> {
    let (dx, dy) = ((to.x - from.x).abs(), (to.y - from.y).abs());
    if dx.min(dy) > DRIFT || dx.max(dy) <= 0.0 {
        return None;
    }
    let (x, y) = ((from.x + to.x) / 2.0, (from.y + to.y) / 2.0);
    let half = width / 2.0;
    // A stroke wider than long is a ruling across it.
    let is_wide = width > dx.max(dy) * 2.0;
    let (bbox, width) = match (dx >= dy, is_wide) {
        (true, false) => (bbox(from.x, y, to.x, y), width),
        (false, false) => (bbox(x, from.y, x, to.y), width),
        (true, true) => (bbox(x, y - half, x, y + half), dx),
        (false, true) => (bbox(x - half, y, x + half, y), dy),
    };
    Some(Shape::Line { bbox, width: points(width) })
}

/// A filled box.
fn filled(part: &[Point], lightness: f64) -> Option<Shape> {
    let near = |a: f64, b: f64| (a - b).abs() <= DRIFT;
    let is_closed = |a: &Point, z: &Point| near(a.x, z.x) && near(a.y, z.y);
    let corners = match part {
        [a, rest @ .., z] if rest.len() == 3 && is_closed(a, z) => part.get(..4)?,
        _ if part.len() == 4 => part,
        _ => return None,
    };
    let [a, b, c, d] = corners else { return None };
    let is_box = near(a.x, b.x) && near(b.y, c.y) && near(c.x, d.x) && near(d.y, a.y)
        || near(a.y, b.y) && near(b.x, c.x) && near(c.y, d.y) && near(d.x, a.x);
    if !is_box || corners.iter().any(|point| point.is_curve) {
        return None;
    }
    let bbox = bbox(a.x, a.y, c.x, c.y);
    Some(Shape::Fill { bbox, lightness: super::numbers::single(lightness) })
}
