//! Standard output and standard error.
//!
//! Data goes to standard output, messages to standard error. On a terminal, control characters in
//! document text are escaped.

use std::{
    io::{self, BufWriter, IsTerminal as _, StdoutLock, Write},
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use clap::ColorChoice;
use formgrid_batch::{BEGIN, END, printable};

/// Drawing width if the terminal does not report its width.
const DEFAULT_WIDTH: usize = 120;

/// Whether this is an isolated child that has not printed yet.
static ISOLATED: AtomicBool = AtomicBool::new(false);

static COLOR: OnceLock<ColorChoice> = OnceLock::new();
static VERBOSE: AtomicBool = AtomicBool::new(false);

/// Standard output for data. After a write error the rest is dropped, so that the caller finishes
/// its work and reports its result.
#[derive(Debug)]
pub(crate) struct Out {
    to: BufWriter<StdoutLock<'static>>,
    failure: Option<io::Error>,
}

impl Out {
    /// Flushes and returns the first write error. A closed pipe is not an error: the reader has
    /// what it wants.
    pub(crate) fn finish(mut self) -> Result<(), io::Error> {
        let _ = self.flush();
        match self.failure.take() {
            Some(failure) if failure.kind() != io::ErrorKind::BrokenPipe => Err(failure),
            _ => Ok(()),
        }
    }

    /// Like [`Self::finish`], but prints the error as a message.
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

/// Marks this process as an isolated child.
pub(crate) fn set_isolated() {
    ISOLATED.store(true, Ordering::Relaxed);
}

/// Whether this is an isolated child that has not printed yet.
pub(crate) fn is_isolated() -> bool {
    ISOLATED.load(Ordering::Relaxed)
}

/// Signals the parent that the input is available.
pub(crate) fn signal_begin() {
    if is_isolated() {
        signal(BEGIN);
    }
}

fn signal(letter: u8) {
    let _ = io::stderr().lock().write_all(&[letter]);
}

/// Forwards the messages of a child verbatim.
pub(crate) fn forward(messages: &[u8]) {
    let _ = io::stderr().lock().write_all(messages);
}

/// Whether standard output is a terminal.
pub(crate) fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard input is a terminal.
pub(crate) fn stdin_is_terminal() -> bool {
    io::stdin().is_terminal()
}

/// Chooses when standard output has colors.
pub(crate) fn set_color(choice: ColorChoice) {
    let _ = COLOR.set(choice);
}

/// Whether standard output may have colors: as chosen, else if it is a terminal and `NO_COLOR` is not
/// set.
pub(crate) fn colors() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match COLOR.get() {
        Some(ColorChoice::Always) => true,
        Some(ColorChoice::Never) => false,
        _ => stdout_is_terminal() && !refused,
    }
}

/// Chooses whether messages name what goes well too.
pub(crate) fn set_verbose(verbose: bool) {
    VERBOSE.store(verbose, Ordering::Relaxed);
}

/// Whether messages name what goes well too.
pub(crate) fn is_verbose() -> bool {
    VERBOSE.load(Ordering::Relaxed)
}

/// Whether standard error is a terminal.
pub(crate) fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Columns for a drawing on standard output.
pub(crate) fn width() -> usize {
    terminal_size::terminal_size().map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0))
}

/// Prints a message to standard error. Write errors are ignored: there is nowhere to report them.
pub(crate) fn message(text: &str) {
    let _ = writeln!(io::stderr().lock(), "formgrid: {}", printable(text));
}

/// Prints lines to standard error without a prefix.
pub(crate) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", printable(text));
}

/// Prints a question to standard error, without a line end.
pub(crate) fn prompt(text: &str) {
    let mut out = io::stderr().lock();
    let _ = write!(out, "{text}").and_then(|()| out.flush());
}
