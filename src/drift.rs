//! Summarizes drift in three lines at most. `run.json` has all of it; `diagnostics.jsonl` lists
//! each form without a template.

use std::cmp::Reverse;

use formgrid_batch::Drift;

/// Maximum number of header words per line.
const MAX_WORDS: usize = 4;

/// The summary lines; empty without drift.
pub(crate) fn lines(drift: &Drift) -> Vec<String> {
    let all = [without_template(drift), unknown_headers(drift), header_changes(drift)];
    all.into_iter().flatten().collect()
}

fn without_template(drift: &Drift) -> Option<String> {
    let without = &drift.line.without_template;
    if without.sources == 0 {
        return None;
    }
    let names = named(&drift.without_template, without.sources);
    let nearest = without.nearest.iter().max_by_key(|(id, n)| (**n, Reverse(id.as_str())));
    let nearest = nearest.map(|(id, _)| format!("; the nearest is {id}")).unwrap_or_default();
    Some(format!("no template  {} of {names}{nearest}", count(without.filings, "form")))
}

fn unknown_headers(drift: &Drift) -> Option<String> {
    let mut words: Vec<(&String, &usize)> = drift.line.unknown_headers.iter().collect();
    words.sort_by_key(|(word, n)| (Reverse(**n), *word));
    let shown: Vec<String> =
        words.iter().take(MAX_WORDS).map(|(word, n)| format!("{word} ({n})")).collect();
    (!words.is_empty()).then(|| format!("new headers  {}", named(&shown, words.len())))
}

/// Only the latest change is new.
fn header_changes(drift: &Drift) -> Option<String> {
    let changes = &drift.line.header_changes;
    let latest = changes.iter().max_by_key(|change| change.to)?;
    let list = |what: &str, words: &[String]| {
        let shown = words.get(..words.len().min(MAX_WORDS)).unwrap_or_default();
        (!words.is_empty()).then(|| format!("{what} {}", named(shown, words.len())))
    };
    let parts = [list("came", &latest.came), list("went", &latest.went)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let more = match changes.len() - 1 {
        0 => String::new(),
        n => format!("; {n} more in run.json"),
    };
    let (from, to) = (latest.from, latest.to);
    Some(format!("form change  {} {from} to {to}: {}{more}", latest.template, parts.join("; ")))
}

/// Some names and the number of others.
fn named(shown: &[String], n: usize) -> String {
    let more = match n.saturating_sub(shown.len()) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    format!("{}{more}", shown.join(", "))
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
