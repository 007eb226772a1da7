//! Commands that look into one document: they are done in a process of their own, which the document may
//! end without ending this one, and which is ended where the document takes too long.

use std::path::Path;

use anyhow::Context as _;
use formgrid_batch::{IsolatedRun, Isolation, run_isolated};

use super::isolation;
use crate::{args::CostArgs, config::Config, exit::Exit, invocation, terminal};

/// Tells a process that it is such a one, and how much memory it may take.
pub(crate) const VARIABLE: &str = "FORMGRID_APART";

/// Does the command in a process of its own and tells how it ended. None where this is that process, or
/// none is wanted.
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
