//! Lists an archive in directory order, nested archives expanded in place.

use std::{
    fs::File,
    io::{Cursor, Read, Seek},
    path::Path,
};

use formgrid_model::{Limit, Limits};
use formgrid_sinks::SourceError;
use serde::{Deserialize, Serialize};
use zip::ZipArchive;

use super::{
    HEAD, begins_like_package,
    entries::{inflate, open_bytes, open_file},
    explain, is_package_mark, may_be_archive,
    name::Names,
    over_limit, refuse,
    shadowed::{ShadowedEntry, shadowed_entries, unread},
};
use crate::{inputs::is_left_behind, outcome::error};

/// Entries per callback. A directory is read at about 50,000 entries per second, so each callback
/// also shows progress.
const AT_ONCE: usize = 256;

/// What a file that begins like an archive turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Listing {
    /// One document.
    Document,
    /// An archive that cannot be read.
    Failed(SourceError),
    /// Some of the entries; more follow.
    Some(Vec<ArchiveEntry>),
    /// The last of the entries.
    End(Vec<ArchiveEntry>),
}

/// An entry of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ArchiveEntry {
    /// Name below the outermost archive, with `!/` after each nested archive.
    pub(crate) name: String,
    /// Entry numbers from the outermost archive inwards.
    pub(crate) chain: Vec<u32>,
    /// Length as stated by the directory.
    pub(crate) bytes: u64,
    /// Not a document.
    pub(crate) skip: bool,
    /// An archive without entries.
    pub(crate) empty: bool,
    /// Why it cannot be read.
    pub(crate) error: Option<SourceError>,
}

/// Lists a file that begins like an archive, batch by batch.
pub(crate) fn list<E>(
    path: &Path,
    limits: &Limits,
    on_listing: &mut dyn FnMut(Listing) -> Result<(), E>,
) -> Result<(), E> {
    let mut archive = match open_file(path) {
        Ok(archive) => archive,
        // Whether it is a valid package is for the package reader to decide.
        Err(_) if head_of(path).is_some_and(|head| begins_like_package(&head)) => {
            return on_listing(Listing::Document);
        }
        Err(error) => return on_listing(Listing::Failed(error)),
    };
    if archive.file_names_raw().any(is_package_mark) {
        return on_listing(Listing::Document);
    }
    let shadowed = match File::open(path).and_then(|file| shadowed_entries(&archive, file)) {
        Ok(shadowed) => shadowed,
        Err(failure) => {
            return on_listing(Listing::Failed(error("io/unreadable", crate::cause(&failure))));
        }
    };
    let mut walk = Walk { found: Vec::new(), n_found: 0, n_bytes: 0, limits, on_listing };
    match walk.archive(&mut archive, shadowed, "", &mut Vec::new())? {
        Some(error) => on_listing(Listing::Failed(error)),
        None => {
            let rest = std::mem::take(&mut walk.found);
            on_listing(Listing::End(rest))
        }
    }
}

fn head_of(path: &Path) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path).ok()?.take(HEAD as u64).read_to_end(&mut head).ok()?;
    Some(head)
}

struct Walk<'a, E> {
    found: Vec<ArchiveEntry>,
    n_found: usize,
    /// Unpacked bytes of the entries so far.
    n_bytes: u64,
    limits: &'a Limits,
    on_listing: &'a mut dyn FnMut(Listing) -> Result<(), E>,
}

impl<E> Walk<'_, E> {
    /// Walks one archive. Returns the reason if it is not read at all. Its depth is the length of
    /// `chain`.
    fn archive<R: Read + Seek>(
        &mut self,
        archive: &mut ZipArchive<R>,
        shadowed: Vec<ShadowedEntry>,
        prefix: &str,
        chain: &mut Vec<u32>,
    ) -> Result<Option<SourceError>, E> {
        let n_entries = self.n_found.saturating_add(archive.len()).saturating_add(shadowed.len());
        if let Err(over) = self.limits.check(Limit::ArchiveEntries, n_entries) {
            return Ok(Some(over_limit(over)));
        }
        let names = Names::of(archive.file_names_raw());
        for number in 0..archive.len() {
            chain.push(u32::try_from(number).unwrap_or(u32::MAX));
            let found = entry(archive, names, number, chain, self.limits);
            match found {
                Found::Folder => {}
                Found::File { name, bytes, skip, error } => {
                    let name = format!("{prefix}{name}");
                    let error = error.or_else(|| self.charge(bytes, skip));
                    let chain = chain.clone();
                    self.push(ArchiveEntry { name, chain, bytes, skip, empty: false, error })?;
                }
                Found::Archive { name, mut archive, shadowed, bytes } => {
                    let name = format!("{prefix}{name}");
                    let n_before = self.n_found;
                    let error =
                        self.archive(&mut archive, shadowed, &format!("{name}!/"), chain)?;
                    // An archive is accounted for by its entries, or by itself if it has none.
                    if error.is_some() || self.n_found == n_before {
                        let (chain, empty) = (chain.clone(), error.is_none());
                        self.push(ArchiveEntry { name, chain, bytes, skip: false, empty, error })?;
                    }
                }
            }
            chain.pop();
        }
        for entry in shadowed.into_iter().filter(|entry| !entry.name.ends_with(b"/")) {
            self.push(as_listed(&entry, names, prefix, chain))?;
        }
        Ok(None)
    }

    /// Charges an entry that will be read against the limits.
    fn charge(&mut self, bytes: u64, skip: bool) -> Option<SourceError> {
        if skip {
            return None;
        }
        self.n_bytes = self.n_bytes.saturating_add(bytes);
        let n_mebibytes = usize::try_from(self.n_bytes.div_ceil(1 << 20)).unwrap_or(usize::MAX);
        self.limits.check(Limit::ArchiveSize, n_mebibytes).err().map(over_limit)
    }

    fn push(&mut self, listed: ArchiveEntry) -> Result<(), E> {
        self.n_found += 1;
        self.found.push(listed);
        if self.found.len() < AT_ONCE {
            return Ok(());
        }
        (self.on_listing)(Listing::Some(std::mem::take(&mut self.found)))
    }
}

/// A shadowed entry is listed under the shared name, with its number appended.
fn as_listed(entry: &ShadowedEntry, names: Names, prefix: &str, chain: &[u32]) -> ArchiveEntry {
    let name = names.decode(&entry.name);
    let skip = is_left_behind(&name);
    ArchiveEntry {
        name: format!("{prefix}{name}#{}", entry.nth),
        // No archive has this many entries, so the number cannot be loaded.
        chain: chain.iter().copied().chain([u32::MAX]).collect(),
        bytes: 0,
        skip,
        empty: false,
        error: Some(unread()).filter(|_| !skip),
    }
}

/// What an entry turned out to be.
enum Found {
    Folder,
    File { name: String, bytes: u64, skip: bool, error: Option<SourceError> },
    Archive { name: String, archive: Inner, shadowed: Vec<ShadowedEntry>, bytes: u64 },
}

/// A nested archive.
type Inner = ZipArchive<Cursor<Vec<u8>>>;

/// A nested archive with its shadowed entries.
fn with_shadowed(archive: Inner) -> Result<(Inner, Vec<ShadowedEntry>), SourceError> {
    if !archive.has_duplicate_names() {
        return Ok((archive, Vec::new()));
    }
    let bytes = archive.into_inner().into_inner();
    let archive = open_bytes(bytes.clone())?;
    let shadowed = shadowed_entries(&archive, Cursor::new(bytes))
        .map_err(|failure| explain("the archive", &failure.into()))?;
    Ok((archive, shadowed))
}

fn entry<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    names: Names,
    number: usize,
    chain: &[u32],
    limits: &Limits,
) -> Found {
    let directory = match archive.by_index_data(number) {
        Ok(directory) => directory,
        Err(failure) => {
            let error = Some(explain("the entry", &failure));
            return Found::File { name: format!("#{number}"), bytes: 0, skip: false, error };
        }
    };
    if directory.is_dir() {
        return Found::Folder;
    }
    let name = names.decode(directory.name_raw());
    let bytes = directory.size();
    let skip = is_left_behind(&name) || directory.is_symlink();
    let refused = refuse(&directory, limits).filter(|_| !skip);
    let file = |error| Found::File { name: name.clone(), bytes, skip, error };
    if skip || refused.is_some() || !peek(archive, number).is_some_and(|head| may_be_archive(&head))
    {
        return file(refused);
    }
    let index = u32::try_from(number).unwrap_or(u32::MAX);
    let inner = inflate(archive, index, limits).and_then(open_bytes);
    let depth = limits.check(Limit::ArchiveDepth, chain.len() + 1);
    match inner {
        Err(error) => file(Some(error)),
        Ok(inner) if inner.file_names_raw().any(is_package_mark) => file(None),
        Ok(archive) => match (depth, with_shadowed(archive)) {
            (Err(over), _) => file(Some(over_limit(over))),
            (Ok(()), Err(error)) => file(Some(error)),
            (Ok(()), Ok((archive, shadowed))) => Found::Archive { name, archive, shadowed, bytes },
        },
    }
}

/// The first bytes of an entry; empty if it is damaged, which is reported when it is read.
fn peek<R: Read + Seek>(archive: &mut ZipArchive<R>, number: usize) -> Option<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    archive.by_index(number).ok()?.take(HEAD as u64).read_to_end(&mut head).ok()?;
    Some(head)
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        io::{Cursor, Write as _},
        path::{Path, PathBuf},
    };

    use zip::{ZipWriter, write::SimpleFileOptions};

    use formgrid_model::{Limit, Limits};

    use super::{ArchiveEntry, Listing, list};
    use crate::archive::ArchiveReader;
    use tempfile::TempDir;

    fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn file(bytes: &[u8]) -> (TempDir, PathBuf) {
        let temp = TempDir::new().unwrap();
        let path = temp.path().join("archive.zip");
        fs::write(&path, bytes).unwrap();
        (temp, path)
    }

    fn listed(path: &Path) -> Result<Vec<ArchiveEntry>, Listing> {
        listed_within(path, &Limits::default())
    }

    fn listed_within(path: &Path, limits: &Limits) -> Result<Vec<ArchiveEntry>, Listing> {
        let mut all = Vec::new();
        let mut other = None;
        list::<()>(path, limits, &mut |listing| {
            match listing {
                Listing::Some(some) | Listing::End(some) => all.extend(some),
                listing => other = Some(listing),
            }
            Ok(())
        })
        .unwrap();
        other.map_or(Ok(all), Err)
    }

    #[test]
    fn nested_archives_are_read_through_and_packages_are_not() {
        let docx = zip_of(&[("word/document.xml", b"<a/>"), ("[Content_Types].xml", b"<b/>")]);
        let inner = zip_of(&[("附件2.docx", &docx), ("__MACOSX/._附件2.docx", b"x")]);
        let outer =
            zip_of(&[("内层/甲.zip", &inner), ("说明.txt", "你好".as_bytes()), ("空/", b"")]);
        let (_temp, path) = file(&outer);
        let found = listed(&path).unwrap();
        let names: Vec<_> = found.iter().map(|l| (l.name.as_str(), l.skip)).collect();
        let expected = [
            ("内层/甲.zip!/附件2.docx", false),
            ("内层/甲.zip!/__MACOSX/._附件2.docx", true),
            ("说明.txt", false),
        ];
        assert_eq!(names, expected);
        let (mut reader, limits) = (ArchiveReader::default(), Limits::default());
        assert_eq!(reader.load(&path, &found[0].chain, &limits).unwrap(), docx);
        assert_eq!(reader.load(&path, &found[2].chain, &limits).unwrap(), "你好".as_bytes());
    }

    #[test]
    fn a_package_with_an_uncommon_first_part_is_a_document() {
        let docx = zip_of(&[("custom/item.xml", b"<a/>"), ("[Content_Types].xml", b"<b/>")]);
        let (_temp, path) = file(&docx);
        assert_eq!(listed(&path), Err(Listing::Document));
    }

    #[test]
    fn truncated_archives_fail_and_enclosing_ones_do_not() {
        let inner = zip_of(&[("a.txt", b"text")]);
        let cut = &inner[..inner.len() - 10];
        let (_temp, path) = file(&zip_of(&[("inner.zip", cut), ("b.txt", b"text")]));
        let found = listed(&path).unwrap();
        let codes: Vec<_> =
            found.iter().map(|l| l.error.as_ref().map(|error| error.code.as_str())).collect();
        assert_eq!(codes, [Some("read/malformed"), None]);
        fs::write(&path, cut).unwrap();
        assert!(matches!(listed(&path), Err(Listing::Failed(_))));
    }

    #[test]
    fn an_archive_without_entries_is_listed_itself() {
        let inner = zip_of(&[("内/", b"")]);
        let (_temp, path) = file(&zip_of(&[("空.zip", &inner), ("b.txt", b"text")]));
        let found = listed(&path).unwrap();
        let names: Vec<_> = found.iter().map(|l| (l.name.as_str(), l.empty)).collect();
        assert_eq!(names, [("空.zip", true), ("b.txt", false)]);
    }

    #[test]
    fn a_zip_bomb_entry_fails_alone() {
        let (_temp, path) =
            file(&zip_of(&[("bomb.txt", &vec![b' '; 40 << 20]), ("b.txt", b"text")]));
        let found = listed(&path).unwrap();
        assert_eq!(found[0].error.as_ref().unwrap().code, "read/limit");
        assert_eq!(found[1].error, None);
        let error =
            ArchiveReader::default().load(&path, &found[0].chain, &Limits::default()).unwrap_err();
        assert_eq!(error.code, "read/limit");
    }

    #[test]
    fn entries_beyond_the_archive_size_limit_fail_and_earlier_ones_do_not() {
        let text = vec![b'x'; 700 << 10];
        let (_temp, path) =
            file(&zip_of(&[("a.txt", &text), ("b.txt", &text), ("c.txt", b"text")]));
        let limits = Limits::default().with(Limit::ArchiveSize, 1);
        let codes: Vec<_> = listed_within(&path, &limits)
            .unwrap()
            .into_iter()
            .map(|l| l.error.map(|error| error.code))
            .collect();
        assert_eq!(codes[0], None);
        assert!(codes[1..].iter().all(|code| code.as_deref() == Some("read/limit")), "{codes:?}");
    }

    #[test]
    fn nested_archives_have_a_depth_limit() {
        let mut bytes = zip_of(&[("a.txt", b"text")]);
        for depth in 0..6 {
            bytes = zip_of(&[(&format!("{depth}.zip"), &bytes)]);
        }
        let (_temp, path) = file(&bytes);
        let found = listed(&path).unwrap();
        let error = found[0].error.as_ref().unwrap();
        assert_eq!((found.len(), error.code.as_str()), (1, "read/limit"));
        assert_eq!(found[0].name, "5.zip!/4.zip!/3.zip!/2.zip");
    }
}
