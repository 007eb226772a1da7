//! Atoms: the numbered pieces of text a reader states.
//!
//! A reader numbers every non-blank piece of text in reading order. Layout and records carry the
//! numbers along, so that conservation is a set difference, not a comparison of texts.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// The number of an atom, from 0 without gaps within a source.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct AtomId(pub u32);

/// The atoms of a cell, paragraph or record. Empty for blank text.
pub type Atoms = SmallVec<[AtomId; 2]>;
