//! What an archive may cost, each number with its reason. Workers are bounded in memory and time
//! beside it; these limits say which entry it was, and spare the rest.

/// How deep archives may be nested. What people send is an archive of archives; one more level comes
/// from mail programs.
pub(super) const MAX_DEPTH: usize = 4;

/// Entries of one file, those of nested archives counted. A province's year has tens of thousands of
/// documents.
pub(super) const MAX_ENTRIES: usize = 200_000;

/// Bytes of one entry. An entry is held in memory, beside what is read of it.
pub(super) const MAX_ENTRY_BYTES: u64 = 256 << 20;

/// How many times longer an entry may be than its packed bytes. Text of repeated forms reaches 40;
/// deflate itself ends at 1,032.
const MAX_RATIO: u64 = 300;

/// Entries below this many bytes may have any ratio.
const RATIO_FREE_BYTES: u64 = 4 << 20;

/// Bytes that an entry of so many packed bytes may have.
pub(super) fn allowed(packed: u64) -> u64 {
    MAX_ENTRY_BYTES.min(packed.saturating_mul(MAX_RATIO).max(RATIO_FREE_BYTES))
}
