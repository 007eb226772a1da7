//! Reads documents one by one, each on a worker.
//!
//! Does what a run does with a source, for programs with their own inputs and outputs. Workers live
//! as long as their reader and serve any thread.

use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread::{self, JoinHandle},
};

use formgrid_model::Limits;
use formgrid_records::Region;
use formgrid_sinks::{SourceError, SourceLine, Status};

use crate::{
    BatchError, Isolation, Place, Register, TemplateSet,
    one_source::{outcome, parts, with_retry},
    outcome::fail,
    serve::STACK_BYTES,
    session::SourceRequest,
    settings::Settings,
    worker_pool::{Setup, WorkerSlot, with_worker_pool},
};

/// Options for reading documents.
#[derive(Debug)]
pub struct ReaderOptions {
    /// Where sources are read.
    pub isolation: Isolation,
    /// The form templates.
    pub templates: TemplateSet,
    /// What each document may hold.
    pub limits: Limits,
    /// How many documents are read at a time.
    pub jobs: usize,
    /// Whether names and telephone numbers of contact persons are included.
    pub personal: bool,
    /// Whether records say where each of their values was read.
    pub places: bool,
    /// The register of departments.
    pub departments: Register,
}

/// The result of reading a document.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadSource {
    /// Its line of `sources.jsonl`, with the error if it could not be read.
    pub line: SourceLine,
    /// Its lines of `diagnostics.jsonl`.
    pub diagnostics: Vec<u8>,
    /// Its records, in document order.
    pub chunks: Vec<ReadChunk>,
}

/// Records of one filing for one output file.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadChunk {
    /// The department's name.
    pub department: Option<String>,
    /// The key shared by spellings of one department.
    pub department_key: Option<String>,
    /// The department's region.
    pub region: Option<Region>,
    /// Fiscal year of the filing.
    pub fiscal_year: Option<i32>,
    /// Identifies equal filings, whatever their source; absent if the chunk continues a filing
    /// whose own line is in an earlier chunk.
    pub filing: Option<String>,
    /// Length of the filing's own line, which comes first, in bytes.
    pub filing_len: usize,
    /// The lines.
    pub lines: Vec<u8>,
}

/// Reads documents.
#[derive(Debug)]
pub struct Reader {
    /// Taken on drop.
    jobs: Option<Sender<Job>>,
    service: Option<JoinHandle<()>>,
}

/// A queued document.
struct Job {
    name: String,
    bytes: Arc<[u8]>,
    wanted: Request,
}

/// The requested result, and the channel that waits for it.
enum Request {
    Records(Sender<Result<ReadSource, BatchError>>),
    Tables(Sender<Result<Result<Vec<u8>, SourceError>, BatchError>>),
}

impl Reader {
    /// Creates a reader. Its workers start on first use.
    pub fn new(options: ReaderOptions) -> io::Result<Self> {
        let (jobs, queue) = mpsc::channel();
        let service = thread::Builder::new().spawn(move || serve(options, &Mutex::new(queue)))?;
        Ok(Self { jobs: Some(jobs), service: Some(service) })
    }

    /// Reads a document. One that cannot be read, or that crashes its worker, is not an error: its
    /// line says so.
    pub fn read(&self, name: &str, bytes: Arc<[u8]>) -> Result<ReadSource, BatchError> {
        self.ask(name, bytes, Request::Records)
    }

    /// The tables of a document, as lines of `formgrid tables`, or the reason there are none.
    pub fn tables(
        &self,
        name: &str,
        bytes: Arc<[u8]>,
    ) -> Result<Result<Vec<u8>, SourceError>, BatchError> {
        self.ask(name, bytes, Request::Tables)
    }

    fn ask<T>(
        &self,
        name: &str,
        bytes: Arc<[u8]>,
        wanted: impl FnOnce(Sender<Result<T, BatchError>>) -> Request,
    ) -> Result<T, BatchError> {
        let gone = || BatchError::Worker { message: "the reader has ended".to_owned() };
        let (send, answer) = mpsc::channel();
        let job = Job { name: name.to_owned(), bytes, wanted: wanted(send) };
        self.jobs.as_ref().ok_or_else(gone)?.send(job).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(service) = self.service.take() {
            let _ = service.join();
        }
    }
}

/// Serves requests until all senders are gone. A caller whose response never comes sees its channel
/// close.
fn serve(options: ReaderOptions, queue: &Mutex<Receiver<Job>>) {
    let ReaderOptions { isolation, templates, limits, jobs, personal, places, departments } =
        options;
    let settings = Settings { personal, places, departments, audit: false, limits };
    let setup = Setup { isolation: &isolation, templates: &templates, settings, cache: None };
    let interrupt = AtomicBool::new(false);
    let n = jobs.max(1);
    let _ = with_worker_pool(&setup, n, &interrupt, |workers| {
        thread::scope(|scope| {
            for number in 0..n {
                let work = move || {
                    while let (Some(mut slot), Some(job)) = (workers.slot(number), next(queue)) {
                        answer(job, &mut slot);
                    }
                };
                // With fewer threads, documents queue.
                let _ = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
            }
        });
        interrupt.store(true, Ordering::Relaxed);
        Ok(())
    });
}

fn next(queue: &Mutex<Receiver<Job>>) -> Option<Job> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

fn answer(job: Job, slot: &mut WorkerSlot<'_>) {
    let Job { name, bytes, wanted } = job;
    let request = SourceRequest::new(&name, &Place::Given(Arc::clone(&bytes)));
    // The caller may be gone.
    match wanted {
        Request::Records(to) => {
            let _ = to.send(read(&name, &bytes, request, slot));
        }
        Request::Tables(to) => {
            let _ = to.send(with_retry(slot, |slot| slot.tables(request.clone(), &bytes)));
        }
    }
}

fn read(
    name: &str,
    bytes: &[u8],
    request: SourceRequest,
    slot: &mut WorkerSlot<'_>,
) -> Result<ReadSource, BatchError> {
    let read = with_retry(slot, |slot| outcome(slot, request.clone(), bytes))?;
    let read = read.and_then(|(outcome, frame)| {
        let mut parts = parts(&outcome, &frame)?.into_iter();
        let diagnostics = parts.next().unwrap_or_default();
        let chunks = outcome.chunks.into_iter().zip(parts).map(|(chunk, lines)| ReadChunk {
            department: chunk.department,
            department_key: chunk.key,
            region: chunk.region,
            fiscal_year: chunk.fiscal_year,
            filing: chunk.filing.map(|key| format!("{:016x}{:016x}", key.id, key.digest)),
            filing_len: chunk.filing_len,
            lines,
        });
        Ok(ReadSource { line: outcome.line, diagnostics, chunks: chunks.collect() })
    });
    Ok(read.unwrap_or_else(|error| {
        let mut line = SourceLine::new(name.to_owned(), Status::Failed);
        line.sha256 = Some(crate::source::hex(&crate::source::hash(bytes)));
        line.bytes = Some(bytes.len() as u64);
        fail(&mut line, error);
        ReadSource { line, diagnostics: Vec::new(), chunks: Vec::new() }
    }))
}

#[cfg(test)]
mod tests {
    use std::thread;

    use formgrid_model::Limits;
    use formgrid_sinks::Status;

    use super::{Reader, ReaderOptions};
    use crate::{Isolation, Register, TemplateFiles, TemplateSet};

    const PAGE: &[u8] = b"<html><table><tr><td>a</td><td>b</td></tr></table></html>";

    fn reader() -> Reader {
        let templates = TemplateSet::new(TemplateFiles::default()).unwrap();
        Reader::new(ReaderOptions {
            isolation: Isolation::InProcess,
            templates,
            limits: Limits::default(),
            jobs: 2,
            personal: true,
            places: true,
            departments: Register::default(),
        })
        .unwrap()
    }

    #[test]
    fn any_thread_may_ask_for_records_and_tables() {
        let reader = reader();
        let expected = reader.read("a.html", PAGE.into()).unwrap();
        assert_eq!((expected.line.status, expected.line.tables), (Status::Ok, 1));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    assert_eq!(reader.read("a.html", PAGE.into()).unwrap(), expected);
                    let tables = reader.tables("a.html", PAGE.into()).unwrap().unwrap();
                    assert!(String::from_utf8(tables).unwrap().contains(r#""n_cols":2"#));
                });
            }
        });
    }

    #[test]
    fn a_document_that_cannot_be_read_says_so_in_its_line() {
        let reader = reader();
        let json = br#"{"a": [1, 2, 3]}"#;
        let read = reader.read("a.json", json[..].into()).unwrap();
        assert_eq!(read.line.status, Status::Unsupported);
        assert_eq!(read.line.error.unwrap().code, "read/unsupported");
        let error = reader.tables("a.json", json[..].into()).unwrap().unwrap_err();
        assert_eq!(error.code, "read/unsupported");
    }
}
