//! The commands, one module each, and what several of them need.

mod cache;
mod diff;
mod extract;
mod inspect;
mod snapshot;
mod tables;
mod templates;
mod worker;

use std::{io::Write as _, path::Path};

use anyhow::Context as _;
use clap::CommandFactory as _;
use formgrid_batch::{Limits, Opened, TemplateFiles, Templates, write_schema};

use crate::{
    args::{Cli, Command, LimitArgs, TemplateArgs},
    config::Config,
    exit::Exit,
    terminal,
};

/// Runs the command.
pub(crate) fn run(cli: Cli) -> anyhow::Result<Exit> {
    let config = match cli.command {
        // A worker is told all it needs by its run.
        Command::Worker => Config::default(),
        _ => Config::find()?,
    };
    match cli.command {
        Command::Extract(args) => extract::run(args, config),
        Command::Tables(args) => tables::run(args, config),
        Command::Inspect(args) => inspect::run(args, config),
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
        Command::Worker => worker::run(),
    }
}

fn print(bytes: &[u8]) -> anyhow::Result<Exit> {
    let mut out = terminal::stdout();
    out.write_all(bytes).and_then(|()| out.flush()).context("standard output")?;
    Ok(Exit::Done)
}

/// The files of the templates that arguments and settings ask for.
fn template_files(args: TemplateArgs, config: &Config) -> anyhow::Result<TemplateFiles> {
    let dir = args.dir.or_else(|| config.templates.clone());
    let without = args.without_template.or_else(|| config.without_template.clone());
    Ok(TemplateFiles::read(dir.as_deref(), &without.unwrap_or_default())?)
}

/// The templates that arguments and settings ask for.
fn load_templates(args: TemplateArgs, config: &Config) -> anyhow::Result<Templates> {
    Ok(template_files(args, config)?.compile()?)
}

/// The limits that arguments and settings ask for.
fn limits(args: LimitArgs, config: &Config) -> Limits {
    let set = |limits: Limits, (limit, number)| limits.with(limit, number);
    args.numbers.into_iter().fold(config.limits.clone(), set)
}

/// Opens one document; says why where that is not possible.
fn opened(input: &Path, templates: &Templates, limits: &Limits) -> Option<Opened> {
    silence_panics();
    match formgrid_batch::open(input, templates, limits) {
        Ok(opened) => Some(opened),
        Err(error) => {
            terminal::message(&format!("{}: {error}", input.display()));
            None
        }
    }
}

/// A panic becomes the error of its source, with its message; the trace would only hide the rest.
fn silence_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
}
