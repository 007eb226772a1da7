//! The Rust part of the Python package: `formgrid._native`.
//!
//! It passes bytes and JSON and holds no logic. Users call `python/formgrid`. The interpreter lock
//! is released while documents are read or files written.

mod failure;
mod options;
mod reading;
mod running;
mod settling;

use mimalloc::MiMalloc;
use pyo3::prelude::*;

/// The command's allocator, because workers of the package run this library.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The Python module.
#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::{
        reading::Reader,
        running::{command, extract, unpack},
        settling::{department_files, is_left_behind, parquet, with_related},
    };
}
