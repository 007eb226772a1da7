//! Errors that end a run. What goes wrong with one source is not an error of the run.

use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

/// Why a run failed.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// A file of the output could not be written.
    #[error("{}: the output is not writable, choose another folder with -o", path.display())]
    Output {
        /// The file or folder.
        path: PathBuf,
        /// The system error.
        source: io::Error,
    },
    /// The output folder disappeared.
    #[error(
        "{}: the output folder was moved or removed; run again, or choose another with -o",
        path.display()
    )]
    Gone {
        /// The file that could not be written.
        path: PathBuf,
        /// The system error.
        source: io::Error,
    },
    /// The disk is full.
    #[error(
        "{}: the disk is full; what was read so far is kept; free some space and run again",
        path.display()
    )]
    Full {
        /// The file that could not be written.
        path: PathBuf,
        /// The system error.
        source: io::Error,
    },
    /// Another run is writing to the output folder.
    #[error(
        "{}: another run is writing to this folder; wait for it to end, or choose another with -o",
        path.display()
    )]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The stopped run cannot be resumed.
    #[error(
        "{}: the run that was stopped here read with another build of the program, other templates or \
         other settings; run with those, or with --force to start over",
        path.display()
    )]
    Resume {
        /// Its spool.
        path: PathBuf,
    },
    /// A worker could not be started.
    #[error("the program cannot start itself to read documents: {message}")]
    Worker {
        /// What went wrong.
        message: String,
    },
    /// Failed inputs could not be copied to the quarantine.
    #[error("{}: failed inputs cannot be copied there, choose another folder", path.display())]
    Quarantine {
        /// The file or folder.
        path: PathBuf,
        /// The system error.
        source: io::Error,
    },
    /// A pattern that names inputs is malformed.
    #[error("{pattern}: not a valid pattern: {message}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        message: String,
    },
    /// A pattern matches nothing.
    #[error("{pattern}: no file matches this pattern")]
    NoMatch {
        /// The pattern.
        pattern: String,
    },
    /// A folder of templates could not be read.
    #[error("{}: the templates cannot be read", path.display())]
    Templates {
        /// The file or folder.
        path: PathBuf,
        /// The system error.
        source: io::Error,
    },
    /// A template cannot be used.
    #[error("{}:{line}: {message}", path.display())]
    Template {
        /// Its file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// No template has an id that was named.
    #[error("{id}: no template has this id; `formgrid templates list` prints all ids")]
    UnknownTemplate {
        /// The id.
        id: String,
    },
    /// A register of departments could not be read.
    #[error("{}: the register of departments cannot be read", path.display())]
    Register {
        /// The file.
        path: PathBuf,
        /// The system error.
        source: io::Error,
    },
    /// A line of a register of departments cannot be used.
    #[error("{}:{line}: {message}", path.display())]
    RegisterLine {
        /// The register.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong there.
        message: String,
    },
    /// The threads of the run could not be started.
    #[error("the threads could not be started: {0}; try a smaller --jobs")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// A run was stopped in this folder, possibly while it moved its files into place.
    #[error("{}: an unfinished run; run the command that started it again to complete it", path.display())]
    Unfinished {
        /// The folder.
        path: PathBuf,
    },
    /// A folder that should hold a finished run does not.
    #[error("{}: not the output of a run: {message}", path.display())]
    NotARun {
        /// The folder or the file in it.
        path: PathBuf,
        /// What is missing or wrong.
        message: String,
    },
    /// A line is not a record.
    #[error("{}not a record: {message}", line.map_or(String::new(), |line| format!("line {line} is ")))]
    NotARecord {
        /// The line, from 1, where known.
        line: Option<usize>,
        /// What is wrong with it.
        message: String,
    },
    /// A folder of known documents, or an expectation in it, cannot be read or written.
    #[error("{}: cannot be read or written", path.display())]
    Snapshot {
        /// The file or folder.
        path: PathBuf,
        /// The system error.
        source: io::Error,
    },
    /// An expectation does not hold records.
    #[error("{}: not an expectation; correct it, or remove it and accept what is read", path.display())]
    Expectation {
        /// Its file.
        path: PathBuf,
        /// What is wrong in it.
        source: Box<Self>,
    },
    /// The report folder holds something else.
    #[error("{}: not a report, and not empty; name an empty folder with -o", path.display())]
    NotAReport {
        /// The folder.
        path: PathBuf,
    },
    /// A file of corrections cannot be read or used.
    #[error("{}: {message}", path.display())]
    Corrections {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// A cache could not be opened or changed.
    #[error("{}: the cache cannot be used; name another folder with --cache", path.display())]
    Cache {
        /// The folder or the file in it.
        path: PathBuf,
        /// The system error.
        source: io::Error,
    },
    /// The thread that reads standard input or a pipe could not be started.
    #[error("the program cannot read its input: {0}")]
    Given(io::Error),
    /// The run was interrupted; the output is unchanged.
    #[error(
        "interrupted; the output is unchanged, and the same command resumes where this one stopped"
    )]
    Interrupted,
}

/// A system error as the end of a message: a lower-case fragment without its number.
pub fn cause(error: &io::Error) -> String {
    if error.kind() == ErrorKind::NotFound {
        return "no such file or folder".to_owned();
    }
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default().trim_end_matches('.');
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

impl BatchError {
    pub(crate) fn output(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full { path, source },
            ErrorKind::NotFound => Self::Gone { path, source },
            _ => Self::Output { path, source },
        }
    }

    pub(crate) fn cache(path: &Path, source: io::Error) -> Self {
        Self::Cache { path: path.to_owned(), source }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, io};

    use super::cause;

    #[test]
    fn system_errors_end_a_message() {
        let error = fs::read("no/such/file").unwrap_err();
        assert_eq!(cause(&error), "no such file or folder");
        let error = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(cause(&error), "permission denied");
        let error = io::Error::other("Access is denied. (os error 5)");
        assert_eq!(cause(&error), "access is denied");
    }
}
