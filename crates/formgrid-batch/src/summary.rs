//! Counts the results of a run.

use std::collections::BTreeMap;

use formgrid_model::Code;
use formgrid_records::{Coverage, Kind};
use formgrid_sinks::{DriftLine, LookAlikes, RunLine, SCHEMA_VERSION, Status, TemplateSet};

use crate::{Audit, BUILD, CacheCounts, Drift, outcome::Outcome, templates};

/// The summary of a run.
#[derive(Debug)]
pub struct Summary {
    /// Counts for `run.json`.
    pub line: RunLine,
    /// Coverage of the non-empty cells of all filings.
    pub coverage: Coverage,
    /// Audited texts of all sources and how many are lost; zero without an audit.
    pub audit: Audit,
    /// What the templates do not know about the forms.
    pub drift: Drift,
    /// Departments whose names look alike.
    pub look_alikes: LookAlikes,
    /// Cache counts; without a cache every source counts as read.
    pub taken: CacheCounts,
}

impl Summary {
    pub(crate) fn new(templates: &templates::TemplateSet) -> Self {
        let line = RunLine {
            tool: "formgrid",
            version: env!("CARGO_PKG_VERSION"),
            build: BUILD,
            schema_version: SCHEMA_VERSION,
            templates: TemplateSet {
                fingerprint: templates.fingerprint().to_owned(),
                count: templates.count(),
            },
            sources: Status::ALL.into_iter().map(|status| (status, 0)).collect(),
            records: Kind::ALL.into_iter().map(|kind| (kind, 0)).collect(),
            diagnostics: BTreeMap::new(),
            drift: DriftLine::default(),
            departments: Vec::new(),
            parquet: false,
        };
        Self {
            line,
            coverage: Coverage::default(),
            audit: Audit::default(),
            drift: Drift::default(),
            look_alikes: LookAlikes::default(),
            taken: CacheCounts::default(),
        }
    }

    pub(crate) fn count(&mut self, outcome: &Outcome) {
        *self.line.sources.entry(outcome.line.status).or_default() += 1;
        for (kind, n) in &outcome.line.records {
            *self.line.records.entry(*kind).or_default() += n;
        }
        if !matches!(outcome.line.status, Status::Duplicate | Status::Skipped) {
            self.taken.count(outcome.taken);
        }
        self.drift.count(&outcome.line.path, &outcome.prints);
        for (code, n) in &outcome.codes {
            *self.line.diagnostics.entry(*code).or_default() += n;
        }
        self.coverage.cells += outcome.coverage.cells;
        self.coverage.mapped += outcome.coverage.mapped;
        self.coverage.unmapped += outcome.coverage.unmapped;
        if let Some(audit) = &outcome.audit {
            self.audit.texts += audit.texts;
            self.audit.n_lost += audit.n_lost;
        }
    }

    /// Completes the counts.
    pub(crate) fn close(&mut self) {
        self.drift.finish();
        self.line.drift = self.drift.line.clone();
    }

    /// Number of sources with a status.
    pub fn n_sources(&self, status: Status) -> usize {
        self.line.sources.get(&status).copied().unwrap_or(0)
    }

    /// Number of findings with a code or, given only an area, with any of its codes.
    pub fn n_findings(&self, code_or_area: &str) -> usize {
        let is_meant = |code: Code| {
            let name = code.as_str();
            name == code_or_area || name.split('/').next() == Some(code_or_area)
        };
        let counts = self.line.diagnostics.iter();
        counts.filter(|(code, _)| is_meant(**code)).map(|(_, n)| n).sum()
    }
}
