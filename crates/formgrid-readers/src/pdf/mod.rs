//! The PDF reader: pages as printed (ISO 32000).
//!
//! Supported: text in the fonts and encodings of `formgrid-pdf`, straight lines and filled boxes,
//! forms, annotation appearances, field values and free-text notes with a missing or stale appearance.
//! Partly supported: text over an image, as OCR leaves it, is read as printed; boxes with rounded
//! corners are read as square.
//! Ignored: other curves, shadings, images, bookmarks, scripts.
//!
//! A page that is only an image is reported as needing recognition, and the other pages are read.
//! Large pictures next to text, pictures alone in a cell and letters drawn as outlines are reported too, as
//! are attached files and dynamic XFA forms. Text that is painted over, also with an opaque image, white
//! on white or drawn without ink is reported and left out.

mod lower;

use formgrid_model::{Diagnostics, Limits, RawDocument};
use formgrid_pdf::PdfError;

pub(crate) use self::lower::document as lower;

use crate::ReadError;

/// How far into the file the header may begin: some writers put lines before it.
const HEADER_WITHIN: usize = 1024;

/// Whether bytes are a PDF document.
pub(crate) fn is_document(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEADER_WITHIN).unwrap_or(bytes);
    bytes.starts_with(b"%PDF-")
        || (head.contains(&b'\n') || head.contains(&b'\r'))
            && head.windows(5).any(|window| window == b"%PDF-")
}

/// Reads a PDF document.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    let printout = formgrid_pdf::read(bytes, limits)?;
    Ok(lower::document(printout, diagnostics))
}

impl From<PdfError> for ReadError {
    fn from(error: PdfError) -> Self {
        match error {
            PdfError::Encrypted => Self::Encrypted { what: "the document".to_owned() },
            PdfError::Limit(over) => Self::Limit(over),
            PdfError::Malformed { what } => {
                Self::Malformed { part: "the document".to_owned(), what }
            }
        }
    }
}
