//! Pages of the web.

#![no_main]

use formgrid_fuzz::wrapped;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    wrapped(b"<html><body>", data, b"");
});
