//! Documents that are one XML file: those of Word 2003, which programs make from templates and often name
//! `.doc`, and packages of today that are packed flat (`pkg:package`).
//!
//! Both are put into a package of their parts and read as any other.

use std::io::{Cursor, Write as _};

use formgrid_model::{Diagnostics, Limit, Limits, RawDocument};
use formgrid_package::{Event, Package, Xml};
use memchr::memmem;
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::{ReadError, text::encoding};

/// Parts of a flat package that are looked at.
const MAX_PARTS: usize = 2_000;

/// Whether bytes, in any encoding that holds ASCII, are such a document.
pub(crate) fn is_flat(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let ascii: Vec<u8> = head.iter().copied().filter(|&b| b != 0).collect();
    let holds = |word: &[u8]| memmem::find(&ascii, word).is_some();
    let begins = ascii.trim_ascii_start().starts_with(b"<") || ascii.starts_with(b"\xef\xbb\xbf<");
    let is_word = holds(b"wordDocument") && holds(b"schemas.microsoft.com/office/word/2003");
    let is_package = holds(b"<pkg:package") && memmem::find(bytes, b"wordprocessingml").is_some();
    begins && (is_word || is_package)
}

/// Reads a document.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    limits.check(Limit::PartBytes, bytes.len())?;
    let decoded = encoding::decode(bytes)?;
    let text = decoded.text.trim_start_matches('\u{feff}');
    let parts = if memmem::find(text.as_bytes(), b"<pkg:package").is_some() {
        flat_parts(text, limits)
    } else {
        word_2003(text)
    };
    let archive = archive(&parts).map_err(|error| malformed(&error.to_string()))?;
    let mut package = Package::open(&archive, limits)?;
    let main = super::main_part(&mut package)?;
    let main = main.ok_or_else(|| malformed("it has no part with a text"))?;
    super::read(&mut package, &main, diagnostics)
}

fn malformed(what: &str) -> ReadError {
    ReadError::Malformed { part: "the document".to_owned(), what: what.to_owned() }
}

/// A document of 2003: its one part holds the styles, too.
fn word_2003(text: &str) -> Vec<(String, &str)> {
    const ROOT: &str = "<Relationships><Relationship Id='a' Type='x/officeDocument' \
        Target='word/document.xml'/></Relationships>";
    const LINKS: &str = "<Relationships><Relationship Id='s' Type='x/styles' Target='document.xml'/></Relationships>";
    vec![
        ("_rels/.rels".to_owned(), ROOT),
        ("word/_rels/document.xml.rels".to_owned(), LINKS),
        ("word/document.xml".to_owned(), text),
    ]
}

/// The XML parts of a flat package: each stands in `pkg:xmlData` of a `pkg:part` that names it.
fn flat_parts<'a>(text: &'a str, limits: &Limits) -> Vec<(String, &'a str)> {
    let mut parts = Vec::new();
    for start in memmem::find_iter(text.as_bytes(), b"<pkg:part ").take(MAX_PARTS) {
        let rest = &text[start..];
        let Ok(Event::Open(tag)) = Xml::new(rest, limits).next_event() else { continue };
        let Some(name) = tag.attr("name") else { continue };
        let end = memmem::find(rest.as_bytes(), b"</pkg:part>").unwrap_or(rest.len());
        let inside =
            rest[..end].split_once("<pkg:xmlData").and_then(|(_, rest)| rest.split_once('>'));
        if let Some((_, xml)) = inside {
            let xml = xml.rsplit_once("</pkg:xmlData>").map_or(xml, |(xml, _)| xml);
            parts.push((name.trim_start_matches('/').to_owned(), xml));
        }
    }
    parts
}

fn archive(parts: &[(String, &str)]) -> Result<Vec<u8>, ZipError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in parts {
        writer.start_file(name.as_str(), options)?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Diagnostics, Limits, RawItem};

    use super::{is_flat, read};

    fn first_cell(text: &str) -> String {
        assert!(is_flat(text.as_bytes()));
        let raw = read(text.as_bytes(), &Limits::default(), &mut Diagnostics::new()).unwrap();
        match raw.items.first() {
            Some(RawItem::Grid(raw)) => raw.grid.origins(0).map(|cell| cell.text.clone()).collect(),
            other => format!("{other:?}"),
        }
    }

    const TABLE: &str =
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>名称</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";

    #[test]
    fn a_document_of_2003_is_read() {
        let text = format!(
            "<?xml version='1.0'?><w:wordDocument \
             xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'><w:body>{TABLE}</w:body></w:wordDocument>"
        );
        assert_eq!(first_cell(&text), "名称");
    }

    #[test]
    fn a_flat_package_is_read() {
        let text = format!(
            "<?xml version='1.0'?><pkg:package><pkg:part pkg:name='/_rels/.rels'><pkg:xmlData><Relationships>\
             <Relationship Id='a' Type='x/officeDocument' Target='word/document.xml'/></Relationships></pkg:xmlData>\
             </pkg:part><pkg:part pkg:name='/word/document.xml' pkg:contentType='wordprocessingml'><pkg:xmlData>\
             <w:document><w:body>{TABLE}</w:body></w:document></pkg:xmlData></pkg:part></pkg:package>"
        );
        assert_eq!(first_cell(&text), "名称");
    }
}
