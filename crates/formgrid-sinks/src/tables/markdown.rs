//! Tables as Markdown, each after a heading.
//!
//! Markdown requires a header row, so the first row becomes one.

use std::io::{self, Write};

use formgrid_model::Document;

use super::slot_text;

pub(super) fn write(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    for (number, table) in document.tables() {
        let gap = if number > 0 { "\n" } else { "" };
        writeln!(out, "{gap}## Table {number}\n")?;
        if let Some(caption) = &table.caption {
            writeln!(out, "{}\n", escape(caption))?;
        }
        for row in 0..table.grid.n_rows() {
            for col in 0..table.grid.n_cols() {
                write!(out, "| {} ", escape(slot_text(table, row, col)))?;
            }
            writeln!(out, "|")?;
            if row == 0 {
                writeln!(out, "{}|", "| --- ".repeat(table.grid.n_cols()))?;
            }
        }
    }
    Ok(())
}

/// A text as a table cell, with Markdown syntax escaped.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '\\' | '<' | '`' | '*' | '_' | '[' => out.extend(['\\', c]),
            '\n' => out.push_str("<br>"),
            '\r' => {}
            _ => out.push(c),
        }
    }
    out
}
