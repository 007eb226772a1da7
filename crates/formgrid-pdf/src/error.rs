//! Errors of a document and faults of a page.

use formgrid_model::{Limit, OverLimit};

/// Why a document gives no pages.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// It needs a password.
    #[error("the document asks for a password")]
    Encrypted,
    /// No pages can be found.
    #[error("{what}")]
    Malformed {
        /// What is wrong.
        what: String,
    },
    /// It exceeds a limit.
    #[error(transparent)]
    Limit(#[from] OverLimit),
}

/// A loss on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A content stream does not unpack completely.
    Stream,
    /// Content beyond a limit was left out.
    Limit(Limit),
    /// A font is missing or damaged; its text is left out.
    Font,
    /// The page has no area.
    NoArea,
    /// Text uses codes without a known character.
    Unmapped,
}
