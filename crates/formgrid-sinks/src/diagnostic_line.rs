//! A finding as one line of `diagnostics.jsonl`.

use std::io;

use formgrid_model::{Code, Diagnostic, Severity};
use formgrid_records::Origin;
use schemars::JsonSchema;
use serde::Serialize;

use crate::origin;

/// One line of `diagnostics.jsonl`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DiagnosticLine<'a> {
    /// Code, of the form `area/what`.
    code: Code,
    /// Follows from the code.
    severity: Severity,
    /// What was found: a lower-case fragment.
    message: &'a str,
    /// Where it was found.
    source: Origin,
    /// Id of the filing it is about.
    filing: Option<&'a str>,
    /// Id of the record it is about.
    record: Option<&'a str>,
}

/// Appends the line of a finding with its terminator. `sheets` holds the source's sheet names.
pub fn write_diagnostic(
    diagnostic: &Diagnostic,
    path: &str,
    sheets: &[String],
    out: &mut Vec<u8>,
) -> io::Result<()> {
    let line = DiagnosticLine {
        code: diagnostic.code,
        severity: diagnostic.code.severity(),
        message: &diagnostic.message,
        source: origin(path, &diagnostic.place, sheets),
        filing: diagnostic.filing.as_deref(),
        record: diagnostic.record.as_deref(),
    };
    serde_json::to_writer(&mut *out, &line)?;
    out.push(b'\n');
    Ok(())
}
