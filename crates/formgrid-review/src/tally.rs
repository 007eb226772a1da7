//! The index row of a source, and whether it needs a review.

use std::collections::{BTreeMap, BTreeSet};

/// Bars of the histogram of confidence.
pub(crate) const N_BARS: usize = 10;

/// The counted part of a finding.
#[derive(Debug, Clone, Copy)]
pub struct Finding<'a> {
    /// What kind of finding it is.
    pub code: &'a str,
    /// `info`, `warning` or `error`.
    pub severity: &'a str,
}

/// Counts of a source.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tally {
    /// The source, as records name it.
    pub path: String,
    /// SHA-256 of its bytes in hex; empty if unreadable.
    pub sha256: String,
    /// Its status.
    pub status: String,
    /// Its format; empty if unknown.
    pub format: String,
    /// The error, if any.
    pub error: String,
    /// Departments, as printed.
    pub departments: Vec<String>,
    /// File name of its page below the report folder, if it has one.
    pub page: Option<String>,
    pub(crate) years: BTreeSet<i64>,
    pub(crate) templates: BTreeSet<String>,
    pub(crate) n_records: usize,
    pub(crate) n_doubtful: usize,
    pub(crate) n_unmapped: usize,
    pub(crate) n_tables: usize,
    /// The lowest confidence of a record; 1 without records.
    pub(crate) lowest: Option<f64>,
    pub(crate) bars: [usize; N_BARS],
    /// Doubtful records by department; the empty name stands for none.
    pub(crate) doubtful_of: BTreeMap<String, usize>,
    /// Warnings and errors, by code.
    pub(crate) codes: BTreeMap<String, usize>,
}

/// The counted part of a record.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    /// Its kind.
    pub kind: &'a str,
    /// Its confidence, 0 to 1.
    pub confidence: f64,
    /// Its department.
    pub department: Option<&'a str>,
    /// Its year.
    pub year: Option<i64>,
    /// Its template, for filings.
    pub template: Option<&'a str>,
}

impl Tally {
    /// Counts a record. Those below a confidence are doubtful.
    pub fn add(&mut self, record: Counted<'_>, below: f64) {
        let Counted { kind, confidence, department, year, template } = record;
        self.n_records += 1;
        self.n_unmapped += usize::from(kind == "unmapped");
        self.n_tables += usize::from(kind == "table");
        self.years.extend(year);
        self.templates.extend(template.map(str::to_owned));
        let ends = (1_u8..).map(|nth| f64::from(nth) / 10.0);
        let nth = ends.take(N_BARS - 1).filter(|end| confidence >= *end).count();
        if let Some(bar) = self.bars.get_mut(nth) {
            *bar += 1;
        }
        if kind == "unmapped" || kind == "table" {
            return;
        }
        self.lowest = Some(self.lowest.map_or(confidence, |lowest| lowest.min(confidence)));
        if confidence < below {
            self.n_doubtful += 1;
            *self.doubtful_of.entry(department.unwrap_or_default().to_owned()).or_default() += 1;
        }
    }

    /// Counts a finding if it is a warning or error.
    pub fn find(&mut self, finding: Finding<'_>) {
        if finding.severity != "info" {
            *self.codes.entry(finding.code.to_owned()).or_default() += 1;
        }
    }

    /// The reasons for a review; empty if there are none.
    pub fn reasons(&self) -> Vec<String> {
        let n_findings: usize = self.codes.values().sum();
        let mut reasons = Vec::new();
        let mut add = |is: bool, text: String| reasons.extend(is.then_some(text));
        add(self.status == "partial", "read in part".to_owned());
        add(self.n_doubtful > 0, format!("{} doubtful", self.n_doubtful));
        add(n_findings > 0, format!("{n_findings} findings"));
        add(self.templates.contains("generic"), "no template".to_owned());
        add(self.n_unmapped > 0, format!("{} unmapped", self.n_unmapped));
        add(self.n_tables > 0, format!("{} tables unread", self.n_tables));
        reasons
    }

    /// Whether it was read.
    pub fn is_read(&self) -> bool {
        matches!(self.status.as_str(), "ok" | "partial")
    }

    /// Sort key, most urgent first: errors, lowest confidence, number of doubts.
    pub fn urgency(&self) -> (bool, u8, std::cmp::Reverse<usize>) {
        let lowest = self.lowest.unwrap_or(1.0).clamp(0.0, 1.0) * 100.0;
        let percent = (0..=100_u8).rev().find(|step| f64::from(*step) <= lowest).unwrap_or(0);
        let n_findings: usize = self.codes.values().sum();
        let doubts = self.n_doubtful + self.n_unmapped + n_findings;
        (self.status != "partial", percent, std::cmp::Reverse(doubts))
    }
}

#[cfg(test)]
mod tests {
    use super::{Counted, Finding, Tally};

    fn record(confidence: f64) -> Counted<'static> {
        Counted {
            kind: "goal",
            confidence,
            department: Some("甲"),
            year: Some(2030),
            template: None,
        }
    }

    #[test]
    fn a_confident_complete_source_needs_no_review() {
        let mut tally = Tally { status: "ok".to_owned(), ..Tally::default() };
        tally.add(record(0.97), 0.7);
        tally.find(Finding { code: "layout/furniture", severity: "info" });
        assert!(tally.reasons().is_empty());
        tally.add(record(0.42), 0.7);
        tally.find(Finding { code: "check/parts-total", severity: "warning" });
        assert_eq!(tally.reasons(), ["1 doubtful", "1 findings"]);
        assert_eq!((tally.bars[4], tally.bars[9]), (1, 1));
        assert_eq!(tally.urgency().1, 42);
    }

    #[test]
    fn confidence_1_falls_into_the_last_bar() {
        let mut tally = Tally::default();
        [1.0, 0.9, 0.899].into_iter().for_each(|sure| tally.add(record(sure), 0.7));
        assert_eq!((tally.bars[8], tally.bars[9]), (1, 2));
    }
}
