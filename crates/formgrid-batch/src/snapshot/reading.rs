//! Reads the records of a known document on a worker, as in a run.

use formgrid_sinks::SourceError;

use crate::{
    BatchError,
    one_source::{outcome, parts, with_retry},
    session::SourceRequest,
    worker_pool::WorkerPool,
};

/// The record lines of a document, or the error.
pub(crate) fn read(
    workers: &WorkerPool<'_>,
    request: &SourceRequest,
) -> Result<Result<Vec<u8>, SourceError>, BatchError> {
    let thread = rayon::current_thread_index().unwrap_or(0);
    let Some(mut slot) = workers.slot(thread) else { return Ok(Ok(Vec::new())) };
    let read = with_retry(&mut slot, |slot| outcome(slot, request.clone(), &[]))?;
    Ok(read.and_then(|(outcome, frame)| match &outcome.line.error {
        Some(error) => Err(error.clone()),
        // The first part holds the findings.
        None => Ok(parts(&outcome, &frame)?.into_iter().skip(1).flatten().collect()),
    }))
}
