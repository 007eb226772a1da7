//! The spool: what sources gave, in the order in which they were done, until the run is complete.
//!
//! It is a file of frames that is only appended to. The first says what the run reads with; a run that
//! reads with the same goes on where one before it was stopped, at the last frame that is whole.

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

/// Bytes that are read to have the head of an outcome, most of which are shorter.
const HEAD: usize = 2048;

/// What outcomes depend on beside the source. Runs for which it is equal may share them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    /// What the program was built from.
    pub(crate) build: String,
    pub(crate) schema_version: u32,
    /// Of the templates.
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

/// What is done with the spool of a run that was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Start {
    /// Go on with it where it was made with the same templates and settings, else drop it.
    #[default]
    Continue,
    /// Go on with it, and do not start where that is not possible.
    Insist,
    /// Drop it.
    Anew,
}

/// Where an outcome stands on the spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At {
    /// Where its frame begins.
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
    /// Opens the spool and tells of each outcome on it where it stands.
    pub(crate) fn open(
        path: &Path,
        key: &Key,
        start: Start,
        mut on_outcome: impl FnMut(Outcome, At),
    ) -> Result<Self, BatchError> {
        let error = BatchError::output(path);
        let opened = File::options().read(true).write(true).create(true).truncate(false).open(path);
        let file = opened.map_err(error)?;
        let mut spool = Self { file, path: path.to_owned(), len: 0 };
        let found = match start {
            Start::Anew => Ok(false),
            Start::Continue | Start::Insist => spool.scan(key, &mut on_outcome),
        };
        let same = found.map_err(BatchError::output(path))?;
        if !same {
            if start == Start::Insist && !spool.is_blank()? {
                return Err(BatchError::Resume { path: path.to_owned() });
            }
            spool.begin(key)?;
        }
        Ok(spool)
    }

    /// Reads what stands on the spool up to the first frame that is torn, which is cut off. False where
    /// it was made with another key, or nothing stands on it.
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

    /// Appends an outcome and tells where it stands. It is handed to the system at once, so a run that
    /// is killed after that has it.
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

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads an outcome back, and tells where its body begins.
    pub(crate) fn outcome(&mut self, at: At) -> Result<(Outcome, u64), BatchError> {
        self.file.seek(SeekFrom::Start(at.offset)).map_err(BatchError::output(&self.path))?;
        let read = Frame::read_head(&mut BufReader::with_capacity(HEAD, &self.file));
        let (outcome, len) = read.map_err(BatchError::output(&self.path))?;
        Ok((outcome, at.offset + PREFIX as u64 + len))
    }

    /// Reads some bytes back into an empty buffer.
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
        path::{Path, PathBuf},
    };

    use formgrid_sinks::{SourceLine, Status};

    use super::{Key, Spool, Start};
    use crate::{BatchError, Register, outcome::Outcome, settings::Settings};

    fn path(name: &str) -> PathBuf {
        let path =
            std::env::temp_dir().join(format!("formgrid-spool-{name}-{}", std::process::id()));
        let _ = fs::remove_file(&path);
        path
    }

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

    /// Opens a spool and gives the names of what stands on it, with their bodies.
    fn names(path: &Path, key: &Key, start: Start) -> Result<Vec<String>, BatchError> {
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
    fn a_spool_goes_on_at_its_last_whole_frame() {
        let path = path("torn");
        let mut spool = Spool::open(&path, &key("a"), Start::Continue, |_, _| {}).unwrap();
        append(&mut spool, "one", b"one");
        let whole = fs::metadata(&path).unwrap().len();
        append(&mut spool, "two", b"two");
        let end = fs::metadata(&path).unwrap().len();
        drop(spool);
        assert_eq!(names(&path, &key("a"), Start::Continue).unwrap(), ["one", "two"]);
        for cut in [end - 1, whole + 20, whole + 1, whole] {
            File::options().write(true).open(&path).unwrap().set_len(cut).unwrap();
            assert_eq!(names(&path, &key("a"), Start::Insist).unwrap(), ["one"], "cut at {cut}");
            assert_eq!(fs::metadata(&path).unwrap().len(), whole);
            let mut spool = Spool::open(&path, &key("a"), Start::Continue, |_, _| {}).unwrap();
            append(&mut spool, "two", b"two");
        }
        assert_eq!(names(&path, &key("a"), Start::Continue).unwrap(), ["one", "two"]);
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn another_build_never_goes_on() {
        let path = path("build");
        let other = Key { build: "0".to_owned(), ..key("a") };
        let mut spool = Spool::open(&path, &other, Start::Continue, |_, _| {}).unwrap();
        append(&mut spool, "one", b"one");
        drop(spool);
        let refused = names(&path, &key("a"), Start::Insist);
        assert!(matches!(refused, Err(BatchError::Resume { .. })));
        assert!(names(&path, &key("a"), Start::Continue).unwrap().is_empty());
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn other_templates_begin_anew_unless_that_is_ruled_out() {
        let path = path("key");
        let mut spool = Spool::open(&path, &key("a"), Start::Insist, |_, _| {}).unwrap();
        append(&mut spool, "one", b"one");
        drop(spool);
        let refused = names(&path, &key("b"), Start::Insist);
        assert!(matches!(refused, Err(BatchError::Resume { .. })));
        assert_eq!(names(&path, &key("a"), Start::Continue).unwrap(), ["one"]);
        assert!(names(&path, &key("b"), Start::Continue).unwrap().is_empty());
        assert!(names(&path, &key("a"), Start::Continue).unwrap().is_empty());
        fs::remove_file(path).unwrap();
    }
}
