//! The spool: outcomes in completion order, until the run is complete.
//!
//! An append-only file of frames. The first holds the key of the run; a run with the same key
//! resumes after the last complete frame.

use std::{
    fs::File,
    io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    BUILD, BatchError,
    frame::{Frame, PREFIX},
    outcome::Outcome,
    settings::Settings,
};

/// Read size for the head of an outcome, in bytes; most are shorter.
const HEAD: usize = 2048;

/// What outcomes depend on besides the source. Runs with equal keys may share outcomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    /// Build of the program.
    pub(crate) build: String,
    pub(crate) schema_version: u32,
    /// Fingerprint of the templates.
    pub(crate) fingerprint: String,
    pub(crate) settings: Settings,
}

impl Key {
    pub(crate) fn new(fingerprint: &str, settings: &Settings) -> Self {
        Self {
            build: BUILD.to_owned(),
            schema_version: formgrid_sinks::SCHEMA_VERSION,
            fingerprint: fingerprint.to_owned(),
            settings: settings.clone(),
        }
    }
}

/// How to treat the spool of a stopped run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResumePolicy {
    /// Resume it if templates and settings are the same, else discard it.
    #[default]
    IfPossible,
    /// Resume it, or fail.
    Require,
    /// Discard it.
    Never,
}

/// The location of an outcome in the spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At {
    /// Offset of its frame.
    pub(crate) offset: u64,
}

/// The spool of a run.
#[derive(Debug)]
pub(crate) struct Spool {
    file: File,
    path: PathBuf,
    len: u64,
}

impl Spool {
    /// Opens the spool and reports each outcome with its location.
    pub(crate) fn open(
        path: &Path,
        key: &Key,
        start: ResumePolicy,
        mut on_outcome: impl FnMut(Outcome, At),
    ) -> Result<Self, BatchError> {
        let error = BatchError::output(path);
        let opened = File::options().read(true).write(true).create(true).truncate(false).open(path);
        let file = opened.map_err(error)?;
        let mut spool = Self { file, path: path.to_owned(), len: 0 };
        let found = match start {
            ResumePolicy::Never => Ok(false),
            ResumePolicy::IfPossible | ResumePolicy::Require => spool.scan(key, &mut on_outcome),
        };
        let same = found.map_err(BatchError::output(path))?;
        if !same {
            if start == ResumePolicy::Require && !spool.is_blank()? {
                return Err(BatchError::Resume { path: path.to_owned() });
            }
            spool.begin(key)?;
        }
        Ok(spool)
    }

    /// Scans the spool and truncates it at the first torn frame. Returns false if it is empty or
    /// has another key.
    fn scan(&mut self, key: &Key, on_outcome: &mut impl FnMut(Outcome, At)) -> io::Result<bool> {
        let mut from = BufReader::with_capacity(1 << 18, &self.file);
        let Ok(Some(first)) = Frame::read(&mut from) else { return Ok(false) };
        if first.head::<Key>().ok().as_ref() != Some(key) {
            return Ok(false);
        }
        let mut len = first.bytes().len() as u64;
        while let Ok(Some(frame)) = Frame::read(&mut from) {
            let Ok(outcome) = frame.head::<Outcome>() else { break };
            on_outcome(outcome, At { offset: len });
            len += frame.bytes().len() as u64;
        }
        self.file.set_len(len)?;
        self.len = len;
        Ok(true)
    }

    fn is_blank(&self) -> Result<bool, BatchError> {
        let metadata = self.file.metadata().map_err(BatchError::output(&self.path))?;
        Ok(metadata.len() == 0)
    }

    fn begin(&mut self, key: &Key) -> Result<(), BatchError> {
        self.len = 0;
        self.file.set_len(0).map_err(BatchError::output(&self.path))?;
        let frame = Frame::new(key, &[]).map_err(BatchError::output(&self.path))?;
        self.push(&frame)?;
        Ok(())
    }

    /// Appends an outcome and returns its location. It is written to the operating system at once,
    /// so that it survives a killed process.
    pub(crate) fn append(&mut self, outcome: &Frame) -> Result<At, BatchError> {
        self.push(outcome)
    }

    fn push(&mut self, frame: &Frame) -> Result<At, BatchError> {
        let offset = self.len;
        let written = self
            .file
            .seek(SeekFrom::Start(offset))
            .and_then(|_| self.file.write_all(frame.bytes()));
        written.map_err(BatchError::output(&self.path))?;
        self.len += frame.bytes().len() as u64;
        Ok(At { offset })
    }

    /// Path of the file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads an outcome back, with the offset of its body.
    pub(crate) fn outcome(&mut self, at: At) -> Result<(Outcome, u64), BatchError> {
        self.file.seek(SeekFrom::Start(at.offset)).map_err(BatchError::output(&self.path))?;
        let read = Frame::read_head(&mut BufReader::with_capacity(HEAD, &self.file));
        let (outcome, len) = read.map_err(BatchError::output(&self.path))?;
        Ok((outcome, at.offset + PREFIX as u64 + len))
    }

    /// Reads bytes back into an empty buffer.
    pub(crate) fn read(
        &mut self,
        offset: u64,
        len: usize,
        buffer: &mut Vec<u8>,
    ) -> Result<(), BatchError> {
        buffer.clear();
        buffer.reserve(len);
        let error = BatchError::output(&self.path);
        let read = self
            .file
            .seek(SeekFrom::Start(offset))
            .and_then(|_| (&self.file).take(len as u64).read_to_end(buffer));
        match read {
            Ok(n_read) if n_read == len => Ok(()),
            Ok(_) => Err(error(io::ErrorKind::UnexpectedEof.into())),
            Err(failure) => Err(error(failure)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, File},
        path::Path,
    };

    use formgrid_sinks::{SourceLine, Status};

    use super::{Key, ResumePolicy, Spool};
    use crate::{BatchError, Register, outcome::Outcome, settings::Settings};

    fn settings(departments: Register) -> Settings {
        let limits = formgrid_model::Limits::default();
        Settings { personal: true, places: true, departments, audit: false, limits }
    }

    fn key(fingerprint: &str) -> Key {
        Key::new(fingerprint, &settings(Register::default()))
    }

    fn append(spool: &mut Spool, name: &str, body: &[u8]) {
        let outcome = Outcome::bare(SourceLine::new(name.to_owned(), Status::Ok));
        spool.append(&outcome.frame(body).unwrap()).unwrap();
    }

    /// Opens a spool and returns the names and bodies of its outcomes.
    fn names(path: &Path, key: &Key, start: ResumePolicy) -> Result<Vec<String>, BatchError> {
        let mut all = Vec::new();
        let mut spool = Spool::open(path, key, start, |outcome, at| all.push((outcome, at)))?;
        let mut buffer = Vec::new();
        for (outcome, at) in &all {
            let (again, body) = spool.outcome(*at)?;
            assert_eq!(&again, outcome);
            spool.read(body, outcome.line.path.len(), &mut buffer)?;
            assert_eq!(buffer, outcome.line.path.as_bytes());
        }
        Ok(all.into_iter().map(|(outcome, _)| outcome.line.path).collect())
    }

    #[test]
    fn a_spool_resumes_after_its_last_complete_frame() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("torn");
        let mut spool = Spool::open(&path, &key("a"), ResumePolicy::IfPossible, |_, _| {}).unwrap();
        append(&mut spool, "one", b"one");
        let whole = fs::metadata(&path).unwrap().len();
        append(&mut spool, "two", b"two");
        let end = fs::metadata(&path).unwrap().len();
        drop(spool);
        assert_eq!(names(&path, &key("a"), ResumePolicy::IfPossible).unwrap(), ["one", "two"]);
        for cut in [end - 1, whole + 20, whole + 1, whole] {
            File::options().write(true).open(&path).unwrap().set_len(cut).unwrap();
            assert_eq!(
                names(&path, &key("a"), ResumePolicy::Require).unwrap(),
                ["one"],
                "cut at {cut}"
            );
            assert_eq!(fs::metadata(&path).unwrap().len(), whole);
            let mut spool =
                Spool::open(&path, &key("a"), ResumePolicy::IfPossible, |_, _| {}).unwrap();
            append(&mut spool, "two", b"two");
        }
        assert_eq!(names(&path, &key("a"), ResumePolicy::IfPossible).unwrap(), ["one", "two"]);
    }

    #[test]
    fn another_build_never_resumes() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("build");
        let other = Key { build: "0".to_owned(), ..key("a") };
        let mut spool = Spool::open(&path, &other, ResumePolicy::IfPossible, |_, _| {}).unwrap();
        append(&mut spool, "one", b"one");
        drop(spool);
        let refused = names(&path, &key("a"), ResumePolicy::Require);
        assert!(matches!(refused, Err(BatchError::Resume { .. })));
        assert!(names(&path, &key("a"), ResumePolicy::IfPossible).unwrap().is_empty());
    }

    #[test]
    fn other_templates_start_over_unless_resuming_is_required() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("key");
        let mut spool = Spool::open(&path, &key("a"), ResumePolicy::Require, |_, _| {}).unwrap();
        append(&mut spool, "one", b"one");
        drop(spool);
        let refused = names(&path, &key("b"), ResumePolicy::Require);
        assert!(matches!(refused, Err(BatchError::Resume { .. })));
        assert_eq!(names(&path, &key("a"), ResumePolicy::IfPossible).unwrap(), ["one"]);
        assert!(names(&path, &key("b"), ResumePolicy::IfPossible).unwrap().is_empty());
        assert!(names(&path, &key("a"), ResumePolicy::IfPossible).unwrap().is_empty());
    }
}
