//! Pairs records with nearly the same content.
//!
//! Two records are compared if they have the same kind and the same source or department. Their
//! similarity is twice the number of equal fields divided by the number of fields of both; ids and
//! places are ignored. Pairs are chosen greedily by similarity, ties by nearest position.
//!
//! Not every pair is compared: candidates share a rare field or have about the same position. So
//! the work grows linearly with the number of records.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use indexmap::IndexMap;

use super::lines::Line;
use crate::BatchError;

/// Minimum similarity of a pair: the records agree on more than they differ in.
const MIN_SIMILARITY: f64 = 0.5;
/// A field value shared by more records than this does not identify any of them.
const MAX_SHARED: usize = 32;
/// How many candidates by shared fields are compared with one record.
const MAX_CANDIDATES: usize = 12;
/// How many records around the same position are compared with one record.
const NEIGHBORS: usize = 2;

/// A likely pair, by index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) old: usize,
    pub(super) new: usize,
    pub(super) similarity: f64,
}

/// Sorted hashes of a record's fields with their values.
struct RecordFields {
    number: usize,
    fields: Vec<u64>,
}

/// The records of one kind and source or department.
#[derive(Default)]
struct Peers {
    old: Vec<RecordFields>,
    new: Vec<RecordFields>,
}

/// Pairs open records of two lists, given by index.
pub(super) fn pairs(
    old: &[Line<'_>],
    open_old: &[usize],
    new: &[Line<'_>],
    open_new: &[usize],
) -> Result<Vec<Found>, BatchError> {
    let by_source = |line: &Line<'_>| line.path().to_owned();
    let by_department = |line: &Line<'_>| line.department().unwrap_or_default().to_owned();
    let mut found = within(old, open_old, new, open_new, by_source)?;
    let rest = |open: &[usize], taken: &[usize]| {
        let taken: std::collections::BTreeSet<usize> = taken.iter().copied().collect();
        open.iter().copied().filter(|n| !taken.contains(n)).collect::<Vec<_>>()
    };
    let open_old = rest(open_old, &found.iter().map(|pair| pair.old).collect::<Vec<_>>());
    let open_new = rest(open_new, &found.iter().map(|pair| pair.new).collect::<Vec<_>>());
    found.append(&mut within(old, &open_old, new, &open_new, by_department)?);
    Ok(found)
}

fn within(
    old: &[Line<'_>],
    open_old: &[usize],
    new: &[Line<'_>],
    open_new: &[usize],
    key: impl Fn(&Line<'_>) -> String,
) -> Result<Vec<Found>, BatchError> {
    let mut peers: IndexMap<(String, String), Peers> = IndexMap::new();
    for &number in open_old {
        let line = &old[number];
        let entry = peers.entry((line.kind().to_owned(), key(line))).or_default();
        entry.old.push(RecordFields::new(number, line)?);
    }
    for &number in open_new {
        let line = &new[number];
        // Without records on the other side there is nothing to pair.
        if let Some(entry) = peers.get_mut(&(line.kind().to_owned(), key(line))) {
            entry.new.push(RecordFields::new(number, line)?);
        }
    }
    Ok(peers.values().flat_map(Peers::pairs).collect())
}

impl RecordFields {
    fn new(number: usize, line: &Line<'_>) -> Result<Self, BatchError> {
        let record = line.record()?;
        let is_compared = |field: &str| {
            let top = field.split(['.', '[']).next().unwrap_or(field);
            !matches!(
                top,
                "id" | "filing"
                    | "goal"
                    | "project"
                    | "source"
                    | "places"
                    | "confidence"
                    | "repairs"
            )
        };
        let leaves = record.leaves().into_iter().filter(|(field, _)| is_compared(field));
        let mut fields: Vec<u64> = leaves
            .map(|(field, value)| {
                let mut hasher = DefaultHasher::new();
                (field, value.to_string()).hash(&mut hasher);
                hasher.finish()
            })
            .collect();
        fields.sort_unstable();
        Ok(Self { number, fields })
    }

    #[expect(clippy::cast_precision_loss, reason = "a record has few fields")]
    fn similarity(&self, other: &Self) -> f64 {
        let (mut a, mut b) = (self.fields.as_slice(), other.fields.as_slice());
        let mut shared = 0_usize;
        while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
            shared += usize::from(x == y);
            (a, b) = (if x <= y { rest_a } else { a }, if y <= x { rest_b } else { b });
        }
        let all = self.fields.len() + other.fields.len();
        if all == 0 { 1.0 } else { 2.0 * shared as f64 / all as f64 }
    }
}

impl Peers {
    fn pairs(&self) -> Vec<Found> {
        let mut with_field: IndexMap<u64, Vec<usize>> = IndexMap::new();
        for (place, record) in self.new.iter().enumerate() {
            for field in &record.fields {
                let places = with_field.entry(*field).or_default();
                // One over the limit marks the field as too common.
                if places.len() <= MAX_SHARED {
                    places.push(place);
                }
            }
        }
        let mut ranked = Vec::new();
        for (place, record) in self.old.iter().enumerate() {
            for candidate in self.candidates(place, record, &with_field) {
                let similarity = record.similarity(&self.new[candidate]);
                if similarity >= MIN_SIMILARITY {
                    ranked.push((similarity, place.abs_diff(candidate), place, candidate));
                }
            }
        }
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2, a.3).cmp(&(b.1, b.2, b.3))));
        let mut taken = [vec![false; self.old.len()], vec![false; self.new.len()]];
        let mut found = Vec::new();
        for (similarity, _, old, new) in ranked {
            if !taken[0][old] && !taken[1][new] {
                (taken[0][old], taken[1][new]) = (true, true);
                let [old, new] = [self.old[old].number, self.new[new].number];
                found.push(Found { old, new, similarity });
            }
        }
        found
    }

    /// The new records that an old one is compared with.
    fn candidates(
        &self,
        place: usize,
        record: &RecordFields,
        with_field: &IndexMap<u64, Vec<usize>>,
    ) -> Vec<usize> {
        let mut votes: IndexMap<usize, usize> = IndexMap::new();
        for field in &record.fields {
            let places = with_field.get(field).map_or(&[][..], Vec::as_slice);
            for candidate in places.iter().filter(|_| places.len() <= MAX_SHARED) {
                *votes.entry(*candidate).or_default() += 1;
            }
        }
        let mut ranked: Vec<(usize, usize)> = votes.into_iter().collect();
        ranked.sort_by_key(|(candidate, n)| (std::cmp::Reverse(*n), candidate.abs_diff(place)));
        let around = place.saturating_sub(NEIGHBORS)..self.new.len().min(place + NEIGHBORS + 1);
        let mut all: Vec<usize> =
            ranked.into_iter().take(MAX_CANDIDATES).map(|(c, _)| c).chain(around).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
