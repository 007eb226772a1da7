//! Sanitizes a package for calamine: copies the parts it needs, inflated within the limits, and stores
//! them uncompressed.
//!
//! calamine inflates parts without a bound and reserves memory by counts in the file, which ends in an
//! abort that cannot be caught. So parts are inflated here, once, and their counts checked. The copy
//! costs less than a tenth of the reading, and gives access to the sheet bytes that calamine does not
//! expose.

use std::{
    borrow::Cow,
    io::{Cursor, Write as _},
};

use formgrid_model::{Code, Diagnostics, Place};
use formgrid_package::{Package, PackageError};
use memchr::memmem;
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::xlsb::records;
use crate::ReadError;

/// Folders that calamine does not need: pictures, drawings, printer settings, pivot caches, themes,
/// document properties.
const IDLE_FOLDERS: [&str; 12] = [
    "docprops/",
    "customxml/",
    "/theme/",
    "/media/",
    "/drawings/",
    "/charts/",
    "/printersettings/",
    "/embeddings/",
    "/pivotcache/",
    "/pivottables/",
    "/externallinks/",
    "/ctrlprops/",
];

/// The archive that calamine reads.
pub(super) type Archive = Cursor<Vec<u8>>;

/// Usual size of a copy.
const USUAL_BYTES: usize = 256 << 10;

/// Copies a package. `seen` receives every part that is copied.
pub(super) fn copy(
    package: &mut Package<'_>,
    diagnostics: &mut Diagnostics,
    mut seen: impl FnMut(&str, &[u8]),
) -> Result<Archive, ReadError> {
    let names: Vec<String> =
        package.names().filter(|name| is_needed(name)).map(Into::into).collect();
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(USUAL_BYTES)));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for name in names {
        let (bytes, damage) = match package.entry(&name) {
            Ok(Some(found)) => (found.bytes, found.damage),
            Ok(None) => continue,
            Err(PackageError::Malformed { part, what }) => {
                (Vec::new(), Some(format!("{part}: {what}")))
            }
            Err(error) => return Err(error.into()),
        };
        let is_cut = damage.is_some();
        if let Some(what) = damage {
            let message = format!("{name} is damaged: {what}");
            diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
        }
        let Some(bytes) = sanitized(&name, &bytes, is_cut) else { continue };
        seen(&name, &bytes);
        let written = writer.start_file(name, options).and_then(|()| Ok(writer.write_all(&bytes)?));
        written.map_err(unwritable)?;
    }
    writer.finish().map_err(unwritable)
}

fn is_needed(name: &str) -> bool {
    let is_known = [".xml", ".rels", ".bin"].iter().any(|ending| name.ends_with(ending));
    is_known && name != "xl/vbaproject.bin" && !IDLE_FOLDERS.iter().any(|idle| name.contains(idle))
}

/// Writing to memory fails if two names are equal in the archive.
fn unwritable(error: ZipError) -> ReadError {
    ReadError::Malformed { part: "the archive".to_owned(), what: error.to_string() }
}

/// The part as calamine can read it; `None` to leave it out.
fn sanitized<'a>(name: &str, bytes: &'a [u8], is_cut: bool) -> Option<Cow<'a, [u8]>> {
    if name.ends_with("styles.xml") && is_cut {
        return None;
    }
    if name.ends_with(".bin") {
        // calamine reserves a record's stated length before reading it.
        return Some(Cow::Borrowed(&bytes[..records::whole(bytes)]));
    }
    if !name.ends_with("sharedstrings.xml") {
        return Some(Cow::Borrowed(bytes));
    }
    let mut bytes = Cow::Borrowed(bytes);
    // calamine reserves the stated number of strings before reading one.
    let head = bytes.get(..1024).unwrap_or(&bytes);
    if let Some(at) = memmem::find(head, b"uniqueCount")
        && let Some(letter) = bytes.to_mut().get_mut(at)
    {
        *letter = b'_';
    }
    if is_cut || memmem::rfind(&bytes, b"sst>").is_none() {
        let end = memmem::rfind(&bytes, b"</si>").map(|at| at + 5)?;
        let bytes = bytes.to_mut();
        bytes.truncate(end);
        bytes.extend_from_slice(b"</sst>");
    }
    Some(bytes)
}
