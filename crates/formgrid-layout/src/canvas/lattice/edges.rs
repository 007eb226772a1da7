//! Rulings to edges: snapped to shared coordinates and joined end to end.

use super::rulings::{Ruling, Rulings, goes_on};
use super::tolerances::TOLERANCES;

/// An edge: a complete ruling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    /// y of a horizontal edge, x of a vertical one.
    pub(super) at: f32,
    /// Start: x of a horizontal edge, y of a vertical one.
    pub(super) start: f32,
    /// End.
    pub(super) end: f32,
    /// Half its drawn extent across: half its thickness, more for a double ruling.
    pub(super) reach: f32,
}

/// The edges of a page or table, by direction.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Edges {
    /// Horizontal edges, by y, then x.
    pub(super) across: Vec<Edge>,
    /// Vertical edges, by x, then y.
    pub(super) down: Vec<Edge>,
}

/// The edges of rulings; rulings at most `snap_pt` apart are one.
pub(super) fn find(rulings: Rulings, snap_pt: f32) -> Edges {
    Edges { across: joined(rulings.across, snap_pt), down: joined(rulings.down, snap_pt) }
}

fn joined(mut rulings: Vec<Ruling>, snap_pt: f32) -> Vec<Edge> {
    rulings.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut edges = Vec::new();
    let mut rest = rulings.as_mut_slice();
    while let Some(first) = rest.first() {
        let n = snapped(first.at, rest, snap_pt);
        let (group, tail) = rest.split_at_mut(n);
        join(group, &mut edges);
        rest = tail;
    }
    edges.retain(|edge| edge.end - edge.start >= TOLERANCES.smallest_pt);
    edges
}

/// Widest group of rulings that is one edge, though each is close to the next.
const WIDEST_PT: f32 = 2.0 * TOLERANCES.snap_pt;

/// Number of leading rulings that snap together: each close to the previous, and all of them closer
/// than two lines of text.
fn snapped(first: f32, rulings: &[Ruling], snap_pt: f32) -> usize {
    let mut last = first;
    let is_close = |ruling: &&Ruling| {
        let is_close = ruling.at - last <= snap_pt && ruling.at - first <= snap_pt.max(WIDEST_PT);
        last = ruling.at;
        is_close
    };
    rulings.iter().take_while(is_close).count()
}

/// Joins rulings of one coordinate: their mean, weighted by length.
fn join(group: &mut [Ruling], edges: &mut Vec<Edge>) {
    let weight = |ruling: &Ruling| f64::from((ruling.end - ruling.start).max(0.01));
    let total: f64 = group.iter().map(weight).sum();
    let sum: f64 = group.iter().map(|ruling| f64::from(ruling.at) * weight(ruling)).sum();
    #[expect(clippy::cast_possible_truncation, reason = "a mean of numbers of this precision")]
    let at = (sum / total) as f32;
    group.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.end.total_cmp(&b.end)));
    let mut dash = 0.0;
    for (index, ruling) in group.iter().enumerate() {
        let length = ruling.end - ruling.start;
        let reach = (ruling.at - at).abs() + ruling.half;
        match edges.last_mut().filter(|_| index > 0) {
            Some(last) if goes_on(ruling.start - last.end, dash, length) => {
                last.end = last.end.max(ruling.end);
                last.reach = last.reach.max(reach);
            }
            _ => edges.push(Edge { at, start: ruling.start, end: ruling.end, reach }),
        }
        dash = length;
    }
}
