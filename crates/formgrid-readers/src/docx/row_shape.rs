//! Row shapes: the cell edges and merges that a row of a stream format states.

/// Row properties stated at the end of a row.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct RowShape {
    /// Left edge of each cell and right edge of the last, in twips; one more than cells.
    pub(crate) edges: Vec<i32>,
    /// Merges of each cell.
    pub(crate) cells: Vec<CellShape>,
    /// Whether the row repeats as a header row on each page.
    pub(crate) repeats: bool,
}

/// The part of a cell in merges.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CellShape {
    /// With the cells above and below.
    pub(crate) vertical: Merge,
    /// With the cells next to it.
    pub(crate) horizontal: Merge,
}

/// The part of a cell in a merge.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Merge {
    /// Not merged.
    #[default]
    None,
    /// First cell of a merge.
    Restart,
    /// Continues the previous cell.
    Continue,
}
