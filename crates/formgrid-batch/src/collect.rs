//! Gathers what the sources of a run give, in their order, and writes the run's files.
//!
//! Only what must wait for the end is kept: the lines of departments on the spool, with an entry each
//! for their place, and the filings' own lines, which name related sources of the whole run.

use std::{collections::BTreeMap, ops::Range};

use formgrid_records::{Body, Record};
use formgrid_sinks::{Departments, write_record, write_run};

use crate::{
    BatchError, Summary,
    output::{Output, Staged},
    source::{Chunk, Outcome},
    spool::Spool,
};

/// Most sources that one filing names as related. An archive that holds a form more often than that
/// holds it by accident, and a list for each of them would grow with the square of their number.
const MAX_RELATED: usize = 100;

/// The files of a run in the making.
#[derive(Debug)]
pub(crate) struct Collector {
    output: Output,
    sources: Staged,
    diagnostics: Staged,
    spool: Spool,
    departments: Departments,
    entries: Vec<Entry>,
    paths: Vec<String>,
    buffer: Vec<u8>,
}

/// A chunk of lines that waits for its file.
#[derive(Debug)]
struct Entry {
    department: Option<usize>,
    fiscal_year: Option<i32>,
    source: usize,
    filing: Option<Box<Record>>,
    lines: Range<u64>,
    digest: u64,
}

impl Collector {
    pub(crate) fn new(output: Output) -> Result<Self, BatchError> {
        Ok(Self {
            sources: output.create("sources.jsonl")?,
            diagnostics: output.create("diagnostics.jsonl")?,
            spool: Spool::new(output.spool_path()),
            output,
            departments: Departments::new(),
            entries: Vec::new(),
            paths: Vec::new(),
            buffer: Vec::new(),
        })
    }

    /// Takes what a source gives; the sources come in their order.
    pub(crate) fn take(&mut self, outcome: Outcome) -> Result<(), BatchError> {
        self.buffer.clear();
        let sources = BatchError::output("sources.jsonl");
        outcome.write_line(&mut self.buffer).map_err(sources)?;
        self.sources.write(&self.buffer)?;
        self.diagnostics.write(&outcome.diagnostics)?;
        for chunk in outcome.chunks {
            self.keep(chunk)?;
        }
        self.paths.push(outcome.line.path);
        Ok(())
    }

    fn keep(&mut self, chunk: Chunk) -> Result<(), BatchError> {
        let spooled = self.spool.append(&chunk.lines);
        let lines = spooled.map_err(BatchError::output(self.output.spool_path()))?;
        let name = chunk.department.as_deref().filter(|name| !formgrid_model::is_blank(name));
        self.entries.push(Entry {
            department: name.map(|name| self.departments.number(name, chunk.region.as_ref())),
            fiscal_year: chunk.fiscal_year,
            source: self.paths.len(),
            filing: chunk.filing,
            lines,
            digest: chunk.digest,
        });
        Ok(())
    }

    /// Writes the files of the departments and moves everything to its place.
    pub(crate) fn finish(mut self, summary: &mut Summary) -> Result<(), BatchError> {
        relate(&mut self.entries, &self.paths);
        let files = self.departments.files();
        // The sort keeps the order in which chunks came, which is that of sources and of the document.
        let mut queues: Vec<Vec<usize>> = vec![Vec::new(); files.names.len() + 1];
        for (number, entry) in self.entries.iter().enumerate() {
            let file = entry.department.and_then(|department| files.file_of.get(department));
            if let Some(queue) = queues.get_mut(file.map_or(files.names.len(), |file| *file)) {
                queue.push(number);
            }
        }
        let names = files.names.iter().map(|name| format!("departments/{name}"));
        for (name, mut queue) in names.chain(["unassigned.jsonl".to_owned()]).zip(queues) {
            queue.sort_by_key(|&number| self.entries[number].fiscal_year);
            self.write_file(&name, &queue)?;
        }
        summary.line.departments = files.names;
        summary.line.departments.sort();
        let mut run = self.output.create("run.json")?;
        self.buffer.clear();
        write_run(&summary.line, &mut self.buffer).map_err(BatchError::output("run.json"))?;
        run.write(&self.buffer)?;
        for staged in [run, self.sources, self.diagnostics] {
            staged.finish()?;
        }
        drop(self.spool);
        self.output.commit(&summary.line.departments)
    }

    fn write_file(&mut self, name: &str, queue: &[usize]) -> Result<(), BatchError> {
        let mut file = self.output.create(name)?;
        for &number in queue {
            let Some(entry) = self.entries.get(number) else { continue };
            if let Some(filing) = &entry.filing {
                self.buffer.clear();
                write_record(filing, &mut self.buffer).map_err(BatchError::output(name))?;
                file.write(&self.buffer)?;
            }
            let read = self.spool.read(&entry.lines, &mut self.buffer);
            read.map_err(BatchError::output(self.output.spool_path()))?;
            file.write(&self.buffer)?;
        }
        file.finish()
    }
}

/// Tells every filing which other sources hold it too: with the same id, and lines that say the same.
fn relate(entries: &mut [Entry], paths: &[String]) {
    let mut groups: BTreeMap<(&str, u64), Vec<usize>> = BTreeMap::new();
    for entry in entries.iter() {
        if let Some(filing) = &entry.filing {
            let sources = groups.entry((filing.head.id.as_str(), entry.digest)).or_default();
            if sources.last() != Some(&entry.source) {
                sources.push(entry.source);
            }
        }
    }
    let related: Vec<Vec<String>> = entries
        .iter()
        .map(|entry| {
            let key = entry.filing.as_ref().map(|filing| (filing.head.id.as_str(), entry.digest));
            let sources = key.and_then(|key| groups.get(&key)).map_or(&[][..], Vec::as_slice);
            let others = sources.iter().filter(|source| **source != entry.source);
            others.take(MAX_RELATED).filter_map(|&source| paths.get(source).cloned()).collect()
        })
        .collect();
    for (entry, related) in entries.iter_mut().zip(related) {
        if let Some(Body::Filing(filing)) = entry.filing.as_mut().map(|record| &mut record.body) {
            filing.related = related;
        }
    }
}
