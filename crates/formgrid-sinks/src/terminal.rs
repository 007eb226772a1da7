//! Escapes untrusted text for a terminal.
//!
//! Documents may contain escape sequences that move the cursor, recolor or rename the window, and
//! bidirectional controls. None of them reaches a terminal: they are shown as codes.

use std::{borrow::Cow, fmt::Write as _};

/// Replaces control and bidirectional characters by their codes; line ends stay.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unsafe(c) {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn escape_sequences_are_shown() {
        assert_eq!(printable("\u{1b}[31m红\u{202e}\n"), "\\u{1b}[31m红\\u{202e}\n");
        assert_eq!(printable("指标值 ≥95%"), "指标值 ≥95%");
    }
}
