//! Reads standard input and pipes, which can be read only once and may block.

use std::{
    fs::File,
    io,
    path::Path,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use formgrid_model::Limits;

use crate::{BatchError, Disposition, Place, Source, outcome::error, session::read_limited};

/// How often a run that waits for input checks for an interrupt.
const TICK: Duration = Duration::from_millis(50);

/// Reads the sources that come from standard input or a pipe, until their end or an interrupt.
pub(crate) fn read_streams(
    sources: &mut [Source],
    limits: &Limits,
    interrupt: &AtomicBool,
) -> Result<(), BatchError> {
    for source in sources {
        let path = match &source.place {
            Place::Stdin => None,
            Place::Pipe(path) => Some(path.clone()),
            _ => continue,
        };
        let (send, bytes) = mpsc::channel();
        let limits = limits.clone();
        // A blocking read cannot be cancelled, so on an interrupt the thread is abandoned.
        let spawned = thread::Builder::new().spawn(move || {
            let _ = send.send(read_given(path.as_deref(), &limits));
        });
        spawned.map_err(BatchError::Given)?;
        let read = loop {
            match bytes.recv_timeout(TICK) {
                Ok(read) => break read,
                Err(RecvTimeoutError::Disconnected) => break Err(io::ErrorKind::BrokenPipe.into()),
                Err(RecvTimeoutError::Timeout) if interrupt.load(Ordering::Relaxed) => {
                    return Err(BatchError::Interrupted);
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        };
        match read {
            Ok(bytes) => {
                source.bytes = bytes.len() as u64;
                source.place = Place::Given(bytes.into());
            }
            Err(failure) => {
                source.disposition = Disposition::Unreadable(Box::new(error(
                    "io/unreadable",
                    crate::cause(&failure),
                )));
            }
        }
    }
    Ok(())
}

/// Reads all of a pipe or, without a path, of standard input.
fn read_given(path: Option<&Path>, limits: &Limits) -> io::Result<Vec<u8>> {
    match path {
        Some(path) => read_limited(File::open(path)?, 0, limits),
        None => read_limited(io::stdin().lock(), 0, limits),
    }
}
