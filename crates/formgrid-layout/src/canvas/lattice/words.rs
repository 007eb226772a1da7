//! Words into the cells of the lattices around them.

use formgrid_model::{BBox, CanvasPage, Method};

use super::cells::{Area, Lattice};
use super::tolerances::TOLERANCES;
use crate::canvas::placed::{PlacedCell, PlacedTable};
use crate::canvas::text::{self, word_box};

/// Confidence in rulings: a stroke may be missing or stray.
const CONFIDENCE: f32 = 0.97;

/// The tables of lattices, with their words. A word belongs to the cell that contains its middle, of
/// nested lattices to the innermost, and below an open cell to the cell it hangs out of.
pub(super) fn fill(page: &CanvasPage, index: usize, lattices: Vec<Lattice>) -> Vec<PlacedTable> {
    let mut innermost: Vec<usize> = (0..lattices.len()).collect();
    innermost.sort_by(|&a, &b| area(&lattices[a].bbox).total_cmp(&area(&lattices[b].bbox)));
    let owners: Vec<Vec<usize>> = lattices.iter().map(owners).collect();
    let mut held: Vec<Vec<Vec<usize>>> =
        lattices.iter().map(|lattice| vec![Vec::new(); lattice.cells.len()]).collect();
    for (word, bbox) in page.words.iter().map(word_box).enumerate() {
        let Some(bbox) = bbox else { continue };
        let within = |&at: &usize| Some((at, slot(&lattices[at], middle(bbox))?));
        let below = |&at: &usize| Some((at, slot_above(&lattices[at], bbox)?));
        let place = innermost.iter().find_map(within);
        let place = place.or_else(|| innermost.iter().find_map(below));
        if let Some((at, slot)) = place {
            held[at][owners[at][slot]].push(word);
        }
    }
    let tables = lattices.into_iter().zip(held);
    tables.map(|(lattice, held)| table(page, index, lattice, &held)).collect()
}

fn table(page: &CanvasPage, index: usize, lattice: Lattice, held: &[Vec<usize>]) -> PlacedTable {
    let Lattice { bbox, xs, ys, cells, .. } = lattice;
    let cells = cells.into_iter().zip(held).map(|(Area { rows, cols }, words)| PlacedCell {
        bbox: BBox { x0: xs[cols.start], y0: ys[rows.start], x1: xs[cols.end], y1: ys[rows.end] },
        rows,
        cols,
        lines: text::lines(page, words),
        page: None,
    });
    let cells = cells.collect();
    PlacedTable {
        page: index,
        bbox,
        xs,
        ys,
        cells,
        method: Method::Lattice,
        confidence: CONFIDENCE,
    }
}

/// The cell index of each slot.
fn owners(lattice: &Lattice) -> Vec<usize> {
    let n_cols = lattice.xs.len() - 1;
    let mut owners = vec![0; n_cols * (lattice.ys.len() - 1)];
    for (index, cell) in lattice.cells.iter().enumerate() {
        for row in cell.rows.clone() {
            owners[row * n_cols + cell.cols.start..row * n_cols + cell.cols.end].fill(index);
        }
    }
    owners
}

/// The slot that contains a point.
fn slot(lattice: &Lattice, (x, y): (f32, f32)) -> Option<usize> {
    let col = interval(&lattice.xs, x)?;
    let row = interval(&lattice.ys, y)?;
    Some(row * (lattice.xs.len() - 1) + col)
}

/// The slot that a word hangs out of at the bottom, where a page break cut the cell.
fn slot_above(lattice: &Lattice, bbox: BBox) -> Option<usize> {
    let (x, _) = middle(bbox);
    let col = interval(&lattice.xs, x)?;
    let crosses = bbox.y0 <= lattice.bbox.y1 + TOLERANCES.snap_pt && lattice.bbox.y1 < bbox.y1;
    let is_open = lattice.open_below.get(col).is_some_and(|&is_open| is_open);
    let last = lattice.ys.len().checked_sub(2)?;
    (crosses && is_open).then(|| last * (lattice.xs.len() - 1) + col)
}

/// The interval of ascending edges that contains a number.
fn interval(edges: &[f32], at: f32) -> Option<usize> {
    let after = edges.partition_point(|&edge| edge <= at);
    (after < edges.len()).then(|| after.checked_sub(1)).flatten()
}

fn middle(bbox: BBox) -> (f32, f32) {
    (f32::midpoint(bbox.x0, bbox.x1), f32::midpoint(bbox.y0, bbox.y1))
}

fn area(bbox: &BBox) -> f32 {
    (bbox.x1 - bbox.x0) * (bbox.y1 - bbox.y0)
}
