//! Measures the cost and the faults of reading a document.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use formgrid_batch::{
    Diagnostics, Limits, ReadError, TableFormat, Templates, audit, read_document, write_record,
    write_tables,
};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Serializes measurements across test threads.
static ALONE: Mutex<()> = Mutex::new(());

/// Memory bound per document, beyond the templates.
const MAX_BYTES: usize = 256 << 20;

/// CPU time bound per document. Unoptimized builds take about ten times as long, and the bound is
/// for production.
const MAX_TIME: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 });

/// Time after which a document counts as a hang: the process ends, because a thread cannot be
/// killed.
const HANG: Duration = Duration::from_secs(120);

/// Memory after which the process ends, before it takes that of the machine.
const RUNAWAY: usize = 8 * MAX_BYTES;

/// How many of the most expensive documents are reported.
const N_SHOWN: usize = 5;

/// The result for one document.
#[derive(Debug)]
pub(crate) struct Cost {
    name: String,
    damage: String,
    took: Duration,
    bytes: usize,
    fault: Option<String>,
    /// Code of the error, if any.
    error: Option<&'static str>,
}

/// Reads documents and measures it.
pub(crate) struct Meter {
    templates: Templates,
    limits: Limits,
    /// The document that is being read.
    present: Arc<Mutex<Option<(Instant, String)>>>,
    _alone: MutexGuard<'static, ()>,
}

impl Meter {
    pub(crate) fn new() -> Self {
        // A failed test does not invalidate this state.
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let present = Arc::new(Mutex::new(None));
        watch(Arc::downgrade(&present));
        Self { templates: Templates::builtin(), limits: Limits::default(), present, _alone: alone }
    }

    /// Sends a document through the pipeline.
    pub(crate) fn read(&mut self, name: String, damage: &str, bytes: &[u8]) -> Cost {
        *self.present.lock().unwrap() = Some((Instant::now(), name.clone()));
        MEMORY.reset_peak_usage();
        let before = MEMORY.current_usage();
        let started = processor_time();
        let result = catch_unwind(AssertUnwindSafe(|| whole(bytes, &self.templates, &self.limits)));
        let took = processor_time().saturating_sub(started);
        let bytes = MEMORY.peak_usage().saturating_sub(before);
        *self.present.lock().unwrap() = None;
        let (fault, error) = match result {
            Err(panic) => (Some(format!("panicked: {}", message(panic.as_ref()))), None),
            Ok(Ok(fault)) => (fault, None),
            Ok(Err(error)) => (None, Some(error.code())),
        };
        let fault = fault.or_else(|| (took > MAX_TIME).then(|| "too slow".to_owned()));
        let fault = fault.or_else(|| (bytes > MAX_BYTES).then(|| "too hungry".to_owned()));
        Cost { name, damage: damage.to_owned(), took, bytes, fault, error }
    }
}

/// The whole pipeline including lines and tables, and the faults found.
fn whole(
    bytes: &[u8],
    templates: &Templates,
    limits: &Limits,
) -> Result<Option<String>, ReadError> {
    let mut diagnostics = Diagnostics::new();
    let reading = read_document(bytes, "a", templates, limits, &mut diagnostics)?;
    let mut lines = Vec::new();
    for record in &reading.records {
        write_record(record, &mut lines).unwrap();
    }
    write_tables(&reading.document, "a", TableFormat::Html, &mut lines).unwrap();
    let audit = audit(&reading.document, &reading.records, templates, &mut diagnostics);
    // Damage may repeat text, which is kept once; more losses mean that the document was misread.
    let first = audit.lost.first().filter(|_| audit.n_lost * 4 > audit.texts);
    Ok(first.map(|lost| format!("lost {} of {} texts: {lost:?}", audit.n_lost, audit.texts)))
}

fn message(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

/// CPU time of this thread, independent of other programs.
#[cfg(unix)]
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap(), u32::try_from(time.tv_nsec).unwrap())
}

#[cfg(not(unix))]
fn processor_time() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    START.elapsed()
}

/// Ends the process with the document's name if it takes too long.
fn watch(present: std::sync::Weak<Mutex<Option<(Instant, String)>>>) {
    thread::spawn(move || {
        while let Some(present) = present.upgrade() {
            if let Some((since, name)) = &*present.lock().unwrap()
                && (since.elapsed() > HANG || MEMORY.current_usage() > RUNAWAY)
            {
                println!("{name} hangs or takes memory without end");
                std::process::abort();
            }
            drop(present);
            thread::sleep(Duration::from_millis(100));
        }
    });
}

/// The results of many documents.
#[derive(Debug, Default)]
pub(crate) struct Report {
    n: usize,
    n_errors: std::collections::BTreeMap<&'static str, usize>,
    slowest: Vec<(Duration, String)>,
    hungriest: Vec<(usize, String)>,
    faults: Vec<String>,
}

impl Report {
    pub(crate) fn add(&mut self, cost: Cost) {
        let Cost { name, damage, took, bytes, fault, error } = cost;
        self.n += 1;
        if let Some(code) = error {
            *self.n_errors.entry(code).or_default() += 1;
        }
        let what = format!("{name} ({damage})");
        if let Some(fault) = fault {
            self.faults.push(format!("{what}: {fault}, {took:?}, {} MB", bytes >> 20));
        }
        keep(&mut self.slowest, took, &what);
        keep(&mut self.hungriest, bytes, &what);
    }

    #[track_caller]
    pub(crate) fn assert_within_bounds(&self) {
        assert!(self.faults.is_empty(), "{} faults: {:#?}", self.faults.len(), self.faults);
    }
}

/// Inserts a cost into the list of highest.
fn keep<T: Ord + Copy>(highest: &mut Vec<(T, String)>, cost: T, what: &str) {
    let at = highest.partition_point(|(other, _)| *other >= cost);
    if at < N_SHOWN {
        highest.insert(at, (cost, what.to_owned()));
        highest.truncate(N_SHOWN);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n_errors: usize = self.n_errors.values().sum();
        let n_faults = self.faults.len();
        writeln!(f, "{} read, {n_errors} of them to an error, {n_faults} faults", self.n)?;
        for (code, n) in &self.n_errors {
            writeln!(f, "  {n} {code}")?;
        }
        for (took, what) in &self.slowest {
            writeln!(f, "slowest   {took:.2?} {what}")?;
        }
        for (bytes, what) in &self.hungriest {
            writeln!(f, "hungriest {:.1} MB {what}", *bytes as f64 / 1e6)?;
        }
        Ok(())
    }
}
