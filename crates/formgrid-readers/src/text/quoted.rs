//! Quoted fields: rows in the format of RFC 4180, whose quoted fields may contain delimiters and line
//! breaks.
//!
//! Quotes count only at both ends of a field; elsewhere they are text. The delimiter may be any character:
//! a comma, a semicolon, or the TAB of cells copied from a spreadsheet.

use std::borrow::Cow;

use super::lines::Line;

/// Maximum number of further lines in a quoted field; if it is still open then, its quote is text.
const MAX_LINES: usize = 200;

/// The fields of one row.
#[derive(Debug)]
pub(super) struct Record<'a> {
    /// Its first line.
    pub(super) line: Line<'a>,
    pub(super) fields: Vec<Cow<'a, str>>,
}

/// Splits lines into records, without blank lines.
pub(super) fn records<'a>(lines: &[Line<'a>], delimiter: char) -> Vec<Record<'a>> {
    let mut records = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let Some(&line) = lines.get(at) {
        let (fields, n_lines) = record(&lines[at..], delimiter);
        at += n_lines;
        if !line.text.is_empty() {
            records.push(Record { line, fields });
        }
    }
    records
}

/// The fields of the record that starts on the first line, and its number of lines.
fn record<'a>(lines: &[Line<'a>], delimiter: char) -> (Vec<Cow<'a, str>>, usize) {
    let mut fields = Vec::new();
    let mut n_lines = 1;
    let mut rest = lines.first().map_or("", |line| line.text);
    loop {
        match rest.strip_prefix('"').and_then(|_| quoted(rest, &lines[n_lines..], delimiter)) {
            Some(Quoted { text, after, n_more }) => {
                fields.push(text);
                n_lines += n_more;
                rest = after;
            }
            None => {
                let end = rest.find(delimiter).unwrap_or(rest.len());
                fields.push(Cow::Borrowed(&rest[..end]));
                rest = &rest[end..];
            }
        }
        match rest.strip_prefix(delimiter) {
            Some(after) => rest = after,
            None => return (fields, n_lines),
        }
    }
}

/// A quoted field.
struct Quoted<'a> {
    text: Cow<'a, str>,
    /// The rest of the line after the closing quote: empty, or starts with a delimiter.
    after: &'a str,
    /// Number of lines after its first.
    n_more: usize,
}

/// The quoted field at the start of a text; `None` without a closing quote.
fn quoted<'a>(text: &'a str, below: &[Line<'a>], delimiter: char) -> Option<Quoted<'a>> {
    let mut field = String::new();
    let mut rest = text.strip_prefix('"')?;
    let mut n_more = 0;
    loop {
        match rest.split_once('"') {
            Some((part, after)) => {
                field.push_str(part);
                if let Some(after) = after.strip_prefix('"') {
                    field.push('"');
                    rest = after;
                } else if after.is_empty() || after.starts_with(delimiter) {
                    return Some(Quoted { text: Cow::Owned(field), after, n_more });
                } else {
                    return None;
                }
            }
            None => {
                let next = below.get(n_more).filter(|_| n_more < MAX_LINES)?;
                field.push_str(rest);
                field.push('\n');
                rest = next.text;
                n_more += 1;
            }
        }
    }
}

/// The delimiter that a line `sep=;` states. Excel writes and obeys such a first line and does not show
/// it.
pub(super) fn stated_delimiter(line: &str) -> Option<char> {
    let bare = line.trim_end().trim_matches('"');
    let (name, delimiter) = bare.split_at_checked(4)?;
    let mut chars = delimiter.chars();
    let delimiter = match chars.next() {
        // The TAB itself ends the line.
        None if line.starts_with("sep=\t") => '\t',
        first => first?,
    };
    let is_delimiter = !delimiter.is_alphanumeric() && !matches!(delimiter, '"' | '=');
    (name.eq_ignore_ascii_case("sep=") && is_delimiter && chars.next().is_none())
        .then_some(delimiter)
}

/// The text of a field that is written as a formula so that programs keep it as text: `="00120"`.
pub(super) fn unwrapped(field: &str) -> Cow<'_, str> {
    let inside = field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    match inside {
        Some(text) if text.replace("\"\"", "").contains('"') => Cow::Borrowed(field),
        Some(text) if text.contains('"') => Cow::Owned(text.replace("\"\"", "\"")),
        Some(text) => Cow::Borrowed(text),
        None => Cow::Borrowed(field),
    }
}

/// Minimum number of records with the same number of fields in a file of delimited rows.
const MIN_RECORDS: usize = 2;

/// Whether lines are rows of delimited fields: nearly all records have the same number of fields, at
/// least three, or all have two.
pub(super) fn is_regular(lines: &[Line<'_>], delimiter: char) -> bool {
    let mut n_of = std::collections::BTreeMap::new();
    let mut n_records = 0;
    for record in records(lines, delimiter) {
        n_records += 1;
        *n_of.entry(record.fields.len()).or_insert(0_usize) += 1;
    }
    // Titles and notes are records of one field.
    let n_divided = n_records - n_of.remove(&1).unwrap_or_default();
    let Some((n_fields, n)) = n_of.into_iter().max_by_key(|&(_, n)| n) else { return false };
    match n_fields {
        0 | 1 => false,
        2 => n == n_records && n > MIN_RECORDS,
        _ => n >= MIN_RECORDS && n * 10 >= n_divided * 9 && n_divided * 2 > n_records,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_regular, records, stated_delimiter, unwrapped};
    use crate::text::lines::split;

    fn check(text: &str, delimiter: char, expected: &[(u32, &[&str])]) {
        let lines = split(text);
        let found = records(&lines, delimiter);
        let found: Vec<(u32, Vec<&str>)> = found
            .iter()
            .map(|r| (r.line.number, r.fields.iter().map(AsRef::as_ref).collect()))
            .collect();
        let expected: Vec<_> = expected.iter().map(|(n, f)| (*n, f.to_vec())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn quoted_fields_contain_delimiters_and_line_breaks() {
        check(
            "名称,\"数量,\n长度\",金额\n\"护坡\"\"加固\"\"\",,3\n",
            ',',
            &[(1, &["名称", "数量,\n长度", "金额"]), (3, &["护坡\"加固\"", "", "3"])],
        );
    }

    #[test]
    fn an_unclosed_quote_is_text() {
        check("\"甲\t乙\n丙\t\"丁\"戊\n", '\t', &[(1, &["\"甲", "乙"]), (2, &["丙", "\"丁\"戊"])]);
    }

    #[test]
    fn prose_with_commas_is_not_regular() {
        let regular = |text| is_regular(&split(text), ',');
        assert!(regular("甲,乙,丙\n1,2,3\n,,\n"));
        assert!(regular("绩效目标表\n甲,乙,丙\n1,2,\"3,000\"\n"));
        assert!(!regular("文字,还有\n没有\n1,024\n"));
        assert!(!regular("合计 1,024,000.50\n其中 3,000\n"));
    }

    #[test]
    fn a_line_may_state_the_delimiter() {
        assert_eq!(stated_delimiter("sep=;"), Some(';'));
        assert_eq!(stated_delimiter("\"SEP=|\""), Some('|'));
        assert_eq!(stated_delimiter("sep=\t"), Some('\t'));
        for line in ["sep=", "sep=ab", "sep=a", "sep==", "sep", "分隔=;", "sep=;;"] {
            assert_eq!(stated_delimiter(line), None, "{line}");
        }
    }

    #[test]
    fn formulas_of_a_text_are_the_text() {
        assert_eq!(unwrapped("=\"00120\""), "00120");
        assert_eq!(unwrapped("=\"一\"\"二\""), "一\"二");
        for field in ["=\"a\"&\"b\"", "=\"", "=1+2", "\"a\"", ""] {
            assert_eq!(unwrapped(field), field);
        }
    }
}
