//! Errors: why a package gives no result.

use formgrid_model::OverLimit;

/// Why a package or a part gives no useful result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// The archive cannot be opened, or a part of it cannot be read at all.
    #[error("{part} is damaged: {what}")]
    Malformed {
        /// The part, or the archive as a whole.
        part: String,
        /// What is wrong, a lower-case fragment.
        what: String,
    },
    /// A part is locked with a password.
    #[error("{part} is encrypted")]
    Encrypted {
        /// The part.
        part: String,
    },
    /// The package exceeds a limit.
    #[error(transparent)]
    Limit(#[from] OverLimit),
}
