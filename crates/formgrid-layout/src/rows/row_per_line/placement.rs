//! Placements: the columns of a row's tokens.

/// The assignment of one row's tokens.
#[derive(Debug, Clone, Default)]
pub(super) struct Placement {
    /// Column of each token, ascending. Columns beyond those of the band are overflow.
    pub(super) columns: Vec<usize>,
    /// Probability of this assignment among all of the row, 0 to 1.
    pub(super) certainty: f64,
}

/// Widest row that is aligned; wider ones stay as printed: no form has so many columns, and the search
/// is cubic.
pub(super) const MAX_SLOTS: usize = 48;
