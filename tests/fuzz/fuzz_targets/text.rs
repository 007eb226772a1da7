//! Text dumps.

#![no_main]

use formgrid_fuzz::pipeline;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    pipeline(data);
});
