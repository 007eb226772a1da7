//! Widths in character cells: two for a wide East Asian character, zero for a combining mark, else one.

use unicode_width::UnicodeWidthChar;

/// Width of a character in cells.
pub(super) fn of(c: char) -> usize {
    c.width().unwrap_or_default()
}

/// Width of a text in cells.
pub(super) fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(of).sum() }
}
