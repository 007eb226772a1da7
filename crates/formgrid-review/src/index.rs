//! The index page of a run: totals, and a row per source.
//!
//! A plain table that scripts can filter and sort.

use std::{cmp::Reverse, collections::BTreeMap};

use maud::{Markup, html};

use crate::{
    Report, Tally,
    asset::EARLY,
    plot::{Bar, bars},
    shell::{basket, confidence, document, legend},
    tally::N_BARS,
};

/// Maximum number of bars in a plot.
const MAX_BARS: usize = 10;

/// Maximum number of departments named per source; the others are counted.
const MAX_DEPARTMENTS: usize = 3;

/// Column headers with their sort order.
const COLUMNS: &[(&str, &str)] = &[
    ("Source", "text"),
    ("Department", "text"),
    ("Year", "number"),
    ("Template", "text"),
    ("Status", "text"),
    ("Records", "number"),
    ("Lowest", "number"),
    ("Doubtful", "number"),
    ("Unmapped", "number"),
    ("Findings", "number"),
];

/// Renders the page, sources most urgent first.
pub fn index(report: &Report, sources: &[Tally]) -> String {
    let body = html! {
        a.skip href="#sources" { "To the sources" }
        header.top {
            h1 { "Review of " (report.run) }
            p {
                (report.n_sources) " sources, " (report.n_open) " with something to look at. "
                "Doubtful is a record with a confidence below " (format!("{:.2}", report.below)) "."
            }
            @for remark in &report.remarks { p.remark { (remark) } }
            (basket())
        }
        main {
            div.plots { (plots(sources)) }
            (filters(sources))
            (table(sources))
        }
    };
    let title = format!("Review of {}", report.run);
    document(report, &title, "", &[EARLY, "basket.js", "index.js"], &body)
}

fn plots(sources: &[Tally]) -> Markup {
    let classes = ["s0", "s0", "s0", "s0", "s0", "s1", "s1", "s2", "s3", "s4"];
    let confidences: Vec<Bar> = (0..N_BARS)
        .zip(classes)
        .map(|(nth, class)| Bar {
            label: format!(
                ".{nth} – {}",
                if nth + 1 == N_BARS { "1".into() } else { format!(".{}", nth + 1) }
            ),
            n: sources.iter().filter_map(|source| source.bars.get(nth)).sum(),
            class,
            filter: None,
        })
        .collect();
    let mut statuses: BTreeMap<&str, usize> = BTreeMap::new();
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut departments: BTreeMap<&str, usize> = BTreeMap::new();
    let mut years: BTreeMap<i64, usize> = BTreeMap::new();
    for source in sources {
        *statuses.entry(&source.status).or_default() += 1;
        source.codes.iter().for_each(|(code, n)| *codes.entry(code).or_default() += n);
        source.doubtful_of.iter().for_each(|(name, n)| *departments.entry(name).or_default() += n);
        source.years.iter().for_each(|year| *years.entry(*year).or_default() += 1);
    }
    let years: BTreeMap<String, usize> =
        years.into_iter().map(|(year, n)| (year.to_string(), n)).collect();
    let years = years.iter().map(|(year, n)| (year.as_str(), *n)).collect();
    html! {
        (bars("Confidence of records", &confidences, 0))
        (most("Sources by status", statuses, "status"))
        (most("Findings by code", codes, "code"))
        (most("Departments by doubtful records", departments, "text"))
        (most("Sources by year", years, "year"))
    }
}

/// A plot of the most frequent values.
fn most(title: &str, counts: BTreeMap<&str, usize>, filter: &'static str) -> Markup {
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(name, n)| (Reverse(*n), *name));
    let n_more = counts.len().saturating_sub(MAX_BARS);
    let bar = |(name, n): &(&str, usize)| Bar {
        label: if name.is_empty() { "(none)".to_owned() } else { (*name).to_owned() },
        n: *n,
        class: "plain",
        filter: (!name.is_empty()).then(|| (filter, (*name).to_owned())),
    };
    let shown: Vec<Bar> = counts.iter().take(MAX_BARS).map(bar).collect();
    bars(title, &shown, n_more)
}

/// The filter controls. They need scripts, so scripts reveal them.
fn filters(sources: &[Tally]) -> Markup {
    let all = |of: &dyn Fn(&Tally) -> Vec<String>| {
        let mut all: Vec<String> = sources.iter().flat_map(of).collect();
        all.sort();
        all.dedup();
        all
    };
    let choices = [
        ("status", "Status", all(&|source| vec![source.status.clone()])),
        ("template", "Template", all(&|source| source.templates.iter().cloned().collect())),
        ("year", "Year", all(&|source| source.years.iter().map(i64::to_string).collect())),
        ("code", "Finding", all(&|source| source.codes.keys().cloned().collect())),
    ];
    html! {
        form id="filters" hidden role="search" {
            label { "Search " input type="search" id="q" data-filter="text" autocomplete="off"; }
            @for (filter, name, values) in &choices {
                label {
                    (name) " "
                    select data-filter=(filter) {
                        option value="" { "any" }
                        @for value in values { option value=(value) { (value) } }
                    }
                }
            }
            label {
                "Confidence below "
                input type="number" data-filter="below" min="0" max="1" step="0.05";
            }
            label { input type="checkbox" data-filter="open"; " with something to look at" }
            button type="reset" { "Clear" }
            p { output id="n-shown" {} " · keys: "
                kbd { "/" } " search, " kbd { "j" } " " kbd { "k" } " up and down, "
                kbd { "Enter" } " open" }
        }
    }
}

fn table(sources: &[Tally]) -> Markup {
    html! {
        (legend())
        div.scroll tabindex="0" role="region" aria-label="Sources" {
            table id="sources" {
                thead { tr {
                    @for (name, kind) in COLUMNS { th scope="col" data-sort=(kind) { (name) } }
                } }
                tbody { @for source in sources { (row(source)) } }
            }
        }
        p { button type="button" id="more" hidden { "Show more" } }
    }
}

fn row(source: &Tally) -> Markup {
    let codes: Vec<&str> = source.codes.keys().map(String::as_str).collect();
    let n_findings: usize = source.codes.values().sum();
    let names = source.departments.iter().take(MAX_DEPARTMENTS).cloned();
    let n_more = source.departments.len().saturating_sub(MAX_DEPARTMENTS);
    let names = names.collect::<Vec<_>>().join(", ");
    let years: Vec<String> = source.years.iter().map(i64::to_string).collect();
    let templates: Vec<&str> = source.templates.iter().map(String::as_str).collect();
    let is_open = !source.reasons().is_empty();
    html! {
        tr data-codes=[(!codes.is_empty()).then(|| codes.join(" "))] data-open[is_open] {
            td {
                @match &source.page {
                    Some(page) => a href=(page) { (source.path) },
                    None => (source.path),
                }
            }
            td { (names) @if n_more > 0 { " and " (n_more) " more" } }
            td { (years.join(" ")) }
            td { (templates.join(" ")) }
            td { (source.status) @if !source.error.is_empty() { ": " (source.error) } }
            td { (source.n_records) }
            td { @if let Some(lowest) = source.lowest { (confidence(lowest)) } }
            td { (source.n_doubtful) }
            td { (source.n_unmapped) }
            td { (n_findings) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::index;
    use crate::{Counted, Finding, Report, Tally};

    #[test]
    fn a_source_is_listed_with_its_doubts_and_escaped() {
        let mut tally = Tally {
            path: "<script>alert(1)</script>\".docx".to_owned(),
            status: "ok".to_owned(),
            page: Some("sources/1.html".to_owned()),
            departments: ["甲<b>", "乙", "丙", "丁"].map(str::to_owned).to_vec(),
            ..Tally::default()
        };
        let record = Counted {
            kind: "goal",
            confidence: 0.31,
            department: Some("甲<b>"),
            year: Some(2030),
            template: Some("generic"),
        };
        tally.add(record, 0.7);
        tally.find(Finding { code: "check/parts-total", severity: "warning" });
        let page = index(&Report { below: 0.7, ..Report::default() }, &[tally]);
        assert!(!page.contains("<script>alert") && !page.contains("甲<b>"), "{page}");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;.docx"), "{page}");
        let row = page.split("<tbody>").last().unwrap();
        for text in ["data-codes=\"check/parts-total\"", "data-open", ">0.31<", "and 1 more"] {
            assert!(row.contains(text), "{text} in {row}");
        }
    }
}
