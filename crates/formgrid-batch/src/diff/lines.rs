//! Record lines with the keys needed to match them across runs.
//!
//! Most lines are equal on both sides, so a line is fully parsed only if it differs.

use std::borrow::Cow;

use formgrid_sinks::WrittenRecord;
use serde::Deserialize;

use crate::BatchError;

/// One record as written.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// The line without its terminator.
    pub(crate) bytes: &'a [u8],
    head: Head<'a>,
}

#[derive(Debug, Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    filing: Cow<'a, str>,
    #[serde(borrow)]
    department: Option<Cow<'a, str>>,
    #[serde(borrow)]
    source: SourcePath<'a>,
    #[serde(borrow, default)]
    template: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
struct SourcePath<'a> {
    #[serde(borrow)]
    path: Cow<'a, str>,
}

impl Line<'_> {
    pub(crate) fn kind(&self) -> &str {
        &self.head.kind
    }

    pub(crate) fn id(&self) -> &str {
        &self.head.id
    }

    pub(crate) fn filing(&self) -> &str {
        &self.head.filing
    }

    pub(crate) fn department(&self) -> Option<&str> {
        self.head.department.as_deref()
    }

    pub(crate) fn path(&self) -> &str {
        &self.head.source.path
    }

    /// The template, if the line is a filing.
    pub(crate) fn template(&self) -> Option<&str> {
        self.head.template.as_deref()
    }

    /// The fully parsed line.
    pub(crate) fn record(&self) -> Result<WrittenRecord, BatchError> {
        WrittenRecord::parse(self.bytes)
            .map_err(|error| BatchError::NotARecord { line: None, message: error.to_string() })
    }
}

/// The non-blank lines of a file.
pub(crate) fn lines(bytes: &[u8]) -> Result<Vec<Line<'_>>, BatchError> {
    let numbered = bytes.split(|byte| *byte == b'\n').enumerate();
    let records = numbered.filter(|(_, line)| !line.trim_ascii().is_empty());
    records.map(|(nth, line)| parse(nth + 1, line)).collect()
}

fn parse(number: usize, bytes: &[u8]) -> Result<Line<'_>, BatchError> {
    let head = serde_json::from_slice(bytes).map_err(|error| BatchError::NotARecord {
        line: Some(number),
        message: error.to_string(),
    })?;
    Ok(Line { bytes, head })
}
