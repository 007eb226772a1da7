//! Entries whose name is shared by a later entry of the same archive.
//!
//! The library indexes entries by name and keeps only the last of each. The directory is scanned
//! again for the others so that each is accounted for. They are not read: only their position in
//! the directory identifies them, and unpacking would overwrite one with the other.

use std::{
    collections::BTreeMap,
    io::{self, BufReader, Read, Seek, SeekFrom},
};

use formgrid_sinks::SourceError;
use zip::ZipArchive;

use crate::outcome::error;

/// Signature of a central directory entry.
const MARK: [u8; 4] = *b"PK\x01\x02";
/// Bytes before the name.
const HEADER: usize = 46;

/// An entry shadowed by a later one of the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShadowedEntry {
    pub(super) name: Vec<u8>,
    /// Its number among the entries of this name, from 2: the one that is read is the first.
    pub(super) nth: usize,
}

/// The entries shadowed by a later one of the same name. `bytes` is the archive.
pub(super) fn shadowed_entries<R: Read + Seek>(
    archive: &ZipArchive<R>,
    bytes: impl Read + Seek,
) -> io::Result<Vec<ShadowedEntry>> {
    if !archive.has_duplicate_names() {
        return Ok(Vec::new());
    }
    let mut names = names(archive.central_directory_start(), bytes)?;
    let mut last: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    let mut all = Vec::new();
    // Going backwards, the first hit is the entry that is read.
    while let Some(name) = names.pop() {
        let nth = last.entry(name.clone()).or_insert(0);
        *nth += 1;
        if *nth > 1 {
            all.push(ShadowedEntry { name, nth: *nth });
        }
    }
    all.reverse();
    Ok(all)
}

/// All names in directory order.
fn names(start: u64, bytes: impl Read + Seek) -> io::Result<Vec<Vec<u8>>> {
    let mut bytes = BufReader::new(bytes);
    bytes.seek(SeekFrom::Start(start))?;
    let mut names = Vec::new();
    let mut header = [0; HEADER];
    while bytes.read_exact(&mut header).is_ok() && header.starts_with(&MARK) {
        let length = |at: usize| {
            let two = header.get(at..at + 2).and_then(|two| <[u8; 2]>::try_from(two).ok());
            two.map_or(0, u16::from_le_bytes)
        };
        let mut name = vec![0; usize::from(length(28))];
        bytes.read_exact(&mut name)?;
        names.push(name);
        bytes.seek_relative(i64::from(length(30)) + i64::from(length(32)))?;
    }
    Ok(names)
}

/// Why a shadowed entry is not read.
pub(super) fn unread() -> SourceError {
    let message = "another entry of the archive has the same name; unpack it under another one";
    error("read/malformed", message)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

    use super::shadowed_entries;

    #[test]
    fn all_but_the_last_entry_of_a_name_are_listed() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["a.txt", "b.txt", "c.txt", "d.txt"] {
            let options = SimpleFileOptions::default();
            writer.start_file(name, options).unwrap();
            writer.write_all(name.as_bytes()).unwrap();
        }
        let mut bytes = writer.finish().unwrap().into_inner();
        // No writer produces such an archive deliberately.
        for other in [b"b.txt", b"d.txt"] {
            for at in 0..bytes.len() - other.len() {
                if bytes[at..].starts_with(other) {
                    bytes[at..at + other.len()].copy_from_slice(b"a.txt");
                }
            }
        }
        let archive = ZipArchive::new(Cursor::new(&bytes)).unwrap();
        assert_eq!(archive.len(), 2);
        let found = shadowed_entries(&archive, Cursor::new(&bytes)).unwrap();
        let found: Vec<_> = found.iter().map(|entry| (entry.name.as_slice(), entry.nth)).collect();
        assert_eq!(found, [(&b"a.txt"[..], 3), (&b"a.txt"[..], 2)]);
    }
}
