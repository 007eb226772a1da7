//! Rows repeated at the top of a page, and tables that start over there.

use formgrid_model::{Lexicon, WordClass, fold_label};

use super::tolerances::TOLERANCES;
use crate::canvas::placed::{PlacedCell, PlacedTable};
use crate::canvas::text::Line;
use crate::canvas::titles;

/// Relation of a part's first rows to those of its table.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// This many rows are repeated, possibly none; the table continues below them.
    Repeats(usize),
    /// They begin another table of the same form.
    Anew,
}

/// Compares the first rows of a part with those of the table it may continue.
pub(super) fn opening(head: &PlacedTable, part: &PlacedTable, lexicon: &Lexicon) -> Opening {
    // Pages may have inner and outer margins.
    let shift = part.bbox.x0 - head.bbox.x0;
    let n_equal = (0..part.n_rows().min(head.n_rows()))
        .take_while(|&row| is_same_row(head.origins(row), part.origins(row), shift))
        .count();
    if begins_anew(head.origins(n_equal), part.origins(n_equal), lexicon) {
        return Opening::Anew;
    }
    let is_closed =
        |&n: &usize| part.cells.iter().all(|cell| cell.rows.start >= n || cell.rows.end <= n);
    let n_rows = (0..=n_equal).rev().find(is_closed).unwrap_or(0);
    let n_filled =
        (0..n_rows).flat_map(|row| part.origins(row)).filter(|cell| is_filled(cell)).count();
    // A lone word may occur twice in succession.
    let is_wide = part.n_cols() > 1 && part.origins(0).len() == 1;
    Opening::Repeats(if n_filled > 1 || is_wide { n_rows } else { 0 })
}

fn is_filled(cell: &PlacedCell) -> bool {
    !cell.lines.is_empty()
}

/// Whether two rows have the same cells with the same texts.
fn is_same_row(a: &[PlacedCell], b: &[PlacedCell], shift: f32) -> bool {
    a.len() == b.len()
        && a.iter().any(is_filled)
        && a.iter().zip(b).all(|(a, b)| {
            a.rows.len() == b.rows.len() && is_same_column(a, b, shift) && a.folded() == b.folded()
        })
}

fn is_same_column(a: &PlacedCell, b: &PlacedCell, shift: f32) -> bool {
    (a.bbox.x0 + shift - b.bbox.x0).abs() <= 2.0 * TOLERANCES.edge_pt
        && (a.bbox.x1 + shift - b.bbox.x1).abs() <= 2.0 * TOLERANCES.edge_pt
}

/// A form starts over if its opening label has another value beside it, or if another title with the
/// same ending is alone in its row.
fn begins_anew(head: &[PlacedCell], part: &[PlacedCell], lexicon: &Lexicon) -> bool {
    let (head, part): (Vec<_>, Vec<_>) = (
        head.iter().filter(|cell| is_filled(cell)).collect(),
        part.iter().filter(|cell| is_filled(cell)).collect(),
    );
    let (Some(first), Some(again)) = (head.first(), part.first()) else { return false };
    if part.len() <= 2 && is_title(again, lexicon) {
        return true;
    }
    let (first, again) = (first.folded(), again.folded());
    if head.len() == 1 && part.len() == 1 {
        return shared_ending(&first, &again) >= MIN_ENDING;
    }
    let opens = WordClass::LABEL | WordClass::HEADER | WordClass::SECTION;
    first == again && lexicon.classes(&fold_label(&again)).intersects(opens)
}

/// Whether a cell holds the title of a form, on one or more lines.
fn is_title(cell: &PlacedCell, lexicon: &Lexicon) -> bool {
    titles::is_title(&cell.folded(), lexicon) || titles::any(&cell.lines, lexicon)
}

/// Length of a title's ending in characters: 绩效目标表 is the shortest of any form.
const MIN_ENDING: usize = 5;

fn shared_ending(a: &str, b: &str) -> usize {
    a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).count()
}

/// Removes the first rows of a table and returns their lines.
pub(super) fn take_rows(table: &mut PlacedTable, n_rows: usize) -> Vec<Line> {
    let first_kept = table.cells.partition_point(|cell| cell.rows.start < n_rows);
    let taken = table.cells.drain(..first_kept).flat_map(|cell| cell.lines).collect();
    for cell in &mut table.cells {
        cell.rows = cell.rows.start - n_rows..cell.rows.end - n_rows;
    }
    table.ys.drain(..n_rows.min(table.ys.len()));
    taken
}
