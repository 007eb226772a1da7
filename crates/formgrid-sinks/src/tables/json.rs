//! Tables as JSON Lines: the complete grid, so that nothing has to be inferred again.

use std::io::{self, Write};

use formgrid_model::{Document, Method, Table};
use formgrid_records::{Origin, TableCell};
use schemars::JsonSchema;
use serde::Serialize;

use crate::origin;

/// One line of `formgrid tables --format jsonl`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TableLine<'a> {
    /// Where the table was read.
    source: Origin,
    /// Number of the table in the source, from 0.
    table: usize,
    /// How the grid was found.
    method: Method,
    /// 0 to 1, two decimals.
    confidence: f64,
    /// The caption, if the format attaches one.
    caption: Option<&'a str>,
    /// Number of rows.
    n_rows: usize,
    /// Number of columns.
    n_cols: usize,
    /// Rows that name columns, from 0.
    header_rows: &'a [usize],
    /// All cells in reading order.
    cells: Vec<TableCell>,
}

pub(super) fn write(document: &Document, path: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut buffer = Vec::new();
    for (number, table) in document.tables() {
        buffer.clear();
        serde_json::to_writer(&mut buffer, &line(table, number, path, &document.sheets))?;
        buffer.push(b'\n');
        out.write_all(&buffer)?;
    }
    Ok(())
}

fn line<'a>(table: &'a Table, number: usize, path: &str, sheets: &[String]) -> TableLine<'a> {
    let cells = table.grid.cells();
    let first = cells.iter().find(|cell| !cell.is_empty()).or(cells.first());
    let place = first.map(|cell| cell.place).unwrap_or_default();
    TableLine {
        source: Origin { table: Some(number), cell: None, ..origin(path, &place, sheets) },
        table: number,
        method: table.method,
        confidence: (f64::from(table.confidence) * 100.0).round() / 100.0,
        caption: table.caption.as_deref(),
        n_rows: table.grid.n_rows(),
        n_cols: table.grid.n_cols(),
        header_rows: &table.header_rows,
        cells: cells.iter().map(TableCell::from).collect(),
    }
}
