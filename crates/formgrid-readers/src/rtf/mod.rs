//! The rtf reader: Rich Text Format 1.9.1 as word processors write it.
//!
//! Supported: tables with row edges, vertical and horizontal merges, repeated header rows; nested
//! tables (separate tables after the outer one); bytes in the code page of the document and of each
//! font, Unicode with substitutes, symbol fonts; field results; tracked changes as if accepted; list
//! numbers as the items state them; headings by style and outline level; footnotes, as paragraphs at
//! the end; headers, footers and comments, as furniture. Hidden and struck text is left out and
//! reported.
//! Partly supported: text boxes (their paragraphs after the anchor paragraph; tables become paragraphs
//! too).
//! Ignored: pictures, embedded objects, formulas, form-field check boxes.
//!
//! The file is read as a stream, with a state for each open group.

mod fonts;
mod reader;
mod state;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

use formgrid_model::{Code, Diagnostics, Format, Limit, Limits, Place, RawDocument};

use self::{reader::Reader, tokens::Tokens};
use crate::{ReadError, docx::flow};

/// How every file begins.
const START: &[u8] = b"{\\rtf";

/// Whether bytes are an RTF document. Blanks may precede it.
pub(crate) fn is_document(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(START)
}

/// Reads a document.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    limits.check(Limit::StoryBytes, bytes.len())?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let mut reader = Reader::new(limits);
    let is_whole = reader.read(Tokens::new(bytes))?;
    if !is_whole {
        let message = "the document ends inside a group, as in a file cut short";
        diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
    }
    let (furniture, body) = reader.finish(diagnostics)?;
    Ok(flow::document(Format::Rtf, furniture, body, limits, diagnostics))
}
