//! Indexes the spool by source.

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

/// The spool with its index. Sources are identified by their index in name order.
#[derive(Debug)]
pub(crate) struct SpoolIndex {
    pub(crate) spool: Spool,
    slots: Vec<Slot>,
    /// The first source with each content.
    first: BTreeMap<Hash, u32>,
}

/// The state of a source.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// Its hash and length, once loaded.
    loaded: Option<Loaded>,
    /// Its outcome, once spooled.
    at: Option<At>,
}

/// What to do with a loaded source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Read it.
    Read,
    /// The stopped run has already read it.
    Known(At),
    /// An earlier source has the same bytes.
    Duplicate,
}

/// Collects the outcomes of a stopped run while its spool is scanned.
#[derive(Debug)]
pub(crate) struct ResumeScan<'a> {
    sources: &'a [Source],
    allowance: Option<Allowance>,
    outcomes: ResumedOutcomes,
}

impl<'a> ResumeScan<'a> {
    pub(crate) fn new(sources: &'a [Source], allowance: Option<Allowance>) -> Self {
        Self { sources, allowance, outcomes: BTreeMap::new() }
    }

    /// Records an outcome on the spool. One that failed for lack of time or memory counts only
    /// under the same allowance.
    pub(crate) fn add(&mut self, outcome: &Outcome, at: At) {
        if outcome.allowance.is_some() && outcome.allowance != self.allowance {
            return;
        }
        let path = outcome.line.path.as_str();
        let number = self.sources.binary_search_by(|source| source.name.as_str().cmp(path));
        let hash = outcome.line.sha256.as_deref().and_then(parse_hex);
        if let (Some(number), Some(hash)) = (number.ok().and_then(|n| u32::try_from(n).ok()), hash)
        {
            self.outcomes.insert(number, (hash, at));
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

/// Outcomes of a stopped run, by index of the source.
pub(crate) type ResumedOutcomes = BTreeMap<u32, (Hash, At)>;

impl From<ResumeScan<'_>> for ResumedOutcomes {
    fn from(scan: ResumeScan<'_>) -> Self {
        scan.outcomes
    }
}

impl SpoolIndex {
    pub(crate) fn new(spool: Spool, n_sources: usize) -> Self {
        Self { spool, slots: vec![Slot::default(); n_sources], first: BTreeMap::new() }
    }

    /// Records the hash of a source and decides what to do with it.
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
        // Workers load out of order; the first by name counts.
        *first = number;
        match resumed.get(&number).copied() {
            Some((hash, at)) if hash == loaded.hash => {
                slot.at = Some(at);
                Verdict::Known(at)
            }
            _ => Verdict::Read,
        }
    }

    /// Spools the outcome of a source.
    pub(crate) fn keep(&mut self, number: u32, outcome: &Frame) -> Result<(), BatchError> {
        let at = self.spool.append(outcome)?;
        if let Some(slot) = self.slots.get_mut(usize::try_from(number).unwrap_or(usize::MAX)) {
            slot.at = Some(at);
        }
        Ok(())
    }

    /// Hash and length of a source, if it was loaded.
    pub(crate) fn loaded(&self, number: u32) -> Option<Loaded> {
        self.slots.get(usize::try_from(number).ok()?)?.loaded
    }

    /// The first source with the same bytes; none if that is this one.
    pub(crate) fn duplicate_of(&self, number: usize) -> Option<(usize, Loaded)> {
        let loaded = self.slots.get(number)?.loaded?;
        let first = usize::try_from(*self.first.get(&loaded.hash)?).ok()?;
        (first != number).then_some((first, loaded))
    }

    /// The spool offset of a source's outcome.
    pub(crate) fn at(&self, number: usize) -> Option<At> {
        self.slots.get(number)?.at
    }

    /// Forgets the sources. The bytes of the spool can still be read.
    pub(crate) fn forget_sources(&mut self) {
        (self.slots, self.first) = (Vec::new(), BTreeMap::new());
    }

    /// The line of a source read by the stopped run.
    pub(crate) fn line(&mut self, at: At) -> Result<SourceLine, BatchError> {
        Ok(self.spool.outcome(at)?.0.line)
    }
}
