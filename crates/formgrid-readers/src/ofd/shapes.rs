//! Paths to the lines and boxes that may be rulings.

use formgrid_model::{BBox, Shape};

use super::numbers::{Transform, number, points};

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

/// At most `room` shapes of a path, and its number of curves.
pub(super) fn read(data: &str, map: Transform, paint: Paint, room: usize) -> (Vec<Shape>, usize) {
    let parts = parts(data, map);
    let n_curves = parts.iter().flatten().filter(|point| point.is_curve).count();
    let mut shapes = Vec::new();
    for part in &parts {
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
    }
    shapes.truncate(room);
    (shapes, n_curves)
}

/// A shape moved by an offset.
pub(super) fn shifted(shape: &Shape, (x, y): (f32, f32)) -> Shape {
    let moved = |b: BBox| BBox { x0: b.x0 + x, y0: b.y0 + y, x1: b.x1 + x, y1: b.y1 + y };
    match *shape {
        Shape::Line { bbox, width } => Shape::Line { bbox: moved(bbox), width },
        Shape::Fill { bbox, lightness } => Shape::Fill { bbox: moved(bbox), lightness },
    }
}

/// The subpaths of a path.
fn parts(data: &str, map: Transform) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut words = data.split_whitespace();
    let mut n_points = 0;
    while let Some(operator) = words.next() {
        let n_numbers = match operator {
            "S" | "M" | "L" => 2,
            "Q" => 4,
            "B" => 6,
            "A" => 7,
            _ => 0,
        };
        let mut last = [0.0; 2];
        for at in 0..n_numbers {
            let Some(found) = words.next().and_then(number) else { return parts };
            last[at % 2] = found;
        }
        // An arc has five other numbers before its end point.
        let [x, y] = if operator == "A" { [last[1], last[0]] } else { last };
        let (x, y) = map.apply(x, y);
        n_points += 1;
        if n_points > MAX_POINTS {
            return parts;
        }
        match operator {
            "S" | "M" => parts.push(vec![Point { x, y, is_curve: false }]),
            "L" | "Q" | "B" | "A" => {
                let point = Point { x, y, is_curve: operator != "L" };
                match parts.last_mut() {
                    Some(part) => part.push(point),
                    None => parts.push(vec![point]),
                }
            }
            "C" => {
                if let Some(part) = parts.last_mut()
                    && let Some(&first) = part.first()
                {
                    part.push(Point { is_curve: false, ..first });
                }
            }
            _ => {}
        }
    }
    parts
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
