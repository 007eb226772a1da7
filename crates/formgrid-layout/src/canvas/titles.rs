//! Titles of forms, from the lexicon.

use formgrid_model::{Lexicon, WordClass, fold_label};

use super::text::Line;

/// Whether a text is the title of a form.
pub(super) fn is_title(text: &str, lexicon: &Lexicon) -> bool {
    lexicon.classes(&fold_label(text)).contains(WordClass::TITLE)
}

/// Whether lines hold the title of a form: one of them, or a piece of one beside a date or unit.
pub(super) fn any(lines: &[Line], lexicon: &Lexicon) -> bool {
    lines.iter().any(|line| {
        is_title(&line.text, lexicon)
            || line.text.split_whitespace().any(|piece| is_title(piece, lexicon))
    })
}
