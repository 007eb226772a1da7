//! The records of a known document, read by a worker as in a run.

use std::path::Path;

use crate::{
    BatchError, Place,
    crew::{Crew, Hand, Stop},
    frame::Frame,
    outcome::Outcome,
    packed::unpack,
    session::Asked,
    worker::Death,
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
    loop {
        // What kills a worker that has read others before may be what they left in it.
        let alone = hand.is_fresh();
        match attempt(&mut hand, asked.clone()) {
            Ok(read) => return Ok(read),
            Err(Stop::Run(error)) => return Err(error),
            Err(Stop::Death(death)) if alone || death == Death::Timeout => {
                return Ok(Err(death.error(hand.allowance().unwrap_or_default()).message));
            }
            Err(Stop::Death(_)) => {}
        }
    }
}

fn attempt(hand: &mut Hand<'_>, asked: Asked) -> Result<Result<Vec<u8>, String>, Stop> {
    let loaded = hand.load(vec![asked], &[])?;
    if let Some(Err(error)) = loaded.into_iter().next() {
        return Ok(Err(error.message));
    }
    let frame = hand.read(vec![true])?;
    let outcome: Outcome = match frame.head() {
        Ok(outcome) => outcome,
        Err(failure) => return Ok(Err(failure.to_string())),
    };
    match &outcome.line.error {
        Some(error) => Ok(Err(error.message.clone())),
        None => Ok(lines(&outcome, &frame)),
    }
}

/// The lines of all chunks, in the order of the document.
fn lines(outcome: &Outcome, frame: &Frame) -> Result<Vec<u8>, String> {
    let (mut all, mut buffer) = (Vec::new(), Vec::new());
    let mut rest = frame.body().get(outcome.diagnostics.packed..).unwrap_or_default();
    for chunk in &outcome.chunks {
        let (packed, after) = rest.split_at_checked(chunk.bytes.packed).unwrap_or((rest, &[]));
        unpack(packed, chunk.bytes.plain, &mut buffer).map_err(|failure| failure.to_string())?;
        all.extend_from_slice(&buffer);
        rest = after;
    }
    Ok(all)
}
