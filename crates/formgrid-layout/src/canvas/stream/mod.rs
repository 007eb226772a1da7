//! Tables without rulings between their columns: rows and columns from how words are aligned.
//!
//! Running text is left out first. What remains stands on levels; levels close together, or between
//! rulings of one length, may be a table. White that runs through the levels parts columns, the room
//! between levels and the columns they fill join them to rows. What has rows and columns is a table
//! where its texts line up and are no list, no contents page and no text in columns.

mod columns;
mod header;
mod phrases;
mod prose;
mod regions;
mod rows;
mod rules;
mod seam;
mod slots;
mod stacked;
mod table;
#[cfg(test)]
mod tests;
mod trim;
mod verdict;
mod whole;

use formgrid_model::CanvasPage;

pub(crate) use seam::settle;

use super::{placed::PlacedTable, text::word_box};

/// How far apart things may be on a page that belong together. An em is the size of the text.
struct Tolerances {
    /// The widest gap within a phrase. A blank is a quarter of an em, three quarters at most where a
    /// line is stretched; columns are rarely closer than a whole em.
    blank_em: f32,
    /// The widest blank of a line that is not stretched.
    common_blank_em: f32,
    /// The widest blank of justified text in a narrow column.
    stretched_em: f32,
    /// By how much texts of two columns may reach into each other: bearings and wrong widths.
    touch_em: f32,
    /// By how much aligned edges may differ: a hanging sign, a bracket.
    align_em: f32,
    /// How far a paragraph's first line may be indented.
    indent_em: f32,
    /// The room between lines of one paragraph, from the text's bottom to its top.
    leading_em: f32,
    /// The room between lines of one cell.
    wrap_room_em: f32,
    /// The room between rows of one table.
    row_room_em: f32,
    /// How far levels of one row may reach into each other.
    interlaced_em: f32,
    /// How much of two sizes may differ for them to be one font size.
    size_share: f32,
    /// Text beside running text that is shorter is a value, not another column of text.
    short_em: f32,
    /// The share of the width that a line of running text fills.
    filled_share: f32,
    /// The least width of running text of one, two and more lines.
    lone_line_em: f32,
    /// See above.
    two_lines_em: f32,
    /// See above.
    many_lines_em: f32,
    /// A lone line that is longer parts tables.
    breaker_em: f32,
    /// A text that is longer is no short cell.
    cell_em: f32,
    /// How far a header may stand beside the values below it.
    header_off_em: f32,
    /// How far a sign may stand from its number.
    sign_off_em: f32,
    /// How far the middle of a spanner may be off the middle of its columns.
    center_off_em: f32,
    /// The lightness from which a fill cannot be told from paper.
    darkest_paper: f32,
    /// The thickest ruling.
    rule_pt: f32,
    /// The widest gap in a dashed ruling.
    dash_pt: f32,
    /// The shortest ruling that means something.
    shortest_rule_pt: f32,
    /// The share of the longer of two rulings that both cover where they are of one table.
    frame_share: f32,
    /// How far a column without rulings may stand beside a lattice.
    flank_em: f32,
    /// How far a bullet may stand before its text.
    bullet_off_em: f32,
    /// How many levels above and below are looked at to judge a text's place.
    window_levels: usize,
}

const TOLERANCES: Tolerances = Tolerances {
    blank_em: 0.6,
    common_blank_em: 0.38,
    stretched_em: 1.4,
    touch_em: 0.12,
    align_em: 0.3,
    indent_em: 4.0,
    leading_em: 1.1,
    wrap_room_em: 0.7,
    row_room_em: 2.2,
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
    sign_off_em: 2.0,
    center_off_em: 1.2,
    darkest_paper: 0.97,
    rule_pt: 2.5,
    dash_pt: 2.0,
    shortest_rule_pt: 8.0,
    frame_share: 0.9,
    flank_em: 6.0,
    bullet_off_em: 3.5,
    window_levels: 12,
};

/// The tables among the words that none of the tables found so far hold, from top to bottom. Rulings of
/// those are not looked at either. `index` is the page's in the canvas.
fn find_among(page: &CanvasPage, index: usize, found: &[&[PlacedTable]]) -> Vec<PlacedTable> {
    let mut words = seam::free(page, found);
    words.retain(|word| !word.vertical && word_box(word).is_some());
    let rules = rules::find(page, found);
    let (words, prose) = prose::leave_out(words, &rules);
    let levels = phrases::levels(&words, TOLERANCES.blank_em);
    let regions = regions::find(levels, &rules, &prose);
    let parts = regions.into_iter().flat_map(stacked::parts);
    let tables = parts.filter_map(|region| table::of(region, &rules));
    tables.map(|table| PlacedTable { page: index, ..table }).collect()
}
