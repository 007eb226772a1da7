//! The odt reader: OpenDocument 1.3 text documents, packaged (`.odt`, `.ott`) or flat XML (`.fodt`).
//!
//! Supported: tables with spans and covered cells, repeated cells and rows, header rows; nested tables
//! (separate tables after the outer one); tracked changes as if accepted; list and heading numbers;
//! headings; frames and text boxes, after their anchor paragraph; fields as displayed; footnotes and
//! endnotes, as paragraphs at the end; headers, footers and comments, as furniture. Hidden and struck
//! text and hidden sections are left out and reported.
//! Partly supported: tables in frames (before the anchor paragraph).
//! Ignored: pictures, charts, formulas and embedded objects, forms, ruby text.

mod lists;
mod story;
mod styles;
mod table;
#[cfg(test)]
mod tests;

use formgrid_model::{Code, Diagnostics, Format, Limits, Place, RawDocument};
use formgrid_package::{Package, XmlError};

use self::story::Reader;
use crate::{ReadError, docx::flow, locked::check_manifest};

/// Parts with the text, and with styles, headers and footers.
const CONTENT: &str = "content.xml";
const STYLES: &str = "styles.xml";

/// Identifies text documents in their MIME type.
const KIND: &[u8] = b"opendocument.text";

/// Whether a package is an OpenDocument text document.
pub(crate) fn is_document(package: &mut Package<'_>) -> bool {
    let kind = package.entry("mimetype").ok().flatten();
    let is_stated = |bytes: &[u8]| memchr::memmem::find(bytes, KIND).is_some();
    kind.is_some_and(|kind| is_stated(&kind.bytes))
}

/// Whether bytes are a flat XML text document.
pub(crate) fn is_flat(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    memchr::memmem::find(head, b"office:document").is_some()
        && memchr::memmem::find(head, KIND).is_some()
        && head.trim_ascii_start().starts_with(b"<")
}

/// Reads a packaged document.
pub(crate) fn read(
    package: &mut Package<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    let limits = package.limits();
    check_manifest(package, "the document")?;
    let mut reader = Reader::new(limits);
    if let Some(part) = package.part(STYLES)? {
        let outcome = reader.read(&part.text);
        report(STYLES, part.damage, outcome, diagnostics)?;
    }
    let Some(part) = package.part(CONTENT)? else {
        let what = "it is missing".to_owned();
        return Err(ReadError::Malformed { part: CONTENT.to_owned(), what });
    };
    let outcome = reader.read(&part.text);
    report(CONTENT, part.damage, outcome, diagnostics)?;
    Ok(finish(reader, limits, diagnostics))
}

/// Reads a flat XML document.
pub(crate) fn read_flat(
    bytes: &[u8],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    limits.check(formgrid_model::Limit::StoryBytes, bytes.len())?;
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::new(limits);
    let outcome = reader.read(&text);
    report("the document", None, outcome, diagnostics)?;
    Ok(finish(reader, limits, diagnostics))
}

fn finish(reader: Reader<'_>, limits: &Limits, diagnostics: &mut Diagnostics) -> RawDocument {
    let (furniture, body) = reader.finish(diagnostics);
    flow::document(Format::Odt, furniture, body, limits, diagnostics)
}

fn report(
    part: &str,
    damage: Option<String>,
    outcome: Result<(), XmlError>,
    diagnostics: &mut Diagnostics,
) -> Result<(), ReadError> {
    let damage = match (damage, outcome) {
        (_, Err(XmlError::Limit(over))) => return Err(over.into()),
        (Some(damage), _) => damage,
        (None, Err(XmlError::IllFormed { offset, what })) => format!("{what} at byte {offset}"),
        (None, Ok(())) => return Ok(()),
    };
    let message = format!("{part} is damaged: {damage}; what follows was left out");
    diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
    Ok(())
}
