//! The arguments of the command.
//!
//! A flag overrides its environment variable, which overrides `formgrid.toml`; so every setting
//! that the file may hold is optional here.

mod examples;
mod options;

use std::{path::PathBuf, sync::LazyLock};

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use self::options::{count, switch};

pub(crate) use options::{CostArgs, GlobalArgs, LimitArgs, TemplateArgs, parse_size};

/// Turns budget-performance forms into normalised JSON Lines.
#[derive(Debug, Parser)]
#[command(
    version = formgrid_batch::VERSION, long_version = LONG_VERSION.as_str(), propagate_version = true,
    max_term_width = 100, after_long_help = examples::ALL
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
}

/// The version with the commit it was built from and its features.
static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    let (commit, features) = (env!("FORMGRID_COMMIT"), env!("FORMGRID_FEATURES"));
    format!("{}\ncommit {commit}\nfeatures {features}", formgrid_batch::VERSION)
});

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read documents and write their records, one JSON Lines file for each department.
    #[command(after_long_help = examples::EXTRACT)]
    Extract(Extract),
    /// Print the tables of one document with their merges.
    #[command(after_long_help = examples::TABLES)]
    Tables(Tables),
    /// Show how one document was understood.
    #[command(after_long_help = examples::INSPECT)]
    Inspect(Inspect),
    /// Compare two runs record by record; exit 1 where they differ.
    #[command(after_long_help = examples::DIFF)]
    Diff(Diff),
    /// Check known documents against their expected records.
    #[command(after_long_help = examples::SNAPSHOT)]
    Snapshot(Snapshot),
    /// Make review pages of a run next to its documents, and apply corrections.
    #[command(after_long_help = examples::REVIEW)]
    Review(Review),
    /// Inspect or prune a cache.
    #[command(after_long_help = examples::CACHE)]
    Cache(Cache),
    /// List, show, check, learn and explain the form templates.
    #[command(after_long_help = examples::TEMPLATES)]
    Templates(Templates),
    /// Print the JSON Schema of every line that a run writes.
    #[command(after_long_help = examples::SCHEMA)]
    Schema,
    /// Print completions for a shell.
    #[command(after_long_help = examples::COMPLETIONS)]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Write the manual pages to a folder.
    #[command(hide = true)]
    Man {
        /// The folder; it is created if it is missing.
        folder: PathBuf,
    },
    /// Read documents for a run that starts this command itself.
    #[command(hide = true)]
    Worker,
}

#[derive(Debug, Args)]
pub(crate) struct Extract {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) templates: TemplateArgs,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) cost: CostArgs,
    #[command(flatten)]
    pub(crate) checks: CheckArgs,
    #[command(flatten)]
    pub(crate) messages: MessageArgs,
}

/// The documents.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct InputArgs {
    /// Files, folders (recursive), patterns such as '2024/*.txt', or - for standard input.
    #[arg(required_unless_present = "files_from")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Read input names from a file, one per line; - for standard input.
    #[arg(hide_short_help = true, long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,
    /// Names in --files-from end with a NUL, as `find -print0` prints them.
    #[arg(hide_short_help = true, short = '0', long, requires = "files_from")]
    pub(crate) null: bool,
}

/// What is written, and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// Output folder; files of an earlier run in it are replaced.
    #[arg(short, long = "output", value_name = "OUT", env = "FORMGRID_OUTPUT")]
    pub(crate) out: Option<PathBuf>,
    /// Leave out contact persons and telephone numbers.
    #[arg(
        long, env = "FORMGRID_NO_PERSONAL", value_name = "BOOL", value_parser = switch(),
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        hide_possible_values = true
    )]
    pub(crate) no_personal: Option<bool>,
    /// Leave out the places of values.
    #[arg(
        hide_short_help = true, long, env = "FORMGRID_NO_PLACES", value_name = "BOOL",
        value_parser = switch(),
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        hide_possible_values = true
    )]
    pub(crate) no_places: Option<bool>,
    /// Also write the lines as Parquet tables, one file per kind, in OUT/parquet.
    #[arg(
        long, env = "FORMGRID_PARQUET", value_name = "BOOL", value_parser = switch(),
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        hide_possible_values = true
    )]
    pub(crate) parquet: Option<bool>,
    /// Register of departments: a CSV file of name, canonical name and code, one per line. Names
    /// with the same canonical name share a `department_key` and a file.
    #[arg(hide_short_help = true, long, value_name = "FILE", env = "FORMGRID_DEPARTMENTS")]
    pub(crate) departments: Option<PathBuf>,
    /// Copy failed inputs to this folder, named by their SHA-256, each with its reason.
    #[arg(hide_short_help = true, long, value_name = "DIR", env = "FORMGRID_QUARANTINE")]
    pub(crate) quarantine: Option<PathBuf>,
}

/// How the run works.
#[derive(Debug, Args)]
#[command(next_help_heading = "Run")]
pub(crate) struct RunArgs {
    /// Number of documents read at a time [default: one per processor].
    #[arg(short, long, value_name = "N", env = "FORMGRID_JOBS", value_parser = count::<usize>)]
    pub(crate) jobs: Option<usize>,
    /// Cache what was read in this folder, so that the next run is faster.
    #[arg(long, value_name = "DIR", env = "FORMGRID_CACHE")]
    pub(crate) cache: Option<PathBuf>,
    /// Resume a stopped run, or fail if it used other templates or settings. Without this flag such
    /// a run starts over.
    #[arg(long, conflicts_with = "force")]
    pub(crate) resume: bool,
    /// Start over, even if a stopped run can be resumed.
    #[arg(long)]
    pub(crate) force: bool,
}

/// What makes the run exit with 1.
#[derive(Debug, Args)]
#[command(next_help_heading = "Checks")]
pub(crate) struct CheckArgs {
    /// Check that every non-empty cell of each source is accounted for; exit 1 if not.
    #[arg(
        long, env = "FORMGRID_AUDIT", value_name = "BOOL", value_parser = switch(),
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        hide_possible_values = true
    )]
    pub(crate) audit: Option<bool>,
    /// Exit 1 if a finding of this code (layout/row-doubtful) or area (layout) occurs.
    #[arg(long, value_name = "CODE", env = "FORMGRID_DENY", value_delimiter = ',')]
    pub(crate) deny: Option<Vec<String>>,
}

/// What the run prints.
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub(crate) struct MessageArgs {
    /// Show only failures, no progress and no summary.
    #[arg(
        short, long, env = "FORMGRID_QUIET", value_name = "BOOL", value_parser = switch(),
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        hide_possible_values = true
    )]
    pub(crate) quiet: Option<bool>,
    /// Show no progress bar and no progress lines.
    #[arg(long, hide_short_help = true)]
    pub(crate) no_progress: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Tables {
    /// The document, - for standard input, or an archive entry as named in sources.jsonl
    /// (a.zip!/b.xlsx).
    pub(crate) input: PathBuf,
    /// Output format [default: text on a terminal, else jsonl].
    #[arg(short, long, value_enum)]
    pub(crate) format: Option<Format>,
    #[command(flatten)]
    pub(crate) templates: TemplateArgs,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) cost: CostArgs,
}

/// Output format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One JSON object per table, with all cells and their places.
    Jsonl,
    /// Drawn with box characters.
    Text,
    /// One page, with merges as row and column spans.
    Html,
    /// Comma-separated values; a merged cell's text is in its first slot.
    Csv,
    /// Markdown tables; a merged cell's text is in its first slot.
    Markdown,
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// The document, - for standard input, or an archive entry as named in sources.jsonl
    /// (a.zip!/b.xlsx).
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
    /// List the templates in matching order.
    List,
    /// Print a template file, to copy and change.
    Show {
        /// Id of the template.
        id: String,
    },
    /// Check template files: unknown fields, words claimed twice, unreachable parts.
    Check {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Draft a template from a document of its form, such as a docx, xlsx or page.
    Learn {
        /// The document, - for standard input, or an archive entry as named in sources.jsonl
        /// (a.zip!/b.xlsx).
        input: PathBuf,
        /// Id of the template.
        #[arg(long, default_value = "my-form")]
        id: String,
    },
    /// Explain which template a document matches, and which of its headers are unknown.
    Explain {
        /// The document, - for standard input, or an archive entry as named in sources.jsonl
        /// (a.zip!/b.xlsx).
        input: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// Output folder of the first run.
    pub(crate) old: PathBuf,
    /// Output folder of the second run.
    pub(crate) new: PathBuf,
    /// Output format of changes.
    #[arg(short, long, value_enum, default_value = "text")]
    pub(crate) format: ChangeFormat,
    #[command(flatten)]
    pub(crate) ignored: Ignored,
}

/// Ignored fields.
#[derive(Debug, Args)]
pub(crate) struct Ignored {
    /// Ignore a field (confidence) with everything below it (source, target.unit).
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
}

/// Output format of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ChangeFormat {
    /// A block per record, old -> new, and a summary.
    Text,
    /// One JSON object per change, the summary last.
    Jsonl,
    /// Markdown with a table per record.
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
    /// Leave contact persons and telephone numbers out of expectations.
    #[arg(
        long, env = "FORMGRID_NO_PERSONAL", value_name = "BOOL", value_parser = switch(),
        num_args = 0..=1, require_equals = true, default_missing_value = "true",
        hide_possible_values = true, global = true
    )]
    pub(crate) no_personal: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SnapshotCommand {
    /// Read the documents and show differences from their expectations; exit 1 if there are any.
    Check {
        /// Folder of documents, each with NAME.expected.jsonl next to it.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Output format of changes.
        #[arg(short, long, value_enum, default_value = "text")]
        format: ChangeFormat,
        #[command(flatten)]
        ignored: Ignored,
    },
    /// Write what is read as the new expectations.
    Accept {
        /// Folder of documents.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Show the changes one by one and ask whether to accept each.
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
    /// Show the number and size of cache entries.
    Info,
    /// Remove old entries, or the oldest if the cache is too large.
    #[command(group = ArgGroup::new("which").required(true).multiple(true))]
    Prune {
        /// Remove entries older than this many days.
        #[arg(long, value_name = "DAYS", group = "which", value_parser = count::<u64>)]
        older_than: Option<u64>,
        /// Remove the oldest entries until the rest fits this many megabytes.
        #[arg(long, value_name = "MB", group = "which", value_parser = count::<u64>)]
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
    /// Report folder [default: OUT/review].
    #[arg(short = 'o', long = "output", value_name = "REPORT")]
    pub(crate) report: Option<PathBuf>,
    /// Include sources without doubts.
    #[arg(long)]
    pub(crate) all: bool,
    /// Only sources whose names match, such as '2024/*.pdf'.
    #[arg(long = "source", value_name = "GLOB")]
    pub(crate) patterns: Vec<String>,
    /// Maximum number of pages, most urgent sources first.
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = count::<usize>)]
    pub(crate) limit: usize,
    /// Font for Chinese characters in documents without embedded fonts [default: a system font].
    #[arg(long, value_name = "FILE")]
    pub(crate) font: Option<PathBuf>,
    /// Records below this confidence are doubtful.
    #[arg(long, value_name = "CONFIDENCE", default_value_t = 0.7)]
    pub(crate) below: f64,
    /// Number of documents read at a time [default: one per processor].
    #[arg(short, long, value_name = "N", env = "FORMGRID_JOBS", value_parser = count::<usize>)]
    pub(crate) jobs: Option<usize>,
    #[command(flatten)]
    pub(crate) origin: OriginArgs,
    #[command(flatten)]
    pub(crate) templates: TemplateArgs,
    #[command(flatten)]
    pub(crate) cost: CostArgs,
}

/// Location of the documents of a run.
#[derive(Debug, Args)]
pub(crate) struct OriginArgs {
    /// Folder that source names are relative to [default: searched for here and next to OUT].
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) sources: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReviewCommand {
    /// Turn corrections into known documents and templates; shows a preview.
    Apply {
        /// Corrections file saved by a report.
        #[arg(value_name = "CORRECTIONS")]
        corrections: PathBuf,
        /// Folder of known documents.
        #[arg(long, value_name = "DIR", default_value = "known")]
        known: PathBuf,
        /// Write the previewed changes.
        #[arg(long)]
        write: bool,
    },
}
