//! Cells of a drawn table: the pieces of their lines to paragraphs.
//!
//! A line that fills its cell continues in the next one. A text that starts a line although a part of
//! it had room above had no blank to break at.

use formgrid_model::{AtomId, Atoms, Lexicon, Place, RawText, fold_label};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::rows::fields::row::Field;

/// Longest label, in bytes.
pub(super) const MAX_LABEL: usize = 120;

/// Minimum width of a cell of prose, in character cells. A label fills a cell of this width by chance
/// only rarely.
const MIN_PROSE: usize = 32;

/// A piece of a line in its columns.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) col: usize,
    pub(super) end: usize,
    /// Character cells available for its text.
    pub(super) room: usize,
    pub(super) is_rule: bool,
    pub(super) text: RawText,
}

/// A cell of the row under construction.
#[derive(Debug, Default, Clone)]
pub(super) struct Cell {
    /// Its first row, if that is above.
    pub(super) begins: Option<usize>,
    pub(super) col: usize,
    pub(super) end: usize,
    /// Paragraphs separated by `\n`, wrapped lines joined.
    pub(super) text: String,
    /// Width of the last line, and the room left in the cell.
    pub(super) room_left: usize,
    /// Whether a blank line follows the last text.
    pub(super) ended: bool,
    pub(super) place: Option<Place>,
    pub(super) atoms: Atoms,
}

impl Cell {
    pub(super) fn is_at(&self, piece: &Piece) -> bool {
        (self.col, self.end) == (piece.col, piece.end)
    }

    /// Adds a line. In a ruled table, only a blank line ends a paragraph.
    pub(super) fn add(&mut self, piece: Piece, is_ruled: bool, lexicon: &Lexicon) {
        let breaks_at_blank = !is_ruled && self.breaks_at_blank(&piece, lexicon);
        let Piece { room, text: RawText { text, place, atom }, .. } = piece;
        let text = text.trim();
        let Some(atom) = atom else {
            self.ended |= !self.text.is_empty();
            return;
        };
        if !self.text.is_empty() {
            let is_full = self.room_left < first_word(text);
            let wraps = !self.ended && (is_ruled || is_full || breaks_at_blank);
            match (!wraps, breaks_at_blank || joins_with_blank(&self.text, text)) {
                (true, _) => self.text.push('\n'),
                (false, true) => self.text.push(' '),
                (false, false) => {}
            }
        }
        self.text.push_str(text);
        self.room_left = room.saturating_sub(text.width() + 1);
        self.ended = false;
        self.place = self.place.or(Some(place));
        self.atoms.push(atom);
    }

    /// Whether a line of prose ends inside a sentence and a piece continues it.
    pub(super) fn breaks_before(&self, piece: &Piece, lexicon: &Lexicon) -> bool {
        let is_full = self.room_left < first_word(piece.text.text.trim());
        is_full && self.is_open_prose(piece) || self.breaks_at_blank(piece, lexicon)
    }

    /// Whether a line of prose breaks at a blank with room left: the text after the blank fills the next
    /// line, and programs break a text without blanks only where a line starts with it.
    fn breaks_at_blank(&self, piece: &Piece, lexicon: &Lexicon) -> bool {
        let text = piece.text.text.trim();
        let fills_line = !text.contains(' ') && piece.room <= text.width() + 2;
        fills_line
            && self.room_left >= first_word(text)
            && self.is_open_prose(piece)
            && !self.heads(text, lexicon)
    }

    /// Whether a text is a label or begins with one, so it is no part of a text next to it: a header
    /// above the text it names. A word of the label may be before the text: `目标` above `2：…`.
    fn heads(&self, text: &str, lexicon: &Lexicon) -> bool {
        let begins = |text: &str| !lexicon.classes(&fold_label(text)).is_empty();
        let is_label =
            self.text.len() <= MAX_LABEL && lexicon.words.contains_key(&fold_label(&self.text));
        begins(text) || is_label && !begins(&format!("{}{text}", self.text))
    }

    fn is_open_prose(&self, piece: &Piece) -> bool {
        piece.room >= MIN_PROSE
            && !self.text.is_empty()
            && !self.ended
            && !ends_sentence(&self.text)
    }

    pub(super) fn field(self, line: u32, lexicon: &Lexicon) -> Field {
        let place = self.place.unwrap_or(Place::at_line(line));
        let atom: Option<AtomId> = self.atoms.first().copied();
        let raw = RawText { text: self.text, place, atom };
        let field = Field::of(raw, self.col, lexicon);
        Field { col_span: self.end - self.col, atoms: self.atoms, ..field }
    }
}

/// Width of a text's first unbreakable part: one Chinese character, or one word.
pub(super) fn first_word(text: &str) -> usize {
    let is_letter = |c: &char| c.is_ascii_graphic();
    let letters = text.chars().take_while(is_letter).count();
    if letters > 0 { letters } else { text.chars().next().and_then(|c| c.width()).unwrap_or(1) }
}

pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['。', '；', '！', '？', '!', '?'])
}

fn joins_with_blank(before: &str, after: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric();
    before.ends_with(is_word) && after.starts_with(is_word)
}
