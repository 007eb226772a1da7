//! A run: finds the sources, sends each through the pipeline in parallel, and writes the output.
//!
//! A source that fails, even by crashing its process, fails alone; the rest of the run is
//! unaffected, because workers read the sources. Outcomes are spooled, so that an interrupted run
//! can be resumed, and collected in name order at the end, whatever the number of workers. Nothing
//! here prints: an [`Observer`] receives events.

mod allowance;
mod archive;
mod audit;
mod cache;
mod collect;
mod diff;
mod disk;
mod drift;
mod error;
mod expand;
mod file_path;
mod frame;
mod hooks;
mod inputs;
mod inspect;
mod isolated;
mod list;
mod lock;
mod names;
mod one_source;
mod open;
mod outcome;
mod output;
mod packed;
mod pipeline;
mod program;
mod protocol;
mod quarantine;
mod reader;
mod register;
mod related;
mod review;
mod run;
mod scheduler;
mod serve;
mod session;
mod settings;
mod snapshot;
mod source;
mod spool;
mod spool_index;
mod staged;
mod stderr_tail;
mod streams;
mod summary;
mod templates;
mod unpack;
mod walk;
mod watch;
mod worker;
mod worker_pool;

use file_path::FilePath;
use inputs::{Disposition, Place};

pub use allowance::Allowance;
pub use audit::{Audit, Lost, audit};
pub use cache::{CacheContent, CacheCounts, LayerContent, Pruned, cache_content, prune_cache};
pub use diff::{DiffError, DiffOptions, diff_runs};
pub use drift::Drift;
pub use error::{BatchError, cause};
pub use hooks::{has_test_hooks, panic_on_request};
pub use inputs::{Source, find_sources, is_left_behind};
pub use isolated::{BEGIN, END, IsolatedRun, enter_isolation, run_isolated};
pub use list::read_list;
pub use open::{OpenError, Opened, open};
pub use pipeline::{Reading, read_document};
pub use program::Program;
pub use reader::{ReadChunk, ReadSource, Reader, ReaderOptions};
pub use register::Register;
pub use review::{
    Applied, ApplyOptions, Proposed, ReviewOptions, Reviewed, Select, Shown, apply_corrections,
    review_run,
};
pub use run::{Observer, Options, run};
pub use serve::{STACK_BYTES, serve};
pub use snapshot::{Case, SnapshotOptions, check_snapshots};
pub use source::is_guarded;
pub use spool::ResumePolicy;
pub use summary::Summary;
pub use templates::{TemplateFiles, TemplateSet};
pub use unpack::{Unpacked, unpack};
pub use worker_pool::Isolation;

/// Hash of the program's crates and libraries. Runs of one build may share what they have read.
const BUILD: &str = env!("FORMGRID_ALL");

/// Version and build, as `--version` prints them.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (build ", env!("FORMGRID_ALL"), ")");

pub use formgrid_model::{
    Block, Code, Diagnostic, Diagnostics, Document, Limit, Limits, Severity, UnknownLimit,
};
pub use formgrid_readers::ReadError;
pub use formgrid_records::{
    Body, Coverage, Filing, Kind, Match, Record, Region, TableExplanation, Template, TemplateError,
    Templates, explain, learn,
};
pub use formgrid_sinks::{
    Change, Departments, DiffFormat, DiffSummary, DiffWriter, Drawing, LookAlikes, SourceError,
    SourceLine, Status, TableFormat, draw, fields, insert_related, printable, write_record,
    write_schema, write_tables,
};
