//! Evidence that the cells above and below a seam are one, in points.
//!
//! A text that fills its last line and reads on speaks for it; two texts that each occur in other cells
//! speak against it; an empty cell speaks for it if no other is empty.

use formgrid_model::{Lexicon, fold_label};

use super::items::{self, Lists};
use super::joined::JoinedCell;
use super::profile::{Profile, Profiles};
use crate::canvas::placed::PlacedCell;
use crate::canvas::tags::Tags;
use crate::canvas::text::{self, Fit, Line, is_wide};

/// Weights of the evidence. A full line alone proves nothing, since short values fill narrow columns;
/// with one more sign it does. Texts of other cells outweigh it.
struct Weights {
    /// Both parts together are the text of another cell in the column.
    known_whole: f32,
    /// Each part is the text of another cell.
    known_parts: f32,
    /// One part is.
    known_part: f32,
    /// The lower part begins like other cells of the column.
    known_start: f32,
    /// The lower part continues the list of the upper, and one of them has several items.
    listed: f32,
    /// Both parts are tagged as one cell.
    tagged_one: f32,
    /// Both parts are tagged as two cells.
    tagged_two: f32,
    /// The upper part fills its line: no character of the lower fits.
    wrapped: f32,
    /// The same for an unbreakable word, which may also be the next value.
    wrapped_word: f32,
    /// The lower part begins on a new line deliberately.
    parted: f32,
    /// The same if the upper part is a sentence or the lower one a list item.
    parted_sentence: f32,
    /// The upper part is prose without the end of a sentence.
    unfinished: f32,
    /// The lower part is empty where cells always have text.
    missing: f32,
    /// The lower part is empty where cells mostly have text.
    mostly_missing: f32,
    /// The upper part is empty, the lower is not.
    begins_below: f32,
    /// The same if the whole upper row is empty: there was no room for a line.
    begins_all_below: f32,
}

const WEIGHTS: Weights = Weights {
    known_whole: 3.0,
    known_parts: -2.5,
    known_part: -1.0,
    known_start: -1.5,
    listed: 2.0,
    tagged_one: 3.0,
    tagged_two: -3.0,
    wrapped: 1.5,
    wrapped_word: 0.4,
    parted: -2.0,
    parted_sentence: -0.25,
    unfinished: 0.75,
    missing: 2.0,
    mostly_missing: 0.5,
    begins_below: -1.5,
    begins_all_below: 1.0,
};

/// Points from which two cells, or two rows, are one.
pub(super) const ENOUGH: f32 = 1.5;

/// Enough points if a neighboring cell continues over the same rows.
pub(super) const SOME: f32 = 0.5;

/// Enough points for cells without any other connection.
pub(super) const PLENTY: f32 = 2.5;

/// The context in which cells at a seam are judged.
pub(super) struct Measure<'a> {
    /// Contents of the columns away from seams.
    pub(super) profiles: &'a Profiles,
    /// How the document places list items.
    pub(super) lists: &'a Lists,
    /// Tags of the producer.
    pub(super) tags: &'a Tags,
    /// Words of all forms.
    pub(super) lexicon: &'a Lexicon,
}

impl Measure<'_> {
    /// Points for two cells being one that a page break cut with its row. `is_blank_above` says that
    /// nothing of the row is above the seam.
    pub(super) fn cut(&self, upper: &JoinedCell, lower: &PlacedCell, is_blank_above: bool) -> f32 {
        let profile = self.profiles.of(&upper.cols);
        let is_single = upper.rows.len() == 1 && lower.rows.len() == 1 && profile.is_single();
        match (last_line(upper).is_some(), lower.lines.is_empty()) {
            (true, false) => self.read_on(upper, lower),
            (true, true) if is_single && profile.is_always_filled() => WEIGHTS.missing,
            (true, true) if is_single && profile.is_mostly_filled() => WEIGHTS.mostly_missing,
            (false, false) if is_blank_above => WEIGHTS.begins_all_below,
            (false, false) => WEIGHTS.begins_below,
            _ => 0.0,
        }
    }

    /// Points for the text of one cell continuing in the other.
    pub(super) fn read_on(&self, upper: &JoinedCell, lower: &PlacedCell) -> f32 {
        let tagged = last_line(upper).zip(lower.lines.first());
        match tagged.and_then(|(before, next)| self.tags.are_one_cell(before, next)) {
            Some(true) => return WEIGHTS.tagged_one,
            Some(false) => return WEIGHTS.tagged_two,
            None => {}
        }
        let lines = upper.parts.iter().flat_map(|part| &part.lines);
        if items::go_on(lines, &lower.lines, self.lists) {
            return WEIGHTS.listed;
        }
        let profile = self.profiles.of(&upper.cols);
        let (above, below) = (folded(upper), lower.folded());
        match self.known(&above, &below, profile) {
            // A label may break before its line is full.
            known if known >= WEIGHTS.known_whole => known,
            known => known + by_line(upper, lower, profile) + by_sentence(upper, lower, &above),
        }
    }

    /// Points from the texts of other cells.
    fn known(&self, above: &str, below: &str, profile: &Profile) -> f32 {
        let is_known = |text: &str| profile.knows(text) || self.is_word(text);
        if above == below {
            return WEIGHTS.known_parts;
        }
        if is_known(&format!("{above}{below}")) {
            return WEIGHTS.known_whole;
        }
        match (is_known(above), is_known(below)) {
            (true, true) => WEIGHTS.known_parts,
            (false, false) if profile.knows_start(below) => WEIGHTS.known_start,
            (false, false) => 0.0,
            _ => WEIGHTS.known_part,
        }
    }

    fn is_word(&self, folded: &str) -> bool {
        self.lexicon.words.contains_key(&fold_label(folded))
    }
}

/// Points from how the last line above and the first below use the room.
fn by_line(upper: &JoinedCell, lower: &PlacedCell, profile: &Profile) -> f32 {
    let (Some(before), Some(next)) = (last_line(upper), lower.lines.first()) else { return 0.0 };
    let width = upper.parts.last().map_or(0.0, |part| part.bbox.x1 - part.bbox.x0);
    match text::fit(before, next, profile.room(width)) {
        Fit::Parted if are_sentences(before, next) => WEIGHTS.parted_sentence,
        Fit::Parted => WEIGHTS.parted,
        Fit::Unsure => 0.0,
        // A sentence may end at the end of its line.
        Fit::Wrapped if are_sentences(before, next) => 0.0,
        Fit::Wrapped if next.text.starts_with(is_wide) => WEIGHTS.wrapped * profile.full_is_rare(),
        Fit::Wrapped => WEIGHTS.wrapped_word,
    }
}

/// Points for prose that does not end above.
fn by_sentence(upper: &JoinedCell, lower: &PlacedCell, above: &str) -> f32 {
    let (Some(before), Some(next)) = (last_line(upper), lower.lines.first()) else { return 0.0 };
    if is_prose(above) && !are_sentences(before, next) { WEIGHTS.unfinished } else { 0.0 }
}

fn are_sentences(before: &Line, next: &Line) -> bool {
    ends_sentence(&before.text) || items::begins(&next.text)
}

/// The last printed line of a cell.
pub(super) fn last_line(cell: &JoinedCell) -> Option<&Line> {
    cell.parts.iter().rev().find_map(|part| part.lines.last())
}

/// The text of a cell, folded for comparison.
pub(super) fn folded(cell: &JoinedCell) -> String {
    let lines = cell.parts.iter().flat_map(|part| &part.lines);
    let texts: String = lines.map(|line| line.text.as_str()).collect();
    formgrid_model::fold(&texts).into_owned()
}

/// Whether a folded text has clauses, which names do not.
fn is_prose(folded: &str) -> bool {
    folded.contains([',', '、', ';', '。', ':'])
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['。', '；', '！', '？', '…', '.', ';', '!', '?', '”', '：', ':'])
}
