//! A command that reads one document, in a process of its own, under the limits of a worker.
//!
//! The process is this program with the same arguments. It prints what it has to say itself, so nothing
//! of a document passes through the process that waits for it.

use std::{
    ffi::OsString,
    io::{self, Read},
    process::Stdio,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use formgrid_sinks::SourceError;

use crate::{
    Allowance, BatchError, Program,
    serve::limit,
    watch::{Watched, watch},
    worker::{Death, cause, prepare},
};

/// With this letter on standard error the process says that it has the input, if it had to wait for it,
/// and begins to read. No message holds it.
pub const BEGIN: u8 = 1;

/// With this letter it says that it has read the document. How long it takes to print it depends on who
/// reads, and is not limited.
pub const END: u8 = 0;

/// Bytes of messages that are kept.
const MAX_SAID: usize = 1 << 20;

/// What came of a command.
#[derive(Debug)]
pub enum Apart {
    /// It came to its end.
    Done {
        /// Its exit code.
        code: u8,
        /// Its messages.
        said: Vec<u8>,
    },
    /// The document ended it.
    Died(SourceError),
}

/// Runs a program of this build with arguments and a variable of the environment, which tells it the memory that it
/// may take.
pub fn run_apart(
    program: &Program,
    arguments: impl IntoIterator<Item = OsString>,
    variable: &str,
    allowance: Allowance,
) -> Result<Apart, BatchError> {
    let cannot = |failure: io::Error| BatchError::Worker { message: failure.to_string() };
    let mut command = program.command();
    prepare(&mut command);
    command.args(arguments).env(variable, allowance.memory.to_string()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(cannot)?;
    let words = child.stderr.take();
    let watched = [Watched::default()];
    let [one] = &watched;
    one.put(child);
    let (done, interrupt) = (AtomicBool::new(false), AtomicBool::new(false));
    let said = thread::scope(|scope| {
        let watcher = scope.spawn(|| watch(&watched, &done, &interrupt));
        let said = words.map_or_else(Vec::new, |words| listen(words, one, allowance));
        done.store(true, Ordering::Relaxed);
        watcher.thread().unpark();
        said
    });
    let (status, late) = one.end();
    let code = status.and_then(|status| status.code()).and_then(|code| u8::try_from(code).ok());
    let death = match code {
        Some(code) if !late => return Ok(Apart::Done { code, said }),
        _ if late => Death::Timeout,
        _ => cause(status, &String::from_utf8_lossy(&said)),
    };
    Ok(Apart::Died(death.error(allowance)))
}

/// Makes this process one that reads a document: it may take so many bytes of memory, and ends with the
/// process that waits for it.
pub fn enter(memory: u64) {
    limit(memory);
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Signal, set_parent_process_death_signal};
        let _ = set_parent_process_death_signal(Some(Signal::KILL));
    }
}

/// Reads the messages of a process to their end.
fn listen(mut from: impl Read, process: &Watched, allowance: Allowance) -> Vec<u8> {
    let mut said = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let heard = match from.read(&mut buffer) {
            Ok(0) => return said,
            Ok(n) => buffer.get(..n).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return said,
        };
        for &byte in heard {
            match byte {
                BEGIN => process.allow(allowance.time),
                END => process.rest(),
                _ if said.len() < MAX_SAID => said.push(byte),
                _ => {}
            }
        }
    }
}
