//! The formgrid command: arguments, progress and exit codes. It holds no extraction logic.

mod args;
mod commands;
mod config;
mod drift;
mod exit;
mod explanation;
mod progress;
mod terminal;

use std::process::ExitCode;

use clap::Parser as _;

use crate::{args::Cli, exit::Exit};

fn main() -> ExitCode {
    let result = commands::run(Cli::parse());
    result.unwrap_or_else(|error| Exit::of_error(&error)).into()
}
