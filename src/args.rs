//! The arguments of the command.
//!
//! A flag stands above its environment variable, which stands above `formgrid.toml`; so every setting
//! that the file may hold is optional here.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum, builder::BoolishValueParser};
use clap_complete::Shell;
use formgrid_batch::{Limit, UnknownLimit};

/// Turns budget-performance forms into normalised JSON Lines.
#[derive(Debug, Parser)]
#[command(version = formgrid_batch::VERSION, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read documents and write their records, one JSON Lines file for each department.
    Extract(Extract),
    /// Print the tables of one document with their merges.
    Tables(Tables),
    /// Show what was understood of one document.
    Inspect(Inspect),
    /// Compare two runs record by record; exit 1 where they differ.
    Diff(Diff),
    /// Check known documents against the records that are expected of them.
    Snapshot(Snapshot),
    /// Make pages that show a run beside its documents, and apply what is corrected on them.
    Review(Review),
    /// Look into a cache, or make it smaller.
    Cache(Cache),
    /// List, show, check, learn and explain the form templates.
    Templates(Templates),
    /// Print the JSON Schema of every line that a run writes.
    Schema,
    /// Print the completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Read documents for a run that starts this command itself.
    #[command(hide = true)]
    Worker,
}

#[derive(Debug, Args)]
pub(crate) struct Extract {
    /// Files, folders (walked whole), patterns such as '2024/*.txt', or - for standard input.
    #[arg(required_unless_present = "files_from")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Folder to write to; files of an earlier run in it are replaced.
    #[arg(short, long = "output", value_name = "OUT", env = "FORMGRID_OUTPUT")]
    pub(crate) out: Option<PathBuf>,
    /// Read names of inputs from a file, one a line; - for standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,
    /// Names in the file of --files-from end with a NUL, as `find -print0` prints them.
    #[arg(short = '0', long, requires = "files_from")]
    pub(crate) null: bool,
    /// Number of documents that are read at a time [default: one for each processor].
    #[arg(short, long, value_name = "N", env = "FORMGRID_JOBS")]
    pub(crate) jobs: Option<usize>,
    #[command(flatten)]
    pub(crate) templates: TemplateArgs,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    /// Keep what was read in a folder and use what is kept there, so that the next run is faster.
    #[arg(long, value_name = "DIR", env = "FORMGRID_CACHE")]
    pub(crate) cache: Option<PathBuf>,
    /// Prove for each source that every non-empty cell is accounted for; exit 1 where one is not.
    #[arg(
        long, env = "FORMGRID_AUDIT", value_name = "BOOL", value_parser = switch(),
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        hide_possible_values = true
    )]
    pub(crate) audit: Option<bool>,
    /// Exit 1 where a finding of this code (layout/row-doubtful) or area (layout) occurs.
    #[arg(long, value_name = "CODE", env = "FORMGRID_DENY", value_delimiter = ',')]
    pub(crate) deny: Option<Vec<String>>,
    /// Leave contact persons and telephone numbers out.
    #[arg(
        long, env = "FORMGRID_NO_PERSONAL", value_name = "BOOL", value_parser = switch(),
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        hide_possible_values = true
    )]
    pub(crate) no_personal: Option<bool>,
    /// Leave out where each value of a record was read.
    #[arg(
        long, env = "FORMGRID_NO_PLACES", value_name = "BOOL", value_parser = switch(),
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        hide_possible_values = true
    )]
    pub(crate) no_places: Option<bool>,
    /// Write the lines as Parquet tables too, one file for each kind, in OUT/parquet.
    #[arg(
        long, env = "FORMGRID_PARQUET", value_name = "BOOL", value_parser = switch(),
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        hide_possible_values = true
    )]
    pub(crate) parquet: Option<bool>,
    /// Register of departments: a CSV file of name, canonical name and code, one a line. Names that lead
    /// to one canonical name share its `department_key` and its file.
    #[arg(long, value_name = "FILE", env = "FORMGRID_DEPARTMENTS")]
    pub(crate) departments: Option<PathBuf>,
    /// Go on with a run that was stopped, and do not start where it read with other templates or
    /// settings. Without this flag such a run is begun anew.
    #[arg(long, conflicts_with = "force")]
    pub(crate) resume: bool,
    /// Begin anew, whatever a run that was stopped left.
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) cost: CostArgs,
    /// Copy inputs that failed to this folder, named by their SHA-256, the reason beside each.
    #[arg(long, value_name = "DIR", env = "FORMGRID_QUARANTINE")]
    pub(crate) quarantine: Option<PathBuf>,
    /// Show neither progress nor summary, only what failed.
    #[arg(
        short, long, env = "FORMGRID_QUIET", value_name = "BOOL", value_parser = switch(),
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        hide_possible_values = true
    )]
    pub(crate) quiet: Option<bool>,
}

/// What reading one document may cost.
#[derive(Debug, Args)]
pub(crate) struct CostArgs {
    /// Seconds for one document [default: 30].
    #[arg(long, value_name = "SECONDS", env = "FORMGRID_TIMEOUT", global = true)]
    pub(crate) timeout: Option<f64>,
    /// Memory for each process that reads documents, such as 512M or 2G [default: 1G].
    #[arg(
        long, value_name = "SIZE", env = "FORMGRID_MAX_MEMORY", value_parser = parse_size,
        global = true
    )]
    pub(crate) max_memory: Option<u64>,
    /// Read documents in this process, without limits of time and memory, for debugging.
    #[arg(long, global = true)]
    pub(crate) in_process: bool,
}

/// A number of bytes: `512M`, `2G`, or bytes without a letter.
pub(crate) fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match text.get(digits.len()..).unwrap_or("").to_ascii_uppercase().as_str() {
        "" | "B" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        unit => return Err(format!("{unit}: not a unit; write K, M or G")),
    };
    let number: u64 = digits.trim().parse().map_err(|error| format!("{digits}: {error}"))?;
    number.checked_mul(1 << shift).ok_or_else(|| format!("{text}: too large"))
}

/// A flag that can be taken back: `--quiet=no` where the settings say quiet.
fn switch() -> BoolishValueParser {
    BoolishValueParser::new()
}

#[derive(Debug, Args)]
pub(crate) struct TemplateArgs {
    /// Folder of templates (*.toml) that add to those compiled in, or replace one of the same id.
    #[arg(long = "templates", value_name = "DIR", env = "FORMGRID_TEMPLATES", global = true)]
    pub(crate) dir: Option<PathBuf>,
    /// Do without a template, so that its form is read by its header words alone.
    #[arg(
        long,
        global = true,
        value_name = "ID",
        env = "FORMGRID_WITHOUT_TEMPLATE",
        value_delimiter = ','
    )]
    pub(crate) without_template: Option<Vec<String>>,
}

#[derive(Debug, Args)]
pub(crate) struct LimitArgs {
    /// Set what one source may cost (part-bytes=200000000); a wrong name lists all limits.
    #[arg(
        long = "limit",
        global = true,
        value_name = "NAME=NUMBER",
        env = "FORMGRID_LIMIT",
        value_delimiter = ',',
        value_parser = limit
    )]
    pub(crate) numbers: Vec<(Limit, usize)>,
}

fn limit(text: &str) -> Result<(Limit, usize), String> {
    let (name, number) = text.split_once('=').ok_or("write it as name=number")?;
    let limit: Limit = name.parse().map_err(|error: UnknownLimit| error.to_string())?;
    Ok((limit, number.parse().map_err(|_| format!("{number}: not a whole number"))?))
}

#[derive(Debug, Args)]
pub(crate) struct Tables {
    /// The document; one in an archive as sources.jsonl names it (a.zip!/b.xlsx); - for standard input.
    pub(crate) input: PathBuf,
    /// How tables are printed [default: text on a terminal, else jsonl].
    #[arg(short, long, value_enum)]
    pub(crate) format: Option<Format>,
    #[command(flatten)]
    pub(crate) templates: TemplateArgs,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) cost: CostArgs,
}

/// How tables are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One JSON object a table, with all cells and where they stand.
    Jsonl,
    /// Drawn with box characters.
    Text,
    /// One page, merges as row and column spans.
    Html,
    /// Comma-separated values; a merged cell's text stands in its first slot.
    Csv,
    /// Markdown tables; a merged cell's text stands in its first slot.
    Markdown,
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// The document; one in an archive as sources.jsonl names it (a.zip!/b.xlsx); - for standard input.
    pub(crate) input: PathBuf,
    #[command(flatten)]
    pub(crate) templates: TemplateArgs,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) cost: CostArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Templates {
    #[command(subcommand)]
    pub(crate) command: TemplatesCommand,
    #[command(flatten)]
    pub(crate) templates: TemplateArgs,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) cost: CostArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TemplatesCommand {
    /// List the templates, in the order in which they are tried.
    List,
    /// Print a template's file, to be copied and changed.
    Show {
        /// Id of the template.
        id: String,
    },
    /// Check templates' files: unknown fields, words claimed twice, parts that nothing reaches.
    Check {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Write a draft of a template from a document of its form, such as a docx, an xlsx or a page.
    Learn {
        /// The document; one in an archive as sources.jsonl names it (a.zip!/b.xlsx); - for standard input.
        input: PathBuf,
        /// Id of the template.
        #[arg(long, default_value = "my-form")]
        id: String,
    },
    /// Tell which template a document matches and why, and which of its headers are not known.
    Explain {
        /// The document; one in an archive as sources.jsonl names it (a.zip!/b.xlsx); - for standard input.
        input: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// Output folder of the first run.
    pub(crate) old: PathBuf,
    /// Output folder of the second run.
    pub(crate) new: PathBuf,
    /// How changes are printed.
    #[arg(short, long, value_enum, default_value = "text")]
    pub(crate) format: ChangeFormat,
    #[command(flatten)]
    pub(crate) ignored: Ignored,
}

/// Fields that are not compared.
#[derive(Debug, Args)]
pub(crate) struct Ignored {
    /// Do not compare a field (confidence) and what is below it (source, target.unit).
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
}

/// How changes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ChangeFormat {
    /// A block for each record, old -> new, and a summary.
    Text,
    /// One JSON object a change, the summary last.
    Jsonl,
    /// A page with a table for each record.
    Markdown,
}

#[derive(Debug, Args)]
pub(crate) struct Snapshot {
    #[command(subcommand)]
    pub(crate) command: SnapshotCommand,
    #[command(flatten)]
    pub(crate) templates: TemplateArgs,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) cost: CostArgs,
    /// Leave contact persons and telephone numbers out of what is expected.
    #[arg(
        long, env = "FORMGRID_NO_PERSONAL", value_name = "BOOL", value_parser = switch(),
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        hide_possible_values = true, global = true
    )]
    pub(crate) no_personal: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SnapshotCommand {
    /// Read the documents and show what differs from what is expected; exit 1 where something does.
    Check {
        /// Folder of documents, each with NAME.expected.jsonl beside it.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// How changes are printed.
        #[arg(short, long, value_enum, default_value = "text")]
        format: ChangeFormat,
        #[command(flatten)]
        ignored: Ignored,
    },
    /// Write what is read of the documents as what is expected of them.
    Accept {
        /// Folder of documents.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Show the changes one by one and ask for each whether it is accepted.
    Review {
        /// Folder of documents.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        ignored: Ignored,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Cache {
    #[command(subcommand)]
    pub(crate) command: CacheCommand,
    /// Folder of the cache.
    #[arg(long = "cache", value_name = "DIR", env = "FORMGRID_CACHE", global = true)]
    pub(crate) folder: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CacheCommand {
    /// Tell how many entries a cache has and how many bytes they take.
    Info,
    /// Remove entries that are old, or the oldest where they take too much room.
    #[command(group = ArgGroup::new("which").required(true).multiple(true))]
    Prune {
        /// Remove entries that were written more than so many days ago.
        #[arg(long, value_name = "DAYS", group = "which")]
        older_than: Option<u64>,
        /// Remove the oldest entries until the rest takes no more than so many megabytes.
        #[arg(long, value_name = "MB", group = "which")]
        max_size: Option<u64>,
    },
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Review {
    #[command(subcommand)]
    pub(crate) command: Option<ReviewCommand>,
    /// Output folder of the run.
    #[arg(required = true, value_name = "OUT")]
    pub(crate) run: Option<PathBuf>,
    /// Folder to write the report to [default: OUT/review].
    #[arg(short = 'o', long = "output", value_name = "REPORT")]
    pub(crate) report: Option<PathBuf>,
    /// Make a page also of sources with nothing to look at.
    #[arg(long)]
    pub(crate) all: bool,
    /// Make pages of the sources alone whose names match, such as '2024/*.pdf'.
    #[arg(long = "source", value_name = "GLOB")]
    pub(crate) patterns: Vec<String>,
    /// Make no more pages than so many, of the sources that need a person most.
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub(crate) limit: usize,
    /// Font for Chinese characters of documents that do not hold theirs [default: one of the system's].
    #[arg(long, value_name = "FILE")]
    pub(crate) font: Option<PathBuf>,
    /// Records with a confidence below this are doubtful.
    #[arg(long, value_name = "CONFIDENCE", default_value_t = 0.7)]
    pub(crate) below: f64,
    /// Number of documents that are read at a time [default: one for each processor].
    #[arg(short, long, value_name = "N", env = "FORMGRID_JOBS")]
    pub(crate) jobs: Option<usize>,
    #[command(flatten)]
    pub(crate) origin: OriginArgs,
    #[command(flatten)]
    pub(crate) templates: TemplateArgs,
    #[command(flatten)]
    pub(crate) cost: CostArgs,
}

/// Where the documents of a run are.
#[derive(Debug, Args)]
pub(crate) struct OriginArgs {
    /// Folder that the names of the sources are taken from [default: looked for here and beside OUT].
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) sources: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReviewCommand {
    /// Turn corrections into known documents and templates; shows what would be written.
    Apply {
        /// What a report saved.
        #[arg(value_name = "CORRECTIONS")]
        corrections: PathBuf,
        /// Folder of known documents.
        #[arg(long, value_name = "DIR", default_value = "known")]
        known: PathBuf,
        /// Write what is shown.
        #[arg(long)]
        write: bool,
    },
}
