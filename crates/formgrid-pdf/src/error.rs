//! Why a document gives no pages, and what was lost of one that does.

use formgrid_model::{Limit, OverLimit};

/// Why a document gives no pages at all.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// It asks for a password.
    #[error("the document asks for a password")]
    Encrypted,
    /// No pages can be found in it.
    #[error("{what}")]
    Malformed {
        /// What is wrong.
        what: String,
    },
    /// It would cost more than is allowed.
    #[error(transparent)]
    Limit(#[from] OverLimit),
}

/// What was lost of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A stream of its content does not unpack, or does not to its end.
    Stream,
    /// The content goes on behind a limit.
    Limit(Limit),
    /// A font that its text is set in is missing or damaged; the text is left out.
    Font,
    /// The page has no area.
    NoArea,
    /// Text of the page is in characters that the document does not explain.
    Unmapped,
}
