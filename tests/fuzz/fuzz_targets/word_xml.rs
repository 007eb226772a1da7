//! A document of Word 2003 XML behind its first tag.

#![no_main]

use formgrid_fuzz::{containers, wrapped};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    wrapped(containers::WORD_2003, data, b"");
});
