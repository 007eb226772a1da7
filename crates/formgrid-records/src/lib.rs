//! Document to records: one engine, driven by form templates.

mod bands;
mod cells;
mod checks;
mod columns;
mod decimal;
mod department;
mod explain;
mod forms;
mod ids;
mod learn;
mod money;
mod place;
mod proof;
mod recognize;
mod record;
mod regions;
mod share;
mod template;
#[cfg(test)]
mod tests;
mod text;
mod values;
mod words;
mod year;

use formgrid_model::{Diagnostics, Document};

pub use department::key as department_key;
pub use explain::{BandExplanation, Explanation, HeaderWord, PartExplanation, TableExplanation};
pub use money::parse as parse_money;
pub use recognize::{Match, Questions};
pub use record::{
    Baseline, Body, BudgetExecution, CellPart, Coverage, Execution, Features, Filing, Funding,
    Goal, Head, HistoryAmount, Indicator, Instalment, Kind, Money, Origin, Places, Print, Project,
    ProjectFunding, Record, Region, Spot, Stage, Statement, TableCell, Unmapped, Value, ValueKind,
    WholeTable, YearEvidence,
};
pub use template::{
    Defaults, Field, Horizon, Inline, Part, Recognize, Section, Template, TemplateError, Templates,
};
pub use values::parse as parse_value;

/// Reads the records of one document.
///
/// `path` names the source in every record. Records are in document order, each filing before its
/// lines. Findings are added to `diagnostics`.
pub fn extract(
    document: &Document,
    path: &str,
    templates: &Templates,
    diagnostics: &mut Diagnostics,
) -> Vec<Record> {
    let mut foreign = recognize::WordSet::default();
    let mut records = read(document, path, templates, &mut foreign, diagnostics);
    recognize::report_nearest(templates, &foreign, &mut records, diagnostics);
    checks::run(&records, diagnostics);
    records
}

/// Runs the stages: cells and words, bands and columns, forms, records. Adds the words of the tables
/// that fit no template to `foreign`.
fn read(
    document: &Document,
    path: &str,
    templates: &Templates,
    foreign: &mut recognize::WordSet,
    diagnostics: &mut Diagnostics,
) -> Vec<Record> {
    let mut templates_of = Vec::new();
    let content = regions::Content::new(document, templates);
    let reading = forms::read(&content, templates, |sheets, words| {
        let own = recognize::WordSet::of(sheets, words, words.vocabulary());
        let found = recognize::best(templates, &own);
        if found.is_none() {
            foreign.extend(own);
        }
        templates_of.extend(std::iter::repeat_n(found, sheets.len()));
        found.map_or(templates.generic(), |template| template.vocabulary())
    });
    let forms = forms::cut(&reading);
    place::write(&reading, &forms, &templates_of, path, diagnostics)
}

/// Extracts like [`extract`] and returns what the records depend on in the templates: any set with
/// the same [`Questions::answers`] gives the same records and findings.
pub fn extract_asking(
    document: &Document,
    path: &str,
    templates: &Templates,
    diagnostics: &mut Diagnostics,
) -> (Vec<Record>, Questions) {
    (extract(document, path, templates, diagnostics), Questions::default())
}

/// Explains which templates fit a document and how its tables are read.
pub fn explain(document: &Document, templates: &Templates) -> Explanation {
    explain::explain(document, templates)
}

/// Drafts a template with the id `id`, as TOML, from a document of the form and its records.
pub fn learn(document: &Document, records: &[Record], templates: &Templates, id: &str) -> String {
    learn::learn(document, records, templates, id)
}
