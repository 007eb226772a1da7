//! Options for reading, as passed from Python.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use formgrid_batch::{
    Allowance, BatchError, Isolation, Program, Register, TemplateFiles, TemplateSet,
};
use pyo3::{exceptions::PyValueError, prelude::*};

use crate::failure::failure;

/// Options shared by reading one document and a run.
#[derive(Debug, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Options {
    /// The interpreter command that starts workers; absent to read in process.
    worker: Option<(PathBuf, Vec<OsString>)>,
    templates: Option<PathBuf>,
    without_templates: Vec<String>,
    departments: Option<PathBuf>,
    /// Seconds.
    timeout: f64,
    /// Bytes.
    max_memory: u64,
    pub(crate) jobs: usize,
    pub(crate) personal: bool,
    pub(crate) places: bool,
}

impl Options {
    pub(crate) fn isolation(&self) -> PyResult<Isolation> {
        let Some((path, arguments)) = self.worker.clone() else { return Ok(Isolation::InProcess) };
        let time = Duration::try_from_secs_f64(self.timeout).ok().filter(|time| !time.is_zero());
        let time = time.ok_or_else(|| PyValueError::new_err("timeout: name seconds above zero"))?;
        let allowance = Allowance { time, memory: self.max_memory };
        Ok(Isolation::Processes { program: Program { path, arguments }, allowance })
    }

    pub(crate) fn templates(&self, py: Python<'_>) -> PyResult<TemplateSet> {
        let read = || -> Result<TemplateSet, BatchError> {
            let files = TemplateFiles::read(self.templates.as_deref(), &self.without_templates)?;
            TemplateSet::new(files)
        };
        py.detach(read).map_err(|error| failure(py, &error))
    }

    pub(crate) fn register(&self, py: Python<'_>) -> PyResult<Register> {
        let read = self.departments.as_deref().map(Register::read).transpose();
        Ok(read.map_err(|error| failure(py, &error))?.unwrap_or_default())
    }
}
