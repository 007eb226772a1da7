//! What a document itself tells of its rows: how many cells a row has after a row of so many, with how
//! many a row goes on that begins with a certain label, and what rows begin and end with.
//!
//! It is counted on a cut of the document and used to cut it anew. All costs are in nats.

use std::collections::BTreeMap;
use std::ops::Range;

use super::chunks::{Chunk, Look};

/// Wider rows count as this wide.
const MAX_WIDTH: usize = 64;
/// The share of the bigram, of the single width and of no knowledge in the estimate.
const MIX: [f32; 3] = [0.72, 0.2, 0.08];
/// A look that begins less than this share of the rows is a sign of a wrong cut.
const RARE: f32 = 0.04;
/// What a rare beginning or end costs.
const RARE_COST: [f32; 2] = [2.5, 1.0];
/// A label has to open this many rows before its usual width counts.
const KNOWN_LABEL: f32 = 2.0;

/// Counts of a cut.
#[derive(Debug, Default)]
pub(super) struct Widths<'a> {
    pairs: BTreeMap<(usize, usize), f32>,
    singles: BTreeMap<usize, f32>,
    openings: BTreeMap<&'a str, BTreeMap<usize, f32>>,
    begins: [f32; Look::COUNT],
    ends: [f32; Look::COUNT],
    n_rows: f32,
}

impl<'a> Widths<'a> {
    /// Counts rows. `starts_table` says of a row that no other stands before it in its table.
    pub(super) fn count(
        chunks: &'a [Chunk],
        rows: impl Iterator<Item = (Range<usize>, bool)>,
    ) -> Self {
        let mut counts = Self::default();
        let mut previous = 0;
        for (range, starts_table) in rows {
            let width = clamp(range.len());
            let before = if starts_table { 0 } else { previous };
            *counts.pairs.entry((before, width)).or_default() += 1.0;
            *counts.singles.entry(width).or_default() += 1.0;
            counts.n_rows += 1.0;
            previous = width;
            let row = &chunks[range];
            if let (Some(first), Some(last)) = (row.first(), row.last()) {
                counts.begins[first.look as usize] += 1.0;
                counts.ends[last.look as usize] += 1.0;
                if matches!(first.look, Look::Short) {
                    *counts
                        .openings
                        .entry(first.folded.as_str())
                        .or_default()
                        .entry(width)
                        .or_default() += 1.0;
                }
            }
        }
        counts
    }

    /// What a row of these chunks costs after a row of `previous` cells, 0 at the start of a table.
    pub(super) fn cost(&self, row: &[Chunk], previous: usize) -> f32 {
        let width = clamp(row.len());
        let mut likely = self.likelihood(width, clamp(previous));
        let mut edges = 0.0;
        if let (Some(first), Some(last)) = (row.first(), row.last()) {
            edges = self.edge_cost(first.look, last.look);
            if let Some(known) = self.openings.get(first.folded.as_str()) {
                let total: f32 = known.values().sum();
                if total >= KNOWN_LABEL {
                    let share = known.get(&width).copied().unwrap_or(0.0) / total;
                    likely = 0.5f32.mul_add(share, 0.5 * likely);
                }
            }
        }
        edges - likely.max(1e-6).ln()
    }

    fn likelihood(&self, width: usize, previous: usize) -> f32 {
        let after: f32 = self.pairs.range((previous, 0)..(previous + 1, 0)).map(|(_, n)| n).sum();
        let pair = self.pairs.get(&(previous, width)).copied().unwrap_or(0.0);
        let single = self.singles.get(&width).copied().unwrap_or(0.0);
        #[expect(clippy::cast_precision_loss, reason = "a small constant")]
        let flat = 1.0 / MAX_WIDTH as f32;
        MIX[0] * ratio(pair, after) + MIX[1] * ratio(single, self.n_rows) + MIX[2] * flat
    }

    fn edge_cost(&self, first: Look, last: Look) -> f32 {
        let rare = |counts: &[f32; Look::COUNT], look: Look, cost: f32| {
            let share = ratio(counts[look as usize], self.n_rows);
            if self.n_rows >= 12.0 && share < RARE { cost } else { 0.0 }
        };
        rare(&self.begins, first, RARE_COST[0]) + rare(&self.ends, last, RARE_COST[1])
    }
}

fn ratio(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn clamp(width: usize) -> usize {
    width.min(MAX_WIDTH)
}
