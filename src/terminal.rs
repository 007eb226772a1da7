//! Standard output and standard error.
//!
//! Data goes to the one, messages to the other. Where the reader is a terminal, text of documents is
//! shown with its control characters escaped.

use std::{
    io::{self, BufWriter, IsTerminal as _, StdoutLock, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use formgrid_batch::{BEGIN, END, printable};

/// Widest drawing where the terminal does not tell its width.
const DEFAULT_WIDTH: usize = 120;

/// Whether this process reads a document for another one, and has not begun to print.
static ISOLATED: AtomicBool = AtomicBool::new(false);

/// Standard output for data. Once something cannot be written the rest is dropped, so that who writes
/// comes to the end of its work and tells what it found.
#[derive(Debug)]
pub(crate) struct Out {
    to: BufWriter<StdoutLock<'static>>,
    failure: Option<io::Error>,
}

impl Out {
    /// Writes what is left. Gives the error where something could not be written; a reader that closes
    /// its end of a pipe has what it wanted, which is no error.
    pub(crate) fn finish(mut self) -> Result<(), io::Error> {
        let _ = self.flush();
        match self.failure.take() {
            Some(failure) if failure.kind() != io::ErrorKind::BrokenPipe => Err(failure),
            _ => Ok(()),
        }
    }

    /// Ends like [`Self::finish`], and tells a person what could not be written.
    pub(crate) fn finish_with_remark(self) {
        if let Err(failure) = self.finish() {
            message(&format!("standard output: {failure}; what was printed is cut off there"));
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failure.is_some() {
            return Ok(bytes.len());
        }
        match self.to.write(bytes) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                self.failure = Some(error);
                Ok(bytes.len())
            }
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.failure.is_none() {
            self.failure = self.to.flush().err();
        }
        Ok(())
    }
}

/// Standard output for data.
pub(crate) fn stdout() -> Out {
    if ISOLATED.swap(false, Ordering::Relaxed) {
        signal(END);
    }
    Out { to: BufWriter::with_capacity(1 << 16, io::stdout().lock()), failure: None }
}

/// Notes that this process reads a document for another one.
pub(crate) fn set_isolated() {
    ISOLATED.store(true, Ordering::Relaxed);
}

/// Whether this process reads a document for another one.
pub(crate) fn is_isolated() -> bool {
    ISOLATED.load(Ordering::Relaxed)
}

/// Tells the process that waits for this one that its input is there.
pub(crate) fn signal_begin() {
    if is_isolated() {
        signal(BEGIN);
    }
}

fn signal(letter: u8) {
    let _ = io::stderr().lock().write_all(&[letter]);
}

/// Prints messages of another process of this program as they are.
pub(crate) fn forward(messages: &[u8]) {
    let _ = io::stderr().lock().write_all(messages);
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
