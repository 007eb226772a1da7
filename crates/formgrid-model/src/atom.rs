//! Atoms: the numbered pieces of text a reader states.
//!
//! Every non-blank piece of text gets one number from its reader, in the order of reading. Layout and
//! records carry the numbers along, so that conservation is a set difference, not a comparison of texts.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// The number of an atom, from 0 without gaps within a source.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct AtomId(pub u32);

/// The atoms that a cell, a paragraph or a record was made of. Empty where the text is blank.
pub type Atoms = SmallVec<[AtomId; 2]>;
