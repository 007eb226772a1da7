//! A run: finds the sources, sends each through the pipeline in parallel, and writes what came out.
//!
//! A source that fails costs itself only, also where it takes a process with it: sources are read by
//! workers. What they gave waits on a spool, which a run that was stopped leaves to the next, and is
//! taken in the order of the names at the end, whatever the number of workers. Nothing here prints: an
//! [`Observer`] is told what happens.

mod allowance;
mod archive;
mod audit;
mod cache;
mod collect;
mod crew;
mod diff;
mod drift;
mod error;
mod expand;
mod frame;
mod hooks;
mod inputs;
mod kept;
mod lock;
mod names;
mod open;
mod outcome;
mod output;
mod packed;
mod pipeline;
mod protocol;
mod quarantine;
mod reading;
mod related;
mod run;
mod serve;
mod session;
mod settings;
mod snapshot;
mod source;
mod spool;
mod staged;
mod summary;
mod templates;
mod watch;
mod worker;

pub use allowance::Allowance;
pub use audit::{Audit, Lost, audit};
pub use cache::{CacheContent, LayerContent, Pruned, Taken, cache_content, prune_cache};
pub use crew::Isolation;
pub use diff::{DiffError, DiffOptions, diff_runs};
pub use drift::Drift;
pub use error::BatchError;
pub use inputs::{Fate, Place, Source, find_sources};
pub use open::{OpenError, Opened, open};
pub use pipeline::{Reading, read_document};
pub use run::{Observer, Options, run};
pub use serve::serve;
pub use snapshot::{Case, SnapshotOptions, check_snapshots};
pub use spool::Start;
pub use summary::Summary;
pub use templates::{TemplateFiles, TemplateSet, load_templates};

pub use formgrid_model::{
    Block, Code, Diagnostic, Diagnostics, Document, Limit, Limits, Severity, UnknownLimit,
};
pub use formgrid_readers::ReadError;
pub use formgrid_records::{
    Body, Coverage, Filing, Kind, Match, Record, Template, TemplateError, Templates, explain, learn,
};
pub use formgrid_sinks::{
    Change, DiffFormat, DiffSummary, DiffWriter, Drawing, SourceError, SourceLine, Status,
    TableFormat, draw, fields, printable, write_record, write_schema, write_tables,
};
