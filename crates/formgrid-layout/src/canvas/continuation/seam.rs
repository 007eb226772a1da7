//! Seams: how the last row of a page and the first row of the next are related.
//!
//! Either the page break cut a row in two, or it lies between two rows; cells that cover several rows
//! may still continue over it.

use std::collections::BTreeSet;
use std::ops::Range;

use formgrid_model::{Lexicon, Method};

use super::columns::{unite, united};
use super::evidence::{ENOUGH, Measure, PLENTY, SOME, folded, last_line};
use super::items::Lists;
use super::joined::{JoinedCell, JoinedTable, Part};
use super::profile::Profiles;
use crate::canvas::placed::{PlacedCell, PlacedTable};
use crate::canvas::tags::Tags;

/// Joins the parts of a table.
pub(super) fn join(
    parts: Vec<PlacedTable>,
    lists: &Lists,
    tags: &Tags,
    lexicon: &Lexicon,
) -> JoinedTable {
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
    let measure = Measure { profiles: &profiles, lists, tags, lexicon };
    let mut bottom = Vec::new();
    for (part, edges) in parts.into_iter().zip(&columns.of_parts) {
        append(&mut table, &mut bottom, part, edges, &measure);
    }
    table
}

/// A cell of the part being appended.
struct Lower {
    cols: Range<usize>,
    cell: PlacedCell,
    /// Index of the table's cell right above it that covers the same columns.
    upper: Option<usize>,
}

/// Appends the part of a page to the table. `bottom` holds indices of the cells that end with the
/// table.
fn append(
    table: &mut JoinedTable,
    bottom: &mut Vec<usize>,
    part: PlacedTable,
    edges: &[usize],
    measure: &Measure<'_>,
) {
    let (page, n_rows) = (part.page, part.n_rows());
    let n_above = table.cells.len();
    bottom.sort_by_key(|&at| table.cells[at].cols.start);
    let lowers = lowers(table, bottom, part, edges);
    let is_cut = is_cut(table, &lowers, measure);
    let offset = if is_cut { table.n_rows - 1 } else { table.n_rows };
    if is_cut {
        table.rejoined.push(offset);
    }
    let groups = groups(table, &lowers, measure);
    let is_below_wider = lowers
        .iter()
        .filter(|lower| lower.cell.rows.start == 0 && !lower.cell.lines.is_empty())
        .all(|lower| lower.upper.is_none());
    for Lower { cols, cell, upper } in lowers {
        let rows = cell.rows.start + offset..cell.rows.end + offset;
        let upper = upper.filter(|&at| {
            let upper = &table.cells[at];
            let is_in_group = groups.contains(&(upper.rows.start, cell.rows.len()));
            is_cut || goes_on(upper, &cell, &Beside { is_in_group, is_below_wider }, measure)
        });
        let page = cell.page.unwrap_or(page);
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
    bottom.extend(n_above..table.cells.len());
    bottom.retain(|&at| table.cells[at].rows.end == table.n_rows);
}

/// The cells of a part, each with the cell above it; `bottom` is sorted from left to right.
fn lowers(table: &JoinedTable, bottom: &[usize], part: PlacedTable, edges: &[usize]) -> Vec<Lower> {
    let lowers = part.cells.into_iter().filter_map(|cell| {
        let cols = united(&cell.cols, edges)?;
        let at = bottom.binary_search_by_key(&cols.start, |&at| table.cells[at].cols.start);
        let above = at.ok().map(|at| bottom[at]).filter(|_| cell.rows.start == 0);
        let upper = above.filter(|&above| table.cells[above].cols == cols);
        Some(Lower { cols, cell, upper })
    });
    lowers.collect()
}

/// Whether the first row of a part continues the last row of the table.
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

/// Groups of rows that continue over a seam between rows: the first row, and following rows of blank
/// cells below cells with text.
fn groups(
    table: &JoinedTable,
    lowers: &[Lower],
    measure: &Measure<'_>,
) -> BTreeSet<(usize, usize)> {
    let group = |lower: &Lower| {
        let upper = &table.cells[lower.upper?];
        let is_group = lower.cell.lines.is_empty()
            && lower.cell.rows.len() > 1
            && goes_on(upper, &lower.cell, &Beside::default(), measure);
        is_group.then(|| (upper.rows.start, lower.cell.rows.len()))
    };
    lowers.iter().filter_map(group).collect()
}

/// Context of a cell at a seam.
#[derive(Default)]
struct Beside {
    /// Whether a cell with the same row extent continues.
    is_in_group: bool,
    /// Whether all texts of the first row below the seam are below wider cells, like the second line of
    /// a header.
    is_below_wider: bool,
}

/// Whether a cell at the page end continues in the first row of the next, if no row was cut.
fn goes_on(upper: &JoinedCell, lower: &PlacedCell, beside: &Beside, measure: &Measure<'_>) -> bool {
    let profile = measure.profiles.of(&upper.cols);
    let is_tall = upper.rows.len() > 1 || lower.rows.len() > 1;
    let is_label = is_tall || profile.is_merged();
    match (last_line(upper).is_some(), lower.lines.is_empty()) {
        (_, true) => {
            (is_label && !profile.is_often_empty(lower.rows.len() > 1)) || beside.is_below_wider
        }
        (false, false) => upper.rows.len() > 1 && !profile.is_often_empty(true),
        (true, false) if folded(upper) == lower.folded() => is_label && upper.rows.len() > 1,
        (true, false) => {
            let points = measure.read_on(upper, lower);
            let enough = if beside.is_in_group { SOME } else { ENOUGH };
            points >= PLENTY || (is_tall && points >= enough)
        }
    }
}
