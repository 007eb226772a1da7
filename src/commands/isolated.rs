//! Runs commands that inspect one document in a child process, which the document may crash and
//! which is killed if it takes too long.

use std::path::Path;

use anyhow::Context as _;
use formgrid_batch::{IsolatedRun, Isolation, run_isolated};

use super::isolation;
use crate::{args::CostArgs, config::Config, exit::Exit, invocation, terminal};

/// Marks a process as the child, with its memory limit in bytes.
pub(crate) const VARIABLE: &str = "FORMGRID_APART";

/// Runs the command in a child process and returns its exit. None if this is the child, or
/// isolation is off.
pub(super) fn run_isolated_command(
    input: &Path,
    cost: &CostArgs,
    config: &Config,
) -> anyhow::Result<Option<Exit>> {
    let Isolation::Processes { program, allowance } = isolation(cost, config)? else {
        return Ok(None);
    };
    if terminal::is_isolated() {
        return Ok(None);
    }
    let done = run_isolated(&program, invocation::arguments(), VARIABLE, allowance)
        .with_context(|| input.display().to_string())?;
    Ok(Some(match done {
        IsolatedRun::Done { code, messages } => {
            terminal::forward(&messages);
            Exit::of_code(code)
        }
        IsolatedRun::Died(error) => {
            terminal::message(&format!("{}: {}", input.display(), error.message));
            Exit::Findings
        }
    }))
}
