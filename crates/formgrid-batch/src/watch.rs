//! The watchdog: one thread enforces the deadlines of all workers.
//!
//! Threads wait for responses without a timeout; killing a process closes its pipe and wakes them.
//! So a timely response costs no more than setting a deadline.

use std::{
    process::{Child, ExitStatus},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// Polling interval: a late worker may live this much longer.
const TICK: Duration = Duration::from_millis(50);

/// A worker process and its deadline.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    child: Option<Child>,
    deadline: Option<Instant>,
    late: bool,
}

impl Watched {
    /// Starts watching a process.
    pub(crate) fn put(&self, child: Child) {
        *self.lock() = State { child: Some(child), deadline: None, late: false };
    }

    /// Sets the deadline to `time` from now.
    pub(crate) fn set_deadline(&self, time: Duration) {
        self.lock().deadline = Instant::now().checked_add(time);
    }

    /// Clears the deadline.
    pub(crate) fn clear_deadline(&self) {
        self.lock().deadline = None;
    }

    /// Kills the process. Returns its exit status and whether it was late.
    pub(crate) fn end(&self) -> (Option<ExitStatus>, bool) {
        let mut state = self.lock();
        let late = state.late;
        let status = state.child.take().and_then(|mut child| {
            let _ = child.kill();
            child.wait().ok()
        });
        *state = State::default();
        (status, late)
    }

    fn check(&self, stop: bool) {
        let mut state = self.lock();
        let late = state.deadline.is_some_and(|deadline| deadline <= Instant::now());
        if late || stop {
            state.late |= late;
            state.deadline = None;
            if let Some(child) = &mut state.child {
                let _ = child.kill();
            }
        }
    }

    /// The state is always consistent, so a poisoned lock is safe to use.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Watches the workers until `done`; kills all of them on `interrupt`.
pub(crate) fn watch(workers: &[Watched], done: &AtomicBool, interrupt: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        thread::park_timeout(TICK);
        let stop = interrupt.load(Ordering::Relaxed);
        workers.iter().for_each(|worker| worker.check(stop));
    }
}
