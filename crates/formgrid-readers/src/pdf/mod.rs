//! PDF: pages as they are printed.
//!
//! Read: text in the fonts and encodings that `formgrid-pdf` knows, straight lines and filled boxes,
//! forms, appearances of annotations, values of fields and free-text notes that have none or an old one.
//! Partly: text over an image, as recognition leaves it there, is read as if printed; boxes with round
//! corners are read as square ones. Ignored: other curves, shadings, images, bookmarks, attachments,
//! scripts.
//!
//! A page that is only an image is named as needing recognition, and the other pages are read; so are
//! pictures beside text and letters drawn as outlines. Text that is painted over or white on white is
//! named and left out.

mod lower;

use formgrid_model::{Diagnostics, Limits, RawDocument};
use formgrid_pdf::PdfError;

pub(crate) use self::lower::document as lower;

use crate::ReadError;

/// Where the header of a document may begin: writers put a few lines before it.
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
