//! The layers of the cache, one per stage.

use serde::{Deserialize, Serialize};

/// The content of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Layer {
    /// A raw document.
    Raw,
    /// A document with its grids.
    Document,
    /// The outcome of a source.
    Outcome,
}

impl Layer {
    pub(super) const ALL: [Self; 3] = [Self::Raw, Self::Document, Self::Outcome];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Document => "document",
            Self::Outcome => "outcome",
        }
    }

    /// Its number in the file format.
    pub(super) fn number(self) -> u32 {
        match self {
            Self::Raw => 1,
            Self::Document => 2,
            Self::Outcome => 3,
        }
    }

    /// The layer with this number, if any.
    pub(super) fn of_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.number() == number)
    }
}
