//! Copies failed inputs to a folder, each with its reason.
//!
//! Copies are named by hash, so that a document that fails in every archive is copied once, and
//! repeating a run adds nothing. Existing files are never overwritten.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use formgrid_sinks::{SourceLine, Status, write_source};
use tempfile::NamedTempFile;

use crate::{
    BatchError, Place, Source,
    session::SourceRequest,
    worker_pool::{WorkerError, WorkerSlot},
};

/// Longest file extension kept, in bytes.
const MAX_ENDING: usize = 16;

/// Maximum number of reasons kept per input: one per build or set of limits.
const MAX_REASONS: usize = 100;

/// A folder for failed inputs.
#[derive(Debug)]
pub(crate) struct Quarantine {
    folder: PathBuf,
}

impl Quarantine {
    /// Creates the folder if missing.
    pub(crate) fn open(folder: &Path) -> Result<Self, BatchError> {
        fs::create_dir_all(folder).map_err(not_writable(folder))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Copies a failed source, if its bytes could be read at all.
    pub(crate) fn take(
        &self,
        source: &Source,
        line: &SourceLine,
        slot: &mut WorkerSlot<'_>,
    ) -> Result<(), BatchError> {
        let Some(hash) = line.sha256.as_ref().filter(|_| line.status == Status::Failed) else {
            return Ok(());
        };
        let name = copy_name(hash, &source.name);
        match &source.place {
            Place::File(path) => self.put(&name, |to| {
                let mut from = File::open(path.to_path())?;
                io::copy(&mut from, to).map(drop)
            })?,
            Place::Given(bytes) => self.put(&name, |to| to.write_all(bytes))?,
            Place::Stdin | Place::Pipe(_) => return Ok(()),
            Place::Entry { .. } => {
                match slot.fetch(SourceRequest::new(&source.name, &source.place)) {
                    Ok(Ok(bytes)) => self.put(&name, |to| to.write_all(&bytes))?,
                    // It was readable before, so the archive has changed.
                    Ok(Err(_)) | Err(WorkerError::Death(_)) => return Ok(()),
                    Err(WorkerError::Run(error)) => return Err(error),
                }
            }
        }
        let mut reason = Vec::new();
        write_source(line, &mut reason).map_err(not_writable(&self.folder))?;
        self.put_reason(hash, &reason)
    }

    /// Writes a reason next to its input, unless it is already there.
    fn put_reason(&self, hash: &str, reason: &[u8]) -> Result<(), BatchError> {
        let names = (2..=MAX_REASONS).map(|nth| format!("{hash}.{nth}.json"));
        for name in std::iter::once(format!("{hash}.json")).chain(names) {
            match fs::read(self.folder.join(&name)) {
                Ok(there) if there == reason => return Ok(()),
                Ok(_) => {}
                Err(_) => return self.put(&name, |to| to.write_all(reason)),
            }
        }
        Ok(())
    }

    /// Writes a file atomically, unless one of this name exists.
    fn put(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), BatchError> {
        let path = self.folder.join(name);
        if fs::symlink_metadata(&path).is_ok() {
            return Ok(());
        }
        let written = part_in(&self.folder)
            .and_then(|mut file| write(&mut file).map(|()| file))
            .and_then(|file| file.persist_noclobber(&path).map_err(|failed| failed.error));
        match written {
            Err(failure) if failure.kind() != io::ErrorKind::AlreadyExists => {
                Err(not_writable(&path)(failure))
            }
            _ => Ok(()),
        }
    }
}

/// A temporary file. Such files are private on Unix; a copy follows the user's umask.
#[cfg(unix)]
fn part_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    tempfile::Builder::new().permissions(mode).tempfile_in(folder)
}

/// A temporary file.
#[cfg(not(unix))]
fn part_in(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().tempfile_in(folder)
}

fn not_writable(path: &Path) -> impl FnOnce(io::Error) -> BatchError {
    let path = path.to_owned();
    move |source| BatchError::Quarantine { path, source }
}

/// The name of a copy, which never collides with that of its reason.
fn copy_name(hash: &str, name: &str) -> String {
    let ending = ending(name);
    let before = if ending.eq_ignore_ascii_case(".json") { ".input" } else { "" };
    format!("{hash}{before}{ending}")
}

/// The extension of a name with its dot, if it has a plausible one.
fn ending(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let ending = Path::new(file).extension().and_then(OsStr::to_str).unwrap_or("");
    let plain = ending.len() <= MAX_ENDING && ending.chars().all(char::is_alphanumeric);
    if ending.is_empty() || !plain { String::new() } else { format!(".{ending}") }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Quarantine, copy_name, ending};

    #[test]
    fn endings_are_kept_where_they_are_plain() {
        assert_eq!(ending("a.zip!/内/附件2.docx"), ".docx");
        assert_eq!(ending("a.zip!/b"), "");
        assert_eq!(ending("x.2024年 预算"), "");
        assert_eq!(ending(".hidden"), "");
    }

    #[test]
    fn a_copy_never_has_the_name_of_its_reason() {
        assert_eq!(copy_name("0f", "a.txt"), "0f.txt");
        assert_eq!(copy_name("0f", "a.json"), "0f.input.json");
        assert_eq!(copy_name("0f", "a.JSON"), "0f.input.JSON");
    }

    #[test]
    fn existing_files_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let quarantine = Quarantine::open(folder.path()).unwrap();
        fs::write(folder.path().join("0f.txt"), "mine").unwrap();
        quarantine.put("0f.txt", |to| to.write_all(b"other")).unwrap();
        for reason in ["one", "two", "one", "two"] {
            quarantine.put_reason("0f", reason.as_bytes()).unwrap();
        }
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!([read("0f.txt"), read("0f.json"), read("0f.2.json")], ["mine", "one", "two"]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }
}
