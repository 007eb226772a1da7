//! The formgrid command.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A document is a few hundred thousand small texts with a common lifetime. This allocator is
/// faster than the system's, especially for long documents.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    formgrid::main()
}
