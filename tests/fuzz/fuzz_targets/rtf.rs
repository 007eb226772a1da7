//! A document in Rich Text Format behind its first word.

#![no_main]

use formgrid_fuzz::{wrapped};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    wrapped(b"{\\rtf1\\ansi\\ansicpg936", data, b"");
});
