//! One document, from bytes to lines.

use std::sync::Arc;

use formgrid_batch::{Limits, ReadChunk, ReaderOptions};
use pyo3::{prelude::*, pybacked::PyBackedBytes, types::PyBytes};

use crate::{
    failure::{failure, raise},
    options::Options,
};

/// Reads documents with its own workers. Thread-safe.
#[derive(Debug)]
#[pyclass(frozen, module = "formgrid._native")]
pub(crate) struct Reader {
    reader: formgrid_batch::Reader,
}

/// Department, its key, its region as JSON, fiscal year, identity of equal filings, length of the
/// filing's own line, all lines.
type Chunk<'py> = (
    Option<String>,
    Option<String>,
    Option<String>,
    Option<i32>,
    Option<String>,
    usize,
    Bound<'py, PyBytes>,
);

/// Source line, findings, chunks.
type Read<'py> = (Bound<'py, PyBytes>, Bound<'py, PyBytes>, Vec<Chunk<'py>>);

/// Table lines, or the code and message of the error.
type Tables<'py> = (Bound<'py, PyBytes>, Option<(String, String)>);

#[pymethods]
impl Reader {
    #[new]
    fn new(py: Python<'_>, options: Options) -> PyResult<Self> {
        let options = ReaderOptions {
            isolation: options.isolation()?,
            templates: options.templates(py)?,
            limits: Limits::default(),
            jobs: options.jobs,
            personal: options.personal,
            places: options.places,
            departments: options.register(py)?,
        };
        let reader = formgrid_batch::Reader::new(options)
            .map_err(|error| raise(py, "WorkerError", error.to_string()))?;
        Ok(Self { reader })
    }

    /// Reads a document named `name`.
    fn read<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        document: PyBackedBytes,
    ) -> PyResult<Read<'py>> {
        let read = py.detach(|| self.reader.read(name, Arc::from(&*document)));
        let read = read.map_err(|error| failure(py, &error))?;
        let line = serde_json::to_vec(&read.line).unwrap_or_default();
        let chunks = read.chunks.iter().map(|chunk| to_python(py, chunk)).collect();
        Ok((PyBytes::new(py, &line), PyBytes::new(py, &read.diagnostics), chunks))
    }

    /// The tables of a document as lines, or the code and message of the error.
    fn tables<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        document: PyBackedBytes,
    ) -> PyResult<Tables<'py>> {
        let read = py.detach(|| self.reader.tables(name, Arc::from(&*document)));
        Ok(match read.map_err(|error| failure(py, &error))? {
            Ok(lines) => (PyBytes::new(py, &lines), None),
            Err(error) => (PyBytes::new(py, &[]), Some((error.code, error.message))),
        })
    }
}

fn to_python<'py>(py: Python<'py>, chunk: &ReadChunk) -> Chunk<'py> {
    let region = chunk.region.as_ref().and_then(|region| serde_json::to_string(region).ok());
    (
        chunk.department.clone(),
        chunk.department_key.clone(),
        region,
        chunk.fiscal_year,
        chunk.filing.clone(),
        chunk.filing_len,
        PyBytes::new(py, &chunk.lines),
    )
}
