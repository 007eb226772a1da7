//! What a page of an OFD document draws.

#![no_main]

use formgrid_fuzz::{containers, package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    package(containers::OFD, "P.xml", data);
});
