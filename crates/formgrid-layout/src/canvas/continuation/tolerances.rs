//! Tolerances for parts on different pages.

/// Tolerances for parts on different pages, in points unless named otherwise.
pub(super) struct Tolerances {
    /// Largest distance of equal edges: that of rulings that snap on a page, because programs round to
    /// their own units on each page.
    pub(super) edge_pt: f32,
    /// How many row heights must fit into the rest of a page before a row on the next page was moved
    /// there deliberately.
    pub(super) room_rows: f32,
    /// Space left at a page end for other reasons: two lines of text.
    pub(super) room_pt: f32,
}

pub(super) const TOLERANCES: Tolerances =
    Tolerances { edge_pt: 2.5, room_rows: 2.0, room_pt: 24.0 };
