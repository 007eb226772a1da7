//! The lists of a document whose paragraphs ask for them.

#![no_main]

use formgrid_fuzz::{containers, package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    package(containers::DOCX, "word/numbering.xml", data);
});
