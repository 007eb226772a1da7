//! The records of a sheet.

#![no_main]

use formgrid_fuzz::{containers, package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    package(containers::XLSB, "xl/worksheets/sheet1.bin", data);
});
