//! Whole runs: Python's `extract`, and the command itself.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use formgrid::Program;
use formgrid_batch::{
    Audit, Limits, Observer, ResumePolicy, Source, SourceLine, Unpacked, find_sources, run,
};
use pyo3::{prelude::*, types::PyBytes};

use crate::{failure::failure, options::Options};

/// Polling interval for Python interrupts.
const ASKING: Duration = Duration::from_millis(200);

/// Runs the command with `arguments` and returns its exit code. `worker` is the command line that
/// starts this program again.
#[pyfunction]
pub(crate) fn command(
    py: Python<'_>,
    worker: (PathBuf, Vec<OsString>),
    arguments: Vec<OsString>,
) -> u8 {
    let (path, before) = worker;
    py.detach(|| formgrid::command(Program { path, arguments: before }, arguments))
}

/// Reads inputs and writes the output folder. Returns the counts of `run.json`.
#[pyfunction]
pub(crate) fn extract<'py>(
    py: Python<'py>,
    inputs: Vec<PathBuf>,
    out: PathBuf,
    parquet: bool,
    audit: bool,
    options: Options,
) -> PyResult<Bound<'py, PyBytes>> {
    let (templates, departments) = (options.templates(py)?, options.register(py)?);
    let interrupt = AtomicBool::new(false);
    let isolation = options.isolation()?;
    let limits = Limits::default();
    let run_options = formgrid_batch::Options {
        out: &out,
        templates: &templates,
        limits: &limits,
        jobs: options.jobs,
        isolation,
        start: ResumePolicy::IfPossible,
        cache: None,
        quarantine: None,
        personal: options.personal,
        places: options.places,
        parquet,
        departments: &departments,
        audit,
        interrupt: &interrupt,
    };
    let done = py.detach(|| {
        let sources = find_sources(&inputs, &[Path::new(&out)])?;
        let mut watch = Watch { interrupt: &interrupt, asked: Instant::now() };
        run(sources, &run_options, &mut watch)
    });
    // Python raises the exception for the interrupt, including that of a user's handler.
    py.check_signals()?;
    let summary = done.map_err(|error| failure(py, &error))?;
    let line = serde_json::to_vec(&summary.line).unwrap_or_default();
    Ok(PyBytes::new(py, &line))
}

/// Unpacks archives to a folder. Returns each archive's name with the source lines of what was not
/// unpacked.
#[pyfunction]
pub(crate) fn unpack(
    py: Python<'_>,
    inputs: Vec<PathBuf>,
    folder: PathBuf,
    options: Options,
) -> PyResult<Vec<(String, Vec<String>)>> {
    let (templates, isolation) = (options.templates(py)?, options.isolation()?);
    let unpacked = py.detach(|| {
        let sources = find_sources(&inputs, &[Path::new(&folder)])?;
        formgrid_batch::unpack(sources, &folder, &isolation, &templates, &Limits::default())
    });
    let line = |line: &SourceLine| serde_json::to_string(line).unwrap_or_default();
    let to_python = |one: Unpacked| (one.archive, one.lines.iter().map(line).collect());
    Ok(unpacked.map_err(|error| failure(py, &error))?.into_iter().map(to_python).collect())
}

/// Interrupts a run when Python is interrupted.
struct Watch<'a> {
    interrupt: &'a AtomicBool,
    asked: Instant,
}

impl Watch<'_> {
    fn ask(&mut self) {
        if self.asked.elapsed() < ASKING {
            return;
        }
        self.asked = Instant::now();
        if Python::attach(|py| py.check_signals()).is_err() {
            self.interrupt.store(true, Ordering::Relaxed);
        }
    }
}

impl Observer for Watch<'_> {
    fn begin(&mut self, _sources: &[Source], _n_resumed: usize) {}

    fn done(&mut self, _line: &SourceLine) {
        self.ask();
    }

    fn waiting(&mut self) {
        self.ask();
    }

    fn writing(&mut self) {}

    fn settled(&mut self, _line: &SourceLine, _audit: Option<&Audit>) {}
}
