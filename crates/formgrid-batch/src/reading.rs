//! All sources are read: in batches, by all workers, and one by one where a worker died.
//!
//! A death is charged to a source only where there can be no doubt: it took too long, or it was alone
//! with a worker that had read nothing before it. Every other source of the batch is read again.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::Sender,
    },
    time::{Duration, Instant},
};

use formgrid_sinks::{SourceError, SourceLine, Status};
use serde::Deserialize;

use crate::{
    BatchError, Fate, Place, Source,
    crew::{Crew, Hand, Stop},
    kept::{Earlier, Kept, Verdict},
    outcome::Outcome,
    session::{Asked, Loaded},
    source::hex,
    worker::Death,
};

/// Sources of a batch. The way to a worker and back costs some 50 microseconds, a small document one
/// thousand.
const BATCH_SOURCES: usize = 16;

/// Bytes of a batch, after which it takes no further source. Of large documents each pays for its own
/// way, and batches of them would leave other workers idle at the end.
const BATCH_BYTES: u64 = 256 << 10;

/// How many batches each worker is to get at least, so that all are busy to the end.
const BATCHES_PER_WORKER: usize = 4;

/// The sources of a run on their way.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) sources: &'a [Source],
    /// What a stopped run left.
    pub(crate) earlier: &'a Earlier,
    pub(crate) kept: Mutex<Kept>,
    pub(crate) interrupt: &'a AtomicBool,
    next: Mutex<usize>,
    failed: AtomicBool,
}

/// What is said to the thread that started the run: some sources are done, or the run cannot go on.
pub(crate) type News = Result<Vec<SourceLine>, BatchError>;

/// Time after which what is done is told: to wake the other thread for each source takes about as long
/// as to have one from a cache.
const TELLING: Duration = Duration::from_millis(20);

/// Tells of the sources that are done, several at once where they follow each other fast, and of the
/// last ones when it is dropped.
struct Teller<'a> {
    news: &'a Sender<News>,
    done: Vec<SourceLine>,
    last: Instant,
}

impl<'a> Teller<'a> {
    fn new(news: &'a Sender<News>) -> Self {
        Self { news, done: Vec::new(), last: Instant::now() }
    }

    /// Takes notice of a source that is done.
    fn add(&mut self, line: SourceLine) {
        self.done.push(line);
        if self.last.elapsed() >= TELLING {
            self.tell();
        }
    }

    fn tell(&mut self) {
        self.last = Instant::now();
        let _ = self.news.send(Ok(std::mem::take(&mut self.done)));
    }
}

impl Drop for Teller<'_> {
    fn drop(&mut self) {
        self.tell();
    }
}

/// What is told of an [`Outcome`] when it comes. All of it is looked at in the end.
#[derive(Deserialize)]
struct Said {
    line: SourceLine,
}

/// A batch that was not read to its end.
struct Broken {
    death: Death,
    /// The sources that are left. The first was being read, or all were being loaded.
    left: Vec<u32>,
    loading: bool,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(
        sources: &'a [Source],
        earlier: &'a Earlier,
        kept: Kept,
        interrupt: &'a AtomicBool,
    ) -> Self {
        let (kept, next) = (Mutex::new(kept), Mutex::new(0));
        Self { sources, earlier, kept, interrupt, next, failed: AtomicBool::new(false) }
    }

    /// Reads sources with the worker of a thread until there are none left.
    pub(crate) fn work(
        &self,
        crew: &Crew<'_>,
        thread: usize,
        n_threads: usize,
        news: &Sender<News>,
    ) {
        let Some(mut hand) = crew.hand(thread) else { return };
        while let Some(batch) = self.next_batch(n_threads) {
            if let Err(error) = self.read(&mut hand, batch, news) {
                self.failed.store(true, Ordering::Relaxed);
                let _ = news.send(Err(error));
                return;
            }
        }
    }

    fn stopped(&self) -> bool {
        self.failed.load(Ordering::Relaxed) || self.interrupt.load(Ordering::Relaxed)
    }

    /// The numbers of the next sources that are to be read.
    fn next_batch(&self, n_threads: usize) -> Option<Vec<u32>> {
        if self.stopped() {
            return None;
        }
        let mut next = lock(&self.next);
        let left = self.sources.len().saturating_sub(*next);
        let fair = left.div_ceil(n_threads.max(1) * BATCHES_PER_WORKER);
        let n_most = fair.clamp(1, BATCH_SOURCES);
        let mut batch = Vec::with_capacity(n_most);
        let mut bytes = 0_u64;
        while batch.len() < n_most && bytes < BATCH_BYTES {
            let Some(source) = self.sources.get(*next) else { break };
            if source.fate == Fate::Read {
                batch.push(u32::try_from(*next).ok()?);
                bytes = bytes.saturating_add(source.bytes);
            }
            *next += 1;
        }
        (!batch.is_empty()).then_some(batch)
    }

    fn read(
        &self,
        hand: &mut Hand<'_>,
        batch: Vec<u32>,
        news: &Sender<News>,
    ) -> Result<(), BatchError> {
        let mut open = vec![batch];
        while let Some(batch) = open.pop().filter(|_| !self.stopped()) {
            let alone = hand.is_fresh() && batch.len() == 1;
            let Some(mut broken) = self.attempt(hand, &batch, news)? else { continue };
            if self.stopped() {
                break;
            }
            let late = broken.death == Death::Timeout && !broken.loading;
            if alone || late {
                let guilty = broken.left.remove(0);
                self.charge(hand, guilty, &broken.death, news)?;
            }
            // Those that were loaded together are suspects all; of those that were being read, one is.
            let n_suspects = if broken.loading { broken.left.len() } else { usize::from(!late) };
            let innocent = broken.left.split_off(n_suspects.min(broken.left.len()));
            open.extend(Some(innocent).filter(|rest| !rest.is_empty()));
            open.extend(broken.left.into_iter().rev().map(|suspect| vec![suspect]));
        }
        Ok(())
    }

    /// Reads a batch as far as the worker lives.
    fn attempt(
        &self,
        hand: &mut Hand<'_>,
        batch: &[u32],
        news: &Sender<News>,
    ) -> Result<Option<Broken>, BatchError> {
        let sources: Vec<&Source> =
            batch.iter().filter_map(|&number| self.source(number)).collect();
        let asked = sources.iter().map(|source| Asked::new(&source.name, &source.place)).collect();
        let given = sources.iter().filter_map(|source| match &source.place {
            Place::Given(bytes) => Some(bytes.as_ref()),
            _ => None,
        });
        let loaded = match hand.load(asked, &given.collect::<Vec<_>>().concat()) {
            Ok(loaded) => loaded,
            Err(Stop::Run(error)) => return Err(error),
            Err(Stop::Death(death)) => {
                return Ok(Some(Broken { death, left: batch.to_vec(), loading: true }));
            }
        };
        let mut wanted = Vec::with_capacity(batch.len());
        for (&number, loaded) in batch.iter().zip(loaded) {
            wanted.push(self.judge(number, loaded, news)?);
        }
        let to_read = batch.iter().zip(&wanted).filter(|(_, wanted)| **wanted);
        let to_read: Vec<u32> = to_read.map(|(number, _)| *number).collect();
        let mut teller = Teller::new(news);
        for (done, &number) in to_read.iter().enumerate() {
            let answer = if done == 0 { hand.read(wanted.clone()) } else { hand.read_more() };
            match answer {
                Ok(frame) => {
                    let said = frame.head::<Said>();
                    let said = said.map_err(BatchError::output("the answer of a worker"))?;
                    lock(&self.kept).keep(number, &frame)?;
                    teller.add(said.line);
                }
                Err(Stop::Run(error)) => return Err(error),
                Err(Stop::Death(death)) => {
                    let left = to_read.get(done..).unwrap_or_default().to_vec();
                    return Ok(Some(Broken { death, left, loading: false }));
                }
            }
        }
        Ok(None)
    }

    /// Decides whether a source is to be read, and tells what became of it where it is not.
    fn judge(
        &self,
        number: u32,
        loaded: Result<Loaded, SourceError>,
        news: &Sender<News>,
    ) -> Result<bool, BatchError> {
        let Some(source) = self.source(number) else { return Ok(false) };
        let mut line = SourceLine::new(source.name.clone(), Status::Duplicate);
        let loaded = match loaded {
            Ok(loaded) => loaded,
            Err(error) => {
                self.finish(number, &Outcome::failed(line, error), news)?;
                return Ok(false);
            }
        };
        line.bytes = Some(loaded.bytes);
        let mut kept = lock(&self.kept);
        match kept.judge(number, loaded, self.earlier) {
            Verdict::Read => return Ok(true),
            Verdict::Known(at) => line = kept.line(at)?,
            Verdict::Duplicate => {}
        }
        drop(kept);
        let _ = news.send(Ok(vec![line]));
        Ok(false)
    }

    /// Makes the death of a worker the status of a source.
    fn charge(
        &self,
        hand: &Hand<'_>,
        number: u32,
        death: &Death,
        news: &Sender<News>,
    ) -> Result<(), BatchError> {
        let Some(source) = self.source(number) else { return Ok(()) };
        let allowance = hand.allowance();
        let mut line = SourceLine::new(source.name.clone(), Status::Failed);
        if let Some(loaded) = lock(&self.kept).loaded(number) {
            line.sha256 = Some(hex(&loaded.hash));
            line.bytes = Some(loaded.bytes);
        }
        let mut outcome = Outcome::failed(line, death.error(allowance.unwrap_or_default()));
        outcome.allowance = allowance;
        self.finish(number, &outcome, news)
    }

    fn finish(
        &self,
        number: u32,
        outcome: &Outcome,
        news: &Sender<News>,
    ) -> Result<(), BatchError> {
        let frame = outcome.frame(&[]).map_err(BatchError::output("the answer of a worker"))?;
        lock(&self.kept).keep(number, &frame)?;
        let _ = news.send(Ok(vec![outcome.line.clone()]));
        Ok(())
    }

    fn source(&self, number: u32) -> Option<&'a Source> {
        self.sources.get(usize::try_from(number).ok()?)
    }
}

/// What is locked is whole at any time, so a poisoned lock is as good as any.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
