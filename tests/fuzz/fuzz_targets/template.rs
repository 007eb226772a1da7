//! Templates of forms.

#![no_main]

use formgrid_fuzz::template;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    template(data);
});
