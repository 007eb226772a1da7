//! How this process was started, so that it can start others in the same way.

use std::{ffi::OsString, sync::OnceLock};

use formgrid_batch::Program;

static INVOCATION: OnceLock<(Program, Vec<OsString>)> = OnceLock::new();

/// Stores the program and its arguments, once per process.
pub(crate) fn set(program: Program, arguments: Vec<OsString>) {
    let _ = INVOCATION.set((program, arguments));
}

/// The program of this process; none before it is set.
pub(crate) fn program() -> Option<Program> {
    INVOCATION.get().map(|(program, _)| program.clone())
}

/// The arguments after the program name.
pub(crate) fn arguments() -> Vec<OsString> {
    INVOCATION.get().map(|(_, arguments)| arguments.clone()).unwrap_or_default()
}
