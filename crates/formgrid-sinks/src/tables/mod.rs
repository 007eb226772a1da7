//! The tables of one document, in a format for programs or for people.

mod csv;
mod html;
mod json;
mod markdown;

use std::io::{self, Write};

use formgrid_model::{Document, Table};

pub(crate) use json::TableLine;
pub(crate) use markdown::escape as escape_markdown;

use crate::{Drawing, draw, printable};

/// The output format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// One JSON object per table, with all cells and their places.
    Jsonl,
    /// Drawn with box characters.
    Text(Drawing),
    /// One page, with merges as row and column spans.
    Html,
    /// Tables separated by a blank line; a merged cell's text is in its first slot.
    Csv,
    /// Tables under headings; a merged cell's text is in its first slot.
    Markdown,
}

/// Writes the tables of a document. `path` names the source.
pub fn write_tables(
    document: &Document,
    path: &str,
    format: TableFormat,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        TableFormat::Jsonl => json::write(document, path, out),
        TableFormat::Text(drawing) => write_text(document, drawing, out),
        TableFormat::Html => html::write(document, path, out),
        TableFormat::Csv => csv::write(document, out),
        TableFormat::Markdown => markdown::write(document, out),
    }
}

fn write_text(document: &Document, drawing: Drawing, out: &mut dyn Write) -> io::Result<()> {
    for (number, table) in document.tables() {
        if number > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", heading(number, table))?;
        out.write_all(draw(&table.grid, drawing).as_bytes())?;
    }
    Ok(())
}

/// The heading of a table: `table 3, line 120: 14 × 9, rows, confidence 0.97`.
fn heading(number: usize, table: &Table) -> String {
    let line = table.grid.cells().iter().find_map(|cell| cell.place.line);
    let line = line.map_or(String::new(), |line| format!(", line {line}"));
    let caption = table
        .caption
        .as_deref()
        .map_or(String::new(), |caption| format!(", {}", printable(caption).replace('\n', " ")));
    format!(
        "table {number}{line}{caption}: {} × {}, {}, confidence {:.2}",
        table.grid.n_rows(),
        table.grid.n_cols(),
        table.method.name(),
        table.confidence
    )
}

/// The text of a slot in a format without merges: that of the cell whose origin it is.
fn slot_text(table: &Table, row: usize, col: usize) -> &str {
    let cell = table.grid.at(row, col).filter(|cell| (cell.row, cell.col) == (row, col));
    cell.map_or("", |cell| cell.text.as_str())
}

#[cfg(test)]
mod tests {
    use formgrid_model::{
        Block, Cell, Document, Format, GridBuilder, Method, Place, RowNote, Table,
    };

    use super::{TableFormat, write_tables};

    /// A table of two rows: a header merged over two columns, and two cells below it.
    fn document() -> Document {
        let mut builder = GridBuilder::new(2, 2).unwrap();
        let mut place = |row, col, col_span, text: &str, line| {
            let text = text.to_owned();
            let place = Place::at_line(line);
            builder.place(Cell { row, col, row_span: 1, col_span, text, place, ..Cell::default() });
        };
        place(0, 0, 2, "年度 <目标>", 4);
        place(1, 0, 1, "甲,\"乙\"|丙", 5);
        place(1, 1, 1, "一\n二", 6);
        let table = Table {
            grid: builder.finish(),
            method: Method::Rows,
            confidence: 0.987,
            header_rows: vec![0],
            caption: None,
            rows: vec![RowNote::default(); 2],
        };
        let blocks = vec![Block::Table(Box::new(table))];
        Document { format: Format::Text, blocks, n_atoms: 3, sheets: Vec::new() }
    }

    fn check(format: TableFormat, expected: &str) {
        let mut out = Vec::new();
        write_tables(&document(), "a.txt", format, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn json_holds_origins_with_their_spans() {
        check(
            TableFormat::Jsonl,
            concat!(
                r#"{"source":{"path":"a.txt","line":4,"table":0},"table":0,"method":"rows","#,
                r#""confidence":0.99,"caption":null,"n_rows":2,"n_cols":2,"header_rows":[0],"#,
                r#""cells":[{"row":0,"col":0,"row_span":1,"col_span":2,"text":"年度 <目标>","line":4},"#,
                r#"{"row":1,"col":0,"row_span":1,"col_span":1,"text":"甲,\"乙\"|丙","line":5},"#,
                r#"{"row":1,"col":1,"row_span":1,"col_span":1,"text":"一\n二","line":6}]}"#,
                "\n"
            ),
        );
    }

    #[test]
    fn csv_quotes_what_needs_it() {
        check(TableFormat::Csv, "年度 <目标>,\r\n\"甲,\"\"乙\"\"|丙\",\"一\n二\"\r\n");
    }

    #[test]
    fn markdown_escapes_bars_and_line_ends() {
        check(
            TableFormat::Markdown,
            "## Table 0\n\n| 年度 \\<目标> |  |\n| --- | --- |\n| 甲,\"乙\"\\|丙 | 一<br>二 |\n",
        );
    }

    #[test]
    fn html_keeps_the_merges() {
        let mut out = Vec::new();
        write_tables(&document(), "a.txt", TableFormat::Html, &mut out).unwrap();
        let page = String::from_utf8(out).unwrap();
        assert!(page.contains(r#"<th colspan="2">年度 &lt;目标&gt;</th>"#), "{page}");
        assert!(page.contains("<td>一<br>二</td>"), "{page}");
    }
}
