//! How the forms of a run differ from those that the templates know, as `run.json` states it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// What the forms of a run show that the templates do not know, and how they change from year to year.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct DriftLine {
    /// Forms that no template fits.
    pub without_template: WithoutTemplate,
    /// Filings by the header word that is not known, folded as it is compared.
    pub unknown_headers: BTreeMap<String, usize>,
    /// Templates whose forms have other header words in one fiscal year than in the one before.
    pub header_changes: Vec<HeaderChange>,
}

/// Forms that no template fits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct WithoutTemplate {
    /// How many filings were read by their header words alone.
    pub filings: usize,
    /// How many sources hold such filings.
    pub sources: usize,
    /// Those filings by the template that comes nearest.
    pub nearest: BTreeMap<String, usize>,
}

/// The header words of one template in two fiscal years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeaderChange {
    /// Id of the template.
    pub template: String,
    /// The earlier year.
    pub from: i32,
    /// The later year: the next one that a filing of the run has.
    pub to: i32,
    /// Header words of the later year alone.
    pub came: Vec<String>,
    /// Header words of the earlier year alone.
    pub went: Vec<String>,
}
