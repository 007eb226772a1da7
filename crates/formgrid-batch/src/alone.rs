//! One source that is read by itself, outside of a run.

use formgrid_sinks::SourceError;

use crate::{
    BatchError,
    crew::{Hand, Stop},
    frame::Frame,
    outcome::{Outcome, error},
    packed::unpack,
    session::Asked,
    worker::Death,
};

/// Has a worker do something for one source. What kills a worker that has read others before may be what
/// they left in it, so it is tried again with a fresh one.
pub(crate) fn alone<T>(
    hand: &mut Hand<'_>,
    mut work: impl FnMut(&mut Hand<'_>) -> Result<Result<T, SourceError>, Stop>,
) -> Result<Result<T, SourceError>, BatchError> {
    loop {
        let fresh = hand.is_fresh();
        match work(hand) {
            Ok(done) => return Ok(done),
            Err(Stop::Run(error)) => return Err(error),
            Err(Stop::Death(death)) if fresh || death == Death::Timeout => {
                return Ok(Err(death.error(hand.allowance().unwrap_or_default())));
            }
            Err(Stop::Death(_)) => {}
        }
    }
}

/// What reading a source came to. The error is that of a source that could not be loaded.
pub(crate) fn outcome(
    hand: &mut Hand<'_>,
    asked: Asked,
    given: &[u8],
) -> Result<Result<(Outcome, Frame), SourceError>, Stop> {
    if let Some(Err(failure)) = hand.load(vec![asked], given)?.into_iter().next() {
        return Ok(Err(failure));
    }
    let frame = hand.read(vec![true])?;
    let head = frame.head::<Outcome>();
    Ok(head.map(|outcome| (outcome, frame)).map_err(|failure| error("run/crash", failure)))
}

/// The parts of the body: the lines of the findings, then those of each chunk.
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
