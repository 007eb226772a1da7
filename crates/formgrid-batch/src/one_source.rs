//! Reads a single source outside a run.

use formgrid_sinks::SourceError;

use crate::{
    BatchError,
    frame::Frame,
    outcome::{Outcome, error},
    packed::unpack,
    session::SourceRequest,
    worker::Death,
    worker_pool::{WorkerError, WorkerSlot},
};

/// Runs a job for one source on a worker. If a worker that has already read other sources dies,
/// they may have caused it, so the job is retried on a fresh worker.
pub(crate) fn with_retry<T>(
    slot: &mut WorkerSlot<'_>,
    mut work: impl FnMut(&mut WorkerSlot<'_>) -> Result<Result<T, SourceError>, WorkerError>,
) -> Result<Result<T, SourceError>, BatchError> {
    loop {
        let fresh = slot.is_fresh();
        match work(slot) {
            Ok(done) => return Ok(done),
            Err(WorkerError::Run(error)) => return Err(error),
            Err(WorkerError::Death(death)) if fresh || death == Death::Timeout => {
                return Ok(Err(death.error(slot.allowance().unwrap_or_default())));
            }
            Err(WorkerError::Death(_)) => {}
        }
    }
}

/// Reads one source. The inner error means that the source could not be loaded.
pub(crate) fn outcome(
    slot: &mut WorkerSlot<'_>,
    request: SourceRequest,
    given: &[u8],
) -> Result<Result<(Outcome, Frame), SourceError>, WorkerError> {
    if let Some(Err(failure)) = slot.load(vec![request], given)?.into_iter().next() {
        return Ok(Err(failure));
    }
    let frame = slot.read(vec![true])?;
    let head = frame.head::<Outcome>();
    Ok(head.map(|outcome| (outcome, frame)).map_err(|failure| error("run/crash", failure)))
}

/// Splits the body: the lines of the findings, then those of each chunk.
pub(crate) fn parts(outcome: &Outcome, frame: &Frame) -> Result<Vec<Vec<u8>>, SourceError> {
    let mut rest = frame.body();
    let chunks = outcome.chunks.iter().map(|chunk| chunk.bytes);
    let parts = [outcome.diagnostics].into_iter().chain(chunks).map(|bytes| {
        let (packed, after) = rest.split_at_checked(bytes.packed).unwrap_or((rest, &[]));
        rest = after;
        let mut lines = Vec::new();
        unpack(packed, bytes.plain, &mut lines).map_err(|failure| error("run/crash", failure))?;
        Ok(lines)
    });
    parts.collect()
}
