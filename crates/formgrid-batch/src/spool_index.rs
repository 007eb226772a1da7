//! What a run has of its sources: the spool, and for each source where it stands there.

use std::collections::BTreeMap;

use formgrid_sinks::SourceLine;

use crate::{
    Allowance, BatchError, Source,
    frame::Frame,
    outcome::Outcome,
    session::Loaded,
    source::{Hash, hex},
    spool::{At, Spool},
};

/// The spool with its index. Sources are named by their numbers in the order of their names.
#[derive(Debug)]
pub(crate) struct SpoolIndex {
    pub(crate) spool: Spool,
    slots: Vec<Slot>,
    /// The first source of each content.
    first: BTreeMap<Hash, u32>,
}

/// What is known of a source.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// What its bytes are, once they were loaded.
    loaded: Option<Loaded>,
    /// What was read of it.
    at: Option<At>,
}

/// What is to be done with a source whose content is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is to be read.
    Read,
    /// It was read by the run that was stopped.
    Known(At),
    /// A source before it has the same bytes.
    Duplicate,
}

/// What a stopped run left, by source.
#[derive(Debug)]
pub(crate) struct ResumeScan<'a> {
    sources: &'a [Source],
    allowance: Option<Allowance>,
    hashes: Vec<Option<(Hash, At)>>,
}

impl<'a> ResumeScan<'a> {
    pub(crate) fn new(sources: &'a [Source], allowance: Option<Allowance>) -> Self {
        Self { sources, allowance, hashes: vec![None; sources.len()] }
    }

    /// Takes notice of an outcome on the spool. One that failed because of what it was allowed to cost
    /// counts only where the same is allowed now.
    pub(crate) fn add(&mut self, outcome: &Outcome, at: At) {
        if outcome.allowance.is_some() && outcome.allowance != self.allowance {
            return;
        }
        let path = outcome.line.path.as_str();
        let number = self.sources.binary_search_by(|source| source.name.as_str().cmp(path));
        let hash = outcome.line.sha256.as_deref().and_then(parse_hex);
        if let (Ok(number), Some(hash)) = (number, hash)
            && let Some(slot) = self.hashes.get_mut(number)
        {
            *slot = Some((hash, at));
        }
    }
}

fn parse_hex(text: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    (hex(&hash) == text).then_some(hash)
}

/// The outcomes that a stopped run left, by number of the source.
pub(crate) type ResumedOutcomes = Vec<Option<(Hash, At)>>;

impl From<ResumeScan<'_>> for ResumedOutcomes {
    fn from(left: ResumeScan<'_>) -> Self {
        left.hashes
    }
}

impl SpoolIndex {
    pub(crate) fn new(spool: Spool, n_sources: usize) -> Self {
        Self { spool, slots: vec![Slot::default(); n_sources], first: BTreeMap::new() }
    }

    /// Takes notice of what the bytes of a source are, and tells what is to be done with it.
    pub(crate) fn judge(
        &mut self,
        number: u32,
        loaded: Loaded,
        resumed: &ResumedOutcomes,
    ) -> Verdict {
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        let Some(slot) = self.slots.get_mut(index) else { return Verdict::Duplicate };
        slot.loaded = Some(loaded);
        let first = self.first.entry(loaded.hash).or_insert(number);
        if *first < number {
            return Verdict::Duplicate;
        }
        // A source that stands before the one that was met first takes its place.
        *first = number;
        match resumed.get(index).copied().flatten() {
            Some((hash, at)) if hash == loaded.hash => {
                slot.at = Some(at);
                Verdict::Known(at)
            }
            _ => Verdict::Read,
        }
    }

    /// Keeps what was read of a source.
    pub(crate) fn keep(&mut self, number: u32, outcome: &Frame) -> Result<(), BatchError> {
        let at = self.spool.append(outcome)?;
        if let Some(slot) = self.slots.get_mut(usize::try_from(number).unwrap_or(usize::MAX)) {
            slot.at = Some(at);
        }
        Ok(())
    }

    /// What the bytes of a source are; none where they were not loaded.
    pub(crate) fn loaded(&self, number: u32) -> Option<Loaded> {
        self.slots.get(usize::try_from(number).ok()?)?.loaded
    }

    /// The first source with the same bytes; none where it is the first.
    pub(crate) fn duplicate_of(&self, number: usize) -> Option<(usize, Loaded)> {
        let loaded = self.slots.get(number)?.loaded?;
        let first = usize::try_from(*self.first.get(&loaded.hash)?).ok()?;
        (first != number).then_some((first, loaded))
    }

    /// Where the outcome of a source stands.
    pub(crate) fn at(&self, number: usize) -> Option<At> {
        self.slots.get(number)?.at
    }

    /// The line of a source that was read before.
    pub(crate) fn line(&mut self, at: At) -> Result<SourceLine, BatchError> {
        Ok(self.spool.outcome(at)?.0.line)
    }
}
