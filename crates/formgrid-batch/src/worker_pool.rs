//! The workers of a run, one per thread, in child processes or in the process of the run.

use std::{
    collections::VecDeque,
    ffi::OsString,
    io,
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use formgrid_sinks::SourceError;

use crate::{
    Allowance, BatchError, Program, TemplateSet,
    archive::Listing,
    cache::Cache,
    frame::Frame,
    inspect::{InspectRequest, Inspection},
    protocol::{Init, Request, Response},
    session::{Loaded, Session, SourceRequest},
    settings::Settings,
    source::{guarded, panicked},
    watch::{Watched, watch},
    worker::{Death, Worker},
};

/// Where sources are read.
#[derive(Debug, Clone)]
pub enum Isolation {
    /// In worker processes: programs of this build, started with the argument `worker`.
    Processes {
        /// The program.
        program: Program,
        /// Time and memory for each source.
        allowance: Allowance,
    },
    /// In the process of the run, without limits. A source that crashes takes the run with it.
    InProcess,
}

/// The setup shared by all workers of a run.
#[derive(Debug)]
pub(crate) struct Setup<'a> {
    pub(crate) isolation: &'a Isolation,
    pub(crate) templates: &'a TemplateSet,
    pub(crate) settings: Settings,
    /// Cache folder.
    pub(crate) cache: Option<&'a Path>,
}

impl Isolation {
    /// Time and memory for each source; none if unlimited.
    pub(crate) fn allowance(&self) -> Option<Allowance> {
        match self {
            Self::Processes { allowance, .. } => Some(*allowance),
            Self::InProcess => None,
        }
    }
}

/// Why a worker gave no response.
#[derive(Debug)]
pub(crate) enum WorkerError {
    /// The worker died while serving the request.
    Death(Death),
    /// The run cannot continue.
    Run(BatchError),
}

impl From<Death> for WorkerError {
    fn from(death: Death) -> Self {
        Self::Death(death)
    }
}

impl From<BatchError> for WorkerError {
    fn from(error: BatchError) -> Self {
        Self::Run(error)
    }
}

/// The workers of a run.
#[derive(Debug)]
pub(crate) struct WorkerPool<'a> {
    slots: Vec<Mutex<WorkerSlot<'a>>>,
}

impl<'a> WorkerPool<'a> {
    /// The worker slot of a thread.
    pub(crate) fn slot(&self, thread: usize) -> Option<MutexGuard<'_, WorkerSlot<'a>>> {
        // Threads do not panic while holding a worker, so a poisoned lock is safe to use.
        self.slots.get(thread).map(|slot| slot.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Runs a function with a pool of `n` workers, which end with it.
pub(crate) fn with_worker_pool<T>(
    setup: &Setup<'_>,
    n: usize,
    interrupt: &AtomicBool,
    work: impl FnOnce(&WorkerPool<'_>) -> Result<T, BatchError>,
) -> Result<T, BatchError> {
    let watched: Vec<Watched> = (0..n).map(|_| Watched::default()).collect();
    let slots = watched.iter().map(|watched| WorkerSlot::new(setup, watched).map(Mutex::new));
    let pool = WorkerPool { slots: slots.collect::<Result<_, _>>()? };
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let watcher = scope.spawn(|| watch(&watched, &done, interrupt));
        let _end = WatchGuard { done: &done, watcher: watcher.thread() };
        work(&pool)
    })
}

/// Stops the watchdog thread on drop, also during a panic.
struct WatchGuard<'a> {
    done: &'a AtomicBool,
    watcher: &'a thread::Thread,
}

impl Drop for WatchGuard<'_> {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        self.watcher.unpark();
    }
}

/// A worker, started on first use and restarted after it died.
#[derive(Debug)]
pub(crate) struct WorkerSlot<'a> {
    setup: &'a Setup<'a>,
    watched: &'a Watched,
    worker: Option<Worker<'a>>,
    session: Option<Session<'a>>,
    /// Which of the loaded sources are still to be read, when reading in process.
    wanted: VecDeque<bool>,
}

impl<'a> WorkerSlot<'a> {
    fn new(setup: &'a Setup<'a>, watched: &'a Watched) -> Result<Self, BatchError> {
        let session = match setup.isolation {
            Isolation::Processes { .. } => None,
            Isolation::InProcess => {
                let cache = setup.cache.map(Cache::open).transpose()?;
                Some(Session::new(setup.templates, &setup.settings, cache, false))
            }
        };
        Ok(Self { setup, watched, worker: None, session, wanted: VecDeque::new() })
    }

    /// Time and memory for each source; none if unlimited.
    pub(crate) fn allowance(&self) -> Option<Allowance> {
        self.setup.isolation.allowance()
    }

    /// Whether the worker has served no request since it started.
    pub(crate) fn is_fresh(&self) -> bool {
        self.worker.as_ref().is_none_or(Worker::is_fresh)
    }

    /// Lists a file that begins like an archive.
    pub(crate) fn list(
        &mut self,
        path: &Path,
        on_listing: &mut dyn FnMut(Listing),
    ) -> Result<(), WorkerError> {
        if let Some(session) = &mut self.session {
            // A worker process that panics is replaced; in process, the panic must become the error
            // of the archive.
            let listed = guarded(|| {
                session.list::<()>(path, &mut |listing| {
                    on_listing(listing);
                    Ok(())
                })
            });
            if let Err(message) = listed {
                on_listing(Listing::Failed(panicked(&message)));
            }
            return Ok(());
        }
        let mut frame = self.ask(&Request::List(OsString::from(path)), &[])?;
        loop {
            let Response::Listed(listing) = frame.head().map_err(garbled)? else {
                return Err(unexpected());
            };
            let more = matches!(listing, Listing::Some(_));
            on_listing(listing);
            if !more {
                return Ok(());
            }
            frame = self.next()?;
        }
    }

    /// Loads the sources of a batch.
    pub(crate) fn load(
        &mut self,
        request: Vec<SourceRequest>,
        given: &[u8],
    ) -> Result<Vec<Result<Loaded, SourceError>>, WorkerError> {
        if let Some(session) = &mut self.session {
            return Ok(session.load(request, given));
        }
        let frame = self.ask(&Request::Load(request), given)?;
        match frame.head().map_err(garbled)? {
            Response::Loaded(loaded) => Ok(loaded),
            _ => Err(unexpected()),
        }
    }

    /// Starts reading the loaded sources that are wanted, and waits for the first outcome.
    pub(crate) fn read(&mut self, wanted: Vec<bool>) -> Result<Frame, WorkerError> {
        if self.session.is_some() {
            self.wanted = wanted.into();
            return self.read_more();
        }
        self.ask(&Request::Read(wanted), &[])
    }

    /// Waits for the outcome of the next wanted source.
    pub(crate) fn read_more(&mut self) -> Result<Frame, WorkerError> {
        let Some(session) = &mut self.session else { return self.next() };
        while let Some(wanted) = self.wanted.pop_front() {
            if let Some(frame) = session.read_next(wanted, || Ok(())) {
                return frame.map_err(garbled);
            }
        }
        Err(unexpected())
    }

    /// The bytes of a source that is not a plain file.
    pub(crate) fn fetch(
        &mut self,
        request: SourceRequest,
    ) -> Result<Result<Vec<u8>, SourceError>, WorkerError> {
        if let Some(session) = &mut self.session {
            return Ok(session.bytes(&request, &[]));
        }
        let frame = self.ask(&Request::Fetch(request), &[])?;
        match frame.head().map_err(garbled)? {
            Response::Fetched(result) => Ok(result.map(|()| frame.body().to_vec())),
            _ => Err(unexpected()),
        }
    }

    /// Inspects a source for a review.
    pub(crate) fn inspect(
        &mut self,
        request: SourceRequest,
        wanted: InspectRequest,
    ) -> Result<Result<(Inspection, Vec<u8>), SourceError>, WorkerError> {
        if let Some(session) = &mut self.session {
            return Ok(session.inspect(&request, &wanted));
        }
        let frame = self.ask(&Request::Inspect(request, wanted), &[])?;
        match frame.head().map_err(garbled)? {
            Response::Inspected(result) => {
                Ok(result.map(|inspection| (inspection, frame.body().to_vec())))
            }
            _ => Err(unexpected()),
        }
    }

    /// The tables of a source, as lines.
    pub(crate) fn tables(
        &mut self,
        request: SourceRequest,
        given: &[u8],
    ) -> Result<Result<Vec<u8>, SourceError>, WorkerError> {
        if let Some(session) = &mut self.session {
            return Ok(session.tables(&request, given));
        }
        let frame = self.ask(&Request::Tables(request), given)?;
        match frame.head().map_err(garbled)? {
            Response::Tables(result) => Ok(result.map(|()| frame.body().to_vec())),
            _ => Err(unexpected()),
        }
    }

    fn ask(&mut self, request: &Request, body: &[u8]) -> Result<Frame, WorkerError> {
        let Isolation::Processes { program, allowance } = self.setup.isolation else {
            return Err(unexpected());
        };
        if self.worker.is_none() {
            let begin = Init {
                templates: self.setup.templates.files().clone(),
                settings: self.setup.settings.clone(),
                cache: self.setup.cache.map(|folder| folder.as_os_str().to_owned()),
                memory: allowance.memory,
            };
            let fingerprint = self.setup.templates.fingerprint();
            self.worker = Some(Worker::start(program, begin, fingerprint, self.watched)?);
        }
        self.with_worker(|worker| worker.ask(request, body, allowance.time))
    }

    fn next(&mut self) -> Result<Frame, WorkerError> {
        let Some(allowance) = self.allowance() else { return Err(unexpected()) };
        self.with_worker(|worker| worker.next(allowance.time))
    }

    fn with_worker(
        &mut self,
        work: impl FnOnce(&mut Worker<'a>) -> Result<Frame, Death>,
    ) -> Result<Frame, WorkerError> {
        let Some(worker) = &mut self.worker else { return Err(unexpected()) };
        let response = work(worker);
        if response.is_err() {
            self.worker = None;
        }
        Ok(response?)
    }
}

/// A response out of protocol counts as a crash.
fn unexpected() -> WorkerError {
    Death::Crash("it gave an answer that was not asked for".to_owned()).into()
}

fn garbled(error: io::Error) -> WorkerError {
    Death::Crash(format!("its answer cannot be understood: {error}")).into()
}
