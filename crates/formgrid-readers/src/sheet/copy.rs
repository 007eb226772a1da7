//! A sound copy of a package for calamine: the parts it needs, inflated within the limits and stored.
//!
//! calamine inflates what it is given without bounds and reserves memory on the word of the file, which
//! ends in an abort that nothing can catch. So the parts are inflated here, once, what they claim is
//! checked, and calamine reads from a copy that needs no inflating. It costs less than a tenth of the
//! reading, and the bytes of the sheets are at hand for what calamine does not tell.

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

/// Folders with nothing to read: pictures, drawings, settings of printers, caches of pivot tables,
/// colors, properties of the document.
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

/// The archive calamine reads.
pub(super) type Archive = Cursor<Vec<u8>>;

/// Room for the copy of a workbook of usual size.
const USUAL_BYTES: usize = 256 << 10;

/// Copies a package. `seen` gets the bytes of every part that is copied.
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
        let Some(bytes) = sound(&name, &bytes, is_cut) else { continue };
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

/// Writing to memory fails where two names are one to the archive.
fn unwritable(error: ZipError) -> ReadError {
    ReadError::Malformed { part: "the archive".to_owned(), what: error.to_string() }
}

/// The part as calamine can take it; none where it is better left out.
fn sound<'a>(name: &str, bytes: &'a [u8], is_cut: bool) -> Option<Cow<'a, [u8]>> {
    if name.ends_with("styles.xml") && is_cut {
        return None;
    }
    if name.ends_with(".bin") {
        // A record's length is reserved before the record is read.
        return Some(Cow::Borrowed(&bytes[..records::whole(bytes)]));
    }
    if !name.ends_with("sharedstrings.xml") {
        return Some(Cow::Borrowed(bytes));
    }
    let mut bytes = Cow::Borrowed(bytes);
    // The number of strings that the part claims is reserved before one is read.
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
