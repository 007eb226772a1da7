//! When the parts of pages belong together.

/// When parts belong together, in points where not said otherwise.
pub(super) struct Tolerances {
    /// Edges of parts this close are one: as close as rulings that snap on a page, because programs
    /// round to their own units on each page anew.
    pub(super) edge_pt: f32,
    /// How often the height of a row must fit into the rest of a page before a row that stands on the
    /// next page has been put there on purpose.
    pub(super) room_rows: f32,
    /// What is left free at a page's end for other reasons: two lines of text.
    pub(super) room_pt: f32,
}

pub(super) const TOLERANCES: Tolerances =
    Tolerances { edge_pt: 2.5, room_rows: 2.0, room_pt: 24.0 };
