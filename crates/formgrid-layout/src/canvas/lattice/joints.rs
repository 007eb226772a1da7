//! Joints: where edges meet. Edges connected by joints draw one table.

use std::collections::BTreeSet;

use super::edges::{Edge, Edges};
use super::tolerances::TOLERANCES;

/// Edges of a page by connected component.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Components {
    /// The edges of each table.
    pub(super) joined: Vec<Edges>,
    /// Edges that meet no other.
    pub(super) lone: Edges,
}

/// Splits the edges of a page into components. `None` if they meet more often than in any table.
pub(super) fn components(edges: &Edges) -> Option<Components> {
    let n_across = edges.across.len();
    let mut sets = Sets::new(n_across + edges.down.len());
    let mut is_met = vec![false; n_across + edges.down.len()];
    for_each_joint(edges, |across, down| {
        is_met[across] = true;
        is_met[n_across + down] = true;
        sets.unite(across, n_across + down);
    })?;
    let mut slots: Vec<Option<usize>> = vec![None; is_met.len()];
    let mut components = Components::default();
    for (index, edge) in edges.across.iter().chain(&edges.down).enumerate() {
        let component = if is_met[index] {
            let slot = *slots[sets.find(index)].get_or_insert_with(|| {
                components.joined.push(Edges::default());
                components.joined.len() - 1
            });
            &mut components.joined[slot]
        } else {
            &mut components.lone
        };
        if index < n_across { &mut component.across } else { &mut component.down }.push(*edge);
    }
    Some(components)
}

/// Event of the sweep: a vertical edge begins, a horizontal edge, a vertical edge ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Begin,
    Across,
    End,
}

/// Sweeps the page from top to bottom with the vertical edges active at each height, so time grows with
/// joints and not with pairs. Vertical edges are sorted by x, and so are their indices. `None` if edges
/// come close more often than in any table.
fn for_each_joint(edges: &Edges, mut meet: impl FnMut(usize, usize)) -> Option<()> {
    let mut events: Vec<(f32, Event, usize)> = Vec::new();
    let slack = TOLERANCES.joint_pt + widest(&edges.across);
    for (index, edge) in edges.down.iter().enumerate() {
        events.push((edge.start - slack, Event::Begin, index));
        events.push((edge.end + slack, Event::End, index));
    }
    let slack = TOLERANCES.joint_pt + widest(&edges.down);
    for (index, edge) in edges.across.iter().enumerate() {
        events.push((edge.at, Event::Across, index));
    }
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut open = BTreeSet::new();
    let mut n_near = 0_usize;
    for (_, event, index) in events {
        match event {
            Event::Begin => {
                open.insert(index);
            }
            Event::End => {
                open.remove(&index);
            }
            Event::Across => {
                let across = &edges.across[index];
                for &down in open.range(reached(across, &edges.down, slack)) {
                    n_near += 1;
                    if n_near > TOLERANCES.max_joints {
                        return None;
                    }
                    if do_meet(across, &edges.down[down]) {
                        meet(index, down);
                    }
                }
            }
        }
    }
    Some(())
}

/// The largest reach of edges.
fn widest(edges: &[Edge]) -> f32 {
    edges.iter().map(|edge| edge.reach).fold(0.0, f32::max)
}

/// Indices of the vertical edges, sorted by x, within `slack` of a horizontal edge.
fn reached(across: &Edge, down: &[Edge], slack: f32) -> std::ops::Range<usize> {
    let first = down.partition_point(|edge| edge.at < across.start - slack);
    let last = down.partition_point(|edge| edge.at <= across.end + slack);
    first..last.max(first)
}

/// Whether two edges reach each other's drawn extent.
fn do_meet(across: &Edge, down: &Edge) -> bool {
    let comes_to = |edge: &Edge, other: &Edge| {
        let slack = TOLERANCES.joint_pt + other.reach;
        edge.start - slack <= other.at && other.at <= edge.end + slack
    };
    comes_to(across, down) && comes_to(down, across)
}

/// Disjoint sets of indices.
struct Sets {
    parents: Vec<usize>,
}

impl Sets {
    fn new(n: usize) -> Self {
        Self { parents: (0..n).collect() }
    }

    fn find(&mut self, mut index: usize) -> usize {
        while self.parents[index] != index {
            self.parents[index] = self.parents[self.parents[index]];
            index = self.parents[index];
        }
        index
    }

    /// The smaller index represents both, which keeps components in the order of their edges.
    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.parents[a.max(b)] = a.min(b);
    }
}
