//! Alignment: the tokens of each row find their columns.
//!
//! Tokens keep their order and each is used once; a column is filled or skipped. An assignment costs
//! what its columns seldom hold, how seldom they are skipped, and every change of the offset between
//! printed and true column, since a shift moves the rest of a row as one. What columns hold is learned
//! from the rows as printed, then from the rows as aligned.

use super::bands::{Band, Kind};
use super::profile::{Learned, Profile, Profiles};
use super::row::Row;

/// Where the tokens of one row belong.
#[derive(Debug, Clone, Default)]
pub(super) struct Placement {
    /// Column of each token, ascending. Columns beyond those of the band hold what has no place.
    pub(super) columns: Vec<usize>,
    /// Probability of this assignment among all of the row, 0 to 1.
    pub(super) certainty: f64,
}

/// Rounds of learning. The second moves some rows of the first, the third hardly any.
const N_ROUNDS: usize = 3;

/// Cost of a change of offset, in nats; from a prototype's measurements on recognized forms.
const OFFSET_CHANGE: f64 = 0.35;

/// Cost of a token beyond the last column, in nats: above any doubt about what a column holds.
const OVERFLOW: f64 = 12.0;

/// Wider rows are placed as printed: no form has so many columns, and the search is cubic in them.
const MAX_SLOTS: usize = 48;

/// Aligns the data rows; one placement per row, empty for rows of other kinds. Also what was learned.
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
            placements[index] = place(row, band, &bands[band], &learned);
        }
    }
    (placements, learned.profiles)
}

/// The tokens in the columns at which they are printed; elsewhere there is nothing to learn from them.
fn as_printed(row: &Row, band: &Band) -> Placement {
    let column = |raw: usize| band.homes.binary_search(&raw).unwrap_or(usize::MAX);
    let columns = row.tokens.iter().map(|token| column(token.raw)).collect();
    Placement { columns, certainty: 0.0 }
}

/// The tokens one after the other, at their printed columns where these suffice.
fn in_order(row: &Row, band: &Band) -> Placement {
    let mut next = 0;
    let columns = row.tokens.iter().map(|token| {
        let column = band.homes.partition_point(|&home| home < token.raw).max(next);
        next = column + 1;
        column
    });
    Placement { columns: columns.collect(), certainty: 0.5 }
}

/// The most probable assignment of a row.
fn place(row: &Row, band_index: usize, band: &Band, learned: &Learned<'_>) -> Placement {
    let n_slots = band.homes.len().max(row.tokens.len());
    if n_slots > MAX_SLOTS {
        return in_order(row, band);
    }
    let slots = Slots::new(n_slots, band, learned.profiles.of(band_index));
    let mut lattice: Vec<Vec<Node>> = Vec::with_capacity(row.tokens.len());
    for (i, token) in row.tokens.iter().enumerate() {
        let features = learned.features(token, band_index);
        let last = n_slots - (row.tokens.len() - 1 - i);
        let mut nodes = vec![Node::UNREACHED; n_slots];
        for (column, node) in nodes.iter_mut().enumerate().take(last).skip(i) {
            let offset = slots.offset(token.raw, column);
            match lattice.last().zip(row.tokens.get(i.wrapping_sub(1))) {
                None => node.arrive(0, (0.0, 0.0), slots.gap(0, column) + turn(offset, 0)),
                Some((before, previous)) => {
                    for (from, start) in before.iter().enumerate().take(column).skip(i - 1) {
                        let turn = turn(offset, slots.offset(previous.raw, from));
                        let cost = slots.gap(from + 1, column) + turn;
                        node.arrive(from, (start.cost, start.soft), cost);
                    }
                }
            }
            let share = learned.profiles.of(band_index).share(features, column);
            node.add(share.map_or(OVERFLOW, |share| -share.ln()) + slots.filled(column));
        }
        lattice.push(nodes);
    }
    trace(&lattice, &slots)
}

/// The end of the cheapest path, followed back to its start.
fn trace(lattice: &[Vec<Node>], slots: &Slots<'_>) -> Placement {
    let mut end = Node::UNREACHED;
    for (column, node) in lattice.last().into_iter().flatten().enumerate() {
        end.arrive(column, (node.cost, node.soft), slots.gap(column + 1, slots.n_slots));
    }
    let mut columns = Vec::with_capacity(lattice.len());
    let mut column = end.from;
    for nodes in lattice.iter().rev() {
        columns.push(column);
        column = nodes[column].from;
    }
    columns.reverse();
    Placement { columns, certainty: (end.soft - end.cost).exp().min(1.0) }
}

fn turn(offset: i64, before: i64) -> f64 {
    if offset == before { 0.0 } else { OFFSET_CHANGE }
}

/// The columns of a band, and overflow beyond them, with the costs of filling and skipping each.
struct Slots<'a> {
    n_slots: usize,
    homes: &'a [usize],
    filled: Vec<f64>,
    /// Cost of skipping all columns before each.
    skipped: Vec<f64>,
}

impl<'a> Slots<'a> {
    fn new(n_slots: usize, band: &'a Band, profile: &Profile) -> Self {
        let filled = (0..n_slots).map(|column| -profile.share_filled(column).ln()).collect();
        let mut sum = 0.0;
        let mut skipped = vec![sum];
        for column in 0..n_slots {
            sum -= (1.0 - profile.share_filled(column)).ln();
            skipped.push(sum);
        }
        Self { n_slots, homes: &band.homes, filled, skipped }
    }

    /// Cost of filling a column rather than not.
    fn filled(&self, column: usize) -> f64 {
        self.filled[column]
    }

    /// Cost of skipping the columns from one to before another.
    fn gap(&self, from: usize, to: usize) -> f64 {
        self.skipped[to] - self.skipped[from]
    }

    /// How far to the right of a column a token is printed.
    fn offset(&self, raw: usize, column: usize) -> i64 {
        let home = self.homes.get(column).copied().unwrap_or(raw);
        i64::try_from(raw).unwrap_or(i64::MAX) - i64::try_from(home).unwrap_or_default()
    }
}

/// The cheapest way to a token in a column, and the sum over all ways.
#[derive(Debug, Clone, Copy)]
struct Node {
    cost: f64,
    /// Negative logarithm of the summed probability of all ways.
    soft: f64,
    from: usize,
}

impl Node {
    const UNREACHED: Self = Self { cost: f64::INFINITY, soft: f64::INFINITY, from: 0 };

    fn arrive(&mut self, from: usize, (start, start_soft): (f64, f64), cost: f64) {
        if start + cost < self.cost {
            self.cost = start + cost;
            self.from = from;
        }
        let soft = start_soft + cost;
        let (low, high) = if soft < self.soft { (soft, self.soft) } else { (self.soft, soft) };
        self.soft = if high.is_finite() { low - (low - high).exp().ln_1p() } else { low };
    }

    fn add(&mut self, cost: f64) {
        self.cost += cost;
        self.soft += cost;
    }
}
