//! The end of a run: takes the outcomes in name order and writes the files one after another.
//!
//! Only the spool offset of each chunk is held in memory, so memory grows by a few bytes per
//! filing, not with its content.

use std::{fs::File, io};

use formgrid_parquet::{ParquetError, Tables};
use formgrid_sinks::{
    DepartmentFiles, Departments, SourceLine, Status, insert_related, write_run, write_source,
};

use crate::{
    BatchError, Source, VERSION,
    outcome::{Bytes, Chunk, FilingKey, Outcome, unread},
    output::{Output, parquet_file},
    packed::unpack,
    related::Related,
    source::hex,
    spool_index::SpoolIndex,
    staged::Staged,
    summary::Summary,
};

/// How many pairs of departments whose names look alike the summary names.
const NAMED_LOOK_ALIKES: usize = 2;

/// Collects outcomes into output files.
#[derive(Debug)]
pub(crate) struct Collector<'a> {
    sources: &'a [Source],
    kept: SpoolIndex,
    output: Output,
    departments: Departments,
    entries: Vec<Entry>,
    /// Parquet tables of the same lines, if enabled.
    tables: Option<Tables<Staged, File>>,
    /// Buffers: packed lines, lines, and a line that is changed before it is written.
    packed: Vec<u8>,
    lines: Vec<u8>,
    buffer: Vec<u8>,
}

/// A chunk of lines queued for its file.
#[derive(Debug, Clone, Copy)]
struct Entry {
    department: Option<u32>,
    fiscal_year: Option<i32>,
    /// Number of the source.
    source: u32,
    /// The filing, if the chunk starts with its own line.
    filing: Option<FilingKey>,
    /// Offset of the lines in the spool.
    at: u64,
    filing_len: u32,
    plain: u32,
    packed: u32,
}

/// Outcome of a source and the spool offset of its lines.
struct Settled {
    outcome: Outcome,
    body: u64,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(
        sources: &'a [Source],
        kept: SpoolIndex,
        output: Output,
        parquet: bool,
    ) -> Result<Self, BatchError> {
        let (departments, entries) = (Departments::new(), Vec::new());
        let (packed, lines, buffer) = (Vec::new(), Vec::new(), Vec::new());
        let open =
            |name| Ok::<_, BatchError>((output.create(&parquet_file(name))?, output.scratch()?));
        let tables = parquet.then(|| Tables::new(VERSION, open)).transpose()?;
        Ok(Self { sources, kept, output, departments, entries, tables, packed, lines, buffer })
    }

    /// Settles every source, calls `on_settled` for it, and writes `sources.jsonl` and
    /// `diagnostics.jsonl`.
    pub(crate) fn settle(
        &mut self,
        summary: &mut Summary,
        mut on_settled: impl FnMut(&Source, &Outcome) -> Result<(), BatchError>,
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
            self.unpack(settled.body, outcome.diagnostics)?;
            findings.write(&self.lines)?;
            if let Some(tables) = &mut self.tables {
                tables.add_sources(&self.buffer)?;
                tables.add_diagnostics(&self.lines)?;
            }
            summary.count(outcome);
            on_settled(source, outcome)?;
            self.note(number, &settled);
        }
        self.output.finish("sources.jsonl", lines)?;
        self.output.finish("diagnostics.jsonl", findings)
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

    /// Reads and unpacks lines from the spool.
    fn unpack(&mut self, at: u64, bytes: Bytes) -> Result<(), BatchError> {
        self.packed.clear();
        if bytes.packed > 0 {
            self.kept.spool.read(at, bytes.packed, &mut self.packed)?;
        }
        unpack(&self.packed, bytes.plain, &mut self.lines)
            .map_err(BatchError::output(self.kept.spool.path()))
    }

    /// Records where the lines of a source are.
    fn note(&mut self, number: usize, settled: &Settled) {
        let mut at = settled.body + settled.outcome.diagnostics.packed as u64;
        for chunk in &settled.outcome.chunks {
            let entry = self.entry(number, chunk, at);
            at += chunk.bytes.packed as u64;
            self.entries.push(entry);
        }
    }

    fn entry(&mut self, number: usize, chunk: &Chunk, at: u64) -> Entry {
        // A frame, a run and a file system hold fewer than 2^32 of each.
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let key = chunk.key.as_deref().filter(|key| !key.is_empty());
        let name = chunk.department.as_deref();
        let department = key
            .zip(name)
            .map(|(key, name)| small(self.departments.number(key, name, chunk.region.as_ref())));
        Entry {
            department,
            fiscal_year: chunk.fiscal_year,
            source: small(number),
            filing: chunk.filing,
            at,
            filing_len: small(chunk.filing_len),
            plain: small(chunk.bytes.plain),
            packed: small(chunk.bytes.packed),
        }
    }

    /// Writes the department files and commits the output.
    pub(crate) fn finish(
        mut self,
        pool: &rayon::ThreadPool,
        summary: &mut Summary,
    ) -> Result<(), BatchError> {
        self.kept.forget_sources();
        summary.look_alikes = self.departments.look_alikes(NAMED_LOOK_ALIKES);
        let files = std::mem::take(&mut self.departments).files();
        summary.line.departments = self.write_departments(files)?;
        for (name, staged) in self.tables.take().map_or_else(|| Ok(Vec::new()), Tables::finish)? {
            self.output.finish(&parquet_file(name), staged)?;
        }
        let mut run = self.output.create("run.json")?;
        self.buffer.clear();
        write_run(&summary.line, &mut self.buffer).map_err(BatchError::output("run.json"))?;
        run.write(&self.buffer)?;
        self.output.finish("run.json", run)?;
        self.output.commit(pool)
    }

    /// Writes the department files one after another and returns their names, sorted.
    fn write_departments(&mut self, files: DepartmentFiles) -> Result<Vec<String>, BatchError> {
        let mut entries = std::mem::take(&mut self.entries);
        let filings = entries.iter().filter_map(|entry| Some((entry.filing?, entry.source)));
        let related = Related::new(filings);
        let DepartmentFiles { file_of, names } = files;
        // Table rows follow the order of the files, which is by name.
        let mut sorted: Vec<(usize, String)> = names.into_iter().enumerate().collect();
        sorted.sort_by(|(_, one), (_, other)| one.cmp(other));
        let mut rank_of = vec![sorted.len(); sorted.len()];
        for (rank, (number, _)) in sorted.iter().enumerate() {
            if let Some(place) = rank_of.get_mut(*number) {
                *place = rank;
            }
        }
        let departments: Vec<String> = sorted.into_iter().map(|(_, name)| name).collect();
        let file = |entry: &Entry| {
            let department = entry.department.and_then(|number| usize::try_from(number).ok());
            let number = department.and_then(|number| file_of.get(number));
            number.and_then(|number| rank_of.get(*number)).copied().unwrap_or(departments.len())
        };
        // Lines of a file are in source and document order.
        entries
            .sort_unstable_by_key(|entry| (file(entry), entry.fiscal_year, entry.source, entry.at));
        let mut queue = entries.iter().peekable();
        let names = departments.iter().map(|name| format!("departments/{name}"));
        for (number, name) in names.chain(["unassigned.jsonl".to_owned()]).enumerate() {
            let mut staged = self.output.create(&name)?;
            while let Some(entry) = queue.next_if(|entry| file(entry) == number) {
                self.write(entry, &related, &mut staged)?;
            }
            self.output.finish(&name, staged)?;
        }
        Ok(departments)
    }

    fn write(
        &mut self,
        entry: &Entry,
        related: &Related,
        to: &mut Staged,
    ) -> Result<(), BatchError> {
        let len = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        self.unpack(entry.at, Bytes { plain: len(entry.plain), packed: len(entry.packed) })?;
        let (filing, rest) =
            self.lines.split_at_checked(len(entry.filing_len)).unwrap_or((&self.lines, &[]));
        if !filing.is_empty() {
            self.buffer.clear();
            self.buffer.extend_from_slice(filing);
            let others = entry.filing.map(|filing| related.sources(filing, entry.source));
            let named = |source: u32| self.sources.get(usize::try_from(source).ok()?);
            let names = others.unwrap_or_default().into_iter().filter_map(named);
            let names: Vec<&str> = names.map(|source| source.name.as_str()).collect();
            insert_related(&mut self.buffer, &names).map_err(BatchError::output("departments"))?;
            to.write(&self.buffer)?;
            if let Some(tables) = &mut self.tables {
                tables.add_records(&self.buffer)?;
            }
        }
        if let Some(tables) = &mut self.tables {
            tables.add_records(rest)?;
        }
        to.write(rest)
    }
}

impl From<ParquetError> for BatchError {
    fn from(error: ParquetError) -> Self {
        let error = match error {
            ParquetError::Io(error) => error,
            other => io::Error::other(other),
        };
        Self::output("parquet")(error)
    }
}
