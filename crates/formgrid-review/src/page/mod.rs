//! The page of a source: the original, the rebuilt grid, and the records, side by side.
//!
//! Corresponding elements share a key in `data-c`: a grid cell, its box on the page, and each value
//! read in it. Scripts highlight the key of the selection; without scripts the page is still
//! readable.

mod grid;
mod original;
mod records;

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use crate::{
    FindingLine, RecordLine, Report, Tally, View, field,
    shell::{basket, document, legend},
    view::{Locator, cell_key},
};

/// Maximum number of cells shown per source, doubtful tables first.
const MAX_CELLS: usize = 6_000;

/// Maximum number of records shown per source.
const MAX_RECORDS: usize = 1_200;

/// A source with everything shown on its page.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its index row.
    pub tally: &'a Tally,
    /// Its records, in document order.
    pub records: &'a [RecordLine],
    /// Its findings.
    pub findings: &'a [FindingLine],
    /// Its view; none if the document is unavailable.
    pub view: Option<&'a View>,
    /// File name prefix of its page images.
    pub images: &'a str,
}

/// File names of the neighboring pages.
#[derive(Debug, Clone, Copy, Default)]
pub struct Neighbours<'a> {
    /// The previous page.
    pub previous: Option<&'a str>,
    /// The next page.
    pub next: Option<&'a str>,
}

/// The pages to draw, from 1: doubtful pages first, then other pages with records, at most `n`; the
/// first pages if nothing was read.
pub fn pages_of(
    records: &[RecordLine],
    findings: &[FindingLine],
    below: f64,
    most: usize,
) -> Vec<u32> {
    let (mut doubtful, mut others) = (BTreeSet::new(), BTreeSet::new());
    for record in records {
        let is_doubtful = record.confidence() < below || record.text("kind") == "unmapped";
        let pages = if is_doubtful { &mut doubtful } else { &mut others };
        let places = std::iter::once(record.place()).chain(record.places());
        pages.extend(places.filter_map(|place| place.page));
    }
    let told = findings.iter().filter(|finding| finding.severity != "info");
    doubtful.extend(told.filter_map(|finding| finding.place.page));
    if doubtful.is_empty() && others.is_empty() {
        return (1..).take(most).collect();
    }
    let others = others.difference(&doubtful);
    let chosen: BTreeSet<u32> = doubtful.iter().chain(others).copied().take(most).collect();
    chosen.into_iter().collect()
}

/// The records of a cell.
#[derive(Debug, Clone, Default)]
struct Use {
    /// The lowest confidence of its records.
    confidence: f64,
    /// Whether only an `unmapped` line holds it.
    is_unmapped: bool,
}

/// Data shared by the columns of a page.
struct Shared<'a> {
    source: Source<'a>,
    locator: Option<Locator<'a>>,
    uses: BTreeMap<String, Use>,
    /// Indices of the tables shown.
    tables: BTreeSet<usize>,
    /// Indices of the records shown.
    records: Vec<&'a RecordLine>,
    /// Findings by record id.
    findings_of: BTreeMap<&'a str, Vec<&'a FindingLine>>,
}

/// Renders the page.
pub fn page(report: &Report, source: Source<'_>, neighbours: Neighbours<'_>) -> String {
    let shared = Shared::new(source, report.below);
    let tally = source.tally;
    let body = html! {
        a.skip href="#records" { "To the records" }
        header.top {
            nav aria-label="Sources" {
                a href="../index.html" { "All sources" }
                @if let Some(file) = neighbours.previous { " " a rel="prev" href=(file) { "Previous" } }
                @if let Some(file) = neighbours.next { " " a rel="next" href=(file) { "Next" } }
            }
            h1 { (tally.path) }
            p {
                (tally.status) ", " (tally.format) ", " (tally.n_records) " records. "
                (tally.reasons().join(", "))
            }
            @for remark in source.view.map(|view| view.remarks.as_slice()).unwrap_or_default() {
                p.remark { code { (remark.code) } " " (remark.message) }
            }
            (legend())
            (basket())
            p.keys hidden {
                kbd { "j" } " " kbd { "k" } " next and previous record, " kbd { "d" } " next doubtful, "
                kbd { "a" } " accept, " kbd { "e" } " edit, " kbd { "n" } " " kbd { "p" }
                " next and previous source, " kbd { "Esc" } " let go"
            }
        }
        main.columns data-path=(tally.path) data-sha=(tally.sha256) data-below=(report.below) {
            (original::column(&shared))
            (grid::column(&shared))
            (records::column(&shared, report.below))
        }
        (offers())
    };
    document(report, &tally.path, "../", &["basket.js", "page.js"], &body)
}

/// Choices for scripts: fields of a column or label, and fields of a record.
fn offers() -> Markup {
    html! {
        template id="columns" {
            @for name in field::COLUMN_FIELDS { option value=(name) { (name) } }
        }
        template id="labels" {
            @for name in field::LABEL_FIELDS { option value=(name) { (name) } }
        }
        @for kind in field::kinds() {
            template id={ "fields-" (kind) } {
                @for (path, shape) in field::fields_of(kind) {
                    @if !path.contains('*') {
                        option value=(path) data-s=(shape.name()) { (path) }
                    }
                }
            }
        }
    }
}

impl<'a> Shared<'a> {
    fn new(source: Source<'a>, below: f64) -> Self {
        let locator = source.view.map(|view| Locator::new(&view.document));
        let mut shared = Self {
            source,
            locator,
            uses: BTreeMap::new(),
            tables: BTreeSet::new(),
            records: Vec::new(),
            findings_of: BTreeMap::new(),
        };
        for finding in source.findings {
            if let Some(id) = &finding.record {
                shared.findings_of.entry(id).or_default().push(finding);
            }
        }
        shared.choose_records(below);
        shared.use_cells();
        shared.choose_tables(below);
        shared
    }

    /// The key of a place.
    fn key(&self, place: &crate::Place, text: &str) -> Option<String> {
        self.locator.as_ref()?.key(place, text)
    }

    fn is_doubtful(&self, record: &RecordLine, below: f64) -> bool {
        record.confidence() < below
            || record.text("kind") == "unmapped"
            || self.findings_of.contains_key(record.text("id"))
    }

    fn choose_records(&mut self, below: f64) {
        let all = self.source.records;
        let mut left = MAX_RECORDS;
        let mut chosen: Vec<bool> = vec![false; all.len()];
        for wanted in [true, false] {
            for (record, chosen) in all.iter().zip(&mut chosen) {
                if left > 0 && !*chosen && self.is_doubtful(record, below) == wanted {
                    *chosen = true;
                    left -= 1;
                }
            }
        }
        self.records = all
            .iter()
            .zip(&chosen)
            .filter_map(|(record, chosen)| chosen.then_some(record))
            .collect();
    }

    fn use_cells(&mut self) {
        let mut uses: BTreeMap<String, Use> = BTreeMap::new();
        for record in self.source.records {
            let is_unmapped = record.text("kind") == "unmapped";
            let own = std::iter::once(record.place()).filter(|_| is_unmapped);
            for place in record.places().chain(own) {
                let Some(key) = self.key(&place, "") else { continue };
                let confidence = record.confidence();
                let new = Use { confidence, is_unmapped };
                let old = uses.entry(key).or_insert_with(|| new.clone());
                old.confidence = old.confidence.min(confidence);
                old.is_unmapped &= is_unmapped;
            }
        }
        self.uses = uses;
    }

    /// Chooses the tables to show, doubtful ones first.
    fn choose_tables(&mut self, below: f64) {
        let Some(view) = self.source.view else { return };
        let doubtful: BTreeSet<usize> = self
            .source
            .records
            .iter()
            .filter(|record| self.is_doubtful(record, below))
            .filter_map(|record| record.place().table)
            .collect();
        let mut left = MAX_CELLS;
        for wanted in [true, false] {
            for (number, table) in view.document.tables() {
                let n_cells = table.grid.cells().len();
                if doubtful.contains(&number) == wanted && n_cells <= left {
                    self.tables.insert(number);
                    left -= n_cells;
                }
            }
        }
    }

    /// The CSS class and key of a cell.
    fn cell(&self, table: usize, row: usize, col: usize) -> (String, Option<&'static str>) {
        let key = cell_key(table, row, col);
        let class = self.uses.get(&key).map(|used| {
            if used.is_unmapped { "unmapped" } else { crate::shade::class(used.confidence) }
        });
        (key, class)
    }
}
