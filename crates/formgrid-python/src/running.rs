//! Whole runs: that of Python's `extract`, and the command itself.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use formgrid::Program;
use formgrid_batch::{
    Audit, Limits, Observer, Source, SourceLine, Start, Unpacked, find_sources, run,
};
use pyo3::{prelude::*, types::PyBytes};

use crate::{failure::failure, options::Options};

/// How often Python is asked whether it was interrupted.
const ASKING: Duration = Duration::from_millis(200);

/// Does what arguments of the command say, and gives its exit code. `worker` is how this process can be
/// called again.
#[pyfunction]
pub(crate) fn command(
    py: Python<'_>,
    worker: (PathBuf, Vec<OsString>),
    arguments: Vec<OsString>,
) -> u8 {
    let (path, before) = worker;
    py.detach(|| formgrid::command(Program { path, arguments: before }, arguments))
}

/// Reads inputs and writes the output folder. Gives the counts of the run, as `run.json` holds them.
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
        start: Start::Continue,
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
    // What interrupted the run is what Python has to say, a handler of the user's included.
    py.check_signals()?;
    let summary = done.map_err(|error| failure(py, &error))?;
    let line = serde_json::to_vec(&summary.line).unwrap_or_default();
    Ok(PyBytes::new(py, &line))
}

/// Writes what archives hold to a folder. Gives the name of each archive, with the source lines of what
/// became no file.
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

/// Stops a run where Python was interrupted.
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
