//! The line of a source in `sources.jsonl`.

use std::{collections::BTreeMap, io};

use formgrid_model::Format;
use formgrid_records::Kind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The result of reading a source.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Read completely.
    Ok,
    /// Read in part; the findings state what is missing.
    Partial,
    /// It has no visible content.
    Empty,
    /// Nothing could be read.
    Failed,
    /// It has the same bytes as another source, which was read instead.
    Duplicate,
    /// No reader knows its format.
    Unsupported,
    /// Not a document, such as a lock file or a thumbnail store.
    Skipped,
}

impl Status {
    /// Every status, in summary order.
    pub const ALL: [Self; 7] = [
        Self::Ok,
        Self::Partial,
        Self::Empty,
        Self::Failed,
        Self::Duplicate,
        Self::Unsupported,
        Self::Skipped,
    ];

    /// The name in the output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Partial => "partial",
            Self::Empty => "empty",
            Self::Failed => "failed",
            Self::Duplicate => "duplicate",
            Self::Unsupported => "unsupported",
            Self::Skipped => "skipped",
        }
    }
}

/// Why a source has no result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceError {
    /// Stable code, `area/what`.
    pub code: String,
    /// For a person: a lower-case fragment.
    pub message: String,
}

/// One line of `sources.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceLine {
    /// The source, as records name it.
    pub path: String,
    /// SHA-256 of its bytes in hex digits; null if they could not be read.
    pub sha256: Option<String>,
    /// Its length in bytes; null if it could not be read.
    pub bytes: Option<u64>,
    /// The format, detected from the content; null if unknown.
    #[schemars(with = "Option<String>")]
    pub format: Option<Format>,
    /// The result of reading it.
    pub status: Status,
    /// Why it has no result.
    pub error: Option<SourceError>,
    /// The source that was read instead.
    pub duplicate_of: Option<String>,
    /// Number of tables.
    pub tables: usize,
    /// Number of records by kind, with all kinds.
    pub records: BTreeMap<Kind, usize>,
    /// Departments found, as printed, in the order of the source.
    pub departments: Vec<String>,
    /// Number of pages, if the medium has pages.
    pub pages: Option<u32>,
}

impl SourceLine {
    /// A line with only a status.
    pub fn new(path: String, status: Status) -> Self {
        Self {
            path,
            sha256: None,
            bytes: None,
            format: None,
            status,
            error: None,
            duplicate_of: None,
            tables: 0,
            records: Kind::ALL.into_iter().map(|kind| (kind, 0)).collect(),
            departments: Vec::new(),
            pages: None,
        }
    }
}

/// Appends the line of a source with its terminator.
pub fn write_source(line: &SourceLine, out: &mut Vec<u8>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.push(b'\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{SourceLine, Status, write_source};

    #[test]
    fn every_key_is_present() {
        let mut out = Vec::new();
        write_source(&SourceLine::new("a.txt".to_owned(), Status::Empty), &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            concat!(
                r#"{"path":"a.txt","sha256":null,"bytes":null,"format":null,"status":"empty","#,
                r#""error":null,"duplicate_of":null,"tables":0,"records":{"filing":0,"funding":0,"#,
                r#""statement":0,"goal":0,"project":0,"indicator":0,"table":0,"unmapped":0},"#,
                r#""departments":[],"pages":null}"#,
                "\n"
            )
        );
    }
}
