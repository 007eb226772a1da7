//! Messages that hold pages.

#![no_main]

use formgrid_fuzz::{containers, wrapped};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    wrapped(containers::MESSAGE, data, b"");
});
