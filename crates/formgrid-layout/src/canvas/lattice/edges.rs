//! Rulings to edges: snapped to shared coordinates and joined end to end.

use super::rulings::{Ruling, Rulings, goes_on};
use super::tolerances::TOLERANCES;

/// An edge: a ruling made whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    /// Where it stands: y of one that runs across, x of one that runs down.
    pub(super) at: f32,
    /// Where it begins: x of one that runs across, y of one that runs down.
    pub(super) start: f32,
    /// Where it ends.
    pub(super) end: f32,
    /// How far to either side it is drawn: half its thickness, and more where it is a double rule.
    pub(super) reach: f32,
}

/// The edges of a page, or of a table on it, by their direction.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Edges {
    /// Those that run across, by y and then by x.
    pub(super) across: Vec<Edge>,
    /// Those that run down, by x and then by y.
    pub(super) down: Vec<Edge>,
}

/// The edges that rulings make; those at most `snap_pt` apart are one.
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

/// Rulings that are one edge stand within this, though each is close to the next.
const WIDEST_PT: f32 = 2.0 * TOLERANCES.snap_pt;

/// How many rulings, in order of where they stand, are snapped together: each close to the one before,
/// and all of them closer than two lines of text can be.
fn snapped(first: f32, rulings: &[Ruling], snap_pt: f32) -> usize {
    let mut last = first;
    let is_close = |ruling: &&Ruling| {
        let is_close = ruling.at - last <= snap_pt && ruling.at - first <= snap_pt.max(WIDEST_PT);
        last = ruling.at;
        is_close
    };
    rulings.iter().take_while(is_close).count()
}

/// Joins the rulings of one coordinate; it is the mean of where they stand, the longer counting more.
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
