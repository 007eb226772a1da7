//! `formgrid worker`: reads documents for a run, which starts it.

use std::io;

use anyhow::Context as _;
use formgrid_batch::serve;

use super::silence_panics;
use crate::exit::Exit;

/// Lets documents that are made for tests make a worker fail.
const HOOKS: &str = "FORMGRID_TEST_HOOKS";

pub(crate) fn run() -> anyhow::Result<Exit> {
    silence_panics();
    let hooks = std::env::var_os(HOOKS).is_some_and(|value| value == "1");
    serve(io::stdin(), io::stdout(), hooks).context("the run cannot be heard")?;
    Ok(Exit::Done)
}
