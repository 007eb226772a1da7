//! Runs a command that reads one document in a child process, under a worker's limits.
//!
//! The child is this program with the same arguments. It prints its own output, so no document
//! content passes through the parent.

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

/// Control byte on standard error: the child has its input and starts to read it. No message
/// contains it.
pub const BEGIN: u8 = 1;

/// Control byte: the child has read the document. From here on the time is not limited, because
/// printing depends on who reads the output.
pub const END: u8 = 0;

/// Maximum size of the messages kept, in bytes.
const MAX_MESSAGES: usize = 1 << 20;

/// The result of an isolated command.
#[derive(Debug)]
pub enum IsolatedRun {
    /// The command finished.
    Done {
        /// Its exit code.
        code: u8,
        /// Its messages.
        messages: Vec<u8>,
    },
    /// The child died on the document.
    Died(SourceError),
}

/// Runs `program` with `arguments`, and passes the child its memory limit in the environment
/// variable `variable`.
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

/// Limits the address space of this process to `memory` bytes and ties its life to that of its
/// parent.
pub fn enter_isolation(memory: u64) {
    limit(memory);
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Signal, set_parent_process_death_signal};
        let _ = set_parent_process_death_signal(Some(Signal::KILL));
    }
}

/// Reads the messages of the child until it closes standard error.
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
