//! Failed inputs, copied to a folder of the user's, each with the reason beside it.
//!
//! They are named by their hash, so that a document that fails in every archive of a year stands there
//! once, and a run that is repeated adds nothing.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use formgrid_sinks::{SourceLine, Status, write_source};

use crate::{
    BatchError, Place, Source,
    crew::{Hand, Stop},
    session::Asked,
};

/// Longest ending of a file name that is kept, in bytes.
const MAX_ENDING: usize = 16;

/// A folder for failed inputs.
#[derive(Debug)]
pub(crate) struct Quarantine<'a> {
    folder: PathBuf,
    /// The bytes of standard input, where that is a source.
    given: &'a [u8],
}

impl<'a> Quarantine<'a> {
    /// Makes the folder where it is missing.
    pub(crate) fn open(folder: &Path, given: &'a [u8]) -> Result<Self, BatchError> {
        fs::create_dir_all(folder).map_err(not_writable(folder))?;
        Ok(Self { folder: folder.to_owned(), given })
    }

    /// Copies a source that failed, as far as its bytes could be read at all.
    pub(crate) fn take(
        &self,
        source: &Source,
        line: &SourceLine,
        hand: &mut Hand<'_>,
    ) -> Result<(), BatchError> {
        let Some(hash) = line.sha256.as_ref().filter(|_| line.status == Status::Failed) else {
            return Ok(());
        };
        let name = format!("{hash}{}", ending(&source.name));
        match &source.place {
            Place::File(path) => self.put(&name, |to| {
                let mut from = File::open(path)?;
                io::copy(&mut from, to).map(drop)
            })?,
            Place::Stdin => self.put(&name, |to| to.write_all(self.given))?,
            Place::Entry { .. } => {
                match hand.fetch(Asked::new(&source.name, &source.place)) {
                    Ok(Ok(bytes)) => self.put(&name, |to| to.write_all(&bytes))?,
                    // It could be read before and fails to be read again: the archive has changed.
                    Ok(Err(_)) | Err(Stop::Death(_)) => return Ok(()),
                    Err(Stop::Run(error)) => return Err(error),
                }
            }
        }
        let mut reason = Vec::new();
        write_source(line, &mut reason).map_err(not_writable(&self.folder))?;
        self.put(&format!("{hash}.json"), |to| to.write_all(&reason))
    }

    /// Writes a file that appears whole or not at all.
    fn put(
        &self,
        name: &str,
        write: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<(), BatchError> {
        let (path, part) = (self.folder.join(name), self.folder.join(format!("{name}.part")));
        let error = not_writable(&path);
        let written = File::create(&part).and_then(|mut file| write(&mut file));
        written.and_then(|()| fs::rename(&part, &path)).map_err(|failure| {
            let _ = fs::remove_file(&part);
            error(failure)
        })
    }
}

fn not_writable(path: &Path) -> impl FnOnce(io::Error) -> BatchError {
    let path = path.to_owned();
    move |source| BatchError::Quarantine { path, source }
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
    use super::ending;

    #[test]
    fn endings_are_kept_where_they_are_plain() {
        assert_eq!(ending("a.zip!/内/附件2.docx"), ".docx");
        assert_eq!(ending("a.zip!/b"), "");
        assert_eq!(ending("x.2024年 预算"), "");
        assert_eq!(ending(".hidden"), "");
    }
}
