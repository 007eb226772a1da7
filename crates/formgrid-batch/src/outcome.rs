//! What one source adds to a run, as spooled.
//!
//! The worker serializes and compresses the lines; later stages only move bytes. The head states
//! which bytes of the body belong to what.

use std::{collections::BTreeMap, io};

use formgrid_model::Code;
use formgrid_records::{Coverage, Region};
use formgrid_sinks::{SourceError, SourceLine, Status};
use serde::{Deserialize, Serialize};

use crate::{
    Allowance, Audit, Disposition, Source, cache::layer::Layer, drift::PrintSeen, frame::Frame,
    packed::pack,
};

/// What one source adds to a run, without its lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) line: SourceLine,
    /// Findings by code.
    pub(crate) codes: BTreeMap<Code, usize>,
    pub(crate) coverage: Coverage,
    pub(crate) audit: Option<Audit>,
    /// Header prints of the filings.
    pub(crate) prints: Vec<PrintSeen>,
    /// The layer taken from a cache; absent if the source was read.
    pub(crate) taken: Option<Layer>,
    /// The lines of `diagnostics.jsonl`, which come first in the body.
    pub(crate) diagnostics: Bytes,
    /// The chunks of lines that follow, in document order.
    pub(crate) chunks: Vec<Chunk>,
    /// The allowance, if the source failed because it was exceeded.
    pub(crate) allowance: Option<Allowance>,
}

/// Size of some lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Bytes {
    /// Uncompressed, in bytes.
    pub(crate) plain: usize,
    /// In the body, in bytes.
    pub(crate) packed: usize,
}

/// Lines of one filing that go to one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Chunk {
    /// The department's name.
    pub(crate) department: Option<String>,
    /// The key shared by spellings of one department.
    pub(crate) key: Option<String>,
    pub(crate) region: Option<Region>,
    pub(crate) fiscal_year: Option<i32>,
    /// The filing, if the chunk starts with its own line.
    pub(crate) filing: Option<FilingKey>,
    /// Length of the filing's own line, in bytes.
    pub(crate) filing_len: usize,
    /// Size of that line and those after it.
    pub(crate) bytes: Bytes,
}

/// Identifies equal filings, whatever their source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct FilingKey {
    /// The filing's id.
    pub(crate) id: u64,
    /// Hash of the lines after it, without their provenance.
    pub(crate) digest: u64,
}

impl Outcome {
    /// An outcome without records.
    pub(crate) fn bare(line: SourceLine) -> Self {
        Self {
            line,
            codes: BTreeMap::new(),
            coverage: Coverage::default(),
            audit: None,
            prints: Vec::new(),
            taken: None,
            diagnostics: Bytes::default(),
            chunks: Vec::new(),
            allowance: None,
        }
    }

    /// The outcome of a failed source.
    pub(crate) fn failed(mut line: SourceLine, error: SourceError) -> Self {
        fail(&mut line, error);
        Self::bare(line)
    }

    /// Whether reading the source again would give the same outcome. An audit that misses a text
    /// depends on words that reading did not look up, so other templates may find it.
    pub(crate) fn is_lasting(&self) -> bool {
        let has_lost = self.audit.as_ref().is_some_and(|audit| audit.n_lost > 0);
        !has_lost && self.line.error.as_ref().is_none_or(|error| !error.code.starts_with("run/"))
    }

    /// Compresses the lines of all parts and records their sizes.
    pub(crate) fn pack(&mut self, lines: &[u8]) -> Vec<u8> {
        let mut body = Vec::new();
        let mut rest = lines;
        let parts = self.chunks.iter_mut().map(|chunk| &mut chunk.bytes);
        for bytes in std::iter::once(&mut self.diagnostics).chain(parts) {
            let (part, after) = rest.split_at_checked(bytes.plain).unwrap_or((rest, &[]));
            bytes.packed = pack(part, &mut body);
            rest = after;
        }
        body
    }

    /// The outcome as a frame with its lines.
    pub(crate) fn frame(&self, body: &[u8]) -> io::Result<Frame> {
        Frame::new(self, body)
    }
}

/// The line of a source that is not read; none if it is.
pub(crate) fn unread(source: &Source) -> Option<SourceLine> {
    let mut line = SourceLine::new(source.name.clone(), Status::Skipped);
    match &source.disposition {
        Disposition::Read => return None,
        Disposition::Skip(reason) => line.error = reason.as_deref().cloned(),
        Disposition::Empty => line.status = Status::Empty,
        Disposition::Unreadable(error) => fail(&mut line, error.as_ref().clone()),
    }
    Some(line)
}

/// Sets the status of a source from an error.
pub(crate) fn fail(line: &mut SourceLine, error: SourceError) {
    let unsupported = error.code == "read/unsupported";
    line.status = if unsupported { Status::Unsupported } else { Status::Failed };
    line.error = Some(error);
}

/// An error of a source.
pub(crate) fn error(code: &str, message: impl ToString) -> SourceError {
    SourceError { code: code.to_owned(), message: message.to_string() }
}
