//! Boxes among subpaths, in the ways that producers outline them.

use super::{Point, Segment};
use crate::matrix::Area;

/// Largest deviation of a corner, in points. Hand-written coordinates are rounded to hundredths, and
/// rotated pages add rounding of sines.
const DRIFT_PT: f64 = 0.25;

/// Thickest border, in points. Word's thickest is 6.
const BORDER_PT: f64 = 6.0;

/// Least straight share of a side between rounded corners.
const STRAIGHT: f64 = 0.4;

/// The box that a subpath outlines, with square, rounded or mitred corners; `None` if it is no box.
pub(crate) fn of(part: &[Point]) -> Option<Area> {
    rectangle(part).or_else(|| mitred(part)).or_else(|| rounded(part))
}

/// The bounding box of a subpath; `None` if it has no area.
pub(crate) fn outline(part: &[Point]) -> Option<Area> {
    let area = Area::around(part.iter().map(|point| (point.x, point.y)))?;
    (part.len() > 2 && area.width() > 0.0 && area.height() > 0.0).then_some(area)
}

fn rectangle(part: &[Point]) -> Option<Area> {
    let corners = corners(part)?;
    let area = outline(corners).or_else(|| Area::around(corners.iter().map(|p| (p.x, p.y))))?;
    let at_corner = |point: &Point| {
        let on = |at: f64, a: f64, b: f64| (at - a).abs().min((at - b).abs()) <= DRIFT_PT;
        on(point.x, area.x0, area.x1) && on(point.y, area.y0, area.y1)
    };
    // Between four corners, each step changes only one coordinate.
    let is_turn = |pair: &[Point]| match pair {
        [a, b] => (a.x - b.x).abs().min((a.y - b.y).abs()) <= DRIFT_PT,
        _ => false,
    };
    (corners.iter().all(at_corner) && corners.windows(2).all(is_turn)).then_some(area)
}

/// A side of a border that browsers cut at an angle where it meets the next: two corners on each long
/// side.
fn mitred(part: &[Point]) -> Option<Area> {
    let corners = corners(part)?;
    let area = outline(corners)?;
    let (thick, long) = (area.width().min(area.height()), area.width().max(area.height()));
    if thick > BORDER_PT || long < 2.0 * thick {
        return None;
    }
    let is_level = area.width() >= area.height();
    let n_on = |side: f64| {
        let at = |point: &&Point| if is_level { point.y } else { point.x };
        corners.iter().filter(|point| (at(point) - side).abs() <= DRIFT_PT.min(thick / 4.0)).count()
    };
    let (first, last) = if is_level { (area.y0, area.y1) } else { (area.x0, area.x1) };
    (n_on(first) == 2 && n_on(last) == 2).then_some(area)
}

/// The four corners of a polygon.
fn corners(part: &[Point]) -> Option<&[Point]> {
    let corners = match part {
        [a, .., z] if part.len() == 5 && are_near(a, z) => part.get(..4)?,
        _ if part.len() == 4 => part,
        _ => return None,
    };
    part.iter().all(|point| point.step != Segment::Curve).then_some(corners)
}

/// The box of a subpath with curved corners: most of each side is straight, and every point is on a
/// side.
pub(crate) fn rounded(part: &[Point]) -> Option<Area> {
    let n_curves = part.iter().filter(|point| point.step == Segment::Curve).count();
    if !(4..=8).contains(&n_curves) || part.len() > 18 {
        return None;
    }
    let area = outline(part)?;
    let mut straight = [0.0; 4];
    let sides = |point: &Point| {
        let near = |a: f64, b: f64| (a - b).abs() <= DRIFT_PT;
        [
            near(point.y, area.y0),
            near(point.x, area.x1),
            near(point.y, area.y1),
            near(point.x, area.x0),
        ]
    };
    for pair in part.windows(2) {
        let [from, to] = pair else { continue };
        let (from_sides, to_sides) = (sides(from), sides(to));
        if !to_sides.contains(&true) {
            return None;
        }
        let length = (to.x - from.x).hypot(to.y - from.y);
        for ((straight, from), to) in straight.iter_mut().zip(from_sides).zip(to_sides) {
            if from && to && length > 0.0 {
                *straight += length;
            }
        }
    }
    let lengths = [area.width(), area.height(), area.width(), area.height()];
    straight.iter().zip(lengths).all(|(s, length)| *s >= STRAIGHT * length).then_some(area)
}

/// Whether two subpaths run in opposite directions.
pub(crate) fn run_against(a: &[Point], b: &[Point]) -> bool {
    let turn = |part: &[Point]| -> f64 {
        let next = part.iter().cycle().skip(1);
        part.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum()
    };
    turn(a) * turn(b) < 0.0
}

/// The four bars of a border that is a box with a hole; `None` if the hole does not leave four.
pub(crate) fn border(outer: Area, hole: Area) -> Option<[Area; 4]> {
    let gaps = [hole.x0 - outer.x0, hole.y0 - outer.y0, outer.x1 - hole.x1, outer.y1 - hole.y1];
    let is_thin = gaps.iter().all(|gap| (0.0..=BORDER_PT).contains(gap));
    (is_thin && gaps.iter().any(|gap| *gap > 0.0)).then_some([
        Area { y1: hole.y0, ..outer },
        Area { x0: hole.x1, ..outer },
        Area { y0: hole.y1, ..outer },
        Area { x1: hole.x0, ..outer },
    ])
}

fn are_near(a: &Point, b: &Point) -> bool {
    (a.x - b.x).abs() <= DRIFT_PT && (a.y - b.y).abs() <= DRIFT_PT
}

#[cfg(test)]
mod tests {
    use super::{border, of, rounded};
    use crate::matrix::{Area, Matrix};
    use crate::path::Path;

    fn check(build: impl Fn(&mut Path), expected: Option<[f64; 4]>) {
        let mut path = Path::default();
        build(&mut path);
        let part: Vec<_> = path.parts().flatten().copied().collect();
        assert_eq!(of(&part).map(|area| [area.x0, area.y0, area.x1, area.y1]), expected);
    }

    fn polygon(path: &mut Path, points: &[[f64; 2]]) {
        path.move_to(Matrix::IDENTITY, points[0]);
        for &point in &points[1..] {
            path.line_to(Matrix::IDENTITY, point);
        }
        path.close();
    }

    #[test]
    fn mitred_sides_of_a_border_are_boxes() {
        let side = [[0.0, 0.0], [100.0, 0.0], [98.0, 2.0], [2.0, 2.0]];
        check(|path| polygon(path, &side), Some([0.0, 0.0, 100.0, 2.0]));
        // A triangle and a lozenge are no boxes.
        check(|path| polygon(path, &[[0.0, 0.0], [100.0, 0.0], [50.0, 2.0]]), None);
        let lozenge = [[0.0, 2.0], [50.0, 0.0], [100.0, 2.0], [50.0, 4.0]];
        check(|path| polygon(path, &lozenge), None);
    }

    #[test]
    fn a_box_may_have_round_corners() {
        let rounded_box = |path: &mut Path| {
            let map = Matrix::IDENTITY;
            path.move_to(map, [4.0, 0.0]);
            for (line, curve) in [
                ([96.0, 0.0], [100.0, 4.0]),
                ([100.0, 26.0], [96.0, 30.0]),
                ([4.0, 30.0], [0.0, 26.0]),
                ([0.0, 4.0], [4.0, 0.0]),
            ] {
                path.line_to(map, line);
                path.curve_to(map, curve);
            }
        };
        check(rounded_box, Some([0.0, 0.0, 100.0, 30.0]));
        let circle = |path: &mut Path| {
            let map = Matrix::IDENTITY;
            path.move_to(map, [50.0, 0.0]);
            for point in [[100.0, 50.0], [50.0, 100.0], [0.0, 50.0], [50.0, 0.0]] {
                path.curve_to(map, point);
            }
        };
        check(circle, None);
        assert_eq!(rounded(&[]), None);
    }

    #[test]
    fn a_box_with_a_hole_is_a_border() {
        let outer = Area { x0: 0.0, y0: 0.0, x1: 100.0, y1: 40.0 };
        let hole = Area { x0: 1.0, y0: 1.0, x1: 99.0, y1: 39.0 };
        assert!(border(outer, hole).is_some());
        assert!(border(outer, Area { x0: 20.0, ..hole }).is_none());
        assert!(border(outer, outer).is_none());
    }
}
