//! The end of a run: what all sources gave is taken in the order of their names, and the run's files are
//! written, one after another.
//!
//! Of each chunk of lines only its place on the spool is held, so memory grows by some bytes for each
//! filing and not with what filings say.

use std::io;

use formgrid_sinks::{Departments, SourceLine, Status, insert_related, write_run, write_source};

use crate::{
    BatchError, Source,
    kept::Kept,
    outcome::{Chunk, FilingKey, Outcome, unread},
    output::{Output, Staged},
    related::Related,
    source::hex,
    summary::Summary,
};

/// The files of a run in the making.
#[derive(Debug)]
pub(crate) struct Collector<'a> {
    sources: &'a [Source],
    kept: Kept,
    output: Output,
    departments: Departments,
    entries: Vec<Entry>,
    buffer: Vec<u8>,
}

/// A chunk of lines that waits for its file.
#[derive(Debug, Clone, Copy)]
struct Entry {
    department: Option<u32>,
    fiscal_year: Option<i32>,
    /// Number of the source.
    source: u32,
    /// The filing, where its own line is the first.
    filing: Option<FilingKey>,
    /// Where the lines begin on the spool.
    at: u64,
    filing_len: u32,
    lines_len: u32,
}

/// What a source came to, and where its lines begin on the spool.
struct Settled {
    outcome: Outcome,
    body: u64,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(sources: &'a [Source], kept: Kept, output: Output) -> Self {
        let (departments, entries) = (Departments::new(), Vec::new());
        Self { sources, kept, output, departments, entries, buffer: Vec::new() }
    }

    /// Settles every source, tells of it, and writes `sources.jsonl` and `diagnostics.jsonl`.
    pub(crate) fn settle(
        &mut self,
        summary: &mut Summary,
        mut tell: impl FnMut(&Source, &Outcome) -> Result<(), BatchError>,
    ) -> Result<(), BatchError> {
        let mut lines = self.output.create("sources.jsonl")?;
        let mut findings = self.output.create("diagnostics.jsonl")?;
        for (number, source) in self.sources.iter().enumerate() {
            let settled = self.settled(number, source)?;
            let outcome = &settled.outcome;
            self.buffer.clear();
            write_source(&outcome.line, &mut self.buffer)
                .map_err(BatchError::output("sources.jsonl"))?;
            lines.write(&self.buffer)?;
            self.copy(settled.body, outcome.diagnostics, &mut findings)?;
            summary.count(outcome);
            tell(source, outcome)?;
            self.note(number, &settled);
        }
        lines.finish()?;
        findings.finish()
    }

    fn settled(&mut self, number: usize, source: &Source) -> Result<Settled, BatchError> {
        let bare = |line| Ok(Settled { outcome: Outcome::bare(line), body: 0 });
        if let Some(line) = unread(source) {
            return bare(line);
        }
        if let Some((first, loaded)) = self.kept.duplicate_of(number) {
            let mut line = SourceLine::new(source.name.clone(), Status::Duplicate);
            line.sha256 = Some(hex(&loaded.hash));
            line.bytes = Some(loaded.bytes);
            line.duplicate_of = self.sources.get(first).map(|first| first.name.clone());
            return bare(line);
        }
        let lost = || BatchError::output(source.name.as_str())(io::ErrorKind::UnexpectedEof.into());
        let at = self.kept.at(number).ok_or_else(lost)?;
        let (outcome, body) = self.kept.spool.outcome(at)?;
        Ok(Settled { outcome, body })
    }

    /// Copies bytes of the spool.
    fn copy(&mut self, at: u64, len: usize, to: &mut Staged) -> Result<(), BatchError> {
        if len == 0 {
            return Ok(());
        }
        self.kept.spool.read(at, len, &mut self.buffer)?;
        to.write(&self.buffer)
    }

    /// Takes notice of where the lines of a source stand.
    fn note(&mut self, number: usize, settled: &Settled) {
        let mut at = settled.body + settled.outcome.diagnostics as u64;
        for chunk in &settled.outcome.chunks {
            let entry = self.entry(number, chunk, at);
            at += (chunk.filing_len + chunk.lines_len) as u64;
            self.entries.push(entry);
        }
    }

    fn entry(&mut self, number: usize, chunk: &Chunk, at: u64) -> Entry {
        // A frame, a run and a file system hold fewer than four billions of each.
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let name = chunk.department.as_deref().filter(|name| !formgrid_model::is_blank(name));
        let department =
            name.map(|name| small(self.departments.number(name, chunk.region.as_ref())));
        Entry {
            department,
            fiscal_year: chunk.fiscal_year,
            source: small(number),
            filing: chunk.filing,
            at,
            filing_len: small(chunk.filing_len),
            lines_len: small(chunk.lines_len),
        }
    }

    /// Writes the files of the departments and moves everything to its place.
    pub(crate) fn finish(
        mut self,
        pool: &rayon::ThreadPool,
        summary: &mut Summary,
    ) -> Result<(), BatchError> {
        let entries = std::mem::take(&mut self.entries);
        let filings = entries.iter().filter_map(|entry| Some((entry.filing?, entry.source)));
        let related = Related::new(filings);
        let files = self.departments.files();
        let unassigned = files.names.len();
        let file = |entry: &Entry| {
            let department = entry.department.and_then(|number| usize::try_from(number).ok());
            department.and_then(|number| files.file_of.get(number)).copied().unwrap_or(unassigned)
        };
        // The sort keeps the order in which entries came, which is that of sources and of the document.
        let mut queue: Vec<&Entry> = entries.iter().collect();
        queue.sort_by_key(|entry| (file(entry), entry.fiscal_year));
        let mut queue = queue.into_iter().peekable();
        let names = files.names.iter().map(|name| format!("departments/{name}"));
        for (number, name) in names.chain(["unassigned.jsonl".to_owned()]).enumerate() {
            let mut staged = self.output.create(&name)?;
            while let Some(entry) = queue.next_if(|entry| file(entry) == number) {
                self.write(entry, &related, &mut staged)?;
            }
            staged.finish()?;
        }
        summary.line.departments = files.names;
        summary.line.departments.sort();
        let mut run = self.output.create("run.json")?;
        self.buffer.clear();
        write_run(&summary.line, &mut self.buffer).map_err(BatchError::output("run.json"))?;
        run.write(&self.buffer)?;
        run.finish()?;
        self.output.commit(&summary.line.departments, pool)
    }

    fn write(
        &mut self,
        entry: &Entry,
        related: &Related,
        to: &mut Staged,
    ) -> Result<(), BatchError> {
        let mut at = entry.at;
        let len = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        if entry.filing_len > 0 {
            self.kept.spool.read(at, len(entry.filing_len), &mut self.buffer)?;
            at += u64::from(entry.filing_len);
            let others = entry.filing.map(|filing| related.sources(filing, entry.source));
            let named = |source: u32| self.sources.get(usize::try_from(source).ok()?);
            let names = others.unwrap_or_default().into_iter().filter_map(named);
            let names: Vec<&str> = names.map(|source| source.name.as_str()).collect();
            insert_related(&mut self.buffer, &names).map_err(BatchError::output("departments"))?;
            to.write(&self.buffer)?;
        }
        self.copy(at, len(entry.lines_len), to)
    }
}
