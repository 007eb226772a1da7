//! The content of an OpenDocument text.

#![no_main]

use formgrid_fuzz::{containers, package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    package(containers::ODT, "content.xml", data);
});
