//! The program that workers run: this one, however it was started.

use std::{ffi::OsString, io, path::PathBuf, process::Command};

/// A program of this build, with the arguments before those of the command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The executable file.
    pub path: PathBuf,
    /// Its leading arguments: none for the command itself, `-m formgrid` for a Python interpreter.
    pub arguments: Vec<OsString>,
}

impl Program {
    /// The executable of this process.
    pub fn this() -> io::Result<Self> {
        Ok(Self { path: std::env::current_exe()?, arguments: Vec::new() })
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.args(&self.arguments);
        command
    }
}
