//! Explains why a document was read with its template.

use std::{cmp::Reverse, collections::BTreeMap, fmt::Write as _};

use formgrid_batch::{Body, Code, Match, Opened, TableExplanation, Templates, explain, printable};

/// Maximum number of rejected templates shown.
const MAX_OTHERS: usize = 3;

/// The chosen templates, near misses, and unknown headers.
pub(crate) fn explained(opened: &Opened, templates: &Templates) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_explanation(opened, templates, &mut out);
    out
}

fn write_explanation(opened: &Opened, templates: &Templates, out: &mut String) -> std::fmt::Result {
    let mut chosen: BTreeMap<&str, usize> = BTreeMap::new();
    for record in &opened.reading.records {
        if let Body::Filing(filing) = &record.body {
            *chosen.entry(filing.template.as_str()).or_default() += 1;
        }
    }
    let explanation = explain(&opened.reading.document, templates);
    let matches = &explanation.ranking;
    for (template, n) in &chosen {
        writeln!(out, "{}: chosen for {}", printable(template), filings(*n))?;
        match matches.iter().find(|found| found.template == **template) {
            Some(found) => write_match(found, out)?,
            None => writeln!(out, "  no template fits; read by its header words alone")?,
        }
    }
    let is_near =
        |found: &&Match| !chosen.contains_key(found.template.as_str()) && !found.found.is_empty();
    let mut others: Vec<&Match> = matches.iter().filter(is_near).collect();
    others.sort_by_key(|found| {
        (Reverse(found.found.len()), found.missing.len() + found.against.len())
    });
    let is_nearest = |nth: usize| nth == 0 && chosen.contains_key("generic");
    for (nth, found) in others.into_iter().take(MAX_OTHERS).enumerate() {
        let what = if is_nearest(nth) { "the nearest, but it does not fit" } else { "not chosen" };
        writeln!(out, "{}: {what}", printable(&found.template))?;
        write_match(found, out)?;
    }
    let unknown = opened.diagnostics.iter().filter(|d| d.code == Code::RecordHeaderUnknown);
    for finding in unknown {
        let line = finding.place.line.map_or(String::new(), |line| format!("line {line}: "));
        writeln!(out, "{line}{}", printable(&finding.message))?;
    }
    explanation.tables.iter().try_for_each(|table| write_table(table, out))
}

/// The bands of a table with their scores, and the reading of each label and column.
fn write_table(table: &TableExplanation, out: &mut String) -> std::fmt::Result {
    writeln!(out, "table {}:", table.table)?;
    for band in &table.bands {
        if band.kind == "blank" {
            continue;
        }
        let last = band.row + band.n_rows.saturating_sub(1);
        let rows =
            if last > band.row { format!("{}-{last}", band.row) } else { band.row.to_string() };
        let margin =
            band.margin.map_or(String::new(), |margin| format!(", next best {margin:.1} less"));
        writeln!(out, "  rows {rows}: {} ({:.1}{margin})", band.kind, band.score)?;
        for part in &band.parts {
            let field = part.field.as_deref().unwrap_or("-");
            let guessed = if part.guessed { " (not listed)" } else { "" };
            let margin = part.margin.map_or(String::new(), |m| format!(" margin {m:.1}"));
            let candidates: Vec<String> = part
                .candidates
                .iter()
                .map(|(field, score)| format!("{field} {score:.1}"))
                .collect();
            writeln!(
                out,
                "    {} -> {field}{guessed} {:.1}{margin} [{}]",
                printable(&part.words),
                part.score,
                candidates.join(", ")
            )?;
        }
    }
    Ok(())
}

fn write_match(found: &Match, out: &mut String) -> std::fmt::Result {
    if found.score > 0.0 {
        writeln!(out, "  fits to {:.0} %", found.score * 100.0)?;
    }
    let parts = [
        ("found", &found.found),
        ("missing", &found.missing),
        ("speaks against it", &found.against),
    ];
    for (name, words) in parts.into_iter().filter(|(_, words)| !words.is_empty()) {
        writeln!(out, "  {name}: {}", printable(&words.join(", ")))?;
    }
    Ok(())
}

fn filings(n: usize) -> String {
    if n == 1 { "1 filing".to_owned() } else { format!("{n} filings") }
}
