//! Reads one source: from its bytes to its lines.
//!
//! An error or a panic becomes the status of the source.

use std::{
    any::Any,
    cell::Cell,
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use formgrid_model::{Block, Code, Diagnostics, Document, Severity};
use formgrid_records::{Body, Kind, Record, Region, Templates};
use formgrid_sinks::{
    SourceError, SourceLine, Status, write_diagnostic, write_placeless, write_record,
};
use sha2::{Digest as _, Sha256};

use crate::{
    ReadError, Reading, Register,
    audit::audit,
    cache::{Cache, Hashed, TemplateQuestions},
    drift::prints,
    hooks,
    outcome::{Bytes, Chunk, FilingKey, Outcome, error, fail},
    pipeline::{Traced, read_cached, read_document},
    settings::Settings,
};

/// The context for reading a source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadContext<'a> {
    pub(crate) templates: &'a Templates,
    pub(crate) settings: &'a Settings,
    /// Whether test documents may crash the process.
    pub(crate) hooks: bool,
}

/// A SHA-256 hash.
pub(crate) type Hash = [u8; 32];

/// Hashes the bytes of a source.
pub(crate) fn hash(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// A hash in hex, as `sha256sum` prints it.
pub(crate) fn hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The result of reading a source.
#[derive(Debug)]
pub(crate) struct SourceRead {
    /// Its outcome.
    pub(crate) outcome: Outcome,
    /// Its lines, compressed.
    pub(crate) body: Vec<u8>,
    /// What it depends on in the templates, for the cache.
    pub(crate) questions: TemplateQuestions,
}

/// Reads the source named by `line`.
pub(crate) fn read_source(
    bytes: &[u8],
    line: SourceLine,
    wanted: ReadContext<'_>,
    cache: Option<&mut Cache>,
) -> SourceRead {
    let again = line.clone();
    guarded(|| read(bytes, line, wanted, cache)).unwrap_or_else(|message| {
        let outcome = Outcome::failed(again, panicked(&message));
        SourceRead { outcome, body: Vec::new(), questions: TemplateQuestions::default() }
    })
}

/// The error for a panic.
pub(crate) fn panicked(message: &str) -> SourceError {
    error("run/panic", format!("the program failed on this source: {message}"))
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread becomes the error of a source. Any other is a bug that ends the
/// program.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Runs a function and returns the message of a panic. Its state is dropped with it, so no broken
/// state is observed.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let outer = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    result.map_err(|panic| panic_message(panic.as_ref()).to_owned())
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

fn read(
    bytes: &[u8],
    line: SourceLine,
    wanted: ReadContext<'_>,
    cache: Option<&mut Cache>,
) -> SourceRead {
    if wanted.hooks {
        hooks::trigger(bytes);
    }
    let mut diagnostics = Diagnostics::new();
    let (reading, Traced { taken, questions }) =
        reading(bytes, &line, wanted, cache, &mut diagnostics);
    let audited = reading.as_ref().ok().filter(|_| wanted.settings.audit);
    let audit = audited.map(|Reading { document, records }| {
        audit(document, records, wanted.templates, &mut diagnostics)
    });
    let sheets = reading.as_ref().map_or(&[][..], |reading| &reading.document.sheets);
    let mut body = Vec::new();
    let mut outcome = Outcome { taken, audit, ..Outcome::bare(line) };
    for diagnostic in diagnostics.iter() {
        *outcome.codes.entry(diagnostic.code).or_default() += 1;
        // Writing to memory cannot fail, and a finding holds only texts and numbers.
        let _ = write_diagnostic(diagnostic, &outcome.line.path, sheets, &mut body);
    }
    outcome.diagnostics.plain = body.len();
    match reading {
        Ok(reading) => add_reading(&mut outcome, reading, &diagnostics, wanted, &mut body),
        Err(failure) => fail(&mut outcome.line, error(failure.code(), &failure)),
    }
    let body = outcome.pack(&body);
    SourceRead { outcome, body, questions }
}

/// Reads the document and its records, through the cache if there is one.
fn reading(
    bytes: &[u8],
    line: &SourceLine,
    wanted: ReadContext<'_>,
    cache: Option<&mut Cache>,
    diagnostics: &mut Diagnostics,
) -> (Result<Reading, ReadError>, Traced) {
    let ReadContext { templates, settings, .. } = wanted;
    let limits = &settings.limits;
    match (cache, &line.sha256) {
        (Some(cache), Some(hash)) => {
            let source = Hashed { bytes, hash };
            read_cached(source, &line.path, cache, templates, limits, diagnostics)
        }
        _ => {
            let reading = read_document(bytes, &line.path, templates, limits, diagnostics);
            (reading, Traced::default())
        }
    }
}

fn add_reading(
    outcome: &mut Outcome,
    reading: Reading,
    diagnostics: &Diagnostics,
    wanted: ReadContext<'_>,
    body: &mut Vec<u8>,
) {
    let Reading { document, mut records } = reading;
    let line = &mut outcome.line;
    line.format = Some(document.format);
    line.status = status(document.n_atoms, diagnostics);
    line.tables = document.tables().count();
    line.pages = n_pages(&document);
    drop(document);
    outcome.prints = prints(&records);
    let mut departments = BTreeSet::new();
    for record in &mut records {
        *line.records.entry(record.head.kind).or_default() += 1;
        wanted.settings.departments.apply(&mut record.head);
        if let Some(department) = &record.head.department
            && departments.insert(department.clone())
        {
            line.departments.push(department.clone());
        }
        if let Body::Filing(filing) = &mut record.body {
            outcome.coverage.cells += filing.coverage.cells;
            outcome.coverage.mapped += filing.coverage.mapped;
            outcome.coverage.unmapped += filing.coverage.unmapped;
            if !wanted.settings.personal {
                filing.contact_person = None;
                filing.phone = None;
            }
        }
    }
    outcome.chunks = chunks(&mut records, wanted.settings, body);
}

/// The last page with content; none if the medium has no pages.
fn n_pages(document: &Document) -> Option<u32> {
    let pages_of = |block: &Block| match block {
        Block::Paragraph(paragraph) => paragraph.place.page,
        Block::Table(table) => table.grid.cells().iter().filter_map(|cell| cell.place.page).max(),
    };
    document.blocks.iter().filter_map(pages_of).max()
}

/// The status of a source that could be read.
fn status(n_atoms: u32, diagnostics: &Diagnostics) -> Status {
    let is_loss = |code: Code| match code {
        Code::ReadUndecodable => true,
        // The status must not depend on whether an audit runs.
        Code::AuditLost => false,
        code => code.severity() == Severity::Error,
    };
    if n_atoms == 0 {
        Status::Empty
    } else if diagnostics.iter().any(|diagnostic| is_loss(diagnostic.code)) {
        Status::Partial
    } else {
        Status::Ok
    }
}

/// Writes the records of a document in chunks per filing and, if a filing names several, per
/// department.
fn chunks(records: &mut [Record], settings: &Settings, body: &mut Vec<u8>) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut hasher = Sha256::new();
    let mut region = None;
    for record in records {
        let starts = record.head.kind == Kind::Filing;
        if let Body::Filing(filing) = &record.body {
            region.clone_from(&filing.region);
        }
        let goes_on = |chunk: &&mut Chunk| !starts && chunk.key == record.head.department_key;
        if chunks.last_mut().filter(goes_on).is_none() {
            close(&mut chunks, &mut hasher);
            chunks.push(open(record, region.clone(), &settings.departments));
        }
        let Some(chunk) = chunks.last_mut() else { continue };
        let start = body.len();
        // Writing to memory cannot fail, and a record holds only texts and numbers.
        let written = if settings.places {
            write_record(record, body)
        } else {
            write_placeless(record, body)
        };
        let Ok(range) = written else { continue };
        chunk.bytes.plain += body.len() - start;
        if starts {
            chunk.filing_len = body.len() - start;
        } else {
            hasher.update(&record.head.id);
            hasher.update(body.get(range).unwrap_or_default());
        }
    }
    close(&mut chunks, &mut hasher);
    chunks
}

fn open(first: &Record, region: Option<Region>, departments: &Register) -> Chunk {
    let is_filing = first.head.kind == Kind::Filing;
    let head = &first.head;
    // Names merged by the user's register are one department in every region.
    let listed = head.department_key.as_deref().and_then(|key| departments.get(key));
    let (department, region) = match listed {
        Some(listed) => (Some(listed.name.clone()), None),
        None => (head.department.clone(), region),
    };
    let id = u64::from_str_radix(&first.head.id, 16).ok();
    Chunk {
        department,
        key: head.department_key.clone(),
        region,
        fiscal_year: first.head.fiscal_year,
        filing: id.filter(|_| is_filing).map(|id| FilingKey { id, digest: 0 }),
        filing_len: 0,
        bytes: Bytes::default(),
    }
}

/// Sets the digest of the last chunk.
fn close(chunks: &mut [Chunk], hasher: &mut Sha256) {
    let digest = hasher.finalize_reset();
    if let Some(key) = chunks.last_mut().and_then(|chunk| chunk.filing.as_mut()) {
        let first = digest.iter().take(8);
        key.digest = first.fold(0, |number, byte| (number << 8) | u64::from(*byte));
    }
}
