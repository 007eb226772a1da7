//! What may differ between what a printer draws and what it means.

/// What may differ between what a printer draws and what it means, in points.
pub(super) struct Tolerances {
    /// The thickest ruling. Word's thickest border is 6 points; a bar beyond it is a background.
    pub(super) thickest_pt: f32,
    /// Rulings this close are one edge. The rules of a double border stand 2.25 points apart in Word's
    /// default; no line of text fits in between.
    pub(super) snap_pt: f32,
    /// The widest room between cells, in sizes of the page's text: less than a line of text.
    pub(super) spaced_em: f32,
    /// Pieces of a ruling this close are one piece: printers end them where the rulings across begin.
    pub(super) join_pt: f32,
    /// Pieces that stand this far apart at most are drawn on one line: programs round to tenths.
    pub(super) run_pt: f32,
    /// A piece no longer than this is a dash,
    pub(super) dash_pt: f32,
    /// and this far from the next dash it goes on. Both are twice what a border of one point has.
    pub(super) dash_gap_pt: f32,
    /// How far from an edge another may end and still meet it. Word and Excel leave the width of a
    /// border; the underline of a text keeps away by the margin of the cell, 1.9 points at least.
    pub(super) joint_pt: f32,
    /// A table has no column or row smaller than this; what juts out less is the end of a ruling.
    pub(super) smallest_pt: f32,
    /// The share of a slot's side that is drawn where an edge stands. Half would do for jitter; printers
    /// leave no gap in a border longer than a fifth of a line.
    pub(super) covered: f32,
    /// How much more than the other rows of a table one of larger type keeps from its rules: a title of
    /// twice the size has 2 points more. The space between paragraphs is 5 at least.
    pub(super) padding_pt: f32,
    /// More slots on one page are no table that a person reads.
    pub(super) max_slots: usize,
    /// Each slot of a table has up to four joints.
    pub(super) max_joints: usize,
    /// More tables than a page has: small boxes by the hundred are a map or a chart.
    pub(super) max_tables: usize,
}

pub(super) const TOLERANCES: Tolerances = Tolerances {
    thickest_pt: 6.0,
    snap_pt: 2.5,
    spaced_em: 0.5,
    join_pt: 2.5,
    run_pt: 0.2,
    dash_pt: 8.0,
    dash_gap_pt: 6.0,
    joint_pt: 1.5,
    smallest_pt: 5.0,
    covered: 0.6,
    padding_pt: 2.0,
    max_slots: 200_000,
    max_joints: 800_000,
    max_tables: 200,
};
