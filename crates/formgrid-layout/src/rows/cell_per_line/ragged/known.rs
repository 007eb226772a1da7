//! Missing cells of rows that known forms print.

use formgrid_model::{Lexicon, RowShape, ShapeText};

use super::super::GATE;
use super::super::chunks::Chunk;
use super::super::cut::{BACKWARD, SKIPPED};
use super::super::kinds::{self, EXPLAINED, Kinds, cell_cost};
use super::Missing;
use super::items::{Item, Row};

/// Cost of a missing cell that may hold text.
const LEFT_OUT: f32 = 0.1;

/// Cost of a row that is of no kind of the form.
const UNEXPLAINED: f32 = 2.0 * EXPLAINED;

/// The missing columns of each row; `None` if no form prints most of the rows.
pub(super) fn missing(items: &[Item], lexicon: &Lexicon) -> Option<Vec<Missing>> {
    let chunks = items.iter().filter_map(Item::row).flat_map(|row| &row.cells);
    let forms = kinds::candidates(&lexicon.forms, chunks.map(|cell| &cell.chunk));
    let mut found: Vec<Option<Missing>> = Vec::new();
    for table in items.split(|item| item.row().is_none()) {
        let rows: Vec<&Row> = table.iter().filter_map(Item::row).collect();
        found.extend(best_of(&forms, &rows));
    }
    let n_known = found.iter().flatten().count();
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 24 bits")]
    let share = n_known as f32 / found.len().max(1) as f32;
    (share >= GATE).then(|| found.into_iter().map(Option::unwrap_or_default).collect())
}

/// The missing columns of one table's rows, by the form that explains it best.
fn best_of(forms: &[Kinds<'_>], rows: &[&Row]) -> Vec<Option<Missing>> {
    let mut best: Option<(f32, Vec<Option<Missing>>)> = None;
    for form in forms.iter().filter(|_| rows.len() <= MAX_ROWS) {
        let (total, found) = read_as(form, rows);
        if best.as_ref().is_none_or(|(least, _)| total < *least) {
            best = Some((total, found));
        }
    }
    best.map_or_else(|| vec![None; rows.len()], |(_, found)| found)
}

/// A reading of the rows up to one.
struct Node {
    /// Index of the kind in the form; `None` if the row is of no kind.
    kind: Option<usize>,
    missing: Option<Missing>,
    total: f32,
    /// The node of the previous row that it follows.
    from: usize,
}

/// Most rows of a table that are read this way: all readings of all rows are kept until the end.
const MAX_ROWS: usize = 50_000;
/// Kinds kept for each row.
const MAX_NODES: usize = 8;

/// The kinds of all rows in the form's order, and their total cost.
fn read_as(form: &Kinds<'_>, rows: &[&Row]) -> (f32, Vec<Option<Missing>>) {
    let mut nodes: Vec<Vec<Node>> = Vec::with_capacity(rows.len());
    for row in rows {
        let chunks: Vec<&Chunk> = row.cells.iter().map(|cell| &cell.chunk).collect();
        let before = nodes.last().map_or(&[][..], Vec::as_slice);
        let follow = |kind: Option<usize>, cost: f32, missing: Option<Missing>| {
            let ways = before.iter().map(|node| node.total + follow_cost(node.kind, kind));
            let best = ways.enumerate().min_by(|(_, a), (_, b)| a.total_cmp(b));
            let (from, so_far) = best.unwrap_or((0, 0.0));
            Node { kind, missing, total: so_far + cost, from }
        };
        let mut here = vec![follow(None, UNEXPLAINED, None)];
        for (kind, shape) in form.form.rows.iter().enumerate() {
            if let Some((cost, missing)) = fit(&chunks, shape) {
                here.push(follow(Some(kind), cost, Some(missing)));
            }
        }
        here.sort_by(|a, b| a.total.total_cmp(&b.total));
        here.truncate(MAX_NODES);
        nodes.push(here);
    }
    let mut found = Vec::with_capacity(rows.len());
    let total = nodes.last().and_then(|last| last.first()).map_or(0.0, |node| node.total);
    let mut at = 0;
    for here in nodes.iter_mut().rev() {
        let Some(node) = here.get_mut(at) else { break };
        found.push(node.missing.take());
        at = node.from;
    }
    found.reverse();
    (total, found)
}

/// Cost of a row of one kind after a row of another.
fn follow_cost(last: Option<usize>, next: Option<usize>) -> f32 {
    match (last, next) {
        (Some(last), Some(next)) if next < last => BACKWARD,
        (Some(last), Some(next)) => {
            let skipped = u8::try_from(next - last).unwrap_or(u8::MAX).saturating_sub(1);
            (SKIPPED * f32::from(skipped)).min(BACKWARD)
        }
        _ => 0.0,
    }
}

/// Cost of a row as one of a kind, and the cells that are missing then. Cells that continue from above
/// are missing; at the left, cells that sometimes continue may be missing too.
fn fit(row: &[&Chunk], shape: &RowShape) -> Option<(f32, Missing)> {
    let goes_on = |text: &ShapeText| matches!(text, ShapeText::Above | ShapeText::Fill);
    let n_lead = shape.cells.iter().take_while(|cell| goes_on(&cell.text)).count();
    let mut missing: Missing = Vec::new();
    let n_missing = shape.cells.len().checked_sub(row.len())?;
    for (at, cell) in shape.cells.iter().enumerate().skip(n_lead) {
        if cell.text == ShapeText::Above {
            missing.push(at);
        }
    }
    let n_left = n_missing.checked_sub(missing.len()).filter(|&n| n <= n_lead)?;
    missing.splice(0..0, 0..n_left);
    let mut cost = 0.0;
    let mut chunks = row.iter();
    for (at, cell) in shape.cells.iter().enumerate() {
        cost += if missing.contains(&at) {
            if cell.text == ShapeText::Above { 0.0 } else { LEFT_OUT }
        } else {
            cell_cost(cell, chunks.next()?)
        };
        if cost >= EXPLAINED {
            return None;
        }
    }
    Some((cost, missing))
}
