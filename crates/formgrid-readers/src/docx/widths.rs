//! Spans stated by cell width alone.
//!
//! Some writers omit `gridSpan`: a row has fewer cells than another of the same width, and word
//! processors draw it by widths. If any cell states a span, widths are ignored, because they are often
//! stale.

use super::story::{Row, Table};

/// Largest distance between edges of rows that count as one, in twips: about a millimeter.
const TOLERANCE: u32 = 60;

/// How much narrower than the widest a row may be, in hundredths.
const MAX_SHORT: u64 = 3;

/// Most columns derived from widths.
const MAX_COLUMNS: usize = 63;

/// Sets the spans that widths imply.
pub(super) fn span(table: &mut Table) {
    let Some(edges) = edges(&table.rows) else { return };
    let mut lines: Vec<u32> = edges.iter().flatten().copied().collect();
    lines.sort_unstable();
    let mut columns: Vec<u32> = vec![0];
    for line in lines {
        let is_new = columns.last().is_none_or(|last| line.saturating_sub(*last) > TOLERANCE);
        if is_new {
            columns.push(line);
        }
    }
    if columns.len() > MAX_COLUMNS + 1 {
        return;
    }
    // An edge belongs to the last line at or before it.
    let place = |edge: u32| columns.partition_point(|&line| line <= edge).saturating_sub(1);
    for (row, edges) in table.rows.iter_mut().zip(edges) {
        let mut before = 0;
        for (cell, edge) in row.cells.iter_mut().zip(edges) {
            let here = place(edge);
            cell.properties.col_span = here.saturating_sub(before).max(1);
            before = here.max(before + 1);
        }
    }
}

/// Right edges of all cells by row; `None` if the widths form no grid.
fn edges(rows: &[Row]) -> Option<Vec<Vec<u32>>> {
    let n_cells = rows.iter().map(|row| row.cells.len());
    if n_cells.clone().min() == n_cells.max() {
        return None;
    }
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        if row.properties.before + row.properties.after > 0 {
            return None;
        }
        let mut edge = 0_u32;
        let mut edges = Vec::with_capacity(row.cells.len());
        for cell in &row.cells {
            let width = cell.properties.width.filter(|_| !cell.properties.has_span)?;
            edge = edge.checked_add(width)?;
            edges.push(edge);
        }
        all.push(edges);
    }
    let totals = all.iter().map(|edges| u64::from(edges.last().copied().unwrap_or(0)));
    let (least, most) = (totals.clone().min()?, totals.max()?);
    ((most - least) * 100 <= most * MAX_SHORT).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::span;
    use crate::docx::{
        properties::CellProperties,
        story::{Cell, Row, Table},
    };

    fn row(widths: &[u32]) -> Row {
        let cell = |&width: &u32| Cell {
            properties: CellProperties { width: Some(width), ..CellProperties::default() },
            text: String::new(),
        };
        Row { cells: widths.iter().map(cell).collect(), ..Row::default() }
    }

    fn check(rows: &[&[u32]], expected: &[&[usize]]) {
        let mut table =
            Table { rows: rows.iter().map(|widths| row(widths)).collect(), ..Table::default() };
        span(&mut table);
        let spans: Vec<Vec<usize>> = table
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.properties.col_span).collect())
            .collect();
        assert_eq!(spans, expected);
    }

    #[test]
    fn wide_cells_span_the_columns_of_other_rows() {
        check(&[&[1000, 3010], &[1000, 1000, 1000, 1000]], &[&[1, 3], &[1, 1, 1, 1]]);
    }

    #[test]
    fn rows_of_another_width_say_nothing_of_spans() {
        check(&[&[1000], &[1000, 1000]], &[&[1], &[1, 1]]);
        check(&[&[1000, 2000], &[2000, 1000]], &[&[1, 1], &[1, 1]]);
    }
}
