//! The commands, one module each, and their shared parts.

mod cache;
mod diff;
mod extract;
mod inspect;
mod isolated;
mod review;
mod snapshot;
mod tables;
mod templates;
mod worker;

use std::{fs, io::Write as _, path::Path, time::Duration};

use anyhow::{Context as _, anyhow, bail};
use clap::CommandFactory as _;
use formgrid_batch::{
    Allowance, Isolation, Limits, Opened, TemplateFiles, Templates, has_test_hooks, write_schema,
};

use crate::{
    args::{Cli, Command, CostArgs, LimitArgs, TemplateArgs},
    config::Config,
    exit::Exit,
    invocation,
    terminal::{self, Out},
};

pub(crate) use isolated::VARIABLE as ISOLATED;
use isolated::run_isolated_command;

/// Runs the command.
pub(crate) fn run(cli: Cli) -> anyhow::Result<Exit> {
    let config = match cli.command {
        // A worker gets its setup from the run.
        Command::Worker => Config::default(),
        _ => Config::find(cli.global.config.as_deref())?,
    };
    terminal::set_color(cli.global.color);
    terminal::set_verbose(cli.global.verbose);
    if cli.global.verbose && !matches!(cli.command, Command::Worker) {
        let file = config.file.as_ref().map(|file| file.display().to_string());
        let file = file.unwrap_or_else(|| "none".to_owned());
        terminal::message(&format!("settings file: {file}"));
    }
    match cli.command {
        Command::Extract(args) => extract::run(args, config),
        Command::Tables(args) => tables::run(args, config),
        Command::Inspect(args) => inspect::run(args, config),
        Command::Review(args) => review::run(args, config),
        Command::Cache(args) => cache::run(&args, &config),
        Command::Diff(args) => diff::run(&args),
        Command::Snapshot(args) => snapshot::run(args, config),
        Command::Templates(args) => templates::run(args, config),
        Command::Schema => {
            let mut out = Vec::new();
            write_schema(&mut out)?;
            print(&out)
        }
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "formgrid", &mut out);
            print(&out)
        }
        Command::Man { folder } => {
            fs::create_dir_all(&folder)
                .and_then(|()| clap_mangen::generate_to(Cli::command(), &folder))
                .with_context(|| {
                    format!("{}: the manual pages cannot be written", folder.display())
                })?;
            Ok(Exit::Done)
        }
        Command::Worker => worker::run(),
    }
}

fn print(bytes: &[u8]) -> anyhow::Result<Exit> {
    let mut out = terminal::stdout();
    // Write errors are reported at the end.
    let _ = out.write_all(bytes);
    Ok(printed(out))
}

/// The exit of a command that only prints.
fn printed(out: Out) -> Exit {
    match out.finish() {
        Ok(()) => Exit::Done,
        Err(failure) => {
            terminal::message(&format!("standard output: {failure}"));
            Exit::Failed
        }
    }
}

/// The template files selected by arguments and settings.
fn template_files(args: TemplateArgs, config: &Config) -> anyhow::Result<TemplateFiles> {
    let dir = args.dir.or_else(|| config.templates.clone());
    let without = args.without_template.or_else(|| config.without_template.clone());
    Ok(TemplateFiles::read(dir.as_deref(), &without.unwrap_or_default())?)
}

/// The templates selected by arguments and settings.
fn load_templates(args: TemplateArgs, config: &Config) -> anyhow::Result<Templates> {
    Ok(template_files(args, config)?.compile()?)
}

/// The limits set by arguments and settings.
fn limits(args: LimitArgs, config: &Config) -> Limits {
    let set = |limits: Limits, (limit, number)| limits.with(limit, number);
    args.numbers.into_iter().fold(config.limits.clone(), set)
}

/// Opens one document, or reports the error.
fn opened(input: &Path, templates: &Templates, limits: &Limits) -> Option<Opened> {
    let hooks = terminal::is_isolated() && has_test_hooks();
    match formgrid_batch::open(input, templates, limits, hooks, terminal::signal_begin) {
        Ok(opened) => Some(opened),
        Err(error) => {
            terminal::message(&format!("{}: {error}", input.display()));
            None
        }
    }
}

/// Minimum memory of a worker, in bytes.
const MIN_MEMORY: u64 = 128 << 20;

/// The isolation and allowance selected by arguments and settings.
fn isolation(cost: &CostArgs, config: &Config) -> anyhow::Result<Isolation> {
    if cost.in_process {
        return Ok(Isolation::InProcess);
    }
    let mut allowance = Allowance::default();
    if let Some(seconds) = cost.timeout.or(config.timeout) {
        allowance.time = Duration::try_from_secs_f64(seconds)
            .ok()
            .filter(|timeout| !timeout.is_zero())
            .ok_or_else(|| anyhow!("--timeout {seconds}: not a time; name seconds above zero"))?;
    }
    if let Some(bytes) = cost.max_memory.or(config.max_memory) {
        if bytes < MIN_MEMORY {
            bail!("--max-memory {bytes}: too little to start with; give a worker 128M or more");
        }
        allowance.memory = bytes;
    }
    let program = invocation::program().context("the program cannot find itself")?;
    Ok(Isolation::Processes { program, allowance })
}
