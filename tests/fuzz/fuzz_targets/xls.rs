//! The stream of a binary workbook.

#![no_main]

use formgrid_fuzz::{containers, pipeline};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    pipeline(&containers::ole("/Workbook", data));
});
