//! Joins the phrases of a cell into one text.

use formgrid_model::{Atoms, Cell, Place};

use super::{phrases::Phrase, words::Word};

/// Minimum width of a column with paragraphs, in character cells.
const MIN_PARAGRAPH: i64 = 20;

/// Tenths of the column that a wrapped line of a paragraph fills at least.
const FILLED: i64 = 7;

/// The content of a cell, without its position in the grid.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) place: Place,
    pub(super) atoms: Atoms,
}

/// Joins phrases from top to bottom. `widest` is the width of the widest phrase of their column.
pub(super) fn join<'p, 'a: 'p>(
    phrases: impl IntoIterator<Item = &'p Phrase<'a>>,
    widest: i64,
) -> Text {
    let mut joined = Text::default();
    let mut above: Option<Phrase<'_>> = None;
    for &phrase in phrases {
        let text = phrase.text();
        match above {
            None => {
                joined.place = phrase.tokens.first().map_or(joined.place, |token| token.raw.place);
            }
            Some(above) => {
                let is_ended = widest >= MIN_PARAGRAPH && above.width() * 10 < widest * FILLED;
                let is_word = |c: char| c.is_ascii_alphabetic();
                if is_ended {
                    joined.text.push('\n');
                } else if joined.text.ends_with(is_word) && text.starts_with(is_word) {
                    joined.text.push(' ');
                }
            }
        }
        joined.text.push_str(&text);
        joined.atoms.extend(phrase.tokens.iter().filter_map(|token| token.raw.atom));
        above = Some(phrase);
    }
    joined
}

/// Joins the parts of a name. Two names are two lines.
pub(super) fn name(word: &Word<'_>) -> Text {
    if !word.is_stacked {
        return join(&word.parts, 0);
    }
    let mut joined = Text::default();
    for part in &word.parts {
        let text = join([part], 0);
        if joined.text.is_empty() {
            joined.place = text.place;
        } else {
            joined.text.push('\n');
        }
        joined.text.push_str(&text.text);
        joined.atoms.extend(text.atoms);
    }
    joined
}

impl Text {
    /// The cell with this content.
    pub(super) fn cell(self, row: usize, col: usize, row_span: usize, col_span: usize) -> Cell {
        let Self { text, place, atoms } = self;
        Cell { row, col, row_span, col_span, text, place, atoms, ..Cell::default() }
    }
}
