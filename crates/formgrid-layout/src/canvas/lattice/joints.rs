//! Joints: where edges meet. Edges that hang together by joints draw one table.

use std::collections::BTreeSet;

use super::edges::{Edge, Edges};
use super::tolerances::TOLERANCES;

/// The edges of each table of a page; an edge that meets no other belongs to none. None at all where
/// edges meet more often than in any table.
pub(super) fn components(edges: &Edges) -> Option<Vec<Edges>> {
    let n_across = edges.across.len();
    let mut sets = Sets::new(n_across + edges.down.len());
    let mut is_met = vec![false; n_across + edges.down.len()];
    let mut n_joints = 0_usize;
    for_each_joint(edges, |across, down| {
        is_met[across] = true;
        is_met[n_across + down] = true;
        sets.unite(across, n_across + down);
        n_joints += 1;
        n_joints <= TOLERANCES.max_joints
    })?;
    let mut slots: Vec<Option<usize>> = vec![None; is_met.len()];
    let mut components: Vec<Edges> = Vec::new();
    let all = edges.across.iter().chain(&edges.down);
    for (index, edge) in all.enumerate().filter(|&(index, _)| is_met[index]) {
        let slot = *slots[sets.find(index)].get_or_insert_with(|| {
            components.push(Edges::default());
            components.len() - 1
        });
        let component = &mut components[slot];
        if index < n_across { &mut component.across } else { &mut component.down }.push(*edge);
    }
    Some(components)
}

/// Where an edge that runs down begins, an edge runs across, or an edge that runs down ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Begin,
    Across,
    End,
}

/// Sweeps the page from top to bottom with the edges that run down at each height, so that the time
/// grows with the number of joints and not with the number of pairs. Edges that run down are in order
/// of x, so their indices are too. `meet` says whether to go on.
fn for_each_joint(edges: &Edges, mut meet: impl FnMut(usize, usize) -> bool) -> Option<()> {
    let mut events: Vec<(f32, Event, usize)> = Vec::new();
    for (index, edge) in edges.down.iter().enumerate() {
        events.push((edge.start - TOLERANCES.joint_pt, Event::Begin, index));
        events.push((edge.end + TOLERANCES.joint_pt, Event::End, index));
    }
    for (index, edge) in edges.across.iter().enumerate() {
        events.push((edge.at, Event::Across, index));
    }
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut open = BTreeSet::new();
    for (_, event, index) in events {
        match event {
            Event::Begin => {
                open.insert(index);
            }
            Event::End => {
                open.remove(&index);
            }
            Event::Across => {
                let range = reached(&edges.across[index], &edges.down);
                if !open.range(range).all(|&down| meet(index, down)) {
                    return None;
                }
            }
        }
    }
    Some(())
}

/// The indices of the edges, in order of x, that an edge across reaches.
fn reached(across: &Edge, down: &[Edge]) -> std::ops::Range<usize> {
    let first = down.partition_point(|edge| edge.at < across.start - TOLERANCES.joint_pt);
    let last = down.partition_point(|edge| edge.at <= across.end + TOLERANCES.joint_pt);
    first..last.max(first)
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

    /// The smaller index stands for both, which keeps the order of components that of their edges.
    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.parents[a.max(b)] = a.min(b);
    }
}
