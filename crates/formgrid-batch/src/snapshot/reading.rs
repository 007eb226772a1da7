//! The records of a known document, read by a worker as in a run.

use std::path::Path;

use crate::{
    BatchError, Place,
    alone::{alone, outcome, parts},
    crew::Crew,
    session::Asked,
};

/// The lines of a document's records, or why there are none.
pub(super) fn read(
    crew: &Crew<'_>,
    name: &str,
    path: &Path,
) -> Result<Result<Vec<u8>, String>, BatchError> {
    let thread = rayon::current_thread_index().unwrap_or(0);
    let Some(mut hand) = crew.hand(thread) else { return Ok(Ok(Vec::new())) };
    let asked = Asked::new(name, &Place::File(path.to_owned()));
    let read = alone(&mut hand, |hand| outcome(hand, asked.clone(), &[]))?;
    let lines = read.and_then(|(outcome, frame)| match &outcome.line.error {
        Some(error) => Err(error.clone()),
        // The first part are the findings.
        None => Ok(parts(&outcome, &frame)?.into_iter().skip(1).flatten().collect()),
    });
    Ok(lines.map_err(|error| error.message))
}
