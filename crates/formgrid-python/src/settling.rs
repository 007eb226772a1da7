//! The decisions at the end of a run, for engines that collect the lines themselves.

use std::io::Cursor;

use formgrid_batch::{Departments, Region, insert_related};
use formgrid_parquet::{ParquetError, Tables};
use pyo3::{exceptions::PyValueError, prelude::*, pybacked::PyBackedBytes, types::PyBytes};

/// Whether a name is that of a leftover file, which a run skips.
#[pyfunction]
pub(crate) fn is_left_behind(name: &str) -> bool {
    formgrid_batch::is_left_behind(name)
}

/// The file of each department, below `departments/`. A department is its key, its name and its
/// region as JSON, in source order.
#[pyfunction]
pub(crate) fn department_files(
    py: Python<'_>,
    departments: Vec<(String, String, Option<String>)>,
) -> PyResult<Vec<String>> {
    py.detach(|| {
        let mut all = Departments::new();
        let mut numbers = Vec::with_capacity(departments.len());
        for (key, name, region) in &departments {
            let region = region.as_deref().map(serde_json::from_str::<Region>).transpose();
            let region = region.map_err(|error| PyValueError::new_err(error.to_string()))?;
            numbers.push(all.number(key, name, region.as_ref()));
        }
        let files = all.files();
        let name = |number: usize| files.names.get(*files.file_of.get(number)?).cloned();
        Ok(numbers.into_iter().map(|number| name(number).unwrap_or_default()).collect())
    })
}

/// The line of a filing with its related sources.
#[pyfunction]
pub(crate) fn with_related<'py>(
    py: Python<'py>,
    line: &[u8],
    related: Vec<String>,
) -> PyResult<Bound<'py, PyBytes>> {
    let mut line = line.to_vec();
    let related: Vec<&str> = related.iter().map(String::as_str).collect();
    insert_related(&mut line, &related)?;
    Ok(PyBytes::new(py, &line))
}

/// Record lines of one kind as the bytes of a Parquet file; also `source` and `diagnostic` lines.
#[pyfunction]
pub(crate) fn parquet<'py>(
    py: Python<'py>,
    table: &str,
    lines: PyBackedBytes,
) -> PyResult<Bound<'py, PyBytes>> {
    let bytes = py.detach(|| -> Result<Option<Vec<u8>>, ParquetError> {
        let open = |_| Ok::<(Vec<u8>, Cursor<Vec<u8>>), ParquetError>(Default::default());
        let mut tables = Tables::new(formgrid_batch::VERSION, open)?;
        match table {
            "sources" => tables.add_sources(&lines)?,
            "diagnostics" => tables.add_diagnostics(&lines)?,
            _ => tables.add_records(&lines)?,
        }
        let mut all = tables.finish()?.into_iter();
        Ok(all.find(|(name, _)| *name == table).map(|(_, bytes)| bytes))
    });
    let bytes = bytes.map_err(|error| PyValueError::new_err(error.to_string()))?;
    let bytes = bytes.ok_or_else(|| PyValueError::new_err(format!("{table}: no such table")))?;
    Ok(PyBytes::new(py, &bytes))
}
