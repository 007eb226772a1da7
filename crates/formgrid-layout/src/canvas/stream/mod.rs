//! Tables without rulings between their columns: rows and columns from how words are aligned.

use formgrid_model::CanvasPage;

use super::placed::PlacedTable;

/// The tables among the words that no lattice holds, from top to bottom. `index` is the page's in the
/// canvas, `free` are indices into its words, `lattices` the tables already found on it.
pub(crate) fn find(
    _page: &CanvasPage,
    _index: usize,
    _free: &[usize],
    _lattices: &[PlacedTable],
) -> Vec<PlacedTable> {
    Vec::new()
}
