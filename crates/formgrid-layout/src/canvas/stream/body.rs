//! The levels of a table before they are joined to rows.

use super::{phrases::Level, slots::Piece};

/// The levels of a table.
#[derive(Debug)]
pub(super) struct Body<'t, 'a> {
    /// The levels.
    pub(super) levels: &'t [Level<'a>],
    /// The pieces of each level.
    pub(super) pieces: &'t [Vec<Piece<'a>>],
    /// Whether a ruling through the whole table is below the level.
    pub(super) cuts: &'t [bool],
    /// Horizontal extents of the columns' texts.
    pub(super) columns: &'t [(f32, f32)],
    /// Number of header levels.
    pub(super) n_header: usize,
}
