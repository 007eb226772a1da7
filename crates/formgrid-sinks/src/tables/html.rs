//! Tables as one HTML page, merges as row and column spans.

use std::io::{self, Write};

use formgrid_model::{Cell, Document, Table};

const HEAD: &str = "<!DOCTYPE html>
<html>
<head>
<meta charset=\"utf-8\">
<style>
table { border-collapse: collapse; margin-bottom: 2em; }
th, td { border: 1px solid #888; padding: 0.2em 0.4em; vertical-align: top; }
th { background: #eee; }
</style>
";

pub(super) fn write(document: &Document, path: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEAD}<title>{}</title>\n</head>\n<body>", escape(path))?;
    for (number, table) in document.tables() {
        writeln!(out, "<table id=\"table-{number}\">")?;
        if let Some(caption) = &table.caption {
            writeln!(out, "<caption>{}</caption>", escape(caption))?;
        }
        for row in 0..table.grid.n_rows() {
            write_row(table, row, out)?;
        }
        writeln!(out, "</table>")?;
    }
    writeln!(out, "</body>\n</html>")
}

fn write_row(table: &Table, row: usize, out: &mut dyn Write) -> io::Result<()> {
    let tag = if table.header_rows.binary_search(&row).is_ok() { "th" } else { "td" };
    writeln!(out, "<tr>")?;
    for cell in table.grid.origins(row) {
        writeln!(out, "<{tag}{}>{}</{tag}>", spans(cell), escape(&cell.text))?;
    }
    writeln!(out, "</tr>")
}

fn spans(cell: &Cell) -> String {
    let span = |name, n| if n > 1 { format!(" {name}=\"{n}\"") } else { String::new() };
    span("rowspan", cell.row_span) + &span("colspan", cell.col_span)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("<br>"),
            _ => out.push(c),
        }
    }
    out
}
