//! Maps errors of a run to exceptions of the package.

use std::error::Error;

use formgrid_batch::BatchError;
use pyo3::{
    exceptions::{PyKeyboardInterrupt, PyRuntimeError},
    prelude::*,
};

/// Name of the exception for an error, in the module `formgrid.errors`.
fn class(error: &BatchError) -> &'static str {
    match error {
        BatchError::Templates { .. }
        | BatchError::Template { .. }
        | BatchError::UnknownTemplate { .. } => "TemplateError",
        BatchError::Register { .. } | BatchError::RegisterLine { .. } => "RegisterError",
        BatchError::Output { .. }
        | BatchError::Gone { .. }
        | BatchError::Full { .. }
        | BatchError::Busy { .. }
        | BatchError::Quarantine { .. } => "OutputError",
        BatchError::Worker { .. } | BatchError::Threads(_) => "WorkerError",
        BatchError::Pattern { .. } | BatchError::NoMatch { .. } => "InputError",
        _ => "FormgridError",
    }
}

/// The exception for an error.
pub(crate) fn failure(py: Python<'_>, error: &BatchError) -> PyErr {
    if matches!(error, BatchError::Interrupted) {
        return PyKeyboardInterrupt::new_err(());
    }
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        message = format!("{message}: {inner}");
        cause = inner.source();
    }
    raise(py, class(error), message)
}

/// An exception of the module `formgrid.errors`.
pub(crate) fn raise(py: Python<'_>, class: &str, message: String) -> PyErr {
    let made = py
        .import("formgrid.errors")
        .and_then(|errors| errors.getattr(class))
        .and_then(|class| class.call1((message.clone(),)));
    match made {
        Ok(exception) => PyErr::from_value(exception),
        Err(_) => PyRuntimeError::new_err(message),
    }
}
