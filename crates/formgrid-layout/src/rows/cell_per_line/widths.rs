//! Statistics of a document's rows: the number of cells of a row given that of the previous row, or
//! given its first label, and the looks at the start and end of rows.
//!
//! They are counted on one cut of the document and used for the next. Costs are in nats.

use std::collections::BTreeMap;
use std::ops::Range;

use super::chunks::{Chunk, Look};

/// Wider rows count as this wide.
const MAX_WIDTH: usize = 64;
/// Shares of the bigram, of the unigram and of the uniform estimate.
const MIX: [f32; 3] = [0.72, 0.2, 0.08];
/// Discount on each count: a pair of widths met once is as likely a wrong cut as a habit.
const DISCOUNT: f32 = 0.75;
/// Share of rows below which a first look is a sign of a wrong cut.
const RARE: f32 = 0.04;
/// Fewest rows that show what is rare.
const FEW_ROWS: f32 = 12.0;
/// Cost of a rare start or end.
const RARE_COST: [f32; 2] = [2.5, 1.0];
/// Rows that a label must open before its usual width counts.
const KNOWN_LABEL: f32 = 2.0;

/// Statistics of a cut.
#[derive(Debug)]
pub(super) struct Widths<'a> {
    /// Likelihood of a width after another, row-major by the previous width.
    likely: Vec<f32>,
    openings: BTreeMap<&'a str, Opening>,
    /// Cost of a row that begins or ends with a look.
    begins: [f32; Look::COUNT],
    ends: [f32; Look::COUNT],
}

/// Widths of the rows that begin with a label.
#[derive(Debug, Default)]
struct Opening {
    widths: Vec<(usize, f32)>,
    n_rows: f32,
}

/// Costs of a row that do not depend on the previous one.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowCost {
    width: usize,
    edges: f32,
    /// The share of rows with this width among those that begin with the row's label, if known.
    opening: Option<f32>,
}

impl<'a> Widths<'a> {
    /// Counts rows. `starts_table` marks the first row of a table.
    pub(super) fn count(
        chunks: &'a [Chunk],
        rows: impl Iterator<Item = (Range<usize>, bool)>,
    ) -> Self {
        let mut pairs = vec![0.0f32; (MAX_WIDTH + 1) * (MAX_WIDTH + 1)];
        let mut openings: BTreeMap<&str, Opening> = BTreeMap::new();
        let (mut begins, mut ends) = ([0.0f32; Look::COUNT], [0.0f32; Look::COUNT]);
        let (mut previous, mut n_rows) = (0, 0.0f32);
        for (range, starts_table) in rows {
            let row = &chunks[range];
            let width = clamp(row.len());
            let before = if starts_table { 0 } else { previous };
            pairs[before * (MAX_WIDTH + 1) + width] += 1.0;
            n_rows += 1.0;
            previous = width;
            if let (Some(first), Some(last)) = (row.first(), row.last()) {
                begins[first.look as usize] += 1.0;
                ends[last.look as usize] += 1.0;
                if first.look == Look::Short {
                    openings.entry(first.folded.as_str()).or_default().add(width);
                }
            }
        }
        let rare = |counts: [f32; Look::COUNT], cost: f32| {
            counts.map(|n| if n_rows >= FEW_ROWS && n / n_rows < RARE { cost } else { 0.0 })
        };
        Self {
            likely: likelihoods(pairs, n_rows),
            openings,
            begins: rare(begins, RARE_COST[0]),
            ends: rare(ends, RARE_COST[1]),
        }
    }

    /// The costs of a row of these chunks.
    pub(super) fn row(&self, row: &[Chunk]) -> RowCost {
        let width = clamp(row.len());
        let (Some(first), Some(last)) = (row.first(), row.last()) else {
            return RowCost { width, edges: 0.0, opening: None };
        };
        let edges = self.begins[first.look as usize] + self.ends[last.look as usize];
        let known = if first.look == Look::Short {
            self.openings.get(first.folded.as_str()).filter(|known| known.n_rows >= KNOWN_LABEL)
        } else {
            None
        };
        RowCost { width, edges, opening: known.map(|known| known.share(width)) }
    }

    /// The cost of that row after one of `previous` cells (0 at the start of a table).
    pub(super) fn cost(&self, row: RowCost, previous: usize) -> f32 {
        let likely = self.likely[clamp(previous) * (MAX_WIDTH + 1) + row.width];
        let likely = row.opening.map_or(likely, |share| 0.5 * (share + likely));
        row.edges + nats(likely.max(LEAST))
    }
}

impl Opening {
    fn add(&mut self, width: usize) {
        self.n_rows += 1.0;
        match self.widths.iter_mut().find(|(other, _)| *other == width) {
            Some((_, n)) => *n += 1.0,
            None => self.widths.push((width, 1.0)),
        }
    }

    fn share(&self, width: usize) -> f32 {
        let count = self.widths.iter().find(|(other, _)| *other == width);
        count.map_or(0.0, |(_, n)| n / self.n_rows)
    }
}

/// Counts of width pairs to likelihoods: the share of the pair, mixed with that of the width alone.
fn likelihoods(mut pairs: Vec<f32>, n_rows: f32) -> Vec<f32> {
    let mut singles = [0.0f32; MAX_WIDTH + 1];
    for after in pairs.chunks(MAX_WIDTH + 1) {
        for (single, n) in singles.iter_mut().zip(after) {
            *single += n;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a small constant")]
    let flat = 1.0 / MAX_WIDTH as f32;
    for after in pairs.chunks_mut(MAX_WIDTH + 1) {
        let total: f32 = after.iter().sum();
        for (n, single) in after.iter_mut().zip(&singles) {
            let [pair, alone] = [*n, *single].map(|count| (count - DISCOUNT).max(0.0));
            *n = MIX[0] * ratio(pair, total) + MIX[1] * ratio(alone, n_rows) + MIX[2] * flat;
        }
    }
    pairs
}

fn ratio(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// Lowest likelihood of a row.
const LEAST: f32 = 1e-6;

/// The natural logarithm of 2.
const LN_2: f32 = std::f32::consts::LN_2;

/// Natural logarithms of 1 to 2, in steps of a 16th.
const LOGARITHMS: [f32; 17] = [
    0.0, 0.060625, 0.117783, 0.171850, 0.223144, 0.271934, 0.318454, 0.362905, 0.405465, 0.446287,
    0.485508, 0.523248, 0.559616, 0.594707, 0.628609, 0.661398, LN_2,
];

/// The cost of a likelihood from [`LEAST`] to 1: its negative logarithm.
///
/// The last digit of the library's logarithm differs between platforms, which may change a cut. Linear
/// interpolation in a table uses only sums and products and is the same everywhere; the error is below
/// one two-thousandth.
fn nats(likelihood: f32) -> f32 {
    let mut scaled = likelihood.clamp(LEAST, 1.0);
    let mut cost = 0.0;
    while scaled < 1.0 {
        scaled *= 2.0;
        cost += LN_2;
    }
    let at = (scaled - 1.0) * 16.0;
    let mut below = 0.0;
    let mut entries = LOGARITHMS.windows(2);
    while let Some([low, high]) = entries.next() {
        if at < below + 1.0 {
            return cost - (low + (high - low) * (at - below));
        }
        below += 1.0;
    }
    cost - LN_2
}

fn clamp(width: usize) -> usize {
    width.min(MAX_WIDTH)
}

#[cfg(test)]
mod tests {
    use super::nats;

    #[test]
    fn costs_are_logarithms() {
        for (likelihood, cost) in [
            (1.0, 0.0),
            (0.5, std::f32::consts::LN_2),
            (0.1, std::f32::consts::LN_10),
            (1e-6, 13.815_51),
        ] {
            assert!((nats(likelihood) - cost).abs() < 5e-4, "{likelihood}");
        }
        let costs: Vec<f32> = (1_u8..=200).map(|n| nats(f32::from(n) / 200.0)).collect();
        assert!(costs.windows(2).all(|pair| pair[0] > pair[1]));
    }
}
