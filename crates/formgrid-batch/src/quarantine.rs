//! Failed inputs, copied to a folder of the user's, each with the reason beside it.
//!
//! They are named by their hash, so that a document that fails in every archive of a year stands there
//! once, and a run that is repeated adds nothing. What stands there is never overwritten.

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

/// Longest ending of a file name that is kept, in bytes.
const MAX_ENDING: usize = 16;

/// Different reasons that are kept of one input. Each is of another build, or of other limits.
const MAX_REASONS: usize = 100;

/// A folder for failed inputs.
#[derive(Debug)]
pub(crate) struct Quarantine {
    folder: PathBuf,
}

impl Quarantine {
    /// Makes the folder where it is missing.
    pub(crate) fn open(folder: &Path) -> Result<Self, BatchError> {
        fs::create_dir_all(folder).map_err(not_writable(folder))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Copies a source that failed, as far as its bytes could be read at all.
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
                let mut from = File::open(path)?;
                io::copy(&mut from, to).map(drop)
            })?,
            Place::Given(bytes) => self.put(&name, |to| to.write_all(bytes))?,
            Place::Stdin | Place::Pipe(_) => return Ok(()),
            Place::Entry { .. } => {
                match slot.fetch(SourceRequest::new(&source.name, &source.place)) {
                    Ok(Ok(bytes)) => self.put(&name, |to| to.write_all(&bytes))?,
                    // It could be read before and fails to be read again: the archive has changed.
                    Ok(Err(_)) | Err(WorkerError::Death(_)) => return Ok(()),
                    Err(WorkerError::Run(error)) => return Err(error),
                }
            }
        }
        let mut reason = Vec::new();
        write_source(line, &mut reason).map_err(not_writable(&self.folder))?;
        self.put_reason(hash, &reason)
    }

    /// Writes a reason beside its input, unless it stands there already.
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

    /// Writes a file that appears whole or not at all, unless one of its name stands there.
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

/// A file that has no name of its own yet.
fn part_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // A copy may be read by whoever may read what its user writes.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

fn not_writable(path: &Path) -> impl FnOnce(io::Error) -> BatchError {
    let path = path.to_owned();
    move |source| BatchError::Quarantine { path, source }
}

/// What the copy of an input is called: never as its reason is.
fn copy_name(hash: &str, name: &str) -> String {
    let ending = ending(name);
    let before = if ending.eq_ignore_ascii_case(".json") { ".input" } else { "" };
    format!("{hash}{before}{ending}")
}

/// The ending of a name with its dot, where it is one.
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
    fn a_copy_is_never_called_as_its_reason() {
        assert_eq!(copy_name("0f", "a.txt"), "0f.txt");
        assert_eq!(copy_name("0f", "a.json"), "0f.input.json");
        assert_eq!(copy_name("0f", "a.JSON"), "0f.input.JSON");
    }

    #[test]
    fn what_stands_there_is_left() {
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
