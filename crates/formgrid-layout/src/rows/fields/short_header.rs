//! A header with fewer fields than the rows below it: its merged cell is printed as one field.

use super::row::{Field, FieldRow};

/// Moves the fields after a merged cell of the first row to their columns. The second row, which only
/// divides the merged cell, tells where that is.
pub(super) fn widen(rows: &mut [FieldRow]) {
    let [first, second, others @ ..] = rows else { return };
    let n_cols = second.width();
    let n_missing = n_cols.saturating_sub(first.width());
    if n_missing == 0 || others.is_empty() || others.iter().any(|row| row.width() != n_cols) {
        return;
    }
    let parts: Vec<usize> = second.filled().map(|field| field.col).collect();
    let Some(&start) = parts.first() else { return };
    let is_run = parts.iter().copied().eq(start..start + n_missing + 1);
    let Some(merged) = first.fields.iter().position(|field| field.col == start) else { return };
    if !is_run || first.fields[merged].is_blank() {
        return;
    }
    for field in &mut first.fields[merged + 1..] {
        field.col += n_missing;
    }
    let blanks = (1..=n_missing).map(|n| Field { col: start + n, col_span: 1, ..Field::default() });
    first.fields.splice(merged + 1..merged + 1, blanks);
}
