//! Work in parallel, results in order.
//!
//! Threads take the next number as soon as they are free, but never run further ahead of the oldest
//! unfinished one than a window: one slow source does not make the results of all others pile up.

use std::{
    collections::BTreeMap,
    sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc},
};

struct State {
    next: usize,
    taken: usize,
    stopped: bool,
}

/// Does `work` for the numbers `0..n` on the pool and hands each result to `take`, on this thread and
/// in order. Stops early where `take` returns false.
pub(crate) fn for_each_ordered<T: Send>(
    pool: &rayon::ThreadPool,
    n: usize,
    work: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(T) -> bool,
) {
    let n_threads = pool.current_num_threads();
    let window = n_threads.saturating_mul(16);
    let state = Mutex::new(State { next: 0, taken: 0, stopped: false });
    let moved = Condvar::new();
    let (send, receive) = mpsc::channel();
    pool.in_place_scope(|scope| {
        for _ in 0..n_threads {
            let (send, state, moved, work) = (send.clone(), &state, &moved, &work);
            scope.spawn(move |_| {
                while let Some(number) = ticket(state, moved, n, window) {
                    if send.send((number, work(number))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut early: BTreeMap<usize, T> = BTreeMap::new();
        let mut next = 0;
        for (number, result) in receive {
            early.insert(number, result);
            while let Some(result) = early.remove(&next) {
                next += 1;
                let go_on = take(result);
                let mut state = lock(&state);
                state.taken = next;
                state.stopped |= !go_on;
                moved.notify_all();
                if !go_on {
                    return;
                }
            }
        }
    });
}

/// The next number to work on; none where all are given out or the work was stopped.
fn ticket(state: &Mutex<State>, moved: &Condvar, n: usize, window: usize) -> Option<usize> {
    let mut state = lock(state);
    loop {
        if state.stopped || state.next >= n {
            return None;
        }
        if state.next < state.taken.saturating_add(window) {
            state.next += 1;
            return Some(state.next - 1);
        }
        state = moved.wait(state).unwrap_or_else(PoisonError::into_inner);
    }
}

/// The state is plain numbers that are whole at any time, so a poisoned lock is as good as any.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::for_each_ordered;

    fn pool(n: usize) -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap()
    }

    #[test]
    fn results_come_in_order_though_the_first_is_slow() {
        for n_threads in [1, 3] {
            let mut taken = Vec::new();
            let work = |number: usize| {
                if number == 0 {
                    std::thread::sleep(Duration::from_millis(20));
                }
                number * 2
            };
            for_each_ordered(&pool(n_threads), 200, work, |result| {
                taken.push(result);
                true
            });
            assert_eq!(taken, (0..200).map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn work_can_be_stopped() {
        let mut taken = 0;
        for_each_ordered(
            &pool(2),
            usize::MAX,
            |number| number,
            |_| {
                taken += 1;
                taken < 10
            },
        );
        assert_eq!(taken, 10);
    }
}
