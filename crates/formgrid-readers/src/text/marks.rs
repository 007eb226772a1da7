//! Marks of converters: bookmarks inside lines, watermarks on separate lines.

use std::borrow::Cow;

const BOOKMARK: &str = "[bookmark:";

/// A text without its bookmarks.
#[derive(Debug, PartialEq)]
pub(super) struct Unmarked<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) n_marks: usize,
    /// A bookmark belongs to a table of contents, so the line is a heading.
    pub(super) is_heading: bool,
}

/// Removes each `[bookmark: NAME]` from a text.
pub(super) fn remove_bookmarks(text: &str) -> Unmarked<'_> {
    let mut unmarked = Unmarked { text: Cow::Borrowed(text), n_marks: 0, is_heading: false };
    // Searching for one byte first is cheap, and hardly any text has a bracket.
    let Some(start) = memchr::memchr(b'[', text.as_bytes()) else { return unmarked };
    let mut kept = String::from(&text[..start]);
    let mut rest = &text[start..];
    while let Some((before, after)) = rest.split_once(BOOKMARK) {
        // An unclosed bracket is text of the document.
        let Some((name, tail)) = after.split_once(']') else { break };
        unmarked.n_marks += 1;
        unmarked.is_heading |= name.trim_start().starts_with("_Toc");
        kept.push_str(before);
        rest = tail;
    }
    if unmarked.n_marks > 0 {
        kept.push_str(rest);
        unmarked.text = Cow::Owned(kept);
    }
    unmarked
}

/// Watermarks of unlicensed conversion toolkits: the start of the line, and a text further on. Both must
/// match, since `Evaluation` alone may begin a heading.
const WATERMARKS: &[(&str, &str)] = &[
    ("Evaluation Warning", "created with"),
    ("Evaluation Only", "Created with"),
    ("Created with an evaluation copy of", ""),
    ("This document was truncated here because it was created", "valuation"),
    ("Unlicensed version", "register"),
    ("Created with a trial version of", ""),
    ("Created by a trial version of", ""),
];

/// Whether a line is a converter's watermark.
pub(super) fn is_watermark(line: &str) -> bool {
    let line = line.trim();
    // Twice the length of the longest known watermark, which includes product name and address.
    line.len() <= 300
        && line.starts_with(|c: char| c.is_ascii_uppercase())
        && WATERMARKS.iter().any(|(start, inside)| {
            line.strip_prefix(start).is_some_and(|rest| rest.contains(inside))
        })
}

#[cfg(test)]
mod tests {
    use super::{is_watermark, remove_bookmarks};

    fn check(text: &str, expected: &str, n_marks: usize, is_heading: bool) {
        let unmarked = remove_bookmarks(text);
        assert_eq!(
            (&*unmarked.text, unmarked.n_marks, unmarked.is_heading),
            (expected, n_marks, is_heading)
        );
    }

    #[test]
    fn bookmarks_are_removed() {
        check("[bookmark: _GoBack]路灯维护", "路灯维护", 1, false);
        check(" [bookmark: _Toc_1]3.路灯[bookmark: x]维护", " 3.路灯维护", 2, true);
        check("[bookmark: 未完", "[bookmark: 未完", 0, false);
        check("[注]路灯", "[注]路灯", 0, false);
    }

    #[test]
    fn watermarks_are_recognized() {
        assert!(is_watermark(" Evaluation Warning: The document was created with Some.Doc"));
        assert!(is_watermark("Created with an evaluation copy of Some.Words."));
        assert!(!is_watermark("Evaluation Warning signs in road traffic"));
        assert!(!is_watermark("路灯维护"));
    }
}
