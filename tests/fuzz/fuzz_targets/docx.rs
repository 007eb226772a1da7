//! The main part of a document.

#![no_main]

use formgrid_fuzz::{containers, package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    package(containers::DOCX, "word/document.xml", data);
});
