//! Widths in character cells: an East Asian character takes two, others one, marks none.

use unicode_width::UnicodeWidthChar;

/// How many character cells a character takes.
pub(super) fn of(c: char) -> usize {
    c.width().unwrap_or_default()
}

/// How many character cells a text takes.
pub(super) fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(of).sum() }
}
