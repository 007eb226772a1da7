//! The archive: parts by name, inflated within the limits.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use flate2::{Decompress, FlushDecompress, Status};
use formgrid_model::{Limit, Limits, OverLimit};
use zip::{CompressionMethod, ZipArchive, result::ZipError};

use crate::{
    PackageError, Relationships, encoding,
    relationships::{self, key},
};

/// Name of the archive itself in messages.
const ARCHIVE: &str = "the archive";

/// Parts below this many bytes may have any [`Limit::PartRatio`].
const RATIO_FREE_BYTES: usize = 4 << 20;

/// A zip file with parts.
#[derive(Debug)]
pub struct Package<'a> {
    bytes: &'a [u8],
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Entry indices by [`key`] of their names; the last of equal names.
    index: BTreeMap<String, usize>,
    doubled: Vec<String>,
    limits: &'a Limits,
    /// The state of inflating, set up once.
    inflater: Decompress,
    /// Memory of a part that is no longer needed.
    spare: Vec<u8>,
    /// Bytes inflated so far.
    n_inflated: usize,
    /// The relationships of the package, cached: every reader checks them to recognize its format.
    root: Option<Relationships>,
}

/// An XML part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name as requested.
    pub name: String,
    /// Its text, up to the damage, if any.
    pub text: String,
    /// The damage to the part, if any.
    pub damage: Option<String>,
}

/// The bytes of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its content, up to the damage, if any.
    pub bytes: Vec<u8>,
    /// The damage to the entry, if any.
    pub damage: Option<String>,
}

impl<'a> Package<'a> {
    /// Opens an archive.
    pub fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, PackageError> {
        let archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| explain(ARCHIVE, &error))?;
        limits.check(Limit::PackageEntries, archive.len())?;
        let mut index = BTreeMap::new();
        let mut doubled = Vec::new();
        for (number, name) in archive.file_names_raw().enumerate() {
            let name = key(&String::from_utf8_lossy(name));
            if index.insert(name.clone(), number).is_some() {
                doubled.push(name);
            }
        }
        Ok(Self {
            bytes,
            archive,
            index,
            doubled,
            limits,
            inflater: Decompress::new(false),
            spare: Vec::new(),
            n_inflated: 0,
            root: None,
        })
    }

    /// The limits of the package.
    pub fn limits(&self) -> &'a Limits {
        self.limits
    }

    /// Bytes that were inflated so far.
    pub fn n_inflated(&self) -> usize {
        self.n_inflated
    }

    /// Charges bytes inflated by an enclosing or nested package.
    pub fn charge(&mut self, n_inflated: usize) {
        self.n_inflated = self.n_inflated.saturating_add(n_inflated);
    }

    /// Whether a part of this name exists.
    pub fn has(&self, name: &str) -> bool {
        self.index.contains_key(&key(name))
    }

    /// The names of all parts, lower case, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.index.keys().map(String::as_str)
    }

    /// Names shared by several entries. The last entry is read, as in word processors.
    pub fn doubled(&self) -> &[String] {
        &self.doubled
    }

    /// An XML part, if it exists.
    pub fn part(&mut self, name: &str) -> Result<Option<Part>, PackageError> {
        let Some(Entry { bytes, damage }) = self.entry(name)? else { return Ok(None) };
        Ok(Some(Part { name: name.to_owned(), text: encoding::decode(bytes), damage }))
    }

    /// Gives back the text of a part, whose memory serves the next one.
    pub fn recycle(&mut self, text: String) {
        self.spare = text.into_bytes();
    }

    /// The bytes of an entry, if it exists.
    pub fn entry(&mut self, name: &str) -> Result<Option<Entry>, PackageError> {
        let Some(&number) = self.index.get(&key(name)) else { return Ok(None) };
        let entry = self.archive.by_index(number).map_err(|error| explain(name, &error))?;
        let compressed = usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX);
        let stated = usize::try_from(entry.size()).unwrap_or(usize::MAX);
        let (limit, room) = room(compressed, self.n_inflated, self.limits);
        if entry.compression() == CompressionMethod::Deflated
            && !entry.encrypted()
            && stated <= room.min(compressed.saturating_mul(USUAL_RATIO))
        {
            let start = entry.data_start().and_then(|start| usize::try_from(start).ok());
            let packed = start.and_then(|start| self.bytes.get(start..)?.get(..compressed));
            let mut bytes = std::mem::take(&mut self.spare);
            let checksum = entry.crc32();
            let inflater = &mut self.inflater;
            if packed.is_some_and(|packed| inflate(inflater, packed, stated, checksum, &mut bytes))
            {
                self.n_inflated += bytes.len();
                return Ok(Some(Entry { bytes, damage: None }));
            }
        }
        // The stated size is untrusted, so only a little is reserved on its word.
        let hint = stated.min(room).min(compressed.saturating_mul(16));
        let mut bytes = Vec::with_capacity(hint);
        let outcome = entry.take((room as u64).saturating_add(1)).read_to_end(&mut bytes);
        let found = bytes.len();
        if found > room {
            let found = match limit {
                Limit::PartRatio => found.div_ceil(compressed.max(1)),
                Limit::PackageBytes => found.saturating_add(self.n_inflated),
                _ => found,
            };
            return Err(OverLimit { limit, found, allowed: self.limits.of(limit) }.into());
        }
        self.n_inflated += found;
        let damage = outcome.err().map(|error| match found == stated {
            true => "its checksum is wrong".to_owned(),
            false => format!("it ends after {found} of {stated} bytes ({error})"),
        });
        Ok(Some(Entry { bytes, damage }))
    }

    /// The relationships of a part, or of the package for the name `""`. Empty if there are none.
    pub fn relationships(&mut self, part: &str) -> Result<Relationships, PackageError> {
        if let Some(known) = self.root.as_ref().filter(|_| part.is_empty()) {
            return Ok(known.clone());
        }
        let found = self.part(&relationships::part_of(part))?;
        let found = found.map(|found| relationships::parse(part, &found.text, self.limits));
        let found = found.unwrap_or_default();
        if part.is_empty() {
            self.root = Some(found.clone());
        }
        Ok(found)
    }

    /// The content type of a part, if stated.
    pub fn content_type(&mut self, part: &str) -> Result<Option<String>, PackageError> {
        let Some(types) = self.part("[Content_Types].xml")? else { return Ok(None) };
        Ok(relationships::content_type(&types.text, part, self.limits))
    }
}

/// Largest ratio of an entry inflated in one step. The size that it states is untrusted.
const USUAL_RATIO: usize = 32;

/// Inflates deflated bytes in one step, without the copies of a stream. Returns whether they have the
/// stated size and checksum. `bytes` may hold anything; it is not cleared, which would take as long as
/// copying it.
fn inflate(
    inflater: &mut Decompress,
    packed: &[u8],
    size: usize,
    checksum: u32,
    bytes: &mut Vec<u8>,
) -> bool {
    match size <= bytes.len() {
        true => bytes.truncate(size),
        false => *bytes = vec![0; size],
    }
    inflater.reset(false);
    let status = inflater.decompress(packed, bytes, FlushDecompress::Finish);
    matches!(status, Ok(Status::StreamEnd))
        && inflater.total_out() == size as u64
        && crc32fast::hash(bytes) == checksum
}

/// The maximum size of an entry, and the limit that sets it.
fn room(compressed: usize, n_inflated: usize, limits: &Limits) -> (Limit, usize) {
    let ratio = compressed.saturating_mul(limits.of(Limit::PartRatio));
    let rooms = [
        (Limit::PartBytes, limits.of(Limit::PartBytes)),
        (Limit::PackageBytes, limits.of(Limit::PackageBytes).saturating_sub(n_inflated)),
        (Limit::PartRatio, ratio.max(RATIO_FREE_BYTES)),
    ];
    rooms.into_iter().min_by_key(|&(_, room)| room).unwrap_or((Limit::PartBytes, 0))
}

fn explain(part: &str, error: &ZipError) -> PackageError {
    let part = part.to_owned();
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            PackageError::Encrypted { part }
        }
        ZipError::InvalidArchive(what) => {
            let what =
                format!("its directory is missing or broken ({what}), as in a file cut short");
            PackageError::Malformed { part, what }
        }
        other => PackageError::Malformed { part, what: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::Package;
    use crate::PackageError;
    use formgrid_model::{Limit, Limits};

    fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn parts_are_found_however_their_names_are_written() {
        let limits = Limits::default();
        let bytes = zip_of(&[("word\\Document.xml", b"<a/>")]);
        let mut package = Package::open(&bytes, &limits).unwrap();
        assert!(package.has("/word/document.xml"));
        let part = package.part("word/document.xml").unwrap().unwrap();
        assert_eq!((part.text.as_str(), part.damage), ("<a/>", None));
        assert_eq!(package.part("word/styles.xml"), Ok(None));
    }

    #[test]
    fn a_bad_checksum_keeps_the_text() {
        let limits = Limits::default();
        let text = "<a>目标</a>".repeat(50);
        let mut bytes = zip_of(&[("a.xml", text.as_bytes())]);
        // The checksum is 14 bytes into the local header and 16 into the directory's.
        let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        for at in [14, directory + 16] {
            bytes[at] ^= 0xff;
        }
        let part = Package::open(&bytes, &limits).unwrap().part("a.xml").unwrap().unwrap();
        assert_eq!(part.text, text);
        assert!(part.damage.is_some());
    }

    #[test]
    fn a_bomb_ends_in_a_limit() {
        let limits = Limits::default();
        let bytes = zip_of(&[("a.xml", &vec![b' '; 40 << 20])]);
        let error = Package::open(&bytes, &limits).unwrap().part("a.xml").unwrap_err();
        let PackageError::Limit(over) = error else { panic!("{error}") };
        // Blanks compress a thousand to one.
        assert_eq!((over.limit, over.found, over.allowed), (Limit::PartRatio, 301, 300));
    }

    #[test]
    fn parts_count_together() {
        let limits = Limits::default().with(Limit::PackageBytes, 1000);
        let bytes = zip_of(&[("a.xml", &[b'a'; 700]), ("b.xml", &[b'b'; 700])]);
        let mut package = Package::open(&bytes, &limits).unwrap();
        assert!(package.part("a.xml").is_ok());
        let PackageError::Limit(over) = package.part("b.xml").unwrap_err() else { panic!() };
        // The second is unpacked only as far as needed to exceed the limit.
        assert_eq!((over.limit, over.found, over.allowed), (Limit::PackageBytes, 1001, 1000));
    }

    #[test]
    fn a_truncated_archive_is_malformed() {
        let limits = Limits::default();
        let bytes = zip_of(&[("a.xml", b"<a/>")]);
        for len in [0, 4, 30, bytes.len() / 2, bytes.len() - 1] {
            let error = Package::open(&bytes[..len], &limits).unwrap_err();
            assert!(matches!(error, PackageError::Malformed { .. }), "{len}: {error}");
        }
    }

    #[test]
    fn too_many_entries_end_in_a_limit() {
        let limits = Limits::default();
        let names: Vec<String> = (0..20_001).map(|n| n.to_string()).collect();
        let parts: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
        let error = Package::open(&zip_of(&parts), &limits).unwrap_err();
        assert!(matches!(error, PackageError::Limit(over) if over.limit == Limit::PackageEntries));
    }
}
