//! The run's side of a worker process: requests, responses, and the cause of death.

use std::{
    io::{self, BufReader, Write as _},
    process::{ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
    time::Duration,
};

use formgrid_sinks::SourceError;

use crate::{
    Allowance, BUILD, BatchError, Program,
    frame::Frame,
    outcome::error,
    protocol::{Init, Request, Response},
    stderr_tail::StderrTail,
    watch::Watched,
};

/// Startup timeout of a worker, before any source.
const START: Duration = Duration::from_secs(60);

/// A running worker.
#[derive(Debug)]
pub(crate) struct Worker<'a> {
    watched: &'a Watched,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    stderr_tail: StderrTail,
    /// Whether it has served no request yet.
    fresh: bool,
}

/// Why a worker gave no response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Death {
    /// It exceeded the time limit.
    Timeout,
    /// It exceeded the memory limit.
    Memory,
    /// It ended otherwise, with a description.
    Crash(String),
}

impl Death {
    /// The error of the source that caused the death.
    pub(crate) fn error(&self, allowance: Allowance) -> SourceError {
        let check = "open it in its program and save it anew";
        match self {
            Self::Timeout => {
                let seconds = allowance.time.as_secs_f64();
                let message = format!("took longer than {seconds} s; {check}, or raise --timeout");
                error("run/timeout", message)
            }
            Self::Memory => {
                let mib = allowance.memory >> 20;
                let message = format!("needs more than {mib} MiB; {check}, or raise --max-memory");
                error("run/memory", message)
            }
            Self::Crash(how) => {
                error("run/crash", format!("the program failed on this source: {how}; {check}"))
            }
        }
    }
}

impl<'a> Worker<'a> {
    /// Starts a worker and waits until it is ready.
    pub(crate) fn start(
        program: &Program,
        begin: Init,
        fingerprint: &str,
        watched: &'a Watched,
    ) -> Result<Self, BatchError> {
        let cannot = |message: String| BatchError::Worker { message };
        let mut worker = spawn(program, watched).map_err(|failure| cannot(failure.to_string()))?;
        let response =
            worker.ask(&Request::Init(Box::new(begin)), &[], START).map_err(|death| {
                let Death::Crash(how) = death else { return cannot(format!("{death:?}")) };
                cannot(how)
            })?;
        match response.head() {
            Ok(Response::Ready { build, fingerprint: templates })
                if build == BUILD && templates == fingerprint =>
            {
                worker.fresh = true;
                Ok(worker)
            }
            _ => Err(cannot("it was replaced by another build meanwhile; run again".to_owned())),
        }
    }

    /// Whether it has served no request yet, so that the next one is to blame if it dies.
    pub(crate) fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Sends a request and waits for the first response.
    pub(crate) fn ask(
        &mut self,
        request: &Request,
        body: &[u8],
        time: Duration,
    ) -> Result<Frame, Death> {
        self.fresh = false;
        self.watched.set_deadline(time);
        let sent = Frame::new(request, body)
            .and_then(|frame| self.to.write_all(frame.bytes()))
            .and_then(|()| self.to.flush());
        match sent {
            Ok(()) => self.next(time),
            Err(_) => Err(self.die()),
        }
    }

    /// Waits for a further response to the last request.
    pub(crate) fn next(&mut self, time: Duration) -> Result<Frame, Death> {
        self.watched.set_deadline(time);
        let response = Frame::read(&mut self.from);
        self.watched.clear_deadline();
        response.ok().flatten().ok_or_else(|| self.die())
    }

    /// Kills the process and returns the cause of death.
    fn die(&mut self) -> Death {
        let (status, late) = self.watched.end();
        let words = self.stderr_tail.take();
        if late { Death::Timeout } else { cause(status, &String::from_utf8_lossy(&words)) }
    }
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        self.watched.end();
    }
}

fn spawn<'a>(program: &Program, watched: &'a Watched) -> io::Result<Worker<'a>> {
    let mut command = program.command();
    command.arg("worker");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    prepare(&mut command);
    // Terminal interrupts go to the run, which ends its workers itself.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    watched.put(child);
    let (Some(to), Some(from), Some(words)) = pipes else {
        return Err(io::ErrorKind::BrokenPipe.into());
    };
    let from = BufReader::with_capacity(1 << 16, from);
    Ok(Worker { watched, to, from, stderr_tail: StderrTail::of(words)?, fresh: true })
}

/// Sets the environment of a process that reads sources.
pub(crate) fn prepare(command: &mut Command) {
    // The allocator reserves address space ahead of need, by default a gigabyte and before the
    // worker limits itself. The limit counts address space, so reserve little at a time.
    command.env("MIMALLOC_ARENA_RESERVE", "64MiB");
    // The next document needs the same memory again, so keep it longer than the default ten
    // milliseconds.
    command.env("MIMALLOC_PURGE_DELAY", "1000");
    // Symbolizing a backtrace takes more time and memory than a source may use.
    command.env("RUST_BACKTRACE", "0").env_remove("RUST_LIB_BACKTRACE");
}

/// The cause of death, from the exit status and standard error. Memory and stack exhaustion are
/// recognized by the messages of the standard library.
pub(crate) fn cause(status: Option<ExitStatus>, words: &str) -> Death {
    if words.contains("memory allocation of") {
        return Death::Memory;
    }
    if words.contains("overflowed its stack") {
        return Death::Crash("its stack overflowed".to_owned());
    }
    let ended = status.map_or("it ended".to_owned(), |status| status.to_string());
    let last = words.lines().map(str::trim).rfind(|line| !line.is_empty());
    Death::Crash(last.map_or(ended.clone(), |last| format!("{ended}: {last}")))
}

#[cfg(test)]
mod tests {
    use super::{Death, cause};

    #[test]
    fn standard_error_names_the_cause() {
        assert_eq!(cause(None, "memory allocation of 16777216 bytes failed\n"), Death::Memory);
        let stack = "\nthread '<unnamed>' has overflowed its stack\nfatal runtime error\n";
        assert_eq!(cause(None, stack), Death::Crash("its stack overflowed".to_owned()));
        assert_eq!(cause(None, "\n"), Death::Crash("it ended".to_owned()));
        let stderr = "a remark\nit gives up\n";
        assert_eq!(cause(None, stderr), Death::Crash("it ended: it gives up".to_owned()));
    }
}
