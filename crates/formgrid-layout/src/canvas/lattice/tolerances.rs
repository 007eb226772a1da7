//! Tolerances between what a printer draws and what it means.

/// Tolerances between what a printer draws and what it means, in points unless named otherwise.
pub(super) struct Tolerances {
    /// Thickest ruling. Word's thickest border is 6 points; a thicker bar is a background.
    pub(super) thickest_pt: f32,
    /// Largest distance of rulings that are one edge. The rulings of Word's default double border are
    /// 2.25 points apart; no line of text fits in between.
    pub(super) snap_pt: f32,
    /// Widest cell spacing, in ems of the page's text: less than a line of text.
    pub(super) spaced_em: f32,
    /// Largest gap within a ruling: printers end pieces where perpendicular rulings begin.
    pub(super) join_pt: f32,
    /// Largest offset of pieces on one line: programs round to tenths.
    pub(super) run_pt: f32,
    /// Longest dash.
    pub(super) dash_pt: f32,
    /// Largest gap between dashes. Both are twice those of a one-point border.
    pub(super) dash_gap_pt: f32,
    /// Largest gap between an edge and one that meets it. Word and Excel leave the width of a border;
    /// an underline keeps the cell margin of at least 1.9 points.
    pub(super) joint_pt: f32,
    /// Smallest column or row; a shorter protrusion is the end of a ruling.
    pub(super) smallest_pt: f32,
    /// Share of a slot's side that is drawn if there is an edge. Half would do for jitter; printers
    /// leave no gap in a border longer than a fifth of a line.
    pub(super) covered: f32,
    /// How much more distance from its rulings a row in larger type keeps: a title of twice the size
    /// has 2 points more. Paragraph spacing is at least 5.
    pub(super) padding_pt: f32,
    /// Most slots on a page that a person reads as a table.
    pub(super) max_slots: usize,
    /// Most joints: up to four per slot.
    pub(super) max_joints: usize,
    /// Most tables of a page: hundreds of small boxes are a map or a chart.
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
