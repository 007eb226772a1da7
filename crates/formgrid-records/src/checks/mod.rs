//! Checks: contradictions between figures that a form states twice.
//!
//! A check reads the records of one filing and reports. It never changes a value, because a person
//! has to decide which of two contradicting numbers is wrong. One function is one check with one
//! code. A check is silent if the form omits what it compares.

mod filings;
mod indicators;
mod projects;
mod reconcile;
mod scores;
mod sums;

#[cfg(test)]
mod fixture;

use formgrid_model::{Atoms, Code, Diagnostic, Diagnostics};
use indexmap::IndexMap;

use crate::record::{Body, Filing, Funding, Indicator, Kind, Project, Record};

/// A check: reads one filing and reports what it finds.
type Check = fn(&FilingRecords<'_>, &mut Findings<'_>);

/// Every check, in the order of its findings.
const CHECKS: &[Check] = &[
    filings::year_is_well_founded,
    filings::amounts_have_a_unit,
    sums::parts_make_the_total,
    sums::shares_fit_amounts,
    sums::income_equals_expenditure,
    sums::projects_make_the_project_funding,
    projects::sources_make_the_project_total,
    projects::last_instalment_is_the_budget,
    projects::cost_stays_within_budget,
    projects::rate_fits_execution,
    scores::weights_add_up,
    scores::scores_stay_within_weights,
    scores::scores_make_the_total,
    indicators::horizon_pairs_agree,
    indicators::values_are_no_basis_words,
    indicators::levels_belong_together,
];

/// Runs every check over the records of a source.
pub(crate) fn run(records: &[Record], diagnostics: &mut Diagnostics) {
    let mut filings = IndexMap::<&str, FilingRecords<'_>>::new();
    for record in records {
        filings.entry(&record.head.filing).or_default().add(record);
    }
    let mut findings = Findings { diagnostics };
    for filing in filings.values() {
        for check in CHECKS {
            check(filing, &mut findings);
        }
    }
}

/// A record with its body.
type Line<'a, T> = (&'a Record, &'a T);

/// The records of one filing by kind, each in the order of the form.
#[derive(Debug, Default)]
struct FilingRecords<'a> {
    filing: Option<Line<'a, Filing>>,
    funding: Vec<Line<'a, Funding>>,
    projects: Vec<Line<'a, Project>>,
    indicators: Vec<Line<'a, Indicator>>,
}

impl<'a> FilingRecords<'a> {
    fn add(&mut self, record: &'a Record) {
        debug_assert_eq!(record.head.kind == Kind::Filing, matches!(record.body, Body::Filing(_)));
        match &record.body {
            Body::Filing(filing) => self.filing = Some((record, filing)),
            Body::Funding(funding) => self.funding.push((record, funding)),
            Body::Project(project) => self.projects.push((record, project)),
            Body::Indicator(indicator) => self.indicators.push((record, indicator)),
            Body::Statement(_) | Body::Goal(_) | Body::Table(_) | Body::Unmapped(_) => {}
        }
    }
}

/// Sink for the findings of checks.
#[derive(Debug)]
struct Findings<'a> {
    diagnostics: &'a mut Diagnostics,
}

impl Findings<'_> {
    /// Reports a finding about a record.
    fn report(&mut self, code: Code, record: &Record, message: String) {
        let source = &record.head.source;
        self.diagnostics.push(Diagnostic {
            code,
            message,
            place: source.place(),
            atoms: Atoms::new(),
            filing: Some(record.head.filing.clone()),
            record: Some(record.head.id.clone()),
        });
    }
}

/// The place of a record, for a message that names a second place: ` (line 12)`.
fn at(record: &Record) -> String {
    let source = &record.head.source;
    if let Some(line) = source.line {
        format!(" (line {line})")
    } else if let (Some(sheet), Some(cell)) = (&source.sheet, &source.cell) {
        format!(" (sheet {sheet}, cell {cell})")
    } else if let Some(page) = source.page {
        format!(" (page {page})")
    } else {
        String::new()
    }
}
