//! How far apart things may be on a page that belong together.
//!
//! An em is the size of the text, so that a table means the same in any size. Numbers without another
//! source are judged from how public reports are set.

/// The tolerances of the search by alignment.
pub(super) struct Tolerances {
    /// The widest gap within a phrase. A blank is a quarter of an em, half an em in most stretched
    /// lines; columns are rarely closer than a whole em.
    pub(super) blank_em: f32,
    /// The widest blank of a line that is not stretched: that of common fonts is 0.22 to 0.33.
    pub(super) common_blank_em: f32,
    /// The widest blank of justified text, in a column of six words.
    pub(super) stretched_em: f32,
    /// By how much texts of two columns may reach into each other: the bearing of a letter, or a width
    /// that the font states wrongly.
    pub(super) touch_em: f32,
    /// By how much aligned edges may differ: a hanging sign or a bracket is a third of an em wide.
    pub(super) align_em: f32,
    /// How far a paragraph's first line may be indented; the usual indents are 1 to 3.
    pub(super) indent_em: f32,
    /// The room between lines of one paragraph, from the text's bottom to its top: double spacing.
    pub(super) leading_em: f32,
    /// The room between lines of one cell: set in one and a half lines.
    pub(super) wrap_room_em: f32,
    /// The room between rows of one table: a blank line between groups of rows, with its spacing.
    pub(super) row_room_em: f32,
    /// The same where the texts of many columns stand below each other: forms leave room to fill in.
    pub(super) airy_room_em: f32,
    /// From where on levels that reach into each other are one row: more than ascenders and descenders
    /// of tightly set lines do.
    pub(super) interlaced_em: f32,
    /// The share by which two sizes may differ and be one: 10 and 11 points are, 8 and 10 are not.
    pub(super) size_share: f32,
    /// Text beside running text that is shorter is a value, not another column of text.
    pub(super) short_em: f32,
    /// The share of the width that a line of running text fills; what is left holds no long word.
    pub(super) filled_share: f32,
    /// The least width of one line of running text, by itself. A column of a table is narrower.
    pub(super) lone_line_em: f32,
    /// The least width of running text of two lines, which are some evidence in themselves.
    pub(super) two_lines_em: f32,
    /// The least width of running text of more lines: that of a page in three columns.
    pub(super) many_lines_em: f32,
    /// A lone line that is longer parts tables: no heading between rows is that long.
    pub(super) breaker_em: f32,
    /// A text that is longer is no short cell.
    pub(super) cell_em: f32,
    /// How far a header may stand beside the values below it: aligned left over numbers aligned right.
    pub(super) header_off_em: f32,
    /// How far texts of one line of a header may stand apart where another line closes the gap.
    pub(super) bridged_em: f32,
    /// How far a sign may stand from its number: before a shorter one in a column of longer ones.
    pub(super) sign_off_em: f32,
    /// How far the middle of a spanner may be off the middle of its columns: half a number's width.
    pub(super) center_off_em: f32,
    /// How far a column without rulings may stand beside a lattice.
    pub(super) flank_em: f32,
    /// How far a bullet may stand before its text: half an inch at 11 points, the usual tab.
    pub(super) bullet_off_em: f32,
    /// The lightness from which a fill cannot be told from paper.
    pub(super) darkest_paper: f32,
    /// The thickest ruling. Those of tables without other rulings are thin.
    pub(super) rule_pt: f32,
    /// The widest gap in a dashed ruling, twice the width of a common one.
    pub(super) dash_pt: f32,
    /// The shortest ruling that means something: shorter ones are dashes and minus signs.
    pub(super) shortest_rule_pt: f32,
    /// The share of the longer of two rulings that both cover where they are of one table: a label's
    /// column may reach out by the margin of a cell on either side.
    pub(super) frame_share: f32,
    /// How many levels above and below are looked at to judge a text's place, so that the time does not
    /// grow with the square of the levels.
    pub(super) window_levels: usize,
}

pub(super) const TOLERANCES: Tolerances = Tolerances {
    blank_em: 0.6,
    common_blank_em: 0.38,
    stretched_em: 1.4,
    touch_em: 0.12,
    align_em: 0.3,
    indent_em: 4.0,
    leading_em: 1.1,
    wrap_room_em: 0.7,
    row_room_em: 2.2,
    airy_room_em: 4.5,
    interlaced_em: 0.25,
    size_share: 0.12,
    short_em: 8.0,
    filled_share: 0.8,
    lone_line_em: 32.0,
    two_lines_em: 22.0,
    many_lines_em: 14.0,
    breaker_em: 24.0,
    cell_em: 20.0,
    header_off_em: 4.0,
    bridged_em: 2.0,
    sign_off_em: 2.0,
    center_off_em: 1.2,
    flank_em: 6.0,
    bullet_off_em: 3.5,
    darkest_paper: 0.97,
    rule_pt: 2.5,
    dash_pt: 2.0,
    shortest_rule_pt: 8.0,
    frame_share: 0.9,
    window_levels: 12,
};
