//! How this process was called, so that it can call others in the same way.

use std::{ffi::OsString, sync::OnceLock};

use formgrid_batch::Program;

static INVOCATION: OnceLock<(Program, Vec<OsString>)> = OnceLock::new();

/// Notes the program and its arguments. A process is called once.
pub(crate) fn set(program: Program, arguments: Vec<OsString>) {
    let _ = INVOCATION.set((program, arguments));
}

/// The program that this process is; none before it is noted.
pub(crate) fn program() -> Option<Program> {
    INVOCATION.get().map(|(program, _)| program.clone())
}

/// The arguments after the name of the program.
pub(crate) fn arguments() -> Vec<OsString> {
    INVOCATION.get().map(|(_, arguments)| arguments.clone()).unwrap_or_default()
}
