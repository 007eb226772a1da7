//! Columns that are aligned by blanks, as programs print the pages of a document into lines.
//!
//! Such a text is told by most of its lines: texts stand beside each other with more than a blank between.
//! Where a word stands is counted in character cells. Some programs give every character one, others give
//! East Asian ones two; the count under which more texts stand below each other is the program's.

use formgrid_model::DrawnSpan;

use super::{lines::Line, width};

/// The fewest lines with texts beside each other, and how many they are of ten.
const MIN_LINES: usize = 6;
const TENTHS: usize = 4;

/// How many lines are looked at for the count.
const MAX_COUNTED: usize = 2_000;

/// How many cells a character takes.
pub(super) type Count = fn(char) -> usize;

/// The count of cells of a text whose columns are aligned by blanks; none where they are not.
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

/// Whether more than one blank stands inside of a text, but not behind the end of a sentence.
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

/// How many texts stand below one of the line above: by their left, their right or their middle.
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

/// The extents of what stands between wide blanks.
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

/// So many letters and digits without a blank are a code.
const MIN_CODE: usize = 12;

/// The words of a line with their places. A share and the number right behind it are two, and so are a code
/// and the Chinese behind it, where a page has no room for a blank.
pub(super) fn words(line: &str, count: Count) -> Vec<(DrawnSpan, &str)> {
    let mut words = Vec::new();
    let (mut x, mut before) = (0, ' ');
    // Where the word begins, in the line and in character cells.
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
    fn words_have_places() {
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
