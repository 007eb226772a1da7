//! `formgrid worker`: reads documents for the run that starts it.

use std::io;

use anyhow::Context as _;
use formgrid_batch::{has_test_hooks, serve};

use crate::{exit::Exit, fault};

pub(crate) fn run() -> anyhow::Result<Exit> {
    fault::silence();
    serve(io::stdin(), answers().context("cannot write to the run")?, has_test_hooks())
        .context("cannot read from the run")?;
    Ok(Exit::Done)
}

/// The output for responses. The standard library's stdout is line-buffered, which is useless for
/// frames.
#[cfg(unix)]
fn answers() -> io::Result<std::fs::File> {
    use std::os::fd::AsFd as _;
    Ok(io::stdout().as_fd().try_clone_to_owned()?.into())
}

#[cfg(not(unix))]
fn answers() -> io::Result<io::Stdout> {
    Ok(io::stdout())
}
