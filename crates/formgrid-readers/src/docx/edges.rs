//! Columns of a table whose rows state the edges of their cells.
//!
//! Each row has its own edges; columns lie between neighboring edges of all rows. Programs round each
//! row separately, so edges that nearly agree are merged. Two edges of the same row never are.

use super::row_shape::{CellShape, RowShape};

/// Largest distance between edges of different rows that count as one, in twips. Converters round to
/// less; narrower columns are slips of the mouse.
const SNAP_TWIPS: i32 = 10;

/// Farthest edge, in twips, well outside any paper.
const MAX_EDGE: i32 = 1 << 20;

/// A row with the edges of its cells.
#[derive(Debug, Clone)]
pub(super) struct EdgeRow {
    pub(super) texts: Vec<String>,
    /// One per text.
    pub(super) cells: Vec<CellShape>,
    /// One more than texts, strictly ascending.
    edges: Vec<i32>,
    pub(super) repeats: bool,
}

impl EdgeRow {
    /// A row with its texts. If it states too few edges, its last cells are placed after the others, so
    /// no text is lost.
    pub(super) fn new(texts: Vec<String>, shape: RowShape) -> Self {
        let RowShape { mut edges, mut cells, repeats } = shape;
        cells.resize(texts.len(), CellShape::default());
        edges.truncate(texts.len() + 1);
        let mut ascending = Vec::with_capacity(texts.len() + 1);
        for at in 0..=texts.len() {
            let last = ascending.last().copied();
            let stated = edges.get(at).map(|edge| (*edge).clamp(-MAX_EDGE, MAX_EDGE));
            let next = match (stated, last) {
                (Some(edge), Some(last)) => edge.max(last + 1),
                (Some(edge), None) => edge,
                (None, Some(last)) => last + MISSING_WIDTH,
                (None, None) => 0,
            };
            ascending.push(next);
        }
        Self { texts, cells, edges: ascending, repeats }
    }
}

/// Width of a cell without stated edges, in twips: two centimeters.
const MISSING_WIDTH: i32 = 1134;

/// The columns of a table.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// For each row, the zero-based column that begins at each of its edges.
    pub(super) of_rows: Vec<Vec<usize>>,
    /// Number of columns.
    pub(super) n_columns: usize,
}

/// Computes the columns of a table.
pub(super) fn columns(rows: &[EdgeRow]) -> Columns {
    let numbered = rows.iter().enumerate();
    let mut all: Vec<(i32, usize)> = numbered
        .flat_map(|(number, row)| row.edges.iter().map(move |&edge| (edge, number)))
        .collect();
    all.sort_unstable();
    let mut of_rows: Vec<Vec<usize>> = rows.iter().map(|_| Vec::new()).collect();
    let mut first = None;
    let mut n_edges = 0_usize;
    for (edge, row) in all {
        let Some(own) = of_rows.get_mut(row) else { continue };
        let is_near = first.is_some_and(|first| edge - first <= SNAP_TWIPS);
        if !is_near || own.last().is_some_and(|&last| last + 1 == n_edges) {
            first = Some(edge);
            n_edges += 1;
        }
        own.push(n_edges - 1);
    }
    Columns { of_rows, n_columns: n_edges.saturating_sub(1) }
}

#[cfg(test)]
mod tests {
    use super::{EdgeRow, RowShape, columns};

    /// `expected`: the columns where the cells of each row begin, and where the last one ends.
    fn check(rows: &[(usize, &[i32])], expected: &[&[usize]]) {
        let rows: Vec<EdgeRow> = rows
            .iter()
            .map(|&(n_cells, edges)| {
                let shape = RowShape { edges: edges.to_vec(), ..RowShape::default() };
                EdgeRow::new(vec![String::new(); n_cells], shape)
            })
            .collect();
        assert_eq!(columns(&rows).of_rows, expected);
    }

    #[test]
    fn columns_lie_between_the_edges_of_all_rows() {
        check(&[(2, &[0, 1000, 3000]), (2, &[0, 2000, 3000])], &[&[0, 1, 3], &[0, 2, 3]]);
    }

    #[test]
    fn edges_that_nearly_agree_are_one() {
        check(&[(2, &[-5, 1000, 3000]), (2, &[0, 1004, 2998])], &[&[0, 1, 2], &[0, 1, 2]]);
    }

    #[test]
    fn two_edges_of_a_row_are_never_one() {
        check(&[(3, &[0, 1000, 1000, 990]), (1, &[0, 1000])], &[&[0, 1, 2, 3], &[0, 1]]);
        check(&[(1, &[i32::MIN, i32::MAX])], &[&[0, 1]]);
    }

    #[test]
    fn cells_without_an_edge_come_after_the_others() {
        check(&[(3, &[0, 500]), (1, &[0, 500, 900])], &[&[0, 1, 2, 3], &[0, 1]]);
        check(&[(2, &[])], &[&[0, 1, 2]]);
    }
}
