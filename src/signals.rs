//! Signals that stop a run: from the user, the system, or a closing terminal.

use std::{
    io,
    sync::{Arc, atomic::AtomicBool},
};

use signal_hook::{consts, flag};

use crate::exit::Exit;

/// A flag set by a signal. The run then stops and leaves the output unchanged; a second signal does
/// not wait for the documents being read.
pub(crate) fn interrupt_flag() -> io::Result<Arc<AtomicBool>> {
    let set = Arc::new(AtomicBool::new(false));
    for signal in signals() {
        flag::register_conditional_shutdown(signal, Exit::Interrupted as i32, Arc::clone(&set))?;
        flag::register(signal, Arc::clone(&set))?;
    }
    Ok(set)
}

#[cfg(unix)]
fn signals() -> Vec<i32> {
    let mut signals = vec![consts::SIGINT, consts::SIGTERM];
    // A run started with `nohup` must outlive its terminal.
    if !is_hangup_ignored() {
        signals.push(consts::SIGHUP);
    }
    signals
}

#[cfg(not(unix))]
fn signals() -> Vec<i32> {
    vec![consts::SIGINT, consts::SIGTERM]
}

/// Whether the process was started with SIGHUP ignored, if the system reports it.
#[cfg(unix)]
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    // The first bit is signal 1, SIGHUP.
    mask.is_some_and(|mask| mask >> (consts::SIGHUP - 1) & 1 == 1)
}
