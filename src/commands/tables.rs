//! `formgrid tables`: the rebuilt grids of one document.

use anyhow::Context as _;
use formgrid_batch::{Drawing, TableFormat, write_tables};

use super::{limits, load_templates, opened, printed, run_isolated_command};
use crate::{
    args::{Format, Tables},
    config::Config,
    exit::Exit,
    terminal,
};

pub(crate) fn run(args: Tables, config: Config) -> anyhow::Result<Exit> {
    if let Some(exit) = run_isolated_command(&args.input, &args.cost, &config)? {
        return Ok(exit);
    }
    let templates = load_templates(args.templates, &config)?;
    let limits = limits(args.limits, &config);
    let Some(opened) = opened(&args.input, &templates, &limits) else { return Ok(Exit::Findings) };
    let format = match args.format {
        Some(Format::Jsonl) => TableFormat::Jsonl,
        Some(Format::Html) => TableFormat::Html,
        Some(Format::Csv) => TableFormat::Csv,
        Some(Format::Markdown) => TableFormat::Markdown,
        Some(Format::Text) => TableFormat::Text(drawing()),
        None if terminal::stdout_is_terminal() => TableFormat::Text(drawing()),
        None => TableFormat::Jsonl,
    };
    if opened.reading.document.tables().next().is_none() {
        terminal::message(&format!("{}: no table in it", opened.name));
    }
    let mut out = terminal::stdout();
    write_tables(&opened.reading.document, &opened.name, format, &mut out)
        .context("standard output")?;
    Ok(printed(out))
}

/// The user wants whole tables, so no text is cut.
fn drawing() -> Drawing {
    Drawing { max_width: terminal::width(), max_lines: usize::MAX - 1 }
}
