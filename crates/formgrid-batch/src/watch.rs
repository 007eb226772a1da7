//! Deadlines of workers: one thread looks after all of them and ends the process that is late.
//!
//! The threads that wait for answers wait without a limit; a process that is ended closes its end of
//! the pipe, and that wakes them. So an answer in time costs no more than setting the clock.

use std::{
    process::{Child, ExitStatus},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How often the deadlines are looked at: a late worker may live this much longer.
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
    /// Puts a process under watch.
    pub(crate) fn put(&self, child: Child) {
        *self.lock() = State { child: Some(child), deadline: None, late: false };
    }

    /// Gives the process this much time from now.
    pub(crate) fn set_deadline(&self, time: Duration) {
        self.lock().deadline = Instant::now().checked_add(time);
    }

    /// The process owes no answer.
    pub(crate) fn clear_deadline(&self) {
        self.lock().deadline = None;
    }

    /// Ends the process. Tells how it ended and whether it was late.
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

    /// Nothing in a state is ever half done.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks after the workers until `done`; ends all of them when `interrupt` is set.
pub(crate) fn watch(workers: &[Watched], done: &AtomicBool, interrupt: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        thread::park_timeout(TICK);
        let stop = interrupt.load(Ordering::Relaxed);
        workers.iter().for_each(|worker| worker.check(stop));
    }
}
