//! Tables as CSV (RFC 4180), one after another.
//!
//! CSV has no merges: a merged cell's text is in its first slot and the others are empty, so that a
//! column sum does not count an amount twice.

use std::io::{self, Write};

use formgrid_model::Document;

use super::slot_text;

pub(super) fn write(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    for (number, table) in document.tables() {
        if number > 0 {
            out.write_all(b"\r\n")?;
        }
        for row in 0..table.grid.n_rows() {
            for col in 0..table.grid.n_cols() {
                if col > 0 {
                    out.write_all(b",")?;
                }
                write_field(slot_text(table, row, col), out)?;
            }
            out.write_all(b"\r\n")?;
        }
    }
    Ok(())
}

fn write_field(text: &str, out: &mut dyn Write) -> io::Result<()> {
    if text.contains(['"', ',', '\n', '\r']) {
        write!(out, "\"{}\"", text.replace('"', "\"\""))
    } else {
        out.write_all(text.as_bytes())
    }
}
