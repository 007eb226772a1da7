//! Bytes of a source to a raw document, one module per format.

use formgrid_model::{Diagnostics, Format, RawDocument};

/// Why a source gives no useful result.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No reader knows the format.
    #[error("unsupported format: {0}")]
    Unsupported(String),
}

impl ReadError {
    /// The error's stable code, as output carries it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unsupported(_) => "read/unsupported",
        }
    }
}

/// Reads a source. The format is told by the bytes alone.
pub fn read(bytes: &[u8], diagnostics: &mut Diagnostics) -> Result<RawDocument, ReadError> {
    let _ = (bytes, diagnostics);
    Ok(RawDocument { format: Format::Text, items: Vec::new(), n_atoms: 0 })
}
