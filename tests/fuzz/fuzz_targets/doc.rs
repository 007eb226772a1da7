//! The streams of a binary document.

#![no_main]

use formgrid_fuzz::{containers, pipeline};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    pipeline(&containers::doc(data));
});
