//! The readers of word-processing documents in one XML file: Flat OPC, which is a docx without an
//! archive, and Word 2003 XML.
//!
//! Both are converted to the parts of a docx and read as one. Supported in Word 2003 XML: what the docx
//! reader supports of the body, styles, headers and footers, and lists. Ignored: fallbacks of text
//! boxes, smart document data.

mod flat;
mod word_2003;

use std::io::{Cursor, Write as _};

use formgrid_model::{Diagnostics, Format, Limit, Limits, RawDocument};
use formgrid_package::Package;
use memchr::memmem;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{ReadError, docx, signature::ascii_head, text::encoding};

/// Bytes searched for the namespace.
const HEAD: usize = 4096;

/// Namespaces of the two formats.
const FLAT: &[u8] = b"http://schemas.microsoft.com/office/2006/xmlPackage";
const WORD_2003: &[u8] = b"http://schemas.microsoft.com/office/word/2003/wordml";

/// A part of the converted package.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PackagePart {
    name: String,
    text: String,
}

/// Whether bytes are a document in one XML file, in any encoding that holds ASCII.
pub(crate) fn is_document(bytes: &[u8]) -> bool {
    let head = ascii_head(bytes, HEAD);
    head.trim_ascii_start().starts_with(b"<")
        && (memmem::find(&head, FLAT).is_some() || memmem::find(&head, WORD_2003).is_some())
}

/// Reads a document.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    limits.check(Limit::StoryBytes, bytes.len())?;
    let decoded = encoding::decode(bytes)?;
    let text = decoded.text.trim_start_matches('\u{feff}');
    let head = text.as_bytes().get(..HEAD).unwrap_or(text.as_bytes());
    let parts = match memmem::find(head, FLAT).is_some() {
        true => flat::parts(text, limits)?,
        false => word_2003::parts(text, limits)?,
    };
    let made = archive(&parts).map_err(|error| malformed(&error.to_string()))?;
    let mut package = Package::open(&made, limits)?;
    let Some(main) = docx::main_part(&mut package)? else {
        let what = "an Office Open XML file that is no word processor's document";
        return Err(ReadError::Unsupported { what, remedy: "save it as .docx or .xlsx" });
    };
    let raw = docx::read(&mut package, &main, diagnostics)?;
    Ok(RawDocument { format: Format::WordXml, ..raw })
}

fn malformed(what: &str) -> ReadError {
    ReadError::Malformed { part: "the document".to_owned(), what: what.to_owned() }
}

/// An archive of uncompressed parts; it is read back at once.
fn archive(parts: &[PackagePart]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for part in parts {
        writer.start_file(part.name.as_str(), stored)?;
        writer.write_all(part.text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Diagnostics, Limits};

    use super::{is_document, read};
    use crate::docx::shown::shown;

    fn check(text: &str, expected: &str) {
        assert!(is_document(text.as_bytes()));
        let raw = read(text.as_bytes(), &Limits::default(), &mut Diagnostics::new()).unwrap();
        assert_eq!(shown(&raw), expected);
    }

    #[test]
    fn a_flat_package_is_read_as_its_parts() {
        check(
            "<?xml version='1.0'?><pkg:package \
             xmlns:pkg='http://schemas.microsoft.com/office/2006/xmlPackage'>\
             <pkg:part pkg:name='/_rels/.rels'><pkg:xmlData><Relationships><Relationship Id='1' \
             Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' \
             Target='word/document.xml'/></Relationships></pkg:xmlData></pkg:part>\
             <pkg:part pkg:name='/word/media/i.png'><pkg:binaryData>AAAA</pkg:binaryData></pkg:part>\
             <pkg:part pkg:name='/word/document.xml'><pkg:xmlData><w:document><w:body><w:p><w:r>\
             <w:t>目标</w:t></w:r></w:p></w:body></w:document></pkg:xmlData></pkg:part></pkg:package>",
            "目标",
        );
    }

    #[test]
    fn a_document_of_2003_is_read() {
        let cell = |properties: &str, text: &str| {
            format!(
                "<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
            )
        };
        let rows = format!(
            "<w:tr>{}{}</w:tr><w:tr>{}{}</w:tr>",
            cell("<w:vmerge w:val='restart'/>", "A"),
            cell("", "B"),
            cell("<w:vmerge/>", ""),
            cell("", "C")
        );
        check(
            &format!(
                "<w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'><w:lists>\
                 <w:listDef w:listDefId='3'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:nfc w:val='37'/>\
                 <w:lvlText w:val='%1、'/></w:lvl></w:listDef><w:list w:ilfo='2'><w:ilst w:val='3'/></w:list>\
                 </w:lists><w:body><wx:sect><w:p><w:pPr><w:listPr><w:ilvl w:val='0'/><w:ilfo w:val='2'/>\
                 </w:listPr></w:pPr><w:r><w:t>目标</w:t></w:r></w:p><w:tbl>{rows}</w:tbl><w:sectPr>\
                 <w:hdr w:type='odd'><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect>\
                 </w:body></w:wordDocument>"
            ),
            "(页眉)\n一、目标\n[A]2x1[B]1x1\n[C]1x1",
        );
    }

    #[test]
    fn a_document_in_utf16_is_read() {
        let text = "\u{feff}<w:wordDocument \
             xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'><w:body><w:p><w:r><w:t>目标</w:t></w:r>\
             </w:p></w:body></w:wordDocument>";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(is_document(&bytes));
        let raw = read(&bytes, &Limits::default(), &mut Diagnostics::new()).unwrap();
        assert_eq!(shown(&raw), "目标");
    }

    #[test]
    fn a_truncated_file_keeps_what_came_before() {
        check(
            "<w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'><w:body><w:p>\
             <w:r><w:t>目标</w:t></w:r></w:p><w:p><w:r>",
            "目标",
        );
    }
}
