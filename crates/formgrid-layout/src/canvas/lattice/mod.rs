//! Tables by their rulings.

use formgrid_model::CanvasPage;

use super::placed::PlacedTable;

/// The tables of a page that rulings draw, from top to bottom.
pub(crate) fn find(_page: &CanvasPage, _index: usize) -> Vec<PlacedTable> {
    Vec::new()
}
