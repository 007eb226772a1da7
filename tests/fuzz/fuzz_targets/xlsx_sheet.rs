//! A sheet of a workbook.

#![no_main]

use formgrid_fuzz::{containers, package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    package(containers::XLSX, "xl/worksheets/sheet1.xml", data);
});
