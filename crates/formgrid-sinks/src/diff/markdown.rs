//! Changes as Markdown: a heading for each record and a table of its differences.

use std::io::{self, Write};

use serde_json::Value;

use super::{Change, Counts, DiffSummary, text::differing};
use crate::{printable, tables::escape_markdown};

pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Changes")
}

pub(super) fn change(change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let Some(record) = change.record() else { return Ok(()) };
    let (word, kind) = (change.word(), record.kind());
    writeln!(out, "\n## {word}: {} {}\n", shown(kind), shown(&record.name()))?;
    writeln!(out, "{}\n", shown(&record.place()))?;
    if change.fields.is_empty() {
        writeln!(out, "| field | text |\n| --- | --- |")?;
        for (field, text) in record.fields() {
            writeln!(out, "| {} | {} |", shown(field), shown(&text))?;
        }
        return Ok(());
    }
    writeln!(out, "| field | old | new |\n| --- | --- | --- |")?;
    for field in &change.fields {
        let [old, new] = differing(&plain(&field.old), &plain(&field.new));
        writeln!(out, "| {} | {} | {} |", shown(&field.field), shown(&old), shown(&new))?;
    }
    Ok(())
}

pub(super) fn summary(summary: &DiffSummary, out: &mut dyn Write) -> io::Result<()> {
    let Counts { added, removed, changed } = summary.total;
    writeln!(out, "\n# Summary\n")?;
    writeln!(out, "{added} added, {removed} removed, {changed} changed, {} equal", summary.equal)?;
    for (title, counts) in [("department", &summary.departments), ("template", &summary.templates)]
    {
        if counts.is_empty() {
            continue;
        }
        writeln!(out, "\n| {title} | added | removed | changed |\n| --- | --: | --: | --: |")?;
        for (name, counts) in counts {
            let Counts { added, removed, changed } = counts;
            writeln!(out, "| {} | {added} | {removed} | {changed} |", shown(name))?;
        }
    }
    if !summary.sources.is_empty() {
        writeln!(out, "\n| source | old | new |\n| --- | --- | --- |")?;
    }
    for source in &summary.sources {
        let [old, new] = [&source.old, &source.new].map(|status| status.as_deref().unwrap_or(""));
        writeln!(out, "| {} | {old} | {new} |", shown(&source.path))?;
    }
    Ok(())
}

fn shown(text: &str) -> String {
    escape_markdown(&printable(text))
}

/// A value without JSON quotes; empty for null.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
