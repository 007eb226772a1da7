//! What comes from standard input and pipes, which give their bytes once and in their own time.

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

/// How often a run that waits for its input looks whether it is to stop.
const TICK: Duration = Duration::from_millis(50);

/// Reads the sources that come from standard input or a pipe. One that does not end is waited for until
/// the run is interrupted.
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
        // A read cannot be called off, so the thread is left behind where nobody waits for it.
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
            Err(failure) => source.fate = Disposition::Unreadable(error("io/unreadable", failure)),
        }
    }
    Ok(())
}

/// All bytes of a pipe; without one, of standard input.
fn read_given(path: Option<&Path>, limits: &Limits) -> io::Result<Vec<u8>> {
    match path {
        Some(path) => read_limited(File::open(path)?, 0, limits),
        None => read_limited(io::stdin().lock(), 0, limits),
    }
}
