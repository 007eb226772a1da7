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

pub use engine::{Explanation, HeaderWord, Match, Questions, TableExplanation};
pub use record::{
    Baseline, Body, BudgetExecution, CellPart, Coverage, Filing, Funding, Goal, Head,
    HistoryAmount, Indicator, Instalment, Kind, Money, Origin, Print, Project, ProjectFunding,
    Record, Region, Statement, TableCell, Unmapped, Value, ValueKind, WholeTable, YearEvidence,
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
    let (records, _) = engine::read(document, path, templates, diagnostics);
    checks::run(&records, diagnostics);
    records
}

/// Does what [`extract`] does, and tells what it asked of the templates: a set that gives the same
/// answers leads to the same records and findings.
pub fn extract_asking(
    document: &Document,
    path: &str,
    templates: &Templates,
    diagnostics: &mut Diagnostics,
) -> (Vec<Record>, Questions) {
    let (records, questions) = engine::read_asking(document, path, templates, diagnostics);
    checks::run(&records, diagnostics);
    (records, questions)
}

/// Explains which templates fit a document and which of its header words are known.
pub fn explain(document: &Document, templates: &Templates) -> Explanation {
    engine::explain(document, templates)
}

/// Drafts a template from a document of its form and what the document was read as.
pub fn learn(document: &Document, records: &[Record], templates: &Templates, id: &str) -> String {
    engine::learn(document, records, templates, id)
}
