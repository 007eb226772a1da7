//! The formgrid command: arguments, progress and exit codes. It holds no extraction logic.

mod args;
mod commands;
mod config;
mod drift;
mod exit;
mod explanation;
mod fault;
mod progress;
mod signals;
mod terminal;

use std::{process::ExitCode, thread};

use clap::Parser as _;
use formgrid_batch::STACK_BYTES;
use mimalloc::MiMalloc;

use crate::{args::Cli, exit::Exit};

/// A document is some hundred thousand small texts that live and die together. This allocator gives
/// and takes them faster than the system's, in long documents above all.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    fault::end_on_panic();
    let cli = Cli::parse();
    let memory = std::env::var(commands::APART).ok().and_then(|memory| memory.parse().ok());
    let Some(memory) = memory else { return run(cli) };
    formgrid_batch::enter(memory);
    terminal::set_apart();
    let reader = thread::Builder::new().stack_size(STACK_BYTES).spawn(|| run(cli));
    match reader.map(thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        _ => Exit::Failed.into(),
    }
}

fn run(cli: Cli) -> ExitCode {
    commands::run(cli).unwrap_or_else(|error| Exit::of_error(&error)).into()
}
