//! The part of the Python package that is Rust: `formgrid._native`.
//!
//! It hands bytes and JSON over and holds no logic of its own. What users call is in `python/formgrid`.
//! The interpreter's lock is released wherever documents are read or files written.

mod failure;
mod options;
mod reading;
mod running;
mod settling;

use mimalloc::MiMalloc;
use pyo3::prelude::*;

/// What the command uses, since workers of the package are this library.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// What Python sees.
#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::{
        reading::Reader,
        running::{command, extract, unpack},
        settling::{department_files, is_left_behind, parquet, with_related},
    };
}
