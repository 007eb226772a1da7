//! `formgrid inspect`: shows how one document was understood.

use std::fmt::Write as _;

use formgrid_batch::{
    Block, Diagnostics, Document, Drawing, Opened, Record, Templates, draw, fields, printable,
};

use super::{limits, load_templates, opened, print, run_isolated_command};
use crate::{args::Inspect, config::Config, exit::Exit, explanation::explained, terminal};

/// Longest text shown of a paragraph or field, in characters.
const MAX_CHARS: usize = 160;

pub(crate) fn run(args: Inspect, config: Config) -> anyhow::Result<Exit> {
    if let Some(exit) = run_isolated_command(&args.input, &args.cost, &config)? {
        return Ok(exit);
    }
    let templates = load_templates(args.templates, &config)?;
    let limits = limits(args.limits, &config);
    let Some(opened) = opened(&args.input, &templates, &limits) else { return Ok(Exit::Findings) };
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = describe(&opened, &templates, &mut text);
    print(text.as_bytes())
}

fn describe(opened: &Opened, templates: &Templates, out: &mut String) -> std::fmt::Result {
    let document = &opened.reading.document;
    writeln!(out, "source    {}", printable(&opened.name))?;
    writeln!(out, "bytes     {}", opened.n_bytes)?;
    writeln!(out, "sha256    {}", opened.sha256)?;
    writeln!(out, "format    {}", document.format.name())?;
    writeln!(out, "tables    {}", document.tables().count())?;
    writeln!(out, "records   {}", opened.reading.records.len())?;
    heading("templates", out)?;
    out.push_str(&explained(opened, templates));
    heading("document", out)?;
    write_document(document, out)?;
    heading("records", out)?;
    for record in &opened.reading.records {
        write_record(record, out)?;
    }
    heading("findings", out)?;
    write_findings(&opened.diagnostics, out)
}

fn heading(text: &str, out: &mut String) -> std::fmt::Result {
    writeln!(out, "\n== {text} ==\n")
}

fn write_document(document: &Document, out: &mut String) -> std::fmt::Result {
    let drawing = Drawing { max_width: terminal::width(), ..Drawing::default() };
    let mut number = 0;
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                writeln!(out, "{}{}", line_of(paragraph.place.line), shortened(&paragraph.text))?;
            }
            Block::Table(table) => {
                let line = table.grid.cells().iter().find_map(|cell| cell.place.line);
                let (n_rows, n_cols) = (table.grid.n_rows(), table.grid.n_cols());
                let (method, confidence) = (table.method.name(), table.confidence);
                write!(out, "{}table {number}: {n_rows} × {n_cols}, {method}", line_of(line))?;
                writeln!(out, ", confidence {confidence:.2}")?;
                out.push_str(&draw(&table.grid, drawing));
                number += 1;
            }
        }
    }
    Ok(())
}

fn write_record(record: &Record, out: &mut String) -> std::fmt::Result {
    let head = &record.head;
    write!(out, "{}{}", line_of(head.source.line), head.kind.name())?;
    if head.confidence < 1.0 {
        write!(out, ", confidence {:.2}", head.confidence)?;
    }
    writeln!(out)?;
    for (name, value) in fields(record) {
        writeln!(out, "    {name:<20} {}", shortened(&value))?;
    }
    Ok(())
}

fn write_findings(diagnostics: &Diagnostics, out: &mut String) -> std::fmt::Result {
    for finding in diagnostics.iter() {
        let (line, code) = (line_of(finding.place.line), finding.code.as_str());
        writeln!(out, "{line}{code}: {}", shortened(&finding.message))?;
    }
    Ok(())
}

fn line_of(line: Option<u32>) -> String {
    line.map_or(String::new(), |line| format!("{line:>6}  "))
}

fn shortened(text: &str) -> String {
    let one_line = printable(text).replace('\n', "⏎");
    match one_line.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", one_line.get(..end).unwrap_or_default()),
        None => one_line,
    }
}
