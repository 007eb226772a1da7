//! The seam: what the last row of a page and the first row of the next have to do with each other.
//!
//! Either the page's end has cut a row in two, or it stands between two rows; then cells that cover
//! several rows may still go on over it.

use std::ops::Range;

use formgrid_model::{Lexicon, Method};

use super::columns::{unite, united};
use super::evidence::{ENOUGH, Measure, PLENTY, folded, last_line};
use super::profile::Profiles;
use super::{JoinedCell, JoinedTable, Part};
use crate::canvas::placed::{PlacedCell, PlacedTable};

/// Joins the parts of a table.
pub(super) fn join(parts: Vec<PlacedTable>, lexicon: &Lexicon) -> JoinedTable {
    let columns = unite(&parts);
    let profiles = match parts.len() {
        0 | 1 => Profiles::default(),
        _ => Profiles::new(&parts, &columns),
    };
    let mut table = JoinedTable {
        n_rows: 0,
        n_cols: columns.n_cols,
        cells: Vec::new(),
        rejoined: Vec::new(),
        method: parts.first().map_or(Method::Lattice, |part| part.method),
        confidence: parts.iter().map(|part| part.confidence).fold(1.0, f32::min),
    };
    let measure = Measure { profiles: &profiles, lexicon };
    for (part, edges) in parts.into_iter().zip(&columns.of_parts) {
        append(&mut table, part, edges, &measure);
    }
    table
}

/// A cell of the part that is appended.
struct Lower {
    cols: Range<usize>,
    cell: PlacedCell,
    /// The cell of the table right above it that covers the same columns.
    upper: Option<usize>,
}

/// Appends the part of a page to the table.
fn append(table: &mut JoinedTable, part: PlacedTable, edges: &[usize], measure: &Measure<'_>) {
    let (page, n_rows) = (part.page, part.n_rows());
    let lowers = lowers(table, part, edges);
    let is_cut = is_cut(table, &lowers, measure);
    let offset = if is_cut { table.n_rows - 1 } else { table.n_rows };
    if is_cut {
        table.rejoined.push(offset);
    }
    let groups = groups(table, &lowers, measure);
    for Lower { cols, cell, upper } in lowers {
        let rows = cell.rows.start + offset..cell.rows.end + offset;
        let is_in_group = groups.contains(&cell.rows.len());
        let upper =
            upper.filter(|&at| is_cut || goes_on(&table.cells[at], &cell, is_in_group, measure));
        let part = Part { page, bbox: cell.bbox, lines: cell.lines };
        match upper {
            Some(at) => {
                table.cells[at].rows.end = rows.end;
                table.cells[at].parts.push(part);
            }
            None => table.cells.push(JoinedCell { rows, cols, parts: vec![part] }),
        }
    }
    table.n_rows = offset + n_rows;
}

/// The cells of a part, each with the cell above it.
fn lowers(table: &JoinedTable, part: PlacedTable, edges: &[usize]) -> Vec<Lower> {
    let mut bottom: Vec<usize> =
        (0..table.cells.len()).filter(|&at| table.cells[at].rows.end == table.n_rows).collect();
    bottom.sort_by_key(|&at| table.cells[at].cols.start);
    let lowers = part.cells.into_iter().filter_map(|cell| {
        let cols = united(&cell.cols, edges)?;
        let at = bottom.binary_search_by_key(&cols.start, |&at| table.cells[at].cols.start);
        let above = at.ok().map(|at| bottom[at]).filter(|_| cell.rows.start == 0);
        let upper = above.filter(|&above| table.cells[above].cols == cols);
        Some(Lower { cols, cell, upper })
    });
    lowers.collect()
}

/// Whether the first row of a part goes on with the last row of the table.
fn is_cut(table: &JoinedTable, lowers: &[Lower], measure: &Measure<'_>) -> bool {
    let first_row = || lowers.iter().filter(|lower| lower.cell.rows.start == 0);
    if table.n_rows == 0 || first_row().any(|lower| lower.upper.is_none()) {
        return false;
    }
    let pair = |lower: &'_ Lower| lower.upper.map(|at| &table.cells[at]);
    let is_blank_above = first_row().all(|lower| {
        let is_blank = |upper: &JoinedCell| last_line(upper).is_none() || upper.rows.len() > 1;
        lower.cell.lines.is_empty() || pair(lower).is_some_and(is_blank)
    });
    let points =
        |lower| pair(lower).map_or(0.0, |upper| measure.cut(upper, &lower.cell, is_blank_above));
    first_row().map(points).sum::<f32>() >= ENOUGH
}

/// The heights, in rows, of the groups of rows that go on over the seam, no row being cut: those of
/// cells without text below cells with one.
fn groups(table: &JoinedTable, lowers: &[Lower], measure: &Measure<'_>) -> Vec<usize> {
    let is_group = |lower: &&Lower| {
        let upper = lower.upper.map(|at| &table.cells[at]);
        lower.cell.lines.is_empty()
            && lower.cell.rows.len() > 1
            && upper.is_some_and(|upper| goes_on(upper, &lower.cell, false, measure))
    };
    lowers.iter().filter(is_group).map(|lower| lower.cell.rows.len()).collect()
}

/// Whether a cell that ends with its page goes on in the first row of the next, no row being cut.
/// `is_in_group` says that a cell beside it goes on over just as many rows.
fn goes_on(
    upper: &JoinedCell,
    lower: &PlacedCell,
    is_in_group: bool,
    measure: &Measure<'_>,
) -> bool {
    let profile = measure.profiles.of(&upper.cols);
    let is_tall = upper.rows.len() > 1 || lower.rows.len() > 1;
    let is_label = is_tall || profile.is_merged();
    match (last_line(upper).is_some(), lower.lines.is_empty()) {
        (_, true) => (is_label && !profile.is_often_empty()) || profile.is_always_filled(),
        (false, false) => is_tall && !profile.is_often_empty(),
        (true, false) if folded(upper) == lower.folded() => is_label,
        (true, false) => {
            let points = measure.read_on(upper, lower);
            points >= PLENTY || (is_tall && points >= if is_in_group { 0.0 } else { ENOUGH })
        }
    }
}
