//! Arguments that several commands share.

use std::{path::PathBuf, str::FromStr};

use clap::{Args, ColorChoice, builder::BoolishValueParser};
use formgrid_batch::{Limit, UnknownLimit};

use crate::suggest::suggestion;

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub(crate) struct GlobalArgs {
    /// Use colors: on a terminal, always, or never.
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: ColorChoice,
    /// Name the settings file in use, and each source with its result.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Read the settings from this file [default: the nearest formgrid.toml, from here upwards].
    #[arg(
        long,
        value_name = "FILE",
        env = "FORMGRID_CONFIG",
        global = true,
        help_heading = "Settings"
    )]
    pub(crate) config: Option<PathBuf>,
}

/// Time and memory for reading one document.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct CostArgs {
    /// Time limit per document in seconds [default: 30].
    #[arg(
        long, value_name = "SECONDS", env = "FORMGRID_TIMEOUT", value_parser = seconds, global = true
    )]
    pub(crate) timeout: Option<f64>,
    /// Memory limit of each worker process, such as 512M or 2G [default: 1G].
    #[arg(
        long, value_name = "SIZE", env = "FORMGRID_MAX_MEMORY", value_parser = parse_size,
        global = true, hide_short_help = true
    )]
    pub(crate) max_memory: Option<u64>,
    /// Read documents in this process, without time and memory limits, for debugging.
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) in_process: bool,
}

/// Parses a number that counts something.
pub(super) fn count<N: FromStr>(text: &str) -> Result<N, String> {
    text.parse().map_err(|_| "not a whole number".to_owned())
}

fn seconds(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| "not a number of seconds".to_owned())
}

/// Parses a size: `512M`, `2G`, or plain bytes.
pub(crate) fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match text.get(digits.len()..).unwrap_or("").to_ascii_uppercase().as_str() {
        "" | "B" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        unit => return Err(format!("{unit}: not a unit; write K, M or G")),
    };
    let number: u64 = count(digits.trim()).map_err(|error| format!("{text}: {error}"))?;
    number.checked_mul(1 << shift).ok_or_else(|| format!("{text}: too large"))
}

/// A flag that can be negated: `--quiet=no` overrides quiet in the settings.
pub(super) fn switch() -> BoolishValueParser {
    BoolishValueParser::new()
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Templates")]
pub(crate) struct TemplateArgs {
    /// Folder of templates (*.toml) that add to the built-in ones, or replace those of the same id.
    #[arg(long = "templates", value_name = "DIR", env = "FORMGRID_TEMPLATES", global = true)]
    pub(crate) dir: Option<PathBuf>,
    /// Exclude a template; its forms are read by their header words alone.
    #[arg(
        long,
        global = true,
        value_name = "ID",
        env = "FORMGRID_WITHOUT_TEMPLATE",
        value_delimiter = ',',
        hide_short_help = true
    )]
    pub(crate) without_template: Option<Vec<String>>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct LimitArgs {
    /// Set a limit (part-bytes=200000000); an unknown name lists all limits.
    #[arg(
        long = "limit",
        global = true,
        value_name = "NAME=NUMBER",
        env = "FORMGRID_LIMIT",
        value_delimiter = ',',
        value_parser = limit,
        hide_short_help = true
    )]
    pub(crate) numbers: Vec<(Limit, usize)>,
}

fn limit(text: &str) -> Result<(Limit, usize), String> {
    let (name, number) = text.split_once('=').ok_or("write it as name=number")?;
    let limit: Limit = name.parse().map_err(|error: UnknownLimit| {
        let hint = suggestion(name, Limit::ALL.iter().map(|limit| limit.name()));
        error.to_string().replacen(';', &format!("{hint};"), 1)
    })?;
    Ok((limit, number.parse().map_err(|_| format!("{number}: not a whole number"))?))
}
