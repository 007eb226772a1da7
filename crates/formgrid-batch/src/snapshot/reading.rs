//! The records of a known document, read by a worker as in a run.

use formgrid_sinks::SourceError;

use crate::{
    BatchError,
    alone::{alone, outcome, parts},
    crew::Crew,
    session::Asked,
};

/// The lines of a document's records, or why there are none.
pub(crate) fn read(
    crew: &Crew<'_>,
    asked: &Asked,
) -> Result<Result<Vec<u8>, SourceError>, BatchError> {
    let thread = rayon::current_thread_index().unwrap_or(0);
    let Some(mut hand) = crew.hand(thread) else { return Ok(Ok(Vec::new())) };
    let read = alone(&mut hand, |hand| outcome(hand, asked.clone(), &[]))?;
    Ok(read.and_then(|(outcome, frame)| match &outcome.line.error {
        Some(error) => Err(error.clone()),
        // The first part are the findings.
        None => Ok(parts(&outcome, &frame)?.into_iter().skip(1).flatten().collect()),
    }))
}
