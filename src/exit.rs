//! Exit codes, and how an error ends the command.

use std::{io, process::ExitCode};

use formgrid_batch::{BatchError, cause};

use crate::terminal;

/// How the command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All done.
    Done = 0,
    /// Done, but some inputs failed or a check found something.
    Findings = 1,
    /// Could not start: usage, an unreadable template, an unwritable output.
    NotStarted = 2,
    /// Failed while running: disk full, output removed.
    Failed = 3,
    /// Stopped by the user.
    Interrupted = 130,
}

impl Exit {
    /// Prints an error and returns its exit code.
    pub(crate) fn of_error(error: &anyhow::Error) -> Self {
        terminal::message(&described(error));
        match error.downcast_ref::<BatchError>() {
            Some(BatchError::Interrupted) => Self::Interrupted,
            Some(BatchError::Full { .. } | BatchError::Gone { .. }) => Self::Failed,
            _ => Self::NotStarted,
        }
    }

    /// The exit of a child process.
    pub(crate) fn of_code(code: u8) -> Self {
        let all = [Self::Done, Self::Findings, Self::NotStarted, Self::Interrupted];
        all.into_iter().find(|exit| *exit as u8 == code).unwrap_or(Self::Failed)
    }
}

/// An error with its causes.
fn described(error: &anyhow::Error) -> String {
    let parts = error.chain().map(|part| match part.downcast_ref::<io::Error>() {
        Some(failure) => cause(failure),
        None => part.to_string(),
    });
    parts.collect::<Vec<_>>().join(": ")
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        // The discriminants are the codes.
        Self::from(exit as u8)
    }
}
