//! Indexes a run by source: counts and the location of its lines.
//!
//! A run may exceed memory, so lines are read on demand for the sources that get a page.

use std::{
    borrow::Cow,
    fs::{self, File},
    io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use formgrid_review::{Counted, Finding, FindingLine, RecordLine, Tally};
use formgrid_sinks::SourceLine;
use indexmap::IndexMap;
use serde::Deserialize;

use crate::{BatchError, diff::RunFolder};

/// The sources of a run, in name order.
#[derive(Debug)]
pub(super) struct Contents {
    folder: PathBuf,
    /// Files below the folder, `diagnostics.jsonl` last.
    files: Vec<String>,
    pub(super) sources: IndexMap<String, SourceEntry>,
}

/// The index entry of a source.
#[derive(Debug, Default)]
pub(super) struct SourceEntry {
    pub(super) tally: Tally,
    records: Vec<Span>,
    findings: Vec<Span>,
}

/// A range of consecutive lines in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    file: usize,
    start: u64,
    len: u64,
}

#[derive(Deserialize)]
struct RecordHead<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    confidence: f64,
    #[serde(borrow)]
    department: Option<Cow<'a, str>>,
    fiscal_year: Option<i64>,
    #[serde(borrow)]
    source: SourcePath<'a>,
    #[serde(borrow, default)]
    template: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct FindingHead<'a> {
    #[serde(borrow)]
    code: Cow<'a, str>,
    #[serde(borrow)]
    severity: Cow<'a, str>,
    #[serde(borrow)]
    source: SourcePath<'a>,
}

#[derive(Deserialize)]
struct SourcePath<'a> {
    #[serde(borrow)]
    path: Cow<'a, str>,
}

const FINDINGS: &str = "diagnostics.jsonl";

impl Contents {
    /// Indexes all lines of a run. Records below a confidence are doubtful.
    pub(super) fn read(folder: &Path, below: f64) -> Result<Self, BatchError> {
        let run = RunFolder::open(folder)?;
        let mut sources = IndexMap::new();
        for line in run.sources()?.lines() {
            let line = line.map_err(|failure| run.damaged("sources.jsonl", &failure))?;
            let line: SourceLine = serde_json::from_str(&line)
                .map_err(|failure| run.damaged("sources.jsonl", &failure))?;
            sources.insert(
                line.path.clone(),
                SourceEntry { tally: tally(line), ..SourceEntry::default() },
            );
        }
        let mut files = run.files.clone();
        files.push(FINDINGS.to_owned());
        let mut contents = Self { folder: folder.to_owned(), files, sources };
        for number in 0..contents.files.len() {
            contents
                .read_file(number, below)
                .map_err(|message| run.damaged(&contents.files[number], &message))?;
        }
        Ok(contents)
    }

    fn read_file(&mut self, file: usize, below: f64) -> Result<(), String> {
        let name = &self.files[file];
        let is_findings = name == FINDINGS;
        let bytes = fs::read(self.folder.join(name)).map_err(|failure| failure.to_string())?;
        let mut start = 0;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let len = line.len() as u64;
            let wrong = |failure: serde_json::Error| format!("byte {start}: {failure}");
            let span = Span { file, start, len };
            if is_findings {
                let head: FindingHead<'_> = serde_json::from_slice(line).map_err(wrong)?;
                if let Some(source) = self.sources.get_mut(&*head.source.path) {
                    source.tally.find(Finding { code: &head.code, severity: &head.severity });
                    add(&mut source.findings, span);
                }
            } else {
                let head: RecordHead<'_> = serde_json::from_slice(line).map_err(wrong)?;
                if let Some(source) = self.sources.get_mut(&*head.source.path) {
                    let counted = Counted {
                        kind: &head.kind,
                        confidence: head.confidence,
                        department: head.department.as_deref(),
                        year: head.fiscal_year,
                        template: head.template.as_deref(),
                    };
                    source.tally.add(counted, below);
                    add(&mut source.records, span);
                }
            }
            start += len;
        }
        Ok(())
    }

    /// The records and findings of a source.
    pub(super) fn lines(
        &self,
        of: &SourceEntry,
    ) -> Result<(Vec<RecordLine>, Vec<FindingLine>), BatchError> {
        let records = self.each(&of.records, RecordLine::parse)?;
        let findings = self.each(&of.findings, |line| serde_json::from_slice(line))?;
        Ok((records, findings))
    }

    fn each<T>(
        &self,
        spans: &[Span],
        parse: impl Fn(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<Vec<T>, BatchError> {
        let mut all = Vec::new();
        for span in spans {
            let path = self.folder.join(&self.files[span.file]);
            let damaged = |failure: &dyn std::fmt::Display| BatchError::NotARun {
                path: path.clone(),
                message: failure.to_string(),
            };
            let bytes = read_span(&path, *span).map_err(|failure| damaged(&failure))?;
            for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                all.push(parse(line).map_err(|failure| damaged(&failure))?);
            }
        }
        Ok(all)
    }
}

fn read_span(path: &Path, span: Span) -> std::io::Result<Vec<u8>> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(span.start))?;
    let mut bytes = Vec::new();
    file.take(span.len).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Adds a range, merging it with the previous one if adjacent.
fn add(spans: &mut Vec<Span>, span: Span) {
    match spans.last_mut() {
        Some(last) if last.file == span.file && last.start + last.len == span.start => {
            last.len += span.len;
        }
        _ => spans.push(span),
    }
}

fn tally(line: SourceLine) -> Tally {
    let why = match (line.error, line.duplicate_of) {
        (Some(error), _) => error.message,
        (None, Some(first)) => format!("of {first}"),
        (None, None) => String::new(),
    };
    let mut tally = Tally::default();
    tally.path = line.path;
    tally.sha256 = line.sha256.unwrap_or_default();
    line.status.name().clone_into(&mut tally.status);
    tally.format = line.format.map(|format| format.name().to_owned()).unwrap_or_default();
    tally.error = why;
    tally.departments = line.departments;
    tally
}
