//! What is known of the levels of a table before they are joined to rows.

use super::{phrases::Level, slots::Piece};

/// What is known of the levels of a table.
#[derive(Debug)]
pub(super) struct Body<'t, 'a> {
    /// The levels.
    pub(super) levels: &'t [Level<'a>],
    /// The pieces of each level.
    pub(super) pieces: &'t [Vec<Piece<'a>>],
    /// A ruling through the whole table runs below the level.
    pub(super) cuts: &'t [bool],
    /// The extents of the columns' texts.
    pub(super) columns: &'t [(f32, f32)],
    /// How many levels are the header's.
    pub(super) n_header: usize,
}
