//! Columns of a table over pages: the union of the column edges of its parts.
//!
//! A page whose rows use no fine column does not draw its edge; the edges that it does draw still
//! determine which columns its cells cover.

use std::ops::Range;

use super::tolerances::TOLERANCES;
use crate::canvas::placed::PlacedTable;

/// The columns of all parts, and the position of each part's edges among them.
pub(super) struct Columns {
    /// Number of columns.
    pub(super) n_cols: usize,
    /// For each part, the index of each of its column edges among all edges.
    pub(super) of_parts: Vec<Vec<usize>>,
}

/// Unites the columns of parts. Each part is shifted to the left side of the first: pages may have
/// inner and outer margins.
pub(super) fn unite(parts: &[PlacedTable]) -> Columns {
    let mut all: Vec<(f32, usize)> = Vec::new();
    for (part, table) in parts.iter().enumerate() {
        all.extend(table.xs.iter().map(|x| (x - table.bbox.x0, part)));
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut of_parts: Vec<Vec<usize>> = vec![Vec::new(); parts.len()];
    let mut n_edges = 0;
    let mut first = f32::NEG_INFINITY;
    for (x, part) in all {
        // Two edges of one part are never merged.
        let is_new =
            x - first > TOLERANCES.edge_pt || of_parts[part].last() == Some(&(n_edges - 1));
        if is_new {
            first = x;
            n_edges += 1;
        }
        of_parts[part].push(n_edges - 1);
    }
    Columns { n_cols: n_edges.max(1) - 1, of_parts }
}

/// Columns of a part's cell in the whole table, from the positions of the part's edges.
pub(super) fn united(cols: &Range<usize>, edges: &[usize]) -> Option<Range<usize>> {
    Some(*edges.get(cols.start)?..*edges.get(cols.end)?)
}
