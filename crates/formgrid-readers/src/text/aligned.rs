//! Columns aligned with spaces, as programs print document pages as lines of text.
//!
//! A text counts as aligned if enough of its lines have a gap of more than one space. Positions are in
//! character cells. Some programs count one cell for every character, others two for East Asian ones; the
//! detected count is the one that aligns more texts vertically.

use formgrid_model::DrawnSpan;

use super::{lines::Line, width};

/// Minimum number of lines with a gap, and minimum share of all lines in tenths.
const MIN_LINES: usize = 6;
const TENTHS: usize = 4;

/// Maximum number of lines sampled to detect the count.
const MAX_COUNTED: usize = 2_000;

/// Width of a character in cells.
pub(super) type Count = fn(char) -> usize;

/// The cell count of a text with aligned columns; `None` if its columns are not aligned.
pub(super) fn detect(lines: &[Line<'_>]) -> Option<Count> {
    let (mut n_lines, mut n_parted) = (0_usize, 0_usize);
    for line in lines {
        let text = line.text.trim_matches(is_space);
        n_lines += usize::from(!text.is_empty());
        n_parted += usize::from(has_gap(text));
    }
    if n_parted < MIN_LINES || n_parted * 10 < n_lines * TENTHS {
        return None;
    }
    let one: Count = |_| 1;
    let two: Count = width::of;
    let lines = lines.get(..MAX_COUNTED).unwrap_or(lines);
    Some(if n_below(lines, one) > n_below(lines, two) { one } else { two })
}

/// Whether a text contains more than one space in a row, other than after the end of a sentence.
fn has_gap(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find("  ") {
        if !rest[..at].ends_with(['.', '!', '?', ':', ';']) {
            return true;
        }
        rest = rest[at..].trim_start_matches(' ');
    }
    false
}

/// Number of texts that share a left edge, right edge or center with a text of the line above.
fn n_below(lines: &[Line<'_>], count: Count) -> usize {
    let mut n_below = 0;
    let mut above: Vec<DrawnSpan> = Vec::new();
    for line in lines {
        let texts = texts(line.text, count);
        let is_below = |a: &&DrawnSpan| {
            above.iter().any(|b| a.from == b.from || a.to == b.to || a.from + a.to == b.from + b.to)
        };
        if texts.len() > 1 && above.len() > 1 {
            n_below += texts.iter().filter(is_below).count();
        }
        above = texts;
    }
    n_below
}

/// Extents of the texts between gaps.
fn texts(line: &str, count: Count) -> Vec<DrawnSpan> {
    let mut texts: Vec<DrawnSpan> = Vec::new();
    for (word, _) in words(line, count) {
        match texts.last_mut() {
            Some(last) if word.from.saturating_sub(last.to) <= 1 => last.to = word.to,
            _ => texts.push(word),
        }
    }
    texts
}

/// Minimum length of an unbroken run of letters and digits that counts as a code.
const MIN_CODE: usize = 12;

/// The words of a line with their positions. A percentage and a number right after it are two words, as
/// are a code and Chinese text right after it: a narrow page has no room for the space.
pub(super) fn words(line: &str, count: Count) -> Vec<(DrawnSpan, &str)> {
    let mut words = Vec::new();
    let (mut x, mut before) = (0, ' ');
    // Start of the word, as a byte offset and in character cells.
    let mut open: Option<(usize, usize)> = None;
    let ends = std::iter::once((line.len(), ' '));
    for (at, c) in line.char_indices().chain(ends) {
        let is_code = |&(start, from): &(usize, usize)| {
            let is_long = !c.is_ascii() && before.is_ascii_alphanumeric() && x - from >= MIN_CODE;
            is_long && line[start..at].bytes().all(|b| b.is_ascii_alphanumeric())
        };
        let ends = (before == '%' && c.is_ascii_digit()) || open.as_ref().is_some_and(is_code);
        if (is_space(c) || ends)
            && let Some((start, from)) = open.take()
        {
            words.push((span(from, x), &line[start..at]));
        }
        if !is_space(c) {
            open = open.or(Some((at, x)));
        }
        x += count(c);
        before = c;
    }
    words
}

fn span(from: usize, to: usize) -> DrawnSpan {
    let cells = |n: usize| u32::try_from(n).unwrap_or(u32::MAX >> 1).min(u32::MAX >> 1);
    DrawnSpan { from: cells(from), to: cells(to), is_rule: false }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{3000}')
}

#[cfg(test)]
mod tests {
    use super::{detect, words};
    use crate::text::lines::split;

    fn places(line: &str, count: super::Count) -> Vec<(u32, u32, &str)> {
        words(line, count).into_iter().map(|(span, text)| (span.from, span.to, text)).collect()
    }

    #[test]
    fn words_have_positions() {
        let line = " 路灯  3 盏   20%15";
        let one = [(1, 3, "路灯"), (5, 6, "3"), (7, 8, "盏"), (11, 14, "20%"), (14, 16, "15")];
        assert_eq!(places(line, |_| 1), one);
        let two = [(1, 5, "路灯"), (7, 8, "3"), (9, 11, "盏"), (14, 17, "20%"), (17, 19, "15")];
        assert_eq!(places(line, super::width::of), two);
    }

    #[test]
    fn the_count_is_that_of_the_program() {
        let one =
            "项目      金额\n路灯      3\n人行道      4\n桥        5\n养护费      6\n路灯      7\n";
        let count = detect(&split(one)).unwrap();
        assert_eq!(count('路'), 1);
        let two =
            "项目      金额\n路灯      3\n人行道    4\n桥        5\n养护费    6\n路灯      7\n";
        let count = detect(&split(two)).unwrap();
        assert_eq!(count('路'), 2);
    }

    #[test]
    fn prose_is_not_aligned() {
        let prose = "The ferry is late.  Passengers wait.\n".repeat(20);
        assert!(detect(&split(&prose)).is_none());
        assert!(detect(&split(&"一、总体目标  完成\n二、其他\n三、保障\n".repeat(20))).is_none());
    }
}
