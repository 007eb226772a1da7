//! Signatures: first bytes that identify formats without a reader.
//!
//! File names are not trusted. A `.txt` that is an image is named here, with a remedy, before the text
//! reader takes it for damaged text.

use std::borrow::Cow;

use crate::ReadError;

const SAVE: &str = "open it in its program and save it as .docx or .xlsx";
const UNPACK: &str = "unpack it first";
const PROGRAM: &str = "leave it out, or unpack it first if it is an archive that unpacks itself";
const RECOGNIZE: &str = "run text recognition on it, and keep its tables as .docx or .xlsx";

/// The start of an OLE container.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Bytes at the start of a file, the format, and the remedy.
const SIGNATURES: &[(&[u8], &str, &str)] = &[
    (OLE, "an OLE container without a document or a workbook", SAVE),
    (b"\xdb\xa5\x2d\0", "a document of Word 2", SAVE),
    (b"\xffWPC", "a document of WordPerfect", SAVE),
    (b"\x1f\x8b", "a gzip archive", UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"\x89PNG\r\n", "a PNG image", RECOGNIZE),
    (b"\xff\xd8\xff", "a JPEG image", RECOGNIZE),
    (b"GIF8", "a GIF image", RECOGNIZE),
    (b"II*\0", "a TIFF image", RECOGNIZE),
    (b"MM\0*", "a TIFF image", RECOGNIZE),
    (b"\x7fELF", "a program", PROGRAM),
    (b"SQLite format 3\0", "an SQLite database", "leave it out"),
];

/// Openings of markup, compared case-insensitively after leading blanks.
const MARKED_UP: &[(&str, &str)] = &[("<?xml", "an XML file"), ("{\\rtf", "an RTF document")];

/// Elements that open a page. A text may quote any tag but rarely begins with one of these.
const PAGE_STARTS: &[&str] = &[
    "!doctype html",
    "html",
    "head",
    "body",
    "table",
    "meta",
    "title",
    "style",
    "script",
    "div",
    "center",
    "h1",
    "h2",
    "h3",
];

/// Elements that open a piece of a page, as content systems store it, if it holds a table.
const PIECE_STARTS: &[&str] =
    &["p", "span", "font", "b", "strong", "br", "section", "article", "main", "h4", "ul", "ol"];

/// The first bytes of a text in any encoding that holds ASCII, without byte order mark.
pub(crate) fn ascii_head(bytes: &[u8], n_bytes: usize) -> Cow<'_, [u8]> {
    let head = bytes.get(..n_bytes).unwrap_or(bytes);
    let marks: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    let head = marks.iter().find_map(|mark| head.strip_prefix(*mark)).unwrap_or(head);
    // In UTF-16 every other byte of ASCII text is NUL.
    match head.contains(&0) {
        true => head.iter().copied().filter(|&byte| byte != 0).collect(),
        false => Cow::Borrowed(head),
    }
}

/// Whether bytes are an HTML page, in any encoding that holds ASCII. Comments and an XML declaration
/// may precede it.
pub(crate) fn is_page(bytes: &[u8]) -> bool {
    /// In bytes. A table of a piece begins early.
    const HEAD: usize = 1 << 16;
    let mut head = ascii_head(bytes, HEAD).into_owned();
    head.iter_mut().filter(|byte| !byte.is_ascii()).for_each(|byte| *byte = b'?');
    head.make_ascii_lowercase();
    let text = String::from_utf8(head).unwrap_or_default();
    let mut rest = text.trim_start();
    while let Some(end) = match () {
        () if rest.starts_with("<!--") => rest.find("-->").map(|at| at + 3),
        () if rest.starts_with("<?xml") => rest.find("?>").map(|at| at + 2),
        () => None,
    } {
        rest = rest[end..].trim_start();
    }
    let is_one_of = |tag: &str, names: &[&str]| {
        names.iter().any(|name| {
            tag.strip_prefix(name).is_some_and(|after| {
                after.is_empty() || after.starts_with([' ', '>', '\t', '\r', '\n', '/'])
            })
        })
    };
    let holds_table =
        || rest.match_indices('<').any(|(at, _)| is_one_of(&rest[at + 1..], &["table"]));
    rest.strip_prefix('<').is_some_and(|tag| {
        is_one_of(tag, PAGE_STARTS) || is_one_of(tag, PIECE_STARTS) && holds_table()
    })
}

/// Stream name of an encrypted Office document, in UTF-16.
const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// Stream name of a binary document's text, in UTF-16.
const DOCUMENT: &[u8] = b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0";

/// Whether the bytes are an OLE container that may hold a binary document.
pub(crate) fn may_hold_document(bytes: &[u8]) -> bool {
    is_container(bytes) && memchr::memmem::find(bytes, DOCUMENT).is_some()
}

/// Whether the bytes begin like a zip archive.
pub(crate) fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Whether the bytes begin like an OLE container.
pub(crate) fn is_container(bytes: &[u8]) -> bool {
    bytes.starts_with(OLE)
}

/// Whether the bytes are an OLE container around a locked Office document.
pub(crate) fn is_encrypted(bytes: &[u8]) -> bool {
    is_container(bytes) && memchr::memmem::find(bytes, ENCRYPTED).is_some()
}

/// The error for bytes with the signature of an unsupported format.
pub(crate) fn foreign(bytes: &[u8]) -> Option<ReadError> {
    if is_package(bytes) {
        return Some(container(bytes));
    }
    if is_encrypted(bytes) {
        return Some(ReadError::Encrypted { what: "the Office document".to_owned() });
    }
    // Two letters alone may begin a text.
    let is_program = bytes.starts_with(b"MZ") && bytes.iter().take(64).any(|&byte| byte == 0);
    if is_program {
        return Some(ReadError::Unsupported { what: "a program", remedy: PROGRAM });
    }
    SIGNATURES
        .iter()
        .find(|(start, ..)| bytes.starts_with(start))
        .map(|&(_, what, remedy)| ReadError::Unsupported { what, remedy })
}

/// The error for text in an unsupported markup language.
pub(crate) fn marked_up(text: &str) -> Option<ReadError> {
    let text = text.trim_start();
    MARKED_UP
        .iter()
        .find(|(start, _)| {
            text.as_bytes()
                .get(..start.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
        })
        .map(|&(_, what)| ReadError::Unsupported { what, remedy: SAVE })
}

/// The error for an archive that no reader opens.
pub(crate) fn container(bytes: &[u8]) -> ReadError {
    if is_office(bytes) {
        let what = "an Office Open XML file that is neither a document nor a workbook";
        ReadError::Unsupported { what, remedy: SAVE }
    } else if begins_with_name(bytes, b"application/vnd.oasis.opendocument") {
        ReadError::Unsupported { what: "an OpenDocument file (odt, ods)", remedy: SAVE }
    } else {
        ReadError::Unsupported { what: "a ZIP archive", remedy: UNPACK }
    }
}

/// Whether an archive begins like an Office Open XML package.
pub(crate) fn is_office(bytes: &[u8]) -> bool {
    let names: [&[u8]; 5] = [b"[Content_Types].xml", b"_rels/", b"word/", b"xl/", b"docProps/"];
    names.iter().any(|name| begins_with_name(bytes, name))
}

/// Names of a package's first parts are stored uncompressed near its start.
fn begins_with_name(bytes: &[u8], name: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    head.windows(name.len()).any(|window| window == name)
}

#[cfg(test)]
mod tests {
    use super::{foreign, is_page, marked_up};

    fn message(bytes: &[u8]) -> String {
        foreign(bytes).map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn containers_are_named_by_what_they_hold() {
        assert!(message(b"PK\x03\x04..[Content_Types].xml").contains("Office Open XML"));
        assert!(message(b"PK\x03\x04..notes.txt").contains("ZIP archive"));
        assert!(message(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").contains("OLE"));
    }

    #[test]
    fn older_documents_are_named() {
        assert!(message(b"\xdb\xa5\x2d\0\x78\x40").contains("Word 2"));
        assert!(message(b"\xffWPC\x10\0").contains("WordPerfect"));
        assert_eq!(message(b"\xdb\xa5\xbf\xc6"), "");
    }

    #[test]
    fn text_about_a_format_is_text() {
        assert_eq!(message(b"PK\t3"), "");
        assert_eq!(message(b"MZ-12,3\n"), "");
        assert!(message(b"MZ\x90\0\x03").contains("a program"));
        assert_eq!(message("附件：绩效目标表（%PDF-）".as_bytes()), "");
        assert!(marked_up("目标\t<html>").is_none());
    }

    #[test]
    fn pages_are_known_by_their_first_element() {
        assert!(is_page(b"\xef\xbb\xbf \n<!DOCTYPE HTML PUBLIC>"));
        assert!(is_page(b"<?xml version='1.0'?><!-- saved --> <html xmlns='x'>"));
        assert!(is_page(b"\xff\xfe<\0H\0T\0M\0L\0>\0"));
        assert!(is_page(b"<TABLE border=1>"));
        assert!(!is_page("目标\t<html>".as_bytes()));
        assert!(!is_page("<p>目标</p>".as_bytes()));
        assert!(is_page("<p>目标表</p><TABLE><tr><td>".as_bytes()));
        assert!(!is_page("<p>目标表</p> 3 < table".as_bytes()));
        assert!(!is_page(b"<header-words>") && !is_page(b"<!-- x") && !is_page(b""));
    }

    #[test]
    fn markup_languages_are_named() {
        assert!(marked_up("\n <?xml version='1.0'?>").is_some());
        assert!(marked_up("{\\rtf1\\ansi").is_some());
        assert!(marked_up("<p>目标</p>").is_none());
    }
}
