//! Bytes of a source to a raw document, one module per format.
//!
//! Readers state what the file says and infer nothing: which lines form a table, and which cells a
//! merge joined, is left to layout. Reading is the one stage before output that can fail.

mod html;
mod signature;
mod text;

use formgrid_model::{Diagnostics, RawDocument};

/// Why a source gives no useful result.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No reader knows the format.
    #[error("unsupported format: {what}; {remedy}")]
    Unsupported {
        /// What the bytes are, as far as they show it.
        what: &'static str,
        /// What can be done about it.
        remedy: &'static str,
    },
    /// The source is larger than a reader accepts.
    #[error("{found} {which} are over the limit of {limit}; split the file")]
    Limit {
        /// What is counted.
        which: &'static str,
        /// How many the source has, as far as they were counted.
        found: usize,
        /// How many are accepted.
        limit: usize,
    },
    /// The bytes are text in none of the encodings that are read.
    #[error(
        "unknown encoding: {n_undecodable} of {n_characters} characters fit neither UTF-8, UTF-16 nor \
         GB18030, the first on line {line}; convert the file to UTF-8"
    )]
    UnknownEncoding {
        /// Characters that the best encoding cannot stand for.
        n_undecodable: usize,
        /// All characters outside of ASCII.
        n_characters: usize,
        /// Line of the first of them, from 1.
        line: u32,
    },
}

impl ReadError {
    /// The error's stable code, as output carries it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unsupported { .. } => "read/unsupported",
            Self::Limit { .. } => "read/limit",
            Self::UnknownEncoding { .. } => "read/unknown-encoding",
        }
    }
}

/// Reads a source. The format is told by the bytes alone.
pub fn read(bytes: &[u8], diagnostics: &mut Diagnostics) -> Result<RawDocument, ReadError> {
    if let Some(error) = signature::foreign(bytes) {
        return Err(error);
    }
    if signature::is_page(bytes) || html::is_message(bytes) {
        return html::read(bytes, diagnostics);
    }
    text::read(bytes, diagnostics)
}
