//! Archives: zip files of documents, read like folders.
//!
//! Nothing is unpacked to disk. Costs are charged before they are spent, and an entry that is over
//! a limit, encrypted or damaged fails alone. An Office package is a zip file too: a zip whose
//! directory names the parts of a package is a document.

mod entries;
mod listing;
mod name;
mod shadowed;

pub(crate) use entries::ArchiveReader;
pub(crate) use listing::{ArchiveEntry, Listing, list};

use formgrid_model::{Limit, Limits, OverLimit};
use formgrid_sinks::SourceError;
use zip::{CompressionMethod, read::ZipFileEntry, result::ZipError};

use crate::outcome::error;

/// How many leading bytes decide whether a file or entry may be an archive.
pub(crate) const HEAD: usize = 512;

/// How many trailing bytes hold the end record of an archive: the record and its longest comment.
pub(crate) const TAIL: u64 = 22 + 65_535;

/// Top-level names that make a zip file a single document.
const PACKAGE_MARKS: [&str; 5] =
    ["[content_types].xml", "_rels/.rels", "mimetype", "ofd.xml", "word/document.xml"];

/// First names in the packages of common writers.
const PACKAGE_STARTS: [&[u8]; 7] =
    [b"[Content_Types].xml", b"_rels/", b"word/", b"xl/", b"docProps/", b"mimetype", b"OFD.xml"];

/// Whether a file with this head may be an archive of documents. The name of the first part
/// identifies most packages without opening them.
pub(crate) fn may_be_archive(head: &[u8]) -> bool {
    if head.starts_with(b"PK\x05\x06") {
        return true;
    }
    let is_zip = head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x07\x08PK\x03\x04");
    is_zip && !begins_like_package(head)
}

/// Whether a file with this head is a program for Windows, Linux or a shell, which may have an archive
/// behind it.
pub(crate) fn is_program(head: &[u8]) -> bool {
    [&b"MZ"[..], b"\x7fELF", b"#!"].iter().any(|start| head.starts_with(start))
}

/// Whether a file with this tail ends like an archive: with the end record of a directory, whose comment
/// reaches the end of the file.
pub(crate) fn ends_like_archive(tail: &[u8]) -> bool {
    const RECORD: usize = 22;
    memchr::memmem::rfind_iter(tail, b"PK\x05\x06").any(|at| {
        let length = tail.get(at + RECORD - 2..at + RECORD);
        let length = length.and_then(|two| <[u8; 2]>::try_from(two).ok()).map(u16::from_le_bytes);
        length.is_some_and(|length| at + RECORD + usize::from(length) == tail.len())
    })
}

fn begins_like_package(head: &[u8]) -> bool {
    // The name starts 30 bytes into the first local header.
    let name = head.get(30..).unwrap_or_default();
    PACKAGE_STARTS.iter().any(|start| name.starts_with(start))
}

/// Whether a directory entry of this name makes the zip file a document.
fn is_package_mark(raw: &[u8]) -> bool {
    let name = String::from_utf8_lossy(raw).replace('\\', "/").to_lowercase();
    PACKAGE_MARKS.contains(&name.trim_start_matches('/'))
}

/// Why the directory rules an entry out.
fn refuse(entry: &ZipFileEntry<'_>, limits: &Limits) -> Option<SourceError> {
    if entry.encrypted() {
        return Some(locked());
    }
    let readable = [CompressionMethod::Stored, CompressionMethod::Deflated];
    if !readable.contains(&entry.compression()) {
        return Some(other_method());
    }
    over(entry.size(), entry.compressed_size(), limits)
}

/// Entries below this size may have any compression ratio.
const RATIO_FREE_BYTES: u64 = 4 << 20;

/// Maximum unpacked size of an entry with `packed` compressed bytes.
fn allowed(packed: u64, limits: &Limits) -> u64 {
    let by_ratio = packed.saturating_mul(limits.of(Limit::EntryRatio) as u64).max(RATIO_FREE_BYTES);
    by_ratio.min(limits.of(Limit::EntryBytes) as u64)
}

/// The error if `bytes` exceeds what `packed` compressed bytes may unpack to.
fn over(bytes: u64, packed: u64, limits: &Limits) -> Option<SourceError> {
    let most = limits.of(Limit::EntryBytes) as u64;
    let count = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    if bytes > most {
        let limit = Limit::EntryBytes;
        return Some(over_limit(OverLimit { limit, found: count(bytes), allowed: count(most) }));
    }
    (bytes > allowed(packed, limits)).then(|| {
        let (limit, found) = (Limit::EntryRatio, count(bytes / packed.max(1)));
        over_limit(OverLimit { limit, found, allowed: limits.of(limit) })
    })
}

fn locked() -> SourceError {
    error("read/encrypted", "the entry is encrypted; unpack the archive with its password")
}

fn other_method() -> SourceError {
    let message =
        "unsupported format: an entry packed by another method than deflate; unpack it first";
    error("read/unsupported", message)
}

fn over_limit(over: OverLimit) -> SourceError {
    error("read/limit", format!("{over}; raise it with --limit, or unpack the archive first"))
}

/// Why an archive or an entry (`what`) cannot be read.
fn explain(what: &str, failure: &ZipError) -> SourceError {
    match failure {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            locked()
        }
        ZipError::CompressionMethodNotSupported(_) => other_method(),
        ZipError::UnsupportedArchive(why) => {
            error("read/unsupported", format!("unsupported format: {what}: {why}; unpack it first"))
        }
        failure => damaged(what, &failure.to_string()),
    }
}

fn damaged(what: &str, why: &str) -> SourceError {
    error("read/malformed", format!("{what} is damaged: {why}; ask for the file again"))
}

#[cfg(test)]
mod tests {
    use super::{ends_like_archive, is_package_mark, is_program, may_be_archive};

    #[test]
    fn packages_are_recognized_by_their_first_part() {
        let zip = |name: &str| [&b"PK\x03\x04"[..], &[0; 26], name.as_bytes()].concat();
        for name in ["[Content_Types].xml", "_rels/.rels", "mimetypeapplication/epub", "xl/a.xml"] {
            assert!(!may_be_archive(&zip(name)), "{name}");
        }
        assert!(may_be_archive(&zip("2024/word/a.docx")));
        assert!(may_be_archive(b"PK\x05\x06"));
        assert!(!may_be_archive(b"%PDF-1.7"));
    }

    #[test]
    fn the_directory_identifies_a_package_whatever_its_first_part() {
        assert!(is_package_mark(b"[Content_Types].xml"));
        assert!(is_package_mark(b"/_rels\\.rels"));
        assert!(!is_package_mark(b"2024/[Content_Types].xml"));
    }

    #[test]
    fn an_archive_behind_a_program_is_recognized_by_its_end() {
        let end = |length: u16| [&b"PK\x05\x06"[..], &[0; 16], &length.to_le_bytes()].concat();
        assert!(is_program(b"MZ\x90\0") && is_program(b"#!/bin/sh") && !is_program(b"PK\x03\x04"));
        assert!(ends_like_archive(&[&b"stub"[..], &end(0)].concat()));
        assert!(ends_like_archive(&[&end(3)[..], b"abc"].concat()));
        assert!(!ends_like_archive(&[&end(3)[..], b"ab"].concat()));
        assert!(!ends_like_archive(b"PK\x05\x06") && !ends_like_archive(b""));
    }
}
