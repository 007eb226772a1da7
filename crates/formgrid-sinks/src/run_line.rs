//! `run.json`: versions and counts of a run, without times and absolute paths.

use std::{collections::BTreeMap, io};

use formgrid_model::Code;
use formgrid_records::Kind;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{DriftLine, Status};

/// Schema version of all lines. It increases when a key changes its meaning or is removed.
pub const SCHEMA_VERSION: u32 = 2;

/// The templates of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TemplateSet {
    /// Equal for runs with the same templates.
    pub fingerprint: String,
    /// Number of templates.
    pub count: usize,
}

/// The contents of `run.json`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RunLine {
    /// Always `formgrid`.
    pub tool: &'static str,
    /// Version of the tool.
    pub version: &'static str,
    /// Hash of the sources that the tool was built from; equal builds give the same output.
    pub build: &'static str,
    /// Schema version of all lines of the run.
    #[schemars(extend("const" = SCHEMA_VERSION))]
    pub schema_version: u32,
    /// The templates.
    pub templates: TemplateSet,
    /// Number of sources by status.
    pub sources: BTreeMap<Status, usize>,
    /// Number of records by kind.
    pub records: BTreeMap<Kind, usize>,
    /// Number of findings by code, without zeros.
    pub diagnostics: BTreeMap<Code, usize>,
    /// Forms and header words that no template knows.
    pub drift: DriftLine,
    /// Files that the run wrote below `departments/`, sorted.
    pub departments: Vec<String>,
    /// Whether the run wrote tables below `parquet/`.
    pub parquet: bool,
}

/// Writes `run.json`, indented for readability.
pub fn write_run(line: &RunLine, out: &mut Vec<u8>) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, line)?;
    out.push(b'\n');
    Ok(())
}
