//! Splits decoded text into numbered lines.
//!
//! A line ends with LF, CR LF or a lone CR. A form feed ends a page. It splits its line: both parts keep
//! the line number, and the first text after the form feed has a page break.

/// One line of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// 1-based number in the file.
    pub(super) number: u32,
    /// The text without its line terminator.
    pub(super) text: &'a str,
    /// A page ends before this line.
    pub(super) page_break: bool,
}

/// Splits a text into lines. A final line terminator opens no further line.
pub(super) fn split(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let (mut page_ended, mut after_feed) = (false, false);
    let mut number = 1_u32;
    let mut start = 0;
    while start < text.len() {
        let rest = &text[start..];
        let end = memchr::memchr3(b'\n', b'\r', b'\x0c', rest.as_bytes());
        let (line, tail) = rest.split_at(end.unwrap_or(rest.len()));
        let before_feed = tail.starts_with('\x0c');
        // A lone form feed must not become a blank line, which would end a row.
        if !line.is_empty() || !(before_feed || after_feed) {
            let page_break = page_ended && !line.is_empty();
            lines.push(Line { number, text: line, page_break });
        }
        page_ended = before_feed || (page_ended && line.is_empty());
        after_feed = before_feed;
        number += u32::from(!before_feed);
        start += line.len() + end_len(tail);
    }
    lines
}

/// Length in bytes of the line terminator at the start of a text. Some transfers double the CR of CR LF.
fn end_len(tail: &str) -> usize {
    let n_returns = tail.bytes().take_while(|&b| b == b'\r').count();
    match tail.as_bytes().get(n_returns) {
        Some(b'\n') => n_returns + 1,
        _ => usize::from(!tail.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    fn check(text: &str, expected: &[(u32, &str, bool)]) {
        let lines: Vec<_> =
            split(text).iter().map(|line| (line.number, line.text, line.page_break)).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn all_line_terminators_are_recognized() {
        check(
            "a\nb\r\nc\rd\r\r\ne",
            &[(1, "a", false), (2, "b", false), (3, "c", false), (4, "d", false), (5, "e", false)],
        );
        check("a\n\nb\n", &[(1, "a", false), (2, "", false), (3, "b", false)]);
        check("", &[]);
    }

    #[test]
    fn a_form_feed_marks_the_next_line() {
        check("a\n\x0cb\n", &[(1, "a", false), (2, "b", true)]);
        check("a\x0c\nb", &[(1, "a", false), (2, "b", true)]);
        check("a\n\x0c\nb", &[(1, "a", false), (3, "b", true)]);
        check("a\n\x0c\n\nb", &[(1, "a", false), (3, "", false), (4, "b", true)]);
        check("a\x0cb\nc", &[(1, "a", false), (1, "b", true), (2, "c", false)]);
    }
}
