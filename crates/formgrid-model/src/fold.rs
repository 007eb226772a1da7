//! Folding: normalizes printed strings for comparison.
//!
//! Every text is folded several times, and most do not change, so unchanged texts are borrowed.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Normalizes a string for comparison: NFKC, without white space and invisible characters.
///
/// Full-width digits, letters and brackets become ASCII, so `部门（单位） 名称` and `部门(单位)名称`
/// are equal.
pub fn fold(text: &str) -> Cow<'_, str> {
    let mut n_folded = folded_len(text);
    if n_folded == text.len() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let (folded, other) = rest.split_at(n_folded);
        out.push_str(folded);
        let mut chars = other.chars();
        let Some(c) = chars.next() else { return Cow::Owned(out) };
        match simple(c) {
            Some(Some(mapped)) => out.push(mapped),
            Some(None) => {}
            None if is_plain(c) => out.push(c),
            // Its normal form depends on its neighbors.
            None => return Cow::Owned(text.nfkc().filter(|&c| !is_blank_char(c)).collect()),
        }
        rest = chars.as_str();
        n_folded = folded_len(rest);
    }
}

/// Normalizes a label for lookup in the lexicon: folded, runs of digits as `#`, without a final
/// colon, and a label repeated within one cell only once.
///
/// `长期目标（截止 2028 年）：` and `长期目标(截止2026年)` both give `长期目标(截止#年)`.
pub fn fold_label(text: &str) -> Cow<'_, str> {
    match fold(text) {
        Cow::Borrowed(folded) => bare_label(folded),
        Cow::Owned(mut folded) => {
            let kept = match bare_label(&folded) {
                Cow::Borrowed(bare) => bare.len(),
                Cow::Owned(bare) => return Cow::Owned(bare),
            };
            folded.truncate(kept);
            Cow::Owned(folded)
        }
    }
}

/// A folded label without colon and repeats, runs of digits as `#`. Without digits, the result is a
/// prefix of the label.
fn bare_label(folded: &str) -> Cow<'_, str> {
    let trimmed = once(folded.trim_end_matches(':'));
    if !has_digit(trimmed) {
        return Cow::Borrowed(trimmed);
    }
    let mut out = String::with_capacity(trimmed.len());
    let mut rest = trimmed;
    while let Some(at) = rest.bytes().position(|b| b.is_ascii_digit()) {
        out.push_str(&rest[..at]);
        if !out.ends_with('#') {
            out.push('#');
        }
        rest = rest[at..].trim_start_matches(|c: char| c.is_ascii_digit());
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether a text has an ASCII digit. Without early exit the loop vectorizes.
fn has_digit(text: &str) -> bool {
    text.bytes().fold(false, |found, b| found | b.is_ascii_digit())
}

/// The repeating unit of a string, or the whole string if it repeats no unit of two or more
/// characters.
fn once(text: &str) -> &str {
    let bytes = text.as_bytes();
    for copies in 2..=4 {
        let len = text.len() / copies;
        // The last byte of a unit equals that of the text, which rules out almost every text.
        let ends_alike = len > 0 && bytes[len - 1] == bytes[bytes.len() - 1];
        if !ends_alike || !text.len().is_multiple_of(copies) || !text.is_char_boundary(len) {
            continue;
        }
        let part = &text[..len];
        if part.chars().nth(1).is_some() && bytes.chunks(len).all(|chunk| chunk == part.as_bytes())
        {
            return part;
        }
    }
    text
}

/// Whether a text has no visible character.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_blank_char)
}

/// Joins the lines of a label, without a blank except between two ASCII words.
pub fn join_lines(text: &str) -> String {
    if !text.contains('\n') {
        return text.trim().to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let ascii = |c: char| c.is_ascii_alphanumeric();
        if out.ends_with(ascii) && line.starts_with(ascii) {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

fn is_blank_char(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Whether a character takes no space and carries no text: soft hyphens, joiners, marks of direction,
/// variation selectors and the like. These are Unicode's `Default_Ignorable_Code_Point` without the
/// Hangul fillers, which are blanks, and the marks around annotations.
pub fn is_invisible(c: char) -> bool {
    match c {
        '\0'..='\u{ac}' | '\u{2070}'..='\u{fdff}' => false,
        _ => matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        ),
    }
}

/// Length in bytes of the prefix that is certainly folded: printable ASCII and common ideographs,
/// U+4E00 to U+9FFF, which UTF-8 encodes as E4 B8 80 to E9 BF BF. It works on bytes, because most
/// texts are such.
fn folded_len(text: &str) -> usize {
    let mut bytes = text.as_bytes();
    while let [0x21..=0x7e, rest @ ..]
    | [0xe5..=0xe9, _, _, rest @ ..]
    | [0xe4, 0xb8..=0xbf, _, rest @ ..] = bytes
    {
        bytes = rest;
    }
    text.len() - bytes.len()
}

/// Characters that fold to themselves.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{21}'..='\u{7e}' | '\u{4e00}'..='\u{9fff}' | '≤' | '≥' | '、' | '。' | '“' | '”')
}

/// Characters that fold one to one, regardless of their neighbors; `Some(None)` drops them.
fn simple(c: char) -> Option<Option<char>> {
    match c {
        ' ' | '\t' | '\n' | '\r' | '\u{3000}' | '\u{a0}' | '\u{feff}' | '\u{200b}' => Some(None),
        '\u{ff01}'..='\u{ff5e}' => Some(char::from_u32(c as u32 - 0xfee0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, fold_label, is_blank, is_invisible, join_lines, once};

    #[test]
    fn widths_and_blanks_fold() {
        assert_eq!(fold("部门（单位）\n 名称"), "部门(单位)名称");
        assert_eq!(fold("１２％\u{3000}㎡"), "12%m2");
        assert_eq!(fold("plain"), "plain");
    }

    #[test]
    fn numbers_in_labels_fold() {
        assert_eq!(fold_label("#12至3年4"), "#至#年#");
        assert_eq!(fold_label("长期目标（截止 2028 年）："), "长期目标(截止#年)");
        assert_eq!(fold_label("长期绩效目标 12"), "长期绩效目标#");
    }

    #[test]
    fn repeated_labels_fold() {
        assert_eq!(fold_label("长期绩\n效指标\n\n长期绩\n效指标："), "长期绩效指标");
        assert_eq!(once("年度绩效指标年度绩效指标"), "年度绩效指标");
        assert_eq!(once("人人"), "人人");
    }

    #[test]
    fn blanks_are_seen() {
        assert!(is_blank(" \u{3000}\u{200b}\n"));
        assert!(!is_blank("-"));
    }

    #[test]
    fn invisible_characters_fold_away() {
        assert_eq!(fold("产\u{200b}出\u{2060}指\u{ad}标\u{200e}\u{e0100}"), "产出指标");
        let seen = "\u{3164}\u{3000} 一A\u{2070}\u{fe10}\u{fffd}";
        assert!(!seen.chars().any(is_invisible));
    }

    #[test]
    fn broken_labels_join() {
        assert_eq!(join_lines("绩效\n指标"), "绩效指标");
        assert_eq!(join_lines("two\r\nwords"), "two words");
        assert_eq!(join_lines(" one line\r"), "one line");
    }
}
