//! The layers of the store, by what it took to make them.

use serde::{Deserialize, Serialize};

/// What an entry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Layer {
    /// A raw document.
    Raw,
    /// A document with its grids.
    Document,
    /// What a source adds to a run.
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

    /// Its number, as entries carry it.
    pub(super) fn number(self) -> u32 {
        match self {
            Self::Raw => 1,
            Self::Document => 2,
            Self::Outcome => 3,
        }
    }

    /// The layer of a number; none where no layer has it.
    pub(super) fn of_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.number() == number)
    }
}
