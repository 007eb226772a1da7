//! The edges of a table to its cells.

use std::ops::Range;

use formgrid_model::BBox;

use super::edges::{Edge, Edges};
use super::tolerances::TOLERANCES;

/// The grid of a table as its rulings draw it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lattice {
    /// Bounding box, in points.
    pub(crate) bbox: BBox,
    /// x of the column edges, ascending, in points.
    pub(crate) xs: Vec<f32>,
    /// y of the row edges, ascending, in points.
    pub(crate) ys: Vec<f32>,
    /// Cells in reading order; every slot belongs to exactly one.
    pub(crate) cells: Vec<Area>,
    /// For each column, whether its last row has no lower edge: a page break may have cut the cell.
    pub(crate) open_below: Vec<bool>,
}

/// Row and column ranges of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Area {
    pub(crate) rows: Range<usize>,
    pub(crate) cols: Range<usize>,
}

/// Why connected edges are no lattice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoLattice {
    /// They enclose nothing.
    Open,
    /// They have more slots than a table may.
    TooLarge,
}

/// The lattice of connected edges.
pub(super) fn lattice(edges: &Edges) -> Result<Lattice, NoLattice> {
    let xs = with_open_sides(positions(&edges.down), &edges.across);
    let ys = with_open_sides(positions(&edges.across), &edges.down);
    let ([x0, .., x1], [y0, .., y1]) = (xs.as_slice(), ys.as_slice()) else {
        return Err(NoLattice::Open);
    };
    let bbox = BBox { x0: *x0, y0: *y0, x1: *x1, y1: *y1 };
    let (n_cols, n_rows) = (xs.len() - 1, ys.len() - 1);
    if n_cols.saturating_mul(n_rows) > TOLERANCES.max_slots {
        return Err(NoLattice::TooLarge);
    }
    let walls = Walls {
        left: Sides::drawn(&edges.down, &xs, &ys),
        above: Sides::drawn(&edges.across, &ys, &xs),
    };
    let cells = areas(&walls, n_rows, n_cols);
    let open_below = (0..n_cols).map(|col| !walls.above.has(n_rows, col)).collect();
    Ok(Lattice { bbox, xs, ys, cells, open_below })
}

/// Distinct coordinates of edges, ascending.
fn positions(edges: &[Edge]) -> Vec<f32> {
    let mut positions: Vec<f32> = edges.iter().map(|edge| edge.at).collect();
    positions.sort_by(f32::total_cmp);
    positions.dedup();
    positions
}

/// Adds outer sides that are not drawn: where at least two edges extend past the last perpendicular one
/// and end at one coordinate, as in a table without side rulings. If the other side is open too, one
/// edge is enough: a page break may have cut off the others.
fn with_open_sides(mut positions: Vec<f32>, jutting: &[Edge]) -> Vec<f32> {
    let (Some(&first), Some(&last)) = (positions.first(), positions.last()) else {
        return positions;
    };
    let start = jutting.iter().map(|edge| edge.start).fold(first, f32::min);
    let end = jutting.iter().map(|edge| edge.end).fold(last, f32::max);
    let n_at = |coordinate: f32, of: fn(&Edge) -> f32| {
        jutting.iter().filter(|edge| (of(edge) - coordinate).abs() <= TOLERANCES.snap_pt).count()
    };
    let juts = [first - start, end - last].map(|length| length >= TOLERANCES.smallest_pt);
    let n_ends = [n_at(start, |edge| edge.start), n_at(end, |edge| edge.end)];
    let is_open = juts[0] && n_ends[0] >= 2 || juts[1] && n_ends[1] >= 2;
    if is_open && juts[0] {
        positions.insert(0, start);
    }
    if is_open && juts[1] {
        positions.push(end);
    }
    positions
}

/// Which sides of slots are drawn.
struct Walls {
    /// Line `col`, place `row`: the left side of a slot.
    left: Sides,
    /// Line `row`, place `col`: the upper side of a slot.
    above: Sides,
}

/// Sides of slots in one direction: for each grid line, which of its segments are drawn.
struct Sides {
    n_places: usize,
    drawn: Vec<bool>,
}

impl Sides {
    /// `lines` are the coordinates of the edges, `places` bound the segments along them.
    fn drawn(edges: &[Edge], lines: &[f32], places: &[f32]) -> Self {
        let n_places = places.len().saturating_sub(1);
        let mut drawn = vec![false; lines.len() * n_places];
        for edge in edges {
            let line = lines.partition_point(|&at| at < edge.at).min(lines.len() - 1);
            let first = places.partition_point(|&at| at <= edge.start).saturating_sub(1);
            for place in first..n_places {
                let (start, end) = (places[place], places[place + 1]);
                if start >= edge.end {
                    break;
                }
                let covered = edge.end.min(end) - edge.start.max(start);
                drawn[line * n_places + place] |= covered >= TOLERANCES.covered * (end - start);
            }
        }
        Self { n_places, drawn }
    }

    fn has(&self, line: usize, place: usize) -> bool {
        self.drawn[line * self.n_places + place]
    }
}

/// The cells of a grid: from each free slot right to the next wall, then down while no wall is below or
/// within and both sides are walled. A region that is no rectangle is split into rows, so a missing
/// stroke does not merge everything it opens.
fn areas(walls: &Walls, n_rows: usize, n_cols: usize) -> Vec<Area> {
    let mut taken = vec![false; n_rows * n_cols];
    let mut areas = Vec::new();
    for row in 0..n_rows {
        for col in 0..n_cols {
            if taken[row * n_cols + col] {
                continue;
            }
            let is_free = |&next: &usize| !walls.left.has(next, row) && !taken[row * n_cols + next];
            let col_end = (col + 1..n_cols).take_while(is_free).last().map_or(col, |col| col) + 1;
            let cols = col..col_end;
            let goes_down = |&next: &usize| is_below(walls, next, &cols, n_cols);
            let row_end = (row + 1..n_rows).take_while(goes_down).last().map_or(row, |row| row) + 1;
            for row in row..row_end {
                taken[row * n_cols + col..row * n_cols + col_end].fill(true);
            }
            areas.push(Area { rows: row..row_end, cols });
        }
    }
    areas
}

/// Whether the slots of a row in some columns belong to the cell above.
fn is_below(walls: &Walls, row: usize, cols: &Range<usize>, n_cols: usize) -> bool {
    let is_walled = |col: usize| col == 0 || col == n_cols || walls.left.has(col, row);
    cols.clone().all(|col| !walls.above.has(row, col))
        && (cols.start + 1..cols.end).all(|col| !walls.left.has(col, row))
        && is_walled(cols.start)
        && is_walled(cols.end)
}
