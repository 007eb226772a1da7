//! What one source adds to a run, in the form in which it waits for the end.
//!
//! The lines are written and packed where the source is read; what comes after moves them as bytes. The
//! head says how many bytes of the body belong to what.

use std::{collections::BTreeMap, io};

use formgrid_model::Code;
use formgrid_records::{Coverage, Region};
use formgrid_sinks::{SourceError, SourceLine, Status};
use serde::{Deserialize, Serialize};

use crate::{
    Allowance, Audit, Disposition, Source, cache::layer::Layer, drift::PrintSeen, frame::Frame,
    packed::pack,
};

/// What one source adds to the run, without its lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) line: SourceLine,
    /// Findings by code.
    pub(crate) codes: BTreeMap<Code, usize>,
    pub(crate) coverage: Coverage,
    pub(crate) audit: Option<Audit>,
    /// What the filings show of their forms.
    pub(crate) prints: Vec<PrintSeen>,
    /// What of it a cache had; absent where the source was read.
    pub(crate) taken: Option<Layer>,
    /// The lines of `diagnostics.jsonl`, with which the body begins.
    pub(crate) diagnostics: Bytes,
    /// Whose lines follow, in the order of the document.
    pub(crate) chunks: Vec<Chunk>,
    /// What the source was allowed to cost, where it failed because that was not enough.
    pub(crate) allowance: Option<Allowance>,
}

/// How many bytes some lines take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Bytes {
    /// As they are written.
    pub(crate) plain: usize,
    /// In the body.
    pub(crate) packed: usize,
}

/// Lines of one filing that go to one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Chunk {
    /// What the department's file is named after.
    pub(crate) department: Option<String>,
    /// What equal departments share.
    pub(crate) key: Option<String>,
    pub(crate) region: Option<Region>,
    pub(crate) fiscal_year: Option<i32>,
    /// The filing, where its own line is the first.
    pub(crate) filing: Option<FilingKey>,
    /// Bytes of the filing's own line.
    pub(crate) filing_len: usize,
    /// Bytes of that line and those after it.
    pub(crate) bytes: Bytes,
}

/// What filings that say the same have in common, wherever they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct FilingKey {
    /// The filing's id.
    pub(crate) id: u64,
    /// Of the lines after it, without their provenance.
    pub(crate) digest: u64,
}

impl Outcome {
    /// A source that adds no more than its own line.
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

    /// A source that failed.
    pub(crate) fn failed(mut line: SourceLine, error: SourceError) -> Self {
        fail(&mut line, error);
        Self::bare(line)
    }

    /// Whether reading the source again would come to the same. An audit that misses a text asks for words
    /// that reading did not ask for, so other templates may find it.
    pub(crate) fn is_lasting(&self) -> bool {
        let has_lost = self.audit.as_ref().is_some_and(|audit| audit.n_lost > 0);
        !has_lost && self.line.error.as_ref().is_none_or(|error| !error.code.starts_with("run/"))
    }

    /// Packs the lines of all parts, and notes how many bytes that takes.
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

    /// The outcome with its lines.
    pub(crate) fn frame(&self, body: &[u8]) -> io::Result<Frame> {
        Frame::new(self, body)
    }
}

/// The line of a source that is not to be read; none where it is.
pub(crate) fn unread(source: &Source) -> Option<SourceLine> {
    let mut line = SourceLine::new(source.name.clone(), Status::Skipped);
    match &source.fate {
        Disposition::Read => return None,
        Disposition::Skip(reason) => line.error.clone_from(reason),
        Disposition::Empty => line.status = Status::Empty,
        Disposition::Unreadable(error) => fail(&mut line, error.clone()),
    }
    Some(line)
}

/// Makes an error the status of a source.
pub(crate) fn fail(line: &mut SourceLine, error: SourceError) {
    let unsupported = error.code == "read/unsupported";
    line.status = if unsupported { Status::Unsupported } else { Status::Failed };
    line.error = Some(error);
}

/// An error of a source.
pub(crate) fn error(code: &str, message: impl ToString) -> SourceError {
    SourceError { code: code.to_owned(), message: message.to_string() }
}
