//! A run: finds the sources, sends each through the pipeline in parallel, and writes what came out.
//!
//! A source that fails, or makes a stage panic, costs itself only. Results are taken in the order of
//! the paths, whatever the number of threads, and hardly any of them stay in memory. Nothing here
//! prints: an [`Observer`] is told what happens.

mod audit;
mod collect;
mod diff;
mod drift;
mod duplicates;
mod error;
mod inputs;
mod names;
mod open;
mod ordered;
mod output;
mod pipeline;
mod run;
mod snapshot;
mod source;
mod spool;
mod templates;

pub use audit::{Audit, Lost, audit};
pub use diff::{DiffError, DiffOptions, diff_runs};
pub use drift::Drift;
pub use error::BatchError;
pub use inputs::{Fate, Source, find_sources};
pub use open::{OpenError, Opened, open};
pub use pipeline::{Reading, read_document};
pub use run::{Observer, Options, Summary, run};
pub use snapshot::{Case, SnapshotOptions, check_snapshots};
pub use templates::load_templates;

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
