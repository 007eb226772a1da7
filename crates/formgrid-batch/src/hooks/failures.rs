//! The failures that tests ask for.

use std::io::{self, Write as _};

/// Prefix of a test document; the word after it selects the failure.
const MARK: &[u8] = b"formgrid-test-hook: ";

/// Allocation step of the hook that exhausts memory, in bytes.
const BITE: usize = 16 << 20;

/// Whether test documents may crash the process that reads them.
pub fn has_test_hooks() -> bool {
    std::env::var_os("FORMGRID_TEST_HOOKS").is_some_and(|value| value == "1")
}

/// Panics on request of a test.
pub fn panic_on_request() {
    let is_asked_for = has_test_hooks() && std::env::var_os("FORMGRID_TEST_PANIC").is_some();
    #[expect(clippy::panic, reason = "it is what the test asks for")]
    if is_asked_for {
        panic!("a test asks for it");
    }
}

/// Fails in the way a test document asks for.
pub(crate) fn trigger(bytes: &[u8]) {
    let Some(rest) = bytes.strip_prefix(MARK) else { return };
    match rest.split(|byte| !byte.is_ascii_lowercase()).next() {
        Some(b"abort") => std::process::abort(),
        Some(b"loop") => loop {
            std::hint::spin_loop();
        },
        Some(b"allocate") => allocate(),
        Some(b"chatter") => flood_stderr(),
        Some(b"overflow") => {
            std::hint::black_box(overflow(0));
        }
        #[expect(clippy::panic, reason = "it is what the document asks for")]
        Some(b"panic") => panic!("a document for tests"),
        _ => {}
    }
}

/// Writes more to standard error than any pipe buffers, then returns.
fn flood_stderr() {
    let line = [b'x'; 80];
    for _ in 0..BITE / line.len() / 16 {
        let _ = io::stderr().write_all(&line);
    }
}

fn allocate() {
    let mut all = Vec::new();
    loop {
        all.push(std::hint::black_box(vec![0_u8; BITE]));
    }
}

#[expect(unconditional_recursion, reason = "it is what the document asks for")]
fn overflow(depth: u64) -> u64 {
    let room = std::hint::black_box([depth; 64]);
    overflow(depth + 1) + room.iter().sum::<u64>()
}
