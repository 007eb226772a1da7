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
const MAX_MESSAGES: usize = 1 << 20;

/// What came of a command.
#[derive(Debug)]
pub enum IsolatedRun {
    /// It came to its end.
    Done {
        /// Its exit code.
        code: u8,
        /// Its messages.
        messages: Vec<u8>,
    },
    /// The document ended it.
    Died(SourceError),
}

/// Runs a program of this build with arguments and a variable of the environment, which tells it the memory that it
/// may take.
pub fn run_isolated(
    program: &Program,
    arguments: impl IntoIterator<Item = OsString>,
    variable: &str,
    allowance: Allowance,
) -> Result<IsolatedRun, BatchError> {
    let cannot = |failure: io::Error| BatchError::Worker { message: failure.to_string() };
    let mut command = program.command();
    prepare(&mut command);
    command.args(arguments).env(variable, allowance.memory.to_string()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(cannot)?;
    let stderr = child.stderr.take();
    let watched = [Watched::default()];
    let [one] = &watched;
    one.put(child);
    let (done, interrupt) = (AtomicBool::new(false), AtomicBool::new(false));
    let messages = thread::scope(|scope| {
        let watcher = scope.spawn(|| watch(&watched, &done, &interrupt));
        let messages = stderr.map_or_else(Vec::new, |stderr| read_messages(stderr, one, allowance));
        done.store(true, Ordering::Relaxed);
        watcher.thread().unpark();
        messages
    });
    let (status, late) = one.end();
    let code = status.and_then(|status| status.code()).and_then(|code| u8::try_from(code).ok());
    let death = match code {
        Some(code) if !late => return Ok(IsolatedRun::Done { code, messages }),
        _ if late => Death::Timeout,
        _ => cause(status, &String::from_utf8_lossy(&messages)),
    };
    Ok(IsolatedRun::Died(death.error(allowance)))
}

/// Makes this process one that reads a document: it may take so many bytes of memory, and ends with the
/// process that waits for it.
pub fn enter_isolation(memory: u64) {
    limit(memory);
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Signal, set_parent_process_death_signal};
        let _ = set_parent_process_death_signal(Some(Signal::KILL));
    }
}

/// Reads the messages of a process to their end.
fn read_messages(mut from: impl Read, process: &Watched, allowance: Allowance) -> Vec<u8> {
    let mut messages = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let bytes = match from.read(&mut buffer) {
            Ok(0) => return messages,
            Ok(n) => buffer.get(..n).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return messages,
        };
        for &byte in bytes {
            match byte {
                BEGIN => process.set_deadline(allowance.time),
                END => process.clear_deadline(),
                _ if messages.len() < MAX_MESSAGES => messages.push(byte),
                _ => {}
            }
        }
    }
}
