//! Serializes records and grids: the lines of a run, and tables for people and programs.
//!
//! Everything here writes to an `io::Write` or a buffer and never touches the file system. It
//! decides which file a line belongs to, not where that file is. A sink never changes a value.

mod department_files;
mod diagnostic_line;
mod diff;
mod draw;
mod drift_line;
mod fields;
mod look_alike;
mod origin;
mod record_line;
mod run_line;
mod schema;
mod source_line;
mod tables;
mod terminal;

use origin::origin;

pub use department_files::{DepartmentFiles, Departments, LookAlikes};
pub use diagnostic_line::write_diagnostic;
pub use diff::{
    Change, Counts, DiffFormat, DiffSummary, DiffWriter, FieldChange, Matched, SourceChange,
    WrittenRecord, field_changes,
};
pub use draw::{Drawing, draw};
pub use drift_line::{DriftLine, HeaderChange, WithoutTemplate};
pub use fields::fields;
pub use record_line::{insert_related, write_placeless, write_record};
pub use run_line::{RunLine, SCHEMA_VERSION, TemplateSet, write_run};
pub use schema::write_schema;
pub use source_line::{SourceError, SourceLine, Status, write_source};
pub use tables::{TableFormat, write_tables};
pub use terminal::printable;
