//! Markdown: the syntax that Markdown writers add to cells and paragraphs.
//!
//! Only syntax that programs write is removed: backslashes before punctuation, pairs of two or three
//! asterisks around a text or a part of it, and the number signs of a heading.

/// The cells of a row separated by `|`. Bars at both ends are its border; a bar after a backslash is text.
pub(super) fn cells(row: &str) -> impl Iterator<Item = &str> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let is_open = row.ends_with('|') && !row.ends_with("\\|");
    let mut rest = Some(if is_open { &row[..row.len() - 1] } else { row });
    std::iter::from_fn(move || {
        let text = rest?;
        let (cell, after) = match border(text) {
            Some(at) => (&text[..at], Some(&text[at + 1..])),
            None => (text, None),
        };
        rest = after;
        Some(cell)
    })
}

/// Byte offset of the first bar that is not escaped.
fn border(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'|', bytes).find(|&at| {
        let n_slashes = bytes[..at].iter().rev().take_while(|&&b| b == b'\\').count();
        n_slashes % 2 == 0
    })
}

/// Whether a line is the delimiter row under the header row: `|---|:--:|`.
pub(super) fn is_rule(line: &str) -> bool {
    let is_dashes = |cell: &str| {
        let cell = cell.trim();
        let cell = cell.strip_prefix(':').unwrap_or(cell);
        let cell = cell.strip_suffix(':').unwrap_or(cell);
        !cell.is_empty() && cell.bytes().all(|b| b == b'-')
    };
    line.contains('|') && line.contains("-") && cells(line).all(is_dashes)
}

/// The text of a paragraph, and whether it is a heading.
pub(super) fn heading(text: &str) -> (&str, bool) {
    let n_signs = text.bytes().take_while(|&b| b == b'#').count();
    match text.get(n_signs..) {
        Some(rest) if (1..=6).contains(&n_signs) && rest.starts_with(' ') => (rest.trim(), true),
        _ => (text, false),
    }
}

/// A text without its Markdown syntax; `None` if it has none.
pub(super) fn to_plain(text: &str) -> Option<String> {
    memchr::memchr2(b'\\', b'*', text.as_bytes())?;
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.char_indices().peekable();
    // Open emphasis: its byte offset in the plain text, and its number of asterisks.
    let mut open: Option<(usize, usize)> = None;
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.peek() {
                Some(&(_, next)) if next.is_ascii_punctuation() => {
                    plain.push(next);
                    chars.next();
                }
                _ => plain.push(c),
            },
            '*' if text[at + 1..].starts_with('*') => {
                let n_more = text[at + 1..].bytes().take_while(|&b| b == b'*').count().min(2);
                for _ in 0..n_more {
                    chars.next();
                }
                match open {
                    Some((_, n)) if n == n_more + 1 => open = None,
                    None => open = Some((plain.len(), n_more + 1)),
                    Some(_) => plain.extend(std::iter::repeat_n('*', n_more + 1)),
                }
            }
            _ => plain.push(c),
        }
    }
    // Asterisks without a closing pair are text.
    if let Some((at, n)) = open {
        plain.insert_str(at, &"*".repeat(n));
    }
    (plain != text).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::{cells, heading, is_rule, to_plain};

    fn check(text: &str, expected: &str) {
        assert_eq!(to_plain(text).as_deref().unwrap_or(text), expected);
    }

    #[test]
    fn emphasis_and_backslashes_are_removed() {
        check("**部门名称**", "部门名称");
        check("***甲***和**乙**", "甲和乙");
        check("\\>=56场", ">=56场");
        check("\\*不是\\*", "*不是*");
        check("3*4*5", "3*4*5");
        check("**未完", "**未完");
        check("C:\\路径", "C:\\路径");
    }

    #[test]
    fn an_escaped_bar_is_text() {
        let row: Vec<_> = cells("| 甲 | 乙\\|丙 |  |").collect();
        assert_eq!(row, [" 甲 ", " 乙\\|丙 ", "  "]);
        assert_eq!(cells("甲|乙").collect::<Vec<_>>(), ["甲", "乙"]);
    }

    #[test]
    fn delimiter_rows_and_headings_are_recognized() {
        assert!(is_rule("|---|:--:|"));
        assert!(is_rule("--|--"));
        assert!(!is_rule("| a | - |"));
        assert_eq!(heading("## 一、概况"), ("一、概况", true));
        assert_eq!(heading("#1"), ("#1", false));
    }
}
