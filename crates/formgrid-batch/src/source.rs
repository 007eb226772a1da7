//! One source on its own: from its bytes to the lines it adds to the run.
//!
//! Whatever goes wrong here stays here: an error or a panic becomes the status of the source.

use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet},
    fs::File,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::{self, Read as _},
    panic::{AssertUnwindSafe, catch_unwind},
};

use formgrid_model::{Block, Code, Diagnostics, Document, Limit, Limits, Severity};
use formgrid_records::{Body, Coverage, Kind, Record, Region, Templates};
use formgrid_sinks::{
    SourceError, SourceLine, Status, write_diagnostic, write_record, write_source,
};
use sha2::{Digest as _, Sha256};

use crate::{
    Audit, Fate, ReadError, Reading, Source,
    audit::audit,
    drift::{PrintSeen, prints},
    pipeline::read_document,
};

/// What is asked of each source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) templates: &'a Templates,
    pub(crate) limits: &'a Limits,
    pub(crate) personal: bool,
    pub(crate) audit: bool,
}

/// What one source adds to the run.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) line: SourceLine,
    pub(crate) chunks: Vec<Chunk>,
    /// Lines of `diagnostics.jsonl`.
    pub(crate) diagnostics: Vec<u8>,
    pub(crate) codes: BTreeMap<Code, usize>,
    pub(crate) coverage: Coverage,
    pub(crate) audit: Option<Audit>,
    /// What the filings show of their forms.
    pub(crate) prints: Vec<PrintSeen>,
}

/// Lines of one filing that go to one file, in the order of the document.
#[derive(Debug)]
pub(crate) struct Chunk {
    pub(crate) department: Option<String>,
    pub(crate) region: Option<Region>,
    pub(crate) fiscal_year: Option<i32>,
    /// The filing's own line, which is written last, when related sources are known.
    pub(crate) filing: Option<Box<Record>>,
    /// The lines after it.
    pub(crate) lines: Vec<u8>,
    /// Equal where the lines say the same, wherever they were read.
    pub(crate) digest: u64,
}

/// Reads a source. `duplicate_of` names the source that is read in its place.
pub(crate) fn process(
    source: &Source,
    duplicate_of: Option<&Source>,
    wanted: Wanted<'_>,
) -> Outcome {
    let mut line = SourceLine::new(source.name.clone(), Status::Ok);
    match &source.fate {
        Fate::Skip => line.status = Status::Skipped,
        Fate::Unreadable(message) => fail(&mut line, "io/unreadable", message),
        Fate::Read => match load(source, wanted.limits) {
            Err(error) => fail(&mut line, "io/unreadable", error),
            Ok(bytes) => {
                line.sha256 = Some(hash(&bytes));
                line.bytes = Some(bytes.len() as u64);
                match duplicate_of {
                    Some(first) => {
                        line.status = Status::Duplicate;
                        line.duplicate_of = Some(first.name.clone());
                    }
                    None => return read_guarded(&bytes, line, wanted),
                }
            }
        },
    }
    Outcome::bare(line)
}

impl Outcome {
    fn bare(line: SourceLine) -> Self {
        Self {
            line,
            chunks: Vec::new(),
            diagnostics: Vec::new(),
            codes: BTreeMap::new(),
            coverage: Coverage::default(),
            audit: None,
            prints: Vec::new(),
        }
    }

    /// The source's line of `sources.jsonl`.
    pub(crate) fn write_line(&self, out: &mut Vec<u8>) -> io::Result<()> {
        write_source(&self.line, out)
    }
}

/// The bytes of a source.
pub(crate) fn load(source: &Source, limits: &Limits) -> io::Result<Vec<u8>> {
    let max = limits.of(Limit::SourceBytes) as u64;
    let mut bytes = Vec::new();
    let n_read = match &source.path {
        Some(path) => {
            let file = File::open(path)?;
            bytes.reserve(usize::try_from(source.bytes.min(max)).unwrap_or(0));
            file.take(max.saturating_add(1)).read_to_end(&mut bytes)?
        }
        None => io::stdin().lock().take(max.saturating_add(1)).read_to_end(&mut bytes)?,
    };
    limits.check(Limit::SourceBytes, n_read).map_err(io::Error::other)?;
    Ok(bytes)
}

/// SHA-256 in hex digits, as `sha256sum` prints it.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn fail(line: &mut SourceLine, code: &str, message: impl ToString) {
    line.status = Status::Failed;
    line.error = Some(SourceError { code: code.to_owned(), message: message.to_string() });
}

fn read_guarded(bytes: &[u8], line: SourceLine, wanted: Wanted<'_>) -> Outcome {
    let again = line.clone();
    guarded(|| read(bytes, line, wanted)).unwrap_or_else(|message| {
        let mut line = again;
        fail(&mut line, "run/panic", format!("the program failed on this source: {message}"));
        Outcome::bare(line)
    })
}

/// Runs a function that may panic and gives the message of the panic. What it works on is dropped
/// with it, so nothing broken is seen again.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let result = catch_unwind(AssertUnwindSafe(work));
    result.map_err(|panic| panic_message(panic.as_ref()).to_owned())
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

fn read(bytes: &[u8], mut line: SourceLine, wanted: Wanted<'_>) -> Outcome {
    let mut diagnostics = Diagnostics::new();
    let reading =
        read_document(bytes, &line.path, wanted.templates, wanted.limits, &mut diagnostics);
    let sheets = reading.as_ref().map_or(&[][..], |reading| &reading.document.sheets);
    let mut lines = Vec::new();
    let mut codes = BTreeMap::new();
    for diagnostic in diagnostics.iter() {
        *codes.entry(diagnostic.code).or_default() += 1;
        // Writing to memory cannot fail, and a finding is made of texts and numbers alone.
        let _ = write_diagnostic(diagnostic, &line.path, sheets, &mut lines);
    }
    let mut outcome = match reading {
        Ok(reading) => outcome_of(reading, line, &diagnostics, wanted),
        Err(error) => {
            fail(&mut line, error.code(), &error);
            if matches!(error, ReadError::Unsupported { .. }) {
                line.status = Status::Unsupported;
            }
            Outcome::bare(line)
        }
    };
    outcome.diagnostics = lines;
    outcome.codes = codes;
    outcome
}

fn outcome_of(
    reading: Reading,
    mut line: SourceLine,
    diagnostics: &Diagnostics,
    wanted: Wanted<'_>,
) -> Outcome {
    let Reading { document, mut records } = reading;
    line.format = Some(document.format.name());
    line.status = status(document.n_atoms, diagnostics);
    line.tables = document.tables().count();
    line.pages = n_pages(&document);
    let audit = wanted.audit.then(|| audit(&document, &records, diagnostics));
    drop(document);
    let prints = prints(&records);
    let mut outcome = Outcome { audit, prints, ..Outcome::bare(line) };
    let mut departments = BTreeSet::new();
    for record in &mut records {
        *outcome.line.records.entry(record.head.kind).or_default() += 1;
        if let Some(department) = &record.head.department
            && departments.insert(department.clone())
        {
            outcome.line.departments.push(department.clone());
        }
        if let Body::Filing(filing) = &mut record.body {
            outcome.coverage.cells += filing.coverage.cells;
            outcome.coverage.mapped += filing.coverage.mapped;
            outcome.coverage.unmapped += filing.coverage.unmapped;
            if !wanted.personal {
                filing.contact_person = None;
                filing.phone = None;
            }
        }
    }
    outcome.chunks = chunks(records);
    outcome
}

/// The last page that something stands on; none where the medium has no pages.
fn n_pages(document: &Document) -> Option<u32> {
    let pages_of = |block: &Block| match block {
        Block::Paragraph(paragraph) => paragraph.place.page,
        Block::Table(table) => table.grid.cells().iter().filter_map(|cell| cell.place.page).max(),
    };
    document.blocks.iter().filter_map(pages_of).max()
}

/// What became of a source that could be read.
fn status(n_atoms: u32, diagnostics: &Diagnostics) -> Status {
    let is_loss = |code: Code| code.severity() == Severity::Error || code == Code::ReadUndecodable;
    if n_atoms == 0 {
        Status::Empty
    } else if diagnostics.iter().any(|diagnostic| is_loss(diagnostic.code)) {
        Status::Partial
    } else {
        Status::Ok
    }
}

/// Divides the records of a document by filing and, should a filing name several, by department.
fn chunks(records: Vec<Record>) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut hasher = DefaultHasher::new();
    let mut region = None;
    for record in records {
        let starts = record.head.kind == Kind::Filing;
        if let Body::Filing(filing) = &record.body {
            region.clone_from(&filing.region);
        }
        let goes_on = |chunk: &&mut Chunk| !starts && chunk.department == record.head.department;
        let chunk = match chunks.last_mut().filter(goes_on) {
            Some(_) => chunks.last_mut(),
            None => {
                hasher = DefaultHasher::new();
                chunks.push(Chunk {
                    department: record.head.department.clone(),
                    region: region.clone(),
                    fiscal_year: record.head.fiscal_year,
                    filing: None,
                    lines: Vec::new(),
                    digest: 0,
                });
                chunks.last_mut()
            }
        };
        let Some(chunk) = chunk else { continue };
        if starts {
            chunk.filing = Some(Box::new(record));
            continue;
        }
        // Writing to memory cannot fail, and a record is made of texts and numbers alone.
        if let Ok(body) = write_record(&record, &mut chunk.lines) {
            record.head.id.hash(&mut hasher);
            chunk.lines[body].hash(&mut hasher);
            chunk.digest = hasher.finish();
        }
    }
    chunks
}
