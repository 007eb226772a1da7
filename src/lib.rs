//! The formgrid command: arguments, progress and exit codes. No extraction logic.
//!
//! It is a library so that the Python package can be the command too, with `python -m formgrid`.

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
mod suggest;
mod terminal;

use std::{ffi::OsString, process::ExitCode, thread};

use clap::Parser as _;
use formgrid_batch::STACK_BYTES;

pub use formgrid_batch::Program;

use crate::{args::Cli, exit::Exit};

/// Runs the command with the arguments of this process.
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

/// Runs the command with some arguments, in a process started as `program`, and returns the exit
/// code. Usage errors, `--help` and bugs end the process.
pub fn command(program: Program, arguments: Vec<OsString>) -> u8 {
    fault::end_on_panic();
    run(program, arguments) as u8
}

fn run(program: Program, arguments: Vec<OsString>) -> Exit {
    let cli = Cli::parse_from(std::iter::once("formgrid".into()).chain(arguments.iter().cloned()));
    invocation::set(program, arguments);
    let memory = std::env::var(commands::ISOLATED).ok().and_then(|memory| memory.parse().ok());
    let Some(memory) = memory else { return run_cli(cli) };
    formgrid_batch::enter_isolation(memory);
    terminal::set_isolated();
    let reader = thread::Builder::new().stack_size(STACK_BYTES).spawn(|| run_cli(cli));
    match reader.map(thread::JoinHandle::join) {
        Ok(Ok(exit)) => exit,
        _ => Exit::Failed,
    }
}

fn run_cli(cli: Cli) -> Exit {
    commands::run(cli).unwrap_or_else(|error| Exit::of_error(&error))
}
