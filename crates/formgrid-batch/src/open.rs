//! Opens a single document, for the commands that inspect one.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use formgrid_model::{Diagnostics, Limits};
use formgrid_records::Templates;

use crate::{
    BatchError, Disposition, Place, ReadError, Reading, Source,
    archive::{ArchiveReader, Listing, list},
    expand::{below, is_like_archive},
    find_sources, hooks,
    inputs::is_waited_for,
    names::{plain_name, readable},
    pipeline::read_document,
    session::{read_file, read_limited},
    source::{guarded, hash, hex},
};

/// A document that was opened.
#[derive(Debug)]
pub struct Opened {
    /// Its name in the output.
    pub name: String,
    /// Its length in bytes.
    pub n_bytes: usize,
    /// SHA-256 of its bytes in hex digits.
    pub sha256: String,
    /// The document and its records.
    pub reading: Reading,
    /// The findings.
    pub diagnostics: Diagnostics,
}

/// Why a document could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It could not be read.
    #[error("{0}")]
    Unreadable(String),
    /// It has no useful content.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The program panicked on it.
    #[error("the program failed on this source: {0}")]
    Panic(String),
    /// The input names no document, or several.
    #[error("names {0} files; name one")]
    NotOne(usize),
    /// The input is an archive of several documents.
    #[error("an archive of {n} files; name one of them, such as {name}")]
    Archive {
        /// How many it holds.
        n: usize,
        /// One of them.
        name: String,
    },
    /// An archive does not hold what the input names.
    #[error("{archive} holds no {entry}")]
    NoEntry {
        /// The archive.
        archive: String,
        /// The entry.
        entry: String,
    },
    /// The input is malformed.
    #[error(transparent)]
    Input(#[from] BatchError),
}

/// Opens the document that an input names: a file, an archive entry as `sources.jsonl` names it
/// (`outer.zip!/d/x.xlsx`), or `-` for standard input. `begin` is called once the input is
/// available. `hooks` enables test documents that crash the process.
pub fn open(
    input: &Path,
    templates: &Templates,
    limits: &Limits,
    hooks: bool,
    begin: impl FnOnce(),
) -> Result<Opened, OpenError> {
    let unreadable = |error: io::Error| OpenError::Unreadable(crate::cause(&error));
    if is_waited_for(input) {
        let from: Box<dyn io::Read> = match input.to_str() {
            Some("-") => Box::new(io::stdin().lock()),
            _ => Box::new(fs::File::open(input).map_err(unreadable)?),
        };
        let bytes = read_limited(from, 0, limits).map_err(unreadable)?;
        begin();
        let name = plain_name(input);
        return guarded(|| read(&bytes, &name, templates, limits)).map_err(OpenError::Panic)?;
    }
    begin();
    let source = find(input, limits)?;
    if let Disposition::Unreadable(error) = &source.disposition {
        return Err(OpenError::Unreadable(error.message.clone()));
    }
    guarded(|| {
        let bytes = match &source.place {
            Place::Entry { archive, chain } => ArchiveReader::default()
                .load(archive, chain, limits)
                .map_err(|error| OpenError::Unreadable(error.message)),
            Place::File(path) => read_file(&path.to_path(), limits).map_err(unreadable),
            Place::Stdin | Place::Pipe(_) | Place::Given(_) => Err(OpenError::NotOne(0)),
        };
        let bytes = bytes?;
        if hooks {
            hooks::trigger(&bytes);
        }
        read(&bytes, &source.name, templates, limits)
    })
    .map_err(OpenError::Panic)?
}

/// The one source that an input names.
fn find(input: &Path, limits: &Limits) -> Result<Source, OpenError> {
    if let Some((archive, entry)) = entry_of(input) {
        let (source, entries) = entries(&archive, limits)?;
        let name = format!("{}!/{entry}", source.name);
        let found = entries.into_iter().find(|entry| entry.name == name);
        return found.ok_or(OpenError::NoEntry { archive: source.name, entry });
    }
    let input = by_readable_name(input).unwrap_or_else(|| input.to_owned());
    let mut sources = find_sources(&[input], &[])?;
    let source = match (sources.pop(), sources.len()) {
        (Some(source), 0) => source,
        (None, _) => return Err(OpenError::NotOne(0)),
        (Some(_), n) => return Err(OpenError::NotOne(n + 1)),
    };
    let Place::File(path) = &source.place else { return Ok(source) };
    let path = path.to_path();
    if source.disposition != Disposition::Read || !is_like_archive(&path) {
        return Ok(source);
    }
    let (_, mut entries) = entries(&path, limits)?;
    entries.retain(|entry| {
        matches!(entry.disposition, Disposition::Read | Disposition::Unreadable(_))
    });
    match (entries.pop(), entries.len()) {
        (None, _) => Ok(source),
        (Some(entry), 0) => Ok(entry),
        (Some(last), n) => {
            Err(OpenError::Archive { n: n + 1, name: entries.pop().map_or(last.name, |e| e.name) })
        }
    }
}

/// Splits an input into archive and entry, if it names an entry.
fn entry_of(input: &Path) -> Option<(PathBuf, String)> {
    let text = input.to_str()?;
    if input.exists() {
        return None;
    }
    text.match_indices("!/").find_map(|(at, mark)| {
        let (archive, entry) = (text.get(..at)?, text.get(at + mark.len()..)?);
        let archive = by_readable_name(Path::new(archive)).unwrap_or_else(|| archive.into());
        archive.is_file().then(|| (archive, entry.to_owned()))
    })
}

/// The archive and its entries as sources. A file that is a document has no entries.
fn entries(path: &Path, limits: &Limits) -> Result<(Source, Vec<Source>), OpenError> {
    let mut sources = find_sources(&[path.to_owned()], &[])?;
    let Some(archive) = sources.pop() else { return Err(OpenError::NotOne(0)) };
    let mut listed = Vec::new();
    let mut failure = None;
    let result = guarded(|| {
        list::<()>(path, limits, &mut |listing| {
            match listing {
                Listing::Document => {}
                Listing::Failed(error) => failure = Some(error),
                Listing::Some(some) | Listing::End(some) => listed.extend(some),
            }
            Ok(())
        })
    });
    result.map_err(OpenError::Panic)?.unwrap_or_default();
    if let Some(error) = failure {
        return Err(OpenError::Unreadable(error.message));
    }
    let entries = below(&archive, listed).collect();
    Ok((archive, entries))
}

/// The path of a file whose name in the output differs from that on disk because it is not UTF-8.
pub(crate) fn by_readable_name(path: &Path) -> Option<PathBuf> {
    if path.exists() {
        return None;
    }
    let mut found = PathBuf::new();
    for part in path.components() {
        let next = found.join(part);
        if next.exists() || !matches!(part, Component::Normal(_)) {
            found = next;
            continue;
        }
        let folder = if found.as_os_str().is_empty() { Path::new(".") } else { &found };
        let names = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.file_name()));
        let mut names: Vec<_> =
            names.filter(|name| readable(name) == part.as_os_str().to_string_lossy()).collect();
        names.sort();
        found = found.join(names.first()?);
    }
    Some(found)
}

fn read(
    bytes: &[u8],
    name: &str,
    templates: &Templates,
    limits: &Limits,
) -> Result<Opened, OpenError> {
    let mut diagnostics = Diagnostics::new();
    let reading = read_document(bytes, name, templates, limits, &mut diagnostics)?;
    Ok(Opened {
        name: name.to_owned(),
        n_bytes: bytes.len(),
        sha256: hex(&hash(bytes)),
        reading,
        diagnostics,
    })
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::by_readable_name;

    #[cfg(unix)]
    #[test]
    fn a_file_is_found_by_the_name_that_the_output_shows() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
        let folder = tempfile::tempdir().unwrap();
        let raw = folder.path().join(OsStr::from_bytes(b"\xb1\xed")).join("a.txt");
        fs::create_dir_all(raw.parent().unwrap()).unwrap();
        fs::write(&raw, "x").unwrap();
        let shown = folder.path().join("表/a.txt");
        assert_eq!(by_readable_name(&shown).as_deref(), Some(raw.as_path()));
        assert_eq!(by_readable_name(Path::new("/no/such/file")), None);
        assert_eq!(by_readable_name(&raw), None);
    }
}
