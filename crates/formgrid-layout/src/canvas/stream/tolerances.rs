//! Tolerances of the search by alignment.
//!
//! An em is the text size, so a table reads the same at any size. Numbers without another source are
//! estimates from how public reports are set.

/// The tolerances of the search by alignment.
pub(super) struct Tolerances {
    /// Widest gap within a phrase. A space is a quarter of an em, half an em in most justified lines;
    /// columns are rarely closer than one em.
    pub(super) blank_em: f32,
    /// Widest space of an unjustified line: common fonts have 0.22 to 0.33.
    pub(super) common_blank_em: f32,
    /// Widest space of justified text, in a column of six words.
    pub(super) stretched_em: f32,
    /// Largest overlap of texts in two columns: the bearing of a letter, or a wrong width stated by the
    /// font.
    pub(super) touch_em: f32,
    /// Largest difference of aligned edges: a hanging sign or bracket is a third of an em wide.
    pub(super) align_em: f32,
    /// Largest indent of a paragraph's first line; usual indents are 1 to 3.
    pub(super) indent_em: f32,
    /// Largest space between lines of a paragraph, from bottom to top: double spacing.
    pub(super) leading_em: f32,
    /// Largest space between lines of a cell: one-and-a-half spacing.
    pub(super) wrap_room_em: f32,
    /// Largest space between rows of a table: a blank line between groups of rows, with its spacing.
    pub(super) row_room_em: f32,
    /// The same if many columns are aligned: forms leave room to fill in.
    pub(super) airy_room_em: f32,
    /// Overlap from which levels are one row: more than ascenders and descenders of tight lines.
    pub(super) interlaced_em: f32,
    /// Largest relative difference of equal sizes: 10 and 11 points are equal, 8 and 10 are not.
    pub(super) size_share: f32,
    /// Text beside running text that is shorter is a value, not another text column.
    pub(super) short_em: f32,
    /// Least share of the width that a line of running text fills; the rest has no room for a long
    /// word.
    pub(super) filled_share: f32,
    /// Least width of a single line of running text. Columns of a table are narrower.
    pub(super) lone_line_em: f32,
    /// Least width of running text of two lines, which are some evidence in themselves.
    pub(super) two_lines_em: f32,
    /// Least width of running text of more lines: that of a page in three columns.
    pub(super) many_lines_em: f32,
    /// Length from which a lone line separates tables: no heading between rows is that long.
    pub(super) breaker_em: f32,
    /// Longest short cell.
    pub(super) cell_em: f32,
    /// Largest distance between a header and the values below it: left-aligned over right-aligned
    /// numbers.
    pub(super) header_off_em: f32,
    /// Largest gap in a header line that another line bridges.
    pub(super) bridged_em: f32,
    /// Largest distance of a sign from its number: before a short number in a column of longer ones.
    pub(super) sign_off_em: f32,
    /// Largest distance of a spanner's middle from that of its columns: half a number's width.
    pub(super) center_off_em: f32,
    /// Largest distance of a column without rulings from a lattice.
    pub(super) flank_em: f32,
    /// Largest distance of a bullet from its text: half an inch at 11 points, the usual tab.
    pub(super) bullet_off_em: f32,
    /// Lightness from which a fill is indistinguishable from paper.
    pub(super) darkest_paper: f32,
    /// Thickest ruling. Tables without other rulings have thin ones.
    pub(super) rule_pt: f32,
    /// Widest gap in a dashed ruling, twice that of a common one.
    pub(super) dash_pt: f32,
    /// Shortest meaningful ruling: shorter ones are dashes and minus signs.
    pub(super) shortest_rule_pt: f32,
    /// Share of the longer of two rulings that both must cover to belong to one table: a label column
    /// may extend by a cell margin on either side.
    pub(super) frame_share: f32,
    /// Levels above and below that are compared, so time does not grow with the square of the levels.
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
