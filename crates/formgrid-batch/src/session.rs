//! The state and work of one worker, in a child process or in the process of the run.
//!
//! Sources come in batches. A batch is loaded and hashed first, so that the run learns in one round
//! trip which of them need reading.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use formgrid_model::{Diagnostics, Limit, Limits};
use formgrid_sinks::{SourceError, SourceLine, Status, TableFormat, write_tables};
use serde::{Deserialize, Serialize};

use crate::{
    Place, TemplateSet,
    archive::{ArchiveReader, Listing, list},
    cache::{Cache, Key, outcome_key},
    frame::Frame,
    hooks,
    inspect::{InspectRequest, Inspection, Inspector},
    outcome::error,
    pipeline::read_document,
    settings::Settings,
    source::{Hash, ReadContext, SourceRead, guarded, hash, hex, panicked, read_source},
};

/// A source to load.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SourceRequest {
    pub(crate) name: String,
    /// The file; absent if the bytes come with the request.
    path: Option<OsString>,
    /// How many bytes of the request body belong to this source. They come in source order.
    n_given: usize,
    /// Entry numbers in the archive; empty for the file itself.
    chain: Vec<u32>,
}

impl SourceRequest {
    pub(crate) fn new(name: &str, place: &Place) -> Self {
        let (path, chain) = match place {
            Place::File(path) => (Some(path.to_path().into_os_string()), Vec::new()),
            Place::Entry { archive, chain } => {
                (Some(archive.as_os_str().to_owned()), chain.to_vec())
            }
            Place::Stdin | Place::Pipe(_) | Place::Given(_) => (None, Vec::new()),
        };
        let n_given = if let Place::Given(bytes) = place { bytes.len() } else { 0 };
        Self { name: name.to_owned(), path, n_given, chain }
    }
}

/// Hash and length of a loaded source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Loaded {
    pub(crate) hash: Hash,
    pub(crate) bytes: u64,
}

/// The state of one worker.
#[derive(Debug)]
pub(crate) struct Session<'a> {
    templates: &'a TemplateSet,
    settings: &'a Settings,
    cache: Option<Cache>,
    /// What outcomes depend on besides the source and the templates, as part of cache keys.
    dependence: String,
    /// Whether test documents may crash the worker.
    hooks: bool,
    archives: ArchiveReader,
    inspector: Inspector,
    /// The loaded sources of the batch in reverse order.
    batch: Vec<Option<(SourceLine, Vec<u8>)>>,
}

impl<'a> Session<'a> {
    pub(crate) fn new(
        templates: &'a TemplateSet,
        settings: &'a Settings,
        cache: Option<Cache>,
        hooks: bool,
    ) -> Self {
        let dependence = serde_json::to_string(&(formgrid_sinks::SCHEMA_VERSION, settings));
        Self {
            templates,
            settings,
            cache,
            dependence: dependence.unwrap_or_default(),
            hooks,
            archives: ArchiveReader::default(),
            inspector: Inspector::default(),
            batch: Vec::new(),
        }
    }

    /// Lists a file that begins like an archive.
    pub(crate) fn list<E>(
        &mut self,
        path: &Path,
        on_listing: &mut dyn FnMut(Listing) -> Result<(), E>,
    ) -> Result<(), E> {
        list(path, &self.settings.limits, on_listing)
    }

    /// Loads the sources of a batch. `given` holds the bytes of those that are not in a file.
    pub(crate) fn load(
        &mut self,
        requests: Vec<SourceRequest>,
        given: &[u8],
    ) -> Vec<Result<Loaded, SourceError>> {
        self.batch.clear();
        let mut given = given;
        let mut all = Vec::with_capacity(requests.len());
        for source in requests {
            let (own, rest) = given.split_at_checked(source.n_given).unwrap_or((given, &[]));
            given = rest;
            let bytes = guarded(|| self.bytes(&source, own)).unwrap_or_else(|message| {
                // The open archive may be in any state after a panic.
                self.archives = ArchiveReader::default();
                Err(panicked(&message))
            });
            let (result, entry) = match bytes {
                Ok(bytes) => {
                    let loaded = Loaded { hash: hash(&bytes), bytes: bytes.len() as u64 };
                    let mut line = SourceLine::new(source.name, Status::Ok);
                    line.sha256 = Some(hex(&loaded.hash));
                    line.bytes = Some(loaded.bytes);
                    (Ok(loaded), Some((line, bytes)))
                }
                Err(error) => (Err(error), None),
            };
            all.push(result);
            self.batch.push(entry);
        }
        self.batch.reverse();
        all
    }

    /// The bytes of a source.
    pub(crate) fn bytes(
        &mut self,
        source: &SourceRequest,
        given: &[u8],
    ) -> Result<Vec<u8>, SourceError> {
        let Some(path) = source.path.as_ref().map(PathBuf::from) else { return Ok(given.to_vec()) };
        if source.chain.is_empty() {
            read_file(&path, &self.settings.limits)
                .map_err(|failure| error("io/unreadable", crate::cause(&failure)))
        } else {
            self.archives.load(&path, &source.chain, &self.settings.limits)
        }
    }

    /// Inspects a source for a review.
    pub(crate) fn inspect(
        &mut self,
        source: &SourceRequest,
        wanted: &InspectRequest,
    ) -> Result<(Inspection, Vec<u8>), SourceError> {
        let bytes = self.bytes(source, &[])?;
        if self.hooks {
            hooks::trigger(&bytes);
        }
        let sha256 = hex(&hash(&bytes));
        let templates = self.templates.compiled().map_err(|why| error("run/crash", why))?;
        let limits = &self.settings.limits;
        let inspector = &mut self.inspector;
        let inspected =
            guarded(|| inspector.inspect(bytes, &source.name, wanted, templates, limits));
        let (bytes, n_bytes) = inspected.unwrap_or_else(|message| Err(panicked(&message)))?;
        Ok((Inspection { sha256, n_bytes }, bytes))
    }

    /// The tables of a source, as lines.
    pub(crate) fn tables(
        &mut self,
        source: &SourceRequest,
        given: &[u8],
    ) -> Result<Vec<u8>, SourceError> {
        let bytes = self.bytes(source, given)?;
        let templates = self.templates.compiled().map_err(|failure| error("run/crash", failure))?;
        let (hooks, limits) = (self.hooks, &self.settings.limits);
        let read = guarded(|| {
            if hooks {
                hooks::trigger(&bytes);
            }
            let mut diagnostics = Diagnostics::new();
            read_document(&bytes, &source.name, templates, limits, &mut diagnostics)
        });
        let reading = read
            .map_err(|message| panicked(&message))?
            .map_err(|failure| error(failure.code(), &failure))?;
        let mut lines = Vec::new();
        write_tables(&reading.document, &source.name, TableFormat::Jsonl, &mut lines)
            .map_err(|failure| error("run/crash", failure))?;
        Ok(lines)
    }

    /// Reads the next source of the batch, or skips it if not wanted. `begin` is called before
    /// reading a source that is not cached.
    pub(crate) fn read_next(
        &mut self,
        wanted: bool,
        begin: impl FnOnce() -> io::Result<()>,
    ) -> Option<io::Result<Frame>> {
        let (line, bytes) = self.batch.pop()?.filter(|_| wanted)?;
        let key =
            line.sha256.as_deref().map(|hash| outcome_key(hash, &line.path, &self.dependence));
        let known = self.cache.as_ref().zip(key.as_ref());
        if let Some(frame) = known.and_then(|(cache, key)| cache.outcome(key, self.templates)) {
            return Some(Ok(frame));
        }
        Some(begin().and_then(|()| self.read(&bytes, line, key.as_ref())))
    }

    /// Reads a source and caches its outcome under `key`.
    fn read(&mut self, bytes: &[u8], line: SourceLine, key: Option<&Key>) -> io::Result<Frame> {
        let templates = self.templates.compiled().map_err(io::Error::other)?;
        let wanted = ReadContext { templates, settings: self.settings, hooks: self.hooks };
        let SourceRead { outcome, body, questions } =
            read_source(bytes, line, wanted, self.cache.as_mut());
        if let Some((cache, key)) = self.cache.as_mut().zip(key) {
            if outcome.is_lasting() {
                let templates = (self.templates.fingerprint(), templates);
                cache.keep_outcome(key, &questions, templates, (&outcome, &body));
            }
            cache.flush();
        }
        outcome.frame(&body)
    }
}

/// The bytes of a file.
pub(crate) fn read_file(path: &Path, limits: &Limits) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let hint = file.metadata().map_or(0, |metadata| metadata.len());
    read_limited(file, hint, limits)
}

/// Reads to the end, up to the source size limit.
pub(crate) fn read_limited(from: impl Read, hint: u64, limits: &Limits) -> io::Result<Vec<u8>> {
    let max = limits.of(Limit::SourceBytes) as u64;
    let mut bytes = Vec::with_capacity(usize::try_from(hint.min(max)).unwrap_or(0));
    let n_read = from.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    limits.check(Limit::SourceBytes, n_read).map_err(io::Error::other)?;
    Ok(bytes)
}
