//! Standard output and standard error.
//!
//! Data goes to the one, messages to the other. Where the reader is a terminal, text of documents is
//! shown with its control characters escaped.

use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write as _};

use formgrid_batch::printable;

/// Widest drawing where the terminal does not tell its width.
const DEFAULT_WIDTH: usize = 120;

/// Standard output for data.
pub(crate) fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Whether a person reads standard output.
pub(crate) fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether a person writes to standard input.
pub(crate) fn stdin_is_terminal() -> bool {
    io::stdin().is_terminal()
}

/// Whether text on standard output may have colors: a person reads it and has not asked for none.
pub(crate) fn colors() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    stdout_is_terminal() && !refused
}

/// Whether a person reads standard error.
pub(crate) fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Columns for a drawing on standard output.
pub(crate) fn width() -> usize {
    terminal_size::terminal_size().map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0))
}

/// Prints a message to standard error. Where it cannot be written there is nobody to tell.
pub(crate) fn message(text: &str) {
    let _ = writeln!(io::stderr().lock(), "formgrid: {}", printable(text));
}

/// Prints lines to standard error as they are.
pub(crate) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", printable(text));
}

/// Prints a question to standard error, without a line end.
pub(crate) fn prompt(text: &str) {
    let mut out = io::stderr().lock();
    let _ = write!(out, "{text}").and_then(|()| out.flush());
}
