//! Confidence of each row of a table: whether its texts are in the right cells, and whether its parts
//! were joined correctly.

use formgrid_model::Method;

use super::continuation::joined::{JoinedCell, JoinedTable};

/// Factor on a row's confidence for each doubt.
struct Doubts {
    /// A text extends out of its cell: it may belong to the next one, or to both.
    sticks_out: f32,
    /// A page break split the row, and it was rejoined.
    rejoined: f32,
    /// A text continues over a page break in a cell of several rows.
    goes_on: f32,
    /// No ruling separates the row from the next, and it has texts in fewer columns than most rows.
    sparse: f32,
}

const DOUBTS: Doubts = Doubts { sticks_out: 0.85, rejoined: 0.93, goes_on: 0.97, sparse: 0.85 };

/// How far a text may extend out of its cell, in ems: errors in stated glyph widths are smaller.
const OUT_EM: f32 = 0.5;

/// The confidence of each row, at most that of the table.
pub(super) fn of_rows(table: &JoinedTable) -> Vec<f32> {
    let mut rows = vec![table.confidence; table.n_rows];
    let mut doubt = |range: std::ops::Range<usize>, factor: f32| {
        for row in rows.iter_mut().take(range.end).skip(range.start) {
            *row *= factor;
        }
    };
    for cell in &table.cells {
        if sticks_out(cell) {
            doubt(cell.rows.clone(), DOUBTS.sticks_out);
        }
        let n_said = cell.parts.iter().filter(|part| !part.lines.is_empty()).count();
        if n_said > 1 && cell.rows.len() > 1 {
            doubt(cell.rows.clone(), DOUBTS.goes_on);
        }
    }
    for &row in &table.rejoined {
        doubt(row..row + 1, DOUBTS.rejoined);
    }
    if table.method == Method::Stream {
        for row in sparse(table) {
            doubt(row..row + 1, DOUBTS.sparse);
        }
    }
    rows
}

fn sticks_out(cell: &JoinedCell) -> bool {
    cell.parts.iter().any(|part| {
        part.lines.iter().filter(|line| !line.vertical).any(|line| {
            let slack = OUT_EM * line.size;
            line.bbox.x0 < part.bbox.x0 - slack || line.bbox.x1 > part.bbox.x1 + slack
        })
    })
}

/// Rows with texts in less than half as many columns as the median row.
fn sparse(table: &JoinedTable) -> Vec<usize> {
    let mut filled = vec![0_usize; table.n_rows];
    for cell in table.cells.iter().filter(|cell| cell.parts.iter().any(|p| !p.lines.is_empty())) {
        for n in filled.iter_mut().take(cell.rows.end).skip(cell.rows.start) {
            *n += cell.cols.len();
        }
    }
    let mut sorted = filled.clone();
    sorted.sort_unstable();
    let usual = sorted.get(sorted.len() / 2).copied().unwrap_or(0);
    (0..filled.len()).filter(|&row| filled.get(row).is_some_and(|n| n * 2 < usual)).collect()
}
