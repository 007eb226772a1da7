//! The formgrid command: arguments, progress and exit codes. It holds no extraction logic.
//!
//! It is a library so that other programs than the executable file can be the command: the Python package
//! is, with `python -m formgrid`.

mod args;
mod commands;
mod config;
mod drift;
mod exit;
mod explanation;
mod fault;
mod invocation;
mod progress;
mod signals;
mod terminal;

use std::{ffi::OsString, process::ExitCode, thread};

use clap::Parser as _;
use formgrid_batch::STACK_BYTES;

pub use formgrid_batch::Program;

use crate::{args::Cli, exit::Exit};

/// Does what the arguments of this process say.
pub fn main() -> ExitCode {
    fault::end_on_panic();
    let program = match Program::this() {
        Ok(program) => program,
        Err(error) => {
            terminal::message(&format!("the program cannot find itself: {error}"));
            return Exit::NotStarted.into();
        }
    };
    run(program, std::env::args_os().skip(1).collect()).into()
}

/// Does what some arguments say, in a process that is called as `program` is. Gives the exit code. Wrong
/// arguments, `--help` and a fault of the program end the process.
pub fn command(program: Program, arguments: Vec<OsString>) -> u8 {
    fault::end_on_panic();
    run(program, arguments) as u8
}

fn run(program: Program, arguments: Vec<OsString>) -> Exit {
    let cli = Cli::parse_from(std::iter::once("formgrid".into()).chain(arguments.iter().cloned()));
    invocation::set(program, arguments);
    let memory = std::env::var(commands::ISOLATED).ok().and_then(|memory| memory.parse().ok());
    let Some(memory) = memory else { return obey(cli) };
    formgrid_batch::enter_isolation(memory);
    terminal::set_isolated();
    let reader = thread::Builder::new().stack_size(STACK_BYTES).spawn(|| obey(cli));
    match reader.map(thread::JoinHandle::join) {
        Ok(Ok(exit)) => exit,
        _ => Exit::Failed,
    }
}

fn obey(cli: Cli) -> Exit {
    commands::run(cli).unwrap_or_else(|error| Exit::of_error(&error))
}
