//! Alignment: assigns the tokens of each row to columns.
//!
//! Tokens keep their order and each is used once; a column is filled or skipped. The probability of an
//! assignment depends on what its columns usually hold, on how often they are skipped, and on each
//! change of the offset between printed and true column, since a shift moves the rest of a row as one.
//! Contents of columns are learned from the rows as printed, then from the rows as aligned.

use super::bands::{Band, Kind};
use super::placement::{MAX_SLOTS, Placement};
use super::profile::{Learned, Profile, Profiles, n_slots};
use super::row::Row;

/// Rounds of learning. The second moves some rows of the first, the third hardly any.
const N_ROUNDS: usize = 3;

/// Probability that the offset between printed and true column changes from one token to the next,
/// relative to staying. Half as much or less makes recognized forms worse.
const OFFSET_CHANGE: f64 = 0.6;

/// Weight of a row as printed beyond the evidence of its cells. Most rows are right, but a larger
/// weight would keep a level in the column of another.
const AS_PRINTED: f64 = 1.35;

/// Probability of a token beyond the last column: lower than any column's doubt about a token.
const OVERFLOW: f64 = 1e-5;

/// Aligns the data rows: one placement per row, empty for other kinds, and the learned profiles.
pub(super) fn align(rows: &[Row], kinds: &[Kind], bands: &[Band]) -> (Vec<Placement>, Profiles) {
    let mut learned = Learned::new(rows, kinds, bands);
    let mut placements = vec![Placement::default(); rows.len()];
    for (index, row, band) in learned.data() {
        placements[index] = as_printed(row, &bands[band]);
    }
    for round in 0..N_ROUNDS {
        if round > 0 {
            learned.learn_texts(&placements);
        }
        learned.learn_profiles(&placements);
        for (index, row, band) in learned.data() {
            let n_slots = n_slots(row, &bands[band]);
            placements[index] = if stands_alone(row, &bands[band]) {
                as_printed(row, &bands[band])
            } else if n_slots > MAX_SLOTS {
                in_order(row, &bands[band])
            } else {
                let slots = Slots::new(n_slots, &bands[band], learned.profiles.of(band));
                place(row, &bands[band], &slots, &learned.shares(index, band))
            };
        }
    }
    (placements, learned.profiles)
}

/// The tokens in their printed columns; other columns teach nothing about them.
fn as_printed(row: &Row, band: &Band) -> Placement {
    let column = |raw: usize| band.homes.binary_search(&raw).unwrap_or(usize::MAX);
    let columns = row.tokens.iter().map(|token| column(token.raw)).collect();
    Placement { columns, certainty: 1.0 }
}

/// Whether a row has only a text in the first column: no other cell can show a shift, and such a text
/// is a name over the rows below.
fn stands_alone(row: &Row, band: &Band) -> bool {
    row.tokens.len() == 1 && band.homes.first() == Some(&row.tokens[0].raw)
}

/// The tokens in order, in their printed columns if these suffice.
fn in_order(row: &Row, band: &Band) -> Placement {
    let mut next = 0;
    let columns = row.tokens.iter().map(|token| {
        let column = band.homes.partition_point(|&home| home < token.raw).max(next);
        next = column + 1;
        column
    });
    Placement { columns: columns.collect(), certainty: 0.5 }
}

/// The most probable assignment of a row: the printed one, or the best of all by dynamic programming
/// over tokens and columns.
fn place(row: &Row, band: &Band, slots: &Slots<'_>, shares: &[Vec<f64>]) -> Placement {
    let fill = |i: usize, column: usize| {
        shares[i].get(column).copied().unwrap_or(OVERFLOW) * slots.filled[column]
    };
    let lattice = lattice(row, slots, fill);
    let best = trace(&lattice, slots);
    let printed = as_printed(row, band).columns;
    let mut likelihood = 0.0;
    if printed.iter().all(|&column| column < slots.n_slots) {
        likelihood = slots.gap(0, printed[0]);
        for (i, (&column, nodes)) in printed.iter().zip(&lattice).enumerate() {
            let next = printed.get(i + 1).copied().unwrap_or(slots.n_slots);
            likelihood *= fill(i, column) * slots.gap(column + 1, next) / nodes.scale;
        }
    }
    // The printed assignment is one of all; it has more weight than the others.
    let all = best.all + likelihood * (AS_PRINTED - 1.0);
    let (columns, likelihood) = if likelihood * AS_PRINTED >= best.likelihood {
        (printed, likelihood * AS_PRINTED)
    } else {
        (best.columns, best.likelihood)
    };
    let certainty = if all > 0.0 { (likelihood / all).min(1.0) } else { 0.0 };
    Placement { columns, certainty }
}

/// The most likely path through a lattice, its likelihood, and that of all paths together.
struct Best {
    columns: Vec<usize>,
    likelihood: f64,
    all: f64,
}

/// The paths to one token.
struct Nodes {
    by_column: Vec<Node>,
    /// Divisor of all likelihoods, so they do not underflow in long rows.
    scale: f64,
}

/// The paths to a token in a column.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// Likelihood of the best path.
    best: f64,
    /// Likelihood of all paths together.
    all: f64,
    /// Column of the previous token on the best path.
    from: usize,
}

impl Node {
    fn arrive(&mut self, from: usize, start: (f64, f64), step: f64) {
        let best = start.0 * step;
        if best > self.best {
            (self.best, self.from) = (best, from);
        }
        self.all += start.1 * step;
    }
}

fn lattice(row: &Row, slots: &Slots<'_>, fill: impl Fn(usize, usize) -> f64) -> Vec<Nodes> {
    let n_tokens = row.tokens.len();
    let mut lattice: Vec<Nodes> = Vec::with_capacity(n_tokens);
    for (i, token) in row.tokens.iter().enumerate() {
        let mut nodes = vec![Node::default(); slots.n_slots];
        let end = slots.n_slots - (n_tokens - 1 - i);
        for (column, node) in nodes.iter_mut().enumerate().take(end).skip(i) {
            let offset = slots.offset(token.raw, column);
            match lattice.last().zip(row.tokens.get(i.wrapping_sub(1))) {
                None => node.arrive(0, (1.0, 1.0), slots.gap(0, column) * turn(offset, 0)),
                Some((before, previous)) => {
                    let starts = before.by_column.iter().enumerate();
                    for (from, start) in starts.take(column).skip(i - 1) {
                        let turn = turn(offset, slots.offset(previous.raw, from));
                        let step = slots.gap(from + 1, column) * turn;
                        node.arrive(from, (start.best, start.all), step);
                    }
                }
            }
            let fill = fill(i, column);
            node.best *= fill;
            node.all *= fill;
        }
        let scale = nodes.iter().map(|node| node.all).fold(f64::MIN_POSITIVE, f64::max);
        for node in &mut nodes {
            node.best /= scale;
            node.all /= scale;
        }
        lattice.push(Nodes { by_column: nodes, scale });
    }
    lattice
}

/// Traces the most likely path back from its end.
fn trace(lattice: &[Nodes], slots: &Slots<'_>) -> Best {
    let mut end = Node::default();
    for (column, node) in lattice.last().into_iter().flat_map(|last| &last.by_column).enumerate() {
        end.arrive(column, (node.best, node.all), slots.gap(column + 1, slots.n_slots));
    }
    let mut columns = Vec::with_capacity(lattice.len());
    let mut column = end.from;
    for nodes in lattice.iter().rev() {
        columns.push(column);
        column = nodes.by_column[column].from;
    }
    columns.reverse();
    Best { columns, likelihood: end.best, all: end.all }
}

fn turn(offset: i64, before: i64) -> f64 {
    if offset == before { 1.0 } else { OFFSET_CHANGE }
}

/// The columns of a band, and overflow beyond them, with the probability of filling and skipping each.
struct Slots<'a> {
    n_slots: usize,
    homes: &'a [usize],
    filled: Vec<f64>,
    /// Probability of skipping all columns between two, the second excluded.
    gaps: Vec<f64>,
}

impl<'a> Slots<'a> {
    fn new(n_slots: usize, band: &'a Band, profile: &Profile) -> Self {
        let filled: Vec<f64> = (0..n_slots).map(|column| profile.share_filled(column)).collect();
        let mut gaps = vec![1.0; (n_slots + 1) * (n_slots + 1)];
        for from in 0..n_slots {
            for to in from..n_slots {
                let skipped = gaps[from * (n_slots + 1) + to] * (1.0 - filled[to]);
                gaps[from * (n_slots + 1) + to + 1] = skipped;
            }
        }
        Self { n_slots, homes: &band.homes, filled, gaps }
    }

    fn gap(&self, from: usize, to: usize) -> f64 {
        self.gaps[from * (self.n_slots + 1) + to]
    }

    /// Distance of a token's printed column to the right of a column.
    fn offset(&self, raw: usize, column: usize) -> i64 {
        let home = self.homes.get(column).copied().unwrap_or(raw);
        i64::try_from(raw).unwrap_or(i64::MAX) - i64::try_from(home).unwrap_or_default()
    }
}
