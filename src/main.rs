//! The formgrid command.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A document is some hundred thousand small texts that live and die together. This allocator gives
/// and takes them faster than the system's, in long documents above all.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    formgrid::main()
}
