//! How the forms of a run differ from the templates, as written to `run.json`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// Forms and header words of a run that no template knows, and changes of forms from year to year.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct DriftLine {
    /// Forms that no template fits.
    pub without_template: WithoutTemplate,
    /// Number of filings by unknown header word, normalized for comparison.
    pub unknown_headers: BTreeMap<String, usize>,
    /// Templates whose forms have other header words than in the previous fiscal year.
    pub header_changes: Vec<HeaderChange>,
}

/// Forms that no template fits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct WithoutTemplate {
    /// Number of filings that were read by their header words alone.
    pub filings: usize,
    /// Number of sources with such filings.
    pub sources: usize,
    /// Number of such filings by the nearest template.
    pub nearest: BTreeMap<String, usize>,
}

/// The header words of one template in two fiscal years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeaderChange {
    /// Id of the template.
    pub template: String,
    /// The earlier year.
    pub from: i32,
    /// The later year: the next one among the filings of the run.
    pub to: i32,
    /// Header words only in the later year.
    pub came: Vec<String>,
    /// Header words only in the earlier year.
    pub went: Vec<String>,
}
