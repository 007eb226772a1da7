//! Document to records: templates say what the cells mean, one engine reads them all.

mod checks;
mod decimal;
mod department;
mod engine;
mod ids;
mod money;
mod record;
mod share;
mod template;
mod values;
mod year;

use formgrid_model::{Diagnostics, Document};

pub use engine::Match;
pub use record::{
    Baseline, Body, BudgetExecution, Coverage, Filing, Funding, Goal, Head, HistoryAmount,
    Indicator, Instalment, Kind, Money, Origin, Project, ProjectFunding, Record, Region, Statement,
    TableCell, Unmapped, Value, ValueKind, WholeTable, YearEvidence,
};
pub use template::{
    Defaults, Field, Horizon, Inline, Part, Recognize, Section, TableKind, Template, TemplateError,
    Templates,
};

/// Reads the records of one document.
///
/// `path` names the source in every record. The result is in the order of the document, each filing
/// before its lines.
pub fn extract(
    document: &Document,
    path: &str,
    templates: &Templates,
    diagnostics: &mut Diagnostics,
) -> Vec<Record> {
    let records = engine::read(document, path, templates, diagnostics);
    checks::run(&records, diagnostics);
    records
}

/// How well every template fits a document as a whole, best first.
///
/// A document may hold several forms, and each table is matched on its own; this is what a person asks
/// who wonders why a form was not recognized.
pub fn explain(document: &Document, templates: &Templates) -> Vec<Match> {
    engine::explain(document, templates)
}
