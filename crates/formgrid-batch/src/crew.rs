//! The workers of a run, one for each thread, in processes of their own or in that of the run.

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
    protocol::{Answer, Begin, Question},
    review::{Look, Seen},
    session::{Asked, Loaded, Session},
    settings::Settings,
    source::{guarded, panicked},
    watch::{Watched, watch},
    worker::{Death, Worker},
};

/// Where sources are read.
#[derive(Debug, Clone)]
pub enum Isolation {
    /// In processes of their own, each of which is a program of this build, called with the argument
    /// `worker`.
    Processes {
        /// The program.
        program: Program,
        /// What each source may cost.
        allowance: Allowance,
    },
    /// In the process of the run, without limits. What a source takes with it then is the run.
    InProcess,
}

/// What all workers of a run have in common.
#[derive(Debug)]
pub(crate) struct Setup<'a> {
    pub(crate) isolation: &'a Isolation,
    pub(crate) templates: &'a TemplateSet,
    pub(crate) settings: Settings,
    /// Folder of what earlier runs have kept.
    pub(crate) cache: Option<&'a Path>,
}

impl Isolation {
    /// What each source may cost; none where nothing is limited.
    pub(crate) fn allowance(&self) -> Option<Allowance> {
        match self {
            Self::Processes { allowance, .. } => Some(*allowance),
            Self::InProcess => None,
        }
    }
}

/// Why a worker gave no answer.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It died of what it was asked.
    Death(Death),
    /// The run cannot go on.
    Run(BatchError),
}

impl From<Death> for Stop {
    fn from(death: Death) -> Self {
        Self::Death(death)
    }
}

impl From<BatchError> for Stop {
    fn from(error: BatchError) -> Self {
        Self::Run(error)
    }
}

/// The workers of a run.
#[derive(Debug)]
pub(crate) struct Crew<'a> {
    hands: Vec<Mutex<Hand<'a>>>,
}

impl<'a> Crew<'a> {
    /// The worker of a thread.
    pub(crate) fn hand(&self, thread: usize) -> Option<MutexGuard<'_, Hand<'a>>> {
        // A worker whose thread panicked is in an unknown state, but no thread panics with it.
        self.hands.get(thread).map(|hand| hand.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Runs a function with a crew of `n` workers, which are ended after it.
pub(crate) fn with_crew<T>(
    setup: &Setup<'_>,
    n: usize,
    interrupt: &AtomicBool,
    work: impl FnOnce(&Crew<'_>) -> Result<T, BatchError>,
) -> Result<T, BatchError> {
    let watched: Vec<Watched> = (0..n).map(|_| Watched::default()).collect();
    let hands = watched.iter().map(|watched| Hand::new(setup, watched).map(Mutex::new));
    let crew = Crew { hands: hands.collect::<Result<_, _>>()? };
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let watcher = scope.spawn(|| watch(&watched, &done, interrupt));
        let _end = EndOfWatch { done: &done, watcher: watcher.thread() };
        work(&crew)
    })
}

/// Ends the watch when the work ends, also where it ends by a panic.
struct EndOfWatch<'a> {
    done: &'a AtomicBool,
    watcher: &'a thread::Thread,
}

impl Drop for EndOfWatch<'_> {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        self.watcher.unpark();
    }
}

/// One worker, started when it is first asked for something and again after it died.
#[derive(Debug)]
pub(crate) struct Hand<'a> {
    setup: &'a Setup<'a>,
    watched: &'a Watched,
    worker: Option<Worker<'a>>,
    session: Option<Session<'a>>,
    /// Which of the loaded sources are still to be read, where they are read in process.
    wanted: VecDeque<bool>,
}

impl<'a> Hand<'a> {
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

    /// What its sources may cost; none where nothing is limited.
    pub(crate) fn allowance(&self) -> Option<Allowance> {
        self.setup.isolation.allowance()
    }

    /// Whether the worker has not been asked for anything since it was started.
    pub(crate) fn is_fresh(&self) -> bool {
        self.worker.as_ref().is_none_or(Worker::is_fresh)
    }

    /// Lists a file that begins like an archive.
    pub(crate) fn list(&mut self, path: &Path, tell: &mut dyn FnMut(Listing)) -> Result<(), Stop> {
        if let Some(session) = &mut self.session {
            // A worker that panics is replaced; here the panic itself has to end at the archive.
            let told = guarded(|| {
                session.list::<()>(path, &mut |listing| {
                    tell(listing);
                    Ok(())
                })
            });
            if let Err(message) = told {
                tell(Listing::Failed(panicked(&message)));
            }
            return Ok(());
        }
        let mut frame = self.ask(&Question::List(OsString::from(path)), &[])?;
        loop {
            let Answer::Listed(listing) = frame.head().map_err(garbled)? else {
                return Err(unexpected());
            };
            let more = matches!(listing, Listing::Some(_));
            tell(listing);
            if !more {
                return Ok(());
            }
            frame = self.next()?;
        }
    }

    /// Loads the sources of a batch.
    pub(crate) fn load(
        &mut self,
        asked: Vec<Asked>,
        given: &[u8],
    ) -> Result<Vec<Result<Loaded, SourceError>>, Stop> {
        if let Some(session) = &mut self.session {
            return Ok(session.load(asked, given));
        }
        let frame = self.ask(&Question::Load(asked), given)?;
        match frame.head().map_err(garbled)? {
            Answer::Loaded(loaded) => Ok(loaded),
            _ => Err(unexpected()),
        }
    }

    /// Begins to read those of the loaded sources that are wanted, and waits for the first outcome.
    pub(crate) fn read(&mut self, wanted: Vec<bool>) -> Result<Frame, Stop> {
        if self.session.is_some() {
            self.wanted = wanted.into();
            return self.read_more();
        }
        self.ask(&Question::Read(wanted), &[])
    }

    /// Waits for the outcome of the next source that is wanted.
    pub(crate) fn read_more(&mut self) -> Result<Frame, Stop> {
        let Some(session) = &mut self.session else { return self.next() };
        while let Some(wanted) = self.wanted.pop_front() {
            if let Some(frame) = session.read_next(wanted, || Ok(())) {
                return frame.map_err(garbled);
            }
        }
        Err(unexpected())
    }

    /// The bytes of a source that is no file.
    pub(crate) fn fetch(&mut self, asked: Asked) -> Result<Result<Vec<u8>, SourceError>, Stop> {
        if let Some(session) = &mut self.session {
            return Ok(session.bytes(&asked, &[]));
        }
        let frame = self.ask(&Question::Fetch(asked), &[])?;
        match frame.head().map_err(garbled)? {
            Answer::Fetched(result) => Ok(result.map(|()| frame.body().to_vec())),
            _ => Err(unexpected()),
        }
    }

    /// Looks at a source for a person.
    pub(crate) fn look(
        &mut self,
        asked: Asked,
        look: Look,
    ) -> Result<Result<(Seen, Vec<u8>), SourceError>, Stop> {
        if let Some(session) = &mut self.session {
            return Ok(session.look(&asked, &look));
        }
        let frame = self.ask(&Question::Look(asked, look), &[])?;
        match frame.head().map_err(garbled)? {
            Answer::Seen(result) => Ok(result.map(|seen| (seen, frame.body().to_vec()))),
            _ => Err(unexpected()),
        }
    }

    /// The tables of a source, as lines.
    pub(crate) fn tables(
        &mut self,
        asked: Asked,
        given: &[u8],
    ) -> Result<Result<Vec<u8>, SourceError>, Stop> {
        if let Some(session) = &mut self.session {
            return Ok(session.tables(&asked, given));
        }
        let frame = self.ask(&Question::Tables(asked), given)?;
        match frame.head().map_err(garbled)? {
            Answer::Tables(result) => Ok(result.map(|()| frame.body().to_vec())),
            _ => Err(unexpected()),
        }
    }

    fn ask(&mut self, question: &Question, body: &[u8]) -> Result<Frame, Stop> {
        let Isolation::Processes { program, allowance } = self.setup.isolation else {
            return Err(unexpected());
        };
        if self.worker.is_none() {
            let begin = Begin {
                templates: self.setup.templates.files().clone(),
                settings: self.setup.settings.clone(),
                cache: self.setup.cache.map(|folder| folder.as_os_str().to_owned()),
                memory: allowance.memory,
            };
            let fingerprint = self.setup.templates.fingerprint();
            self.worker = Some(Worker::start(program, begin, fingerprint, self.watched)?);
        }
        self.with_worker(|worker| worker.ask(question, body, allowance.time))
    }

    fn next(&mut self) -> Result<Frame, Stop> {
        let Some(allowance) = self.allowance() else { return Err(unexpected()) };
        self.with_worker(|worker| worker.next(allowance.time))
    }

    fn with_worker(
        &mut self,
        work: impl FnOnce(&mut Worker<'a>) -> Result<Frame, Death>,
    ) -> Result<Frame, Stop> {
        let Some(worker) = &mut self.worker else { return Err(unexpected()) };
        let answer = work(worker);
        if answer.is_err() {
            self.worker = None;
        }
        Ok(answer?)
    }
}

/// A worker that says what it was not asked for is as good as dead.
fn unexpected() -> Stop {
    Death::Crash("it gave an answer that was not asked for".to_owned()).into()
}

fn garbled(error: io::Error) -> Stop {
    Death::Crash(format!("its answer cannot be understood: {error}")).into()
}
