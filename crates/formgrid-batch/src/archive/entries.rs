//! Loads entries and keeps the last archive open, because sources come in name order and so archive
//! by archive.

use std::{
    fs::File,
    io::{BufReader, Cursor, Read, Seek},
    path::{Path, PathBuf},
};

use formgrid_model::Limits;
use formgrid_sinks::SourceError;
use zip::ZipArchive;

use super::{allowed, damaged, explain, over, refuse};
use crate::outcome::error;

/// The archive opened last, with the nested archives on the path to its last entry.
#[derive(Debug, Default)]
pub(crate) struct ArchiveReader {
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    path: PathBuf,
    outer: ZipArchive<BufReader<File>>,
    inner: Vec<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Entry number in the enclosing archive.
    number: u32,
    archive: ZipArchive<Cursor<Vec<u8>>>,
}

impl ArchiveReader {
    /// The bytes of an entry. `chain` holds the entry numbers from the outermost archive inwards.
    pub(crate) fn load(
        &mut self,
        path: &Path,
        chain: &[u32],
        limits: &Limits,
    ) -> Result<Vec<u8>, SourceError> {
        let Some((last, way)) = chain.split_last() else {
            return Err(damaged("the archive", "it has no such entry"));
        };
        if self.open.as_ref().is_none_or(|open| open.path != path) {
            self.open =
                Some(Open { path: path.to_owned(), outer: open_file(path)?, inner: Vec::new() });
        }
        let Some(open) = &mut self.open else {
            return Err(damaged("the archive", "it has no such entry"));
        };
        open.walk(way, limits)?;
        open.inflate(*last, limits)
    }
}

impl Open {
    /// Opens the nested archives on the path that are not open yet.
    fn walk(&mut self, way: &[u32], limits: &Limits) -> Result<(), SourceError> {
        let same = self.inner.iter().zip(way).take_while(|(open, number)| open.number == **number);
        let n_same = same.count();
        self.inner.truncate(n_same);
        for &number in way.get(n_same..).unwrap_or_default() {
            let archive = open_bytes(self.inflate(number, limits)?)?;
            self.inner.push(Inner { number, archive });
        }
        Ok(())
    }

    fn inflate(&mut self, number: u32, limits: &Limits) -> Result<Vec<u8>, SourceError> {
        match self.inner.last_mut() {
            Some(inner) => inflate(&mut inner.archive, number, limits),
            None => inflate(&mut self.outer, number, limits),
        }
    }
}

/// Opens a file as an archive.
pub(super) fn open_file(path: &Path) -> Result<ZipArchive<BufReader<File>>, SourceError> {
    let file =
        File::open(path).map_err(|failure| error("io/unreadable", crate::cause(&failure)))?;
    ZipArchive::new(BufReader::new(file)).map_err(|failure| explain("the archive", &failure))
}

/// Opens an entry's bytes as an archive.
pub(super) fn open_bytes(bytes: Vec<u8>) -> Result<ZipArchive<Cursor<Vec<u8>>>, SourceError> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|failure| explain("the archive", &failure))
}

/// The bytes of one entry, within the limits.
pub(super) fn inflate<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    number: u32,
    limits: &Limits,
) -> Result<Vec<u8>, SourceError> {
    let number = usize::try_from(number).unwrap_or(usize::MAX);
    let named = |failure| explain("the entry", &failure);
    let directory = archive.by_index_data(number).map_err(named)?;
    if let Some(error) = refuse(&directory, limits) {
        return Err(error);
    }
    let entry = archive.by_index(number).map_err(named)?;
    let packed = entry.compressed_size();
    let allowed = allowed(packed, limits);
    // The stated size is untrusted, so only a little is reserved on its word.
    let stated = entry.size();
    let hint = stated.min(allowed).min(packed.saturating_mul(16));
    let mut bytes = Vec::with_capacity(usize::try_from(hint).unwrap_or(0));
    let read = entry.take(allowed.min(stated) + 1).read_to_end(&mut bytes);
    if let Some(error) = over(bytes.len() as u64, packed, limits) {
        return Err(error);
    }
    // The archive's budget is charged by stated sizes, so an entry must not exceed its own.
    if bytes.len() as u64 > stated {
        return Err(damaged("the entry", "it is longer than the directory says"));
    }
    read.map_err(|failure| damaged("the entry", &failure.to_string()))?;
    Ok(bytes)
}
