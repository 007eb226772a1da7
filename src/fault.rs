//! Program bugs: panics not caused by a document.
//!
//! They end the program at once, because other threads may wait for the one that panicked. As after
//! a kill, what the run has read so far is kept.

use std::panic::{self, PanicHookInfo};

use formgrid_batch::is_guarded;

use crate::{exit::Exit, terminal};

/// Ends the program with a message on every panic, unless it becomes the error of a document.
pub(crate) fn end_on_panic() {
    panic::set_hook(Box::new(|panic| {
        if is_guarded() {
            return;
        }
        terminal::message(&message(panic));
        #[expect(clippy::exit, reason = "other threads may wait for the one that panicked")]
        std::process::exit(Exit::Failed as i32)
    }));
}

/// Silences panics. Those of a worker reach its run as errors of documents.
pub(crate) fn silence() {
    panic::set_hook(Box::new(|_| {}));
}

fn message(panic: &PanicHookInfo<'_>) -> String {
    let what = panic.payload_as_str().unwrap_or("no reason given");
    let place = panic.location().map_or(String::new(), |place| format!(" at {place}"));
    format!("the program failed{place}: {what}; this is a fault of formgrid, please report it")
}
