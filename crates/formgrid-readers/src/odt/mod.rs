//! The odt reader: word processors' documents of the OpenDocument standard, packed (`.odt`, `.ott`) or as
//! one XML file (`.fodt`).
//!
//! Supported: tables with spans and the cells they cover, cells and rows that are repeated, header rows;
//! tables in cells (tables of their own behind the one that holds them); tracked changes as if accepted;
//! numbers of lists and headings; headings; frames and text boxes, behind the paragraph they are anchored
//! in; fields as displayed; footnotes and endnotes, as paragraphs at the end; headers, footers and
//! comments, as furniture. Hidden and struck text and hidden sections are left out and reported.
//! Partly: tables in frames (before the paragraph that the frame is anchored in).
//! Ignored: pictures, charts, formulas and embedded objects, forms, readings of characters.

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

/// Parts that hold the text, and styles with headers and footers.
const CONTENT: &str = "content.xml";
const STYLES: &str = "styles.xml";

/// What the type of a document says of it.
const KIND: &[u8] = b"opendocument.text";

/// Whether a package is a word processor's document.
pub(crate) fn is_document(package: &mut Package<'_>) -> bool {
    let kind = package.entry("mimetype").ok().flatten();
    let is_stated = |bytes: &[u8]| memchr::memmem::find(bytes, KIND).is_some();
    kind.is_some_and(|kind| is_stated(&kind.bytes))
}

/// Whether bytes are a document as one XML file.
pub(crate) fn is_flat(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    memchr::memmem::find(head, b"office:document").is_some()
        && memchr::memmem::find(head, KIND).is_some()
        && head.trim_ascii_start().starts_with(b"<")
}

/// Reads a document in a package.
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

/// Reads a document that is one XML file.
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
