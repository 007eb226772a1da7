//! Faults of the program itself: a panic that is not one of a document.
//!
//! It ends the program at once, whatever other threads wait for. What a run has read until then is kept,
//! as if it had been killed.

use std::panic::{self, PanicHookInfo};

use formgrid_batch::is_guarded;

use crate::{exit::Exit, terminal};

/// Makes every panic end the program with a message, unless it becomes the error of a document.
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

/// Makes panics silent. Those of a worker reach its run as errors of documents.
pub(crate) fn silence() {
    panic::set_hook(Box::new(|_| {}));
}

/// Panics where a test asks for it, to see what the program does then.
pub(crate) fn obey_tests() {
    let is_asked_for = std::env::var_os("FORMGRID_TEST_HOOKS").is_some_and(|value| value == "1")
        && std::env::var_os("FORMGRID_TEST_PANIC").is_some();
    #[expect(clippy::panic, reason = "it is what the test asks for")]
    if is_asked_for {
        panic!("a test asks for it");
    }
}

fn message(panic: &PanicHookInfo<'_>) -> String {
    let what = panic.payload_as_str().unwrap_or("no reason given");
    let place = panic.location().map_or(String::new(), |place| format!(" at {place}"));
    format!("the program failed{place}: {what}; this is a fault of formgrid, please report it")
}
