//! Phrases below each other to one text.

use formgrid_model::{Atoms, Cell, Place};

use super::phrases::Phrase;

/// A column that is narrower has no paragraphs.
const MIN_PARAGRAPH: i64 = 20;

/// A line of a paragraph that goes on fills so many tenths of its column.
const FILLED: i64 = 7;

/// What a cell says, without its place in the grid.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) place: Place,
    pub(super) atoms: Atoms,
}

/// Joins phrases from top to bottom in a column whose widest text is given.
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

impl Text {
    /// The cell that says it, in a row and column.
    pub(super) fn cell(self, row: usize, col: usize, row_span: usize, col_span: usize) -> Cell {
        let Self { text, place, atoms } = self;
        Cell { row, col, row_span, col_span, text, place, atoms, ..Cell::default() }
    }
}
