//! Restores ruled cells in a table that alignment found.
//!
//! Alignment sees lines of text and no vertical merges. If the lattice has one cell where alignment has
//! several, and no other text is in the way, the lattice is right.

use std::ops::Range;

use formgrid_model::AtomId;

use super::{
    super::placed::{PlacedCell, PlacedTable},
    phrases::is_value,
};

/// Merges the parts of each lattice cell. `cells` are lattice cells with a single text.
pub(super) fn restore<'c>(table: &mut PlacedTable, cells: impl Iterator<Item = &'c PlacedCell>) {
    let mut whole: Vec<PlacedCell> = Vec::new();
    let mut is_replaced = vec![false; table.cells.len()];
    for cell in cells {
        let rows = inside(&table.ys, cell.bbox.y0, cell.bbox.y1);
        let cols = inside(&table.xs, cell.bbox.x0, cell.bbox.x1);
        let parts = parts(table, &rows, &cols);
        if parts.iter().any(|&part| is_replaced.get(part) != Some(&false)) {
            continue;
        }
        if has_texts_of(table, &parts, cell) && is_one_text(table, &parts) {
            for &part in &parts {
                is_replaced[part] = true;
            }
            whole.push(PlacedCell { rows, cols, ..cell.clone() });
        }
    }
    let mut is_replaced = is_replaced.into_iter();
    table.cells.retain(|_| !is_replaced.next().unwrap_or(false));
    table.cells.append(&mut whole);
    table.cells.sort_by_key(|cell| (cell.rows.start, cell.cols.start));
    leave_out_empty(table);
}

/// Removes rows in which no cell begins.
fn leave_out_empty(table: &mut PlacedTable) {
    let mut begins = vec![false; table.n_rows()];
    for cell in &table.cells {
        if let Some(begins) = begins.get_mut(cell.rows.start) {
            *begins = true;
        }
    }
    let before: Vec<usize> = begins
        .iter()
        .scan(0, |n, &begins| {
            *n += usize::from(begins);
            Some(*n)
        })
        .collect();
    let rank =
        |row: usize| row.checked_sub(1).and_then(|row| before.get(row)).copied().unwrap_or(0);
    for cell in &mut table.cells {
        cell.rows = rank(cell.rows.start)..rank(cell.rows.end);
    }
    let mut keeps = begins.into_iter().chain([true]);
    table.ys.retain(|_| keeps.next().unwrap_or(true));
}

/// The rows or columns whose middle is between two edges.
fn inside(edges: &[f32], start: f32, end: f32) -> Range<usize> {
    let middles = edges.iter().zip(edges.iter().skip(1)).map(|(a, b)| f32::midpoint(*a, *b));
    let first = middles.clone().take_while(|middle| *middle <= start).count();
    let last = middles.take_while(|middle| *middle < end).count();
    first..last.max(first)
}

/// Indices of a table's cells within a range of rows and columns.
fn parts(table: &PlacedTable, rows: &Range<usize>, cols: &Range<usize>) -> Vec<usize> {
    let from = table.cells.partition_point(|cell| cell.rows.start < rows.start);
    let until = table.cells.partition_point(|cell| cell.rows.start < rows.end);
    let is_inside = |&index: &usize| {
        let cell = &table.cells[index];
        cell.rows.end <= rows.end && cell.cols.start >= cols.start && cell.cols.end <= cols.end
    };
    (from..until).filter(is_inside).collect()
}

/// Whether parts of a table are lines of one text: none beside another, at most one value.
fn is_one_text(table: &PlacedTable, parts: &[usize]) -> bool {
    let cells = || parts.iter().filter_map(|&part| table.cells.get(part));
    let is_level = cells().zip(cells().skip(1)).any(|(a, b)| a.rows.start == b.rows.start);
    let is_value =
        |cell: &&PlacedCell| is_value(cell.lines.iter().flat_map(|line| line.text.chars()));
    !is_level && cells().filter(is_value).count() < 2
}

fn has_texts_of(table: &PlacedTable, parts: &[usize], cell: &PlacedCell) -> bool {
    let mut texts: Vec<AtomId> = parts.iter().flat_map(|&part| atoms(&table.cells[part])).collect();
    texts.sort_unstable();
    let mut own: Vec<AtomId> = atoms(cell).collect();
    own.sort_unstable();
    !own.is_empty() && texts == own
}

fn atoms(cell: &PlacedCell) -> impl Iterator<Item = AtomId> {
    cell.lines.iter().flat_map(|line| line.atoms.iter().copied())
}
