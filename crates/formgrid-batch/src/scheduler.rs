//! Reads all sources in batches on all workers, and one by one after a worker died.
//!
//! A death is charged to a source only if there is no doubt: it timed out, or it was alone on a
//! fresh worker. Every other source of the batch is read again.

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
    BatchError, Disposition, Place, Source,
    outcome::Outcome,
    session::{Loaded, SourceRequest},
    source::hex,
    spool_index::{ResumedOutcomes, SpoolIndex, Verdict},
    worker::Death,
    worker_pool::{WorkerError, WorkerPool, WorkerSlot},
};

/// Sources per batch. A round trip to a worker takes about 50 microseconds, a small document about
/// 1,000.
const BATCH_SOURCES: usize = 16;

/// Size at which a batch is full, in bytes. Large documents amortize their own round trip, and
/// batches of them would leave other workers idle at the end.
const BATCH_BYTES: u64 = 256 << 10;

/// Minimum number of batches per worker, so that all are busy to the end.
const BATCHES_PER_WORKER: usize = 4;

/// Distributes the sources of a run.
#[derive(Debug)]
pub(crate) struct Scheduler<'a> {
    pub(crate) sources: &'a [Source],
    /// Outcomes of a stopped run.
    pub(crate) resumed: ResumedOutcomes,
    index: Mutex<SpoolIndex>,
    pub(crate) interrupt: &'a AtomicBool,
    next: Mutex<usize>,
    failed: AtomicBool,
}

/// A message to the thread that started the run: sources are done, or the run failed.
pub(crate) type Progress = Result<Vec<SourceLine>, BatchError>;

/// Interval between messages: waking the other thread takes about as long as a cache hit.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(20);

/// Sends finished sources in groups, and the rest on drop.
struct ProgressSender<'a> {
    progress: &'a Sender<Progress>,
    done: Vec<SourceLine>,
    last: Instant,
}

impl<'a> ProgressSender<'a> {
    fn new(progress: &'a Sender<Progress>) -> Self {
        Self { progress, done: Vec::new(), last: Instant::now() }
    }

    /// Queues a finished source.
    fn add(&mut self, line: SourceLine) {
        self.done.push(line);
        if self.last.elapsed() >= PROGRESS_INTERVAL {
            self.send();
        }
    }

    fn send(&mut self) {
        self.last = Instant::now();
        let _ = self.progress.send(Ok(std::mem::take(&mut self.done)));
    }
}

impl Drop for ProgressSender<'_> {
    fn drop(&mut self) {
        self.send();
    }
}

/// The part of an [`Outcome`] needed for progress. The rest is parsed at the end.
#[derive(Deserialize)]
struct OutcomeHead {
    line: SourceLine,
}

/// A batch whose worker died.
struct FailedBatch {
    death: Death,
    /// The remaining sources. The first was being read, or all were being loaded.
    left: Vec<u32>,
    loading: bool,
}

impl<'a> Scheduler<'a> {
    pub(crate) fn new(
        sources: &'a [Source],
        resumed: ResumedOutcomes,
        index: SpoolIndex,
        interrupt: &'a AtomicBool,
    ) -> Self {
        let (index, next) = (Mutex::new(index), Mutex::new(0));
        Self { sources, resumed, index, interrupt, next, failed: AtomicBool::new(false) }
    }

    /// The index of the spool, after all sources are read.
    pub(crate) fn into_index(self) -> SpoolIndex {
        self.index.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads sources on the worker of a thread until none are left.
    pub(crate) fn work(
        &self,
        workers: &WorkerPool<'_>,
        thread: usize,
        n_threads: usize,
        progress: &Sender<Progress>,
    ) {
        let Some(mut slot) = workers.slot(thread) else { return };
        while let Some(batch) = self.next_batch(n_threads) {
            if let Err(error) = self.read(&mut slot, batch, progress) {
                self.failed.store(true, Ordering::Relaxed);
                let _ = progress.send(Err(error));
                return;
            }
        }
    }

    fn stopped(&self) -> bool {
        self.failed.load(Ordering::Relaxed) || self.interrupt.load(Ordering::Relaxed)
    }

    /// The indices of the next sources to read.
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
            if source.disposition == Disposition::Read {
                batch.push(u32::try_from(*next).ok()?);
                bytes = bytes.saturating_add(source.bytes);
            }
            *next += 1;
        }
        (!batch.is_empty()).then_some(batch)
    }

    fn read(
        &self,
        slot: &mut WorkerSlot<'_>,
        batch: Vec<u32>,
        progress: &Sender<Progress>,
    ) -> Result<(), BatchError> {
        let mut open = vec![batch];
        while let Some(batch) = open.pop().filter(|_| !self.stopped()) {
            let alone = slot.is_fresh() && batch.len() == 1;
            let Some(mut failed) = self.attempt(slot, &batch, progress)? else { continue };
            if self.stopped() {
                break;
            }
            let late = failed.death == Death::Timeout && !failed.loading;
            if alone || late {
                let guilty = failed.left.remove(0);
                self.charge(slot, guilty, &failed.death, progress)?;
            }
            // Of sources being loaded together all are suspects; of those being read, one is.
            let n_suspects = if failed.loading { failed.left.len() } else { usize::from(!late) };
            let innocent = failed.left.split_off(n_suspects.min(failed.left.len()));
            open.extend(Some(innocent).filter(|rest| !rest.is_empty()));
            open.extend(failed.left.into_iter().rev().map(|suspect| vec![suspect]));
        }
        Ok(())
    }

    /// Reads a batch until its end or the death of the worker.
    fn attempt(
        &self,
        slot: &mut WorkerSlot<'_>,
        batch: &[u32],
        progress: &Sender<Progress>,
    ) -> Result<Option<FailedBatch>, BatchError> {
        let sources: Vec<&Source> =
            batch.iter().filter_map(|&number| self.source(number)).collect();
        let requests =
            sources.iter().map(|source| SourceRequest::new(&source.name, &source.place)).collect();
        let given = sources.iter().filter_map(|source| match &source.place {
            Place::Given(bytes) => Some(bytes.as_ref()),
            _ => None,
        });
        let loaded = match slot.load(requests, &given.collect::<Vec<_>>().concat()) {
            Ok(loaded) => loaded,
            Err(WorkerError::Run(error)) => return Err(error),
            Err(WorkerError::Death(death)) => {
                return Ok(Some(FailedBatch { death, left: batch.to_vec(), loading: true }));
            }
        };
        let mut wanted = Vec::with_capacity(batch.len());
        for (&number, loaded) in batch.iter().zip(loaded) {
            wanted.push(self.judge(number, loaded, progress)?);
        }
        let to_read = batch.iter().zip(&wanted).filter(|(_, wanted)| **wanted);
        let to_read: Vec<u32> = to_read.map(|(number, _)| *number).collect();
        let mut sender = ProgressSender::new(progress);
        for (done, &number) in to_read.iter().enumerate() {
            let answer = if done == 0 { slot.read(wanted.clone()) } else { slot.read_more() };
            match answer {
                Ok(frame) => {
                    let head = frame.head::<OutcomeHead>();
                    let head = head.map_err(BatchError::output("the answer of a worker"))?;
                    lock(&self.index).keep(number, &frame)?;
                    sender.add(head.line);
                }
                Err(WorkerError::Run(error)) => return Err(error),
                Err(WorkerError::Death(death)) => {
                    let left = to_read.get(done..).unwrap_or_default().to_vec();
                    return Ok(Some(FailedBatch { death, left, loading: false }));
                }
            }
        }
        Ok(None)
    }

    /// Decides whether to read a source, and reports it if not.
    fn judge(
        &self,
        number: u32,
        loaded: Result<Loaded, SourceError>,
        progress: &Sender<Progress>,
    ) -> Result<bool, BatchError> {
        let Some(source) = self.source(number) else { return Ok(false) };
        let mut line = SourceLine::new(source.name.clone(), Status::Duplicate);
        let loaded = match loaded {
            Ok(loaded) => loaded,
            Err(error) => {
                self.finish(number, &Outcome::failed(line, error), progress)?;
                return Ok(false);
            }
        };
        line.bytes = Some(loaded.bytes);
        let mut index = lock(&self.index);
        match index.judge(number, loaded, &self.resumed) {
            Verdict::Read => return Ok(true),
            Verdict::Known(at) => line = index.line(at)?,
            Verdict::Duplicate => {}
        }
        drop(index);
        let _ = progress.send(Ok(vec![line]));
        Ok(false)
    }

    /// Records the death of a worker as the error of a source.
    fn charge(
        &self,
        slot: &WorkerSlot<'_>,
        number: u32,
        death: &Death,
        progress: &Sender<Progress>,
    ) -> Result<(), BatchError> {
        let Some(source) = self.source(number) else { return Ok(()) };
        let allowance = slot.allowance();
        let mut line = SourceLine::new(source.name.clone(), Status::Failed);
        if let Some(loaded) = lock(&self.index).loaded(number) {
            line.sha256 = Some(hex(&loaded.hash));
            line.bytes = Some(loaded.bytes);
        }
        let mut outcome = Outcome::failed(line, death.error(allowance.unwrap_or_default()));
        outcome.allowance = allowance;
        self.finish(number, &outcome, progress)
    }

    fn finish(
        &self,
        number: u32,
        outcome: &Outcome,
        progress: &Sender<Progress>,
    ) -> Result<(), BatchError> {
        let frame = outcome.frame(&[]).map_err(BatchError::output("the answer of a worker"))?;
        lock(&self.index).keep(number, &frame)?;
        let _ = progress.send(Ok(vec![outcome.line.clone()]));
        Ok(())
    }

    fn source(&self, number: u32) -> Option<&'a Source> {
        self.sources.get(usize::try_from(number).ok()?)
    }
}

/// The guarded state is always consistent, so a poisoned lock is safe to use.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
