//! A PDF document as it comes.

#![no_main]

use formgrid_fuzz::wrapped;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    wrapped(b"%PDF-1.7\n", data, b"");
});
