//! Exit codes, and how an error ends the command.

use std::{io, process::ExitCode};

use formgrid_batch::BatchError;

use crate::terminal;

/// How the command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All done.
    Done = 0,
    /// Done, but some inputs failed or a check found something.
    Findings = 1,
    /// Could not start: usage, an unreadable template, an output that is not writable.
    NotStarted = 2,
    /// Stopped by the user.
    Interrupted = 130,
}

impl Exit {
    /// Prints an error and tells how it ends the command. A reader that closes its end of a pipe has
    /// what it wanted: that is no error.
    pub(crate) fn of_error(error: &anyhow::Error) -> Self {
        let io = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
        if io.is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe) {
            return Self::Done;
        }
        terminal::message(&format!("{error:#}"));
        match error.downcast_ref::<BatchError>() {
            Some(BatchError::Interrupted) => Self::Interrupted,
            _ => Self::NotStarted,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        // The discriminants are the codes.
        Self::from(exit as u8)
    }
}
