//! The layers of the store, by what it took to make them.

use serde::{Deserialize, Serialize};

/// What an entry holds. Each layer has a folder.
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
}
