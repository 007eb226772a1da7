//! Placements: which columns the tokens of a row are given.

/// Where the tokens of one row belong.
#[derive(Debug, Clone, Default)]
pub(super) struct Placement {
    /// Column of each token, ascending. Columns beyond those of the band hold what has no place.
    pub(super) columns: Vec<usize>,
    /// Probability of this assignment among all of the row, 0 to 1.
    pub(super) certainty: f64,
}

/// Wider rows are placed as printed: no form has so many columns, and the search is cubic in them.
pub(super) const MAX_SLOTS: usize = 48;
