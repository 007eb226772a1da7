//! Drawn tables: the text between the borders of each line, and the positions of the borders.
//!
//! Positions are in character cells. Layout joins lines to rows and pieces to cells.

use std::ops::Range;

use formgrid_model::DrawnSpan;

use super::segments::{is_bar, is_corner, is_dash, is_rule};
use super::width;

/// A piece of a line between two borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) span: DrawnSpan,
    /// The text; empty if the piece is a horizontal border.
    pub(super) text: &'a str,
}

/// Splits a line at its vertical borders.
pub(super) fn pieces(line: &str) -> Vec<Piece<'_>> {
    let is_ruled = is_rule(line);
    let mut pieces = Vec::new();
    let mut x = 0;
    // Start of the piece, as a byte offset and in character cells, and whether a corner is before it.
    let mut open: Option<(usize, usize, bool)> = None;
    for (at, c) in line.char_indices() {
        let is_border = is_bar(c) || is_corner(c) && (is_ruled || meets_dash(line, at, c));
        if is_border {
            if let Some((start, from, has_corner)) = open {
                let may_be_rule = is_ruled || has_corner || is_corner(c);
                pieces.push(piece(&line[start..at], from, x, may_be_rule));
            }
            open = Some((at + c.len_utf8(), x, is_corner(c)));
        }
        x += width::of(c);
    }
    pieces
}

/// Whether a corner character is a corner. A `+` is one only next to two dashes; otherwise it is text.
fn meets_dash(line: &str, at: usize, c: char) -> bool {
    let before = line[..at].chars().rev().take(2);
    let after = line[at + c.len_utf8()..].chars().take(2);
    c != '+'
        || before.filter(|&c| is_dash(c)).count() == 2
        || after.filter(|&c| is_dash(c)).count() == 2
}

/// A piece. In a line with text, only dashes that reach a corner are a border; others are text.
fn piece(text: &str, from: usize, to: usize, may_be_rule: bool) -> Piece<'_> {
    let trimmed = text.trim();
    let is_rule = may_be_rule
        && trimmed.chars().count() > 1
        && trimmed.chars().all(|c| is_dash(c) || c == ':');
    Piece { span: span(from..to, is_rule), text: if is_rule { "" } else { text } }
}

fn span(range: Range<usize>, is_rule: bool) -> DrawnSpan {
    let cells = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    DrawnSpan { from: cells(range.start), to: cells(range.end), is_rule }
}

/// The columns under groups of dashes, in character cells. Each extends to the start of the next.
pub(super) fn columns(dashes: &str) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    let mut before = ' ';
    for (at, c) in dashes.char_indices() {
        if c == '-' && before != '-' {
            starts.push(at);
        }
        before = c;
    }
    let ends = starts.iter().skip(1).copied().chain([usize::MAX >> 1]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// Splits a line into the texts of its columns.
pub(super) fn under<'a>(line: &'a str, columns: &[Range<usize>]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(columns.len());
    let mut chars = line.char_indices().peekable();
    let mut x = 0;
    let mut start = 0;
    for (number, column) in columns.iter().enumerate() {
        let is_last = number + 1 == columns.len();
        let mut end = start;
        while let Some(&(at, c)) = chars.peek() {
            if x >= column.end && !is_last {
                break;
            }
            x += width::of(c);
            end = at + c.len_utf8();
            chars.next();
        }
        // The last column has no next one to end at.
        let to = if is_last { column.start.saturating_add(LAST_COLUMN) } else { column.end };
        pieces.push(Piece { span: span(column.start..to, false), text: &line[start..end] });
        start = end;
    }
    pieces
}

/// Nominal width of the last column, which has no right edge.
const LAST_COLUMN: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::{columns, pieces, under};

    fn check(line: &str, expected: &[(u32, u32, &str)]) {
        let found: Vec<_> = pieces(line)
            .iter()
            .map(|piece| {
                (piece.span.from, piece.span.to, if piece.span.is_rule { "-" } else { piece.text })
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn positions_count_wide_characters_twice() {
        check("|路灯 |a+b|", &[(0, 6, "路灯 "), (6, 10, "a+b")]);
        check("+----+---+", &[(0, 5, "-"), (5, 9, "-")]);
        check("|    +---+", &[(0, 5, "    "), (5, 9, "-")]);
        check("│ 1 │", &[(0, 4, " 1 ")]);
        check("│甲├──┤", &[(0, 3, "甲"), (3, 6, "-")]);
        check("| -- | 3 |", &[(0, 5, " -- "), (5, 9, " 3 ")]);
    }

    #[test]
    fn texts_stand_under_their_dashes() {
        let columns = columns("  ------ ----");
        let texts = |line| under(line, &columns).iter().map(|p| p.text.trim()).collect::<Vec<_>>();
        assert_eq!(texts("  路灯   3"), ["路灯", "3"]);
        assert_eq!(texts("         3"), ["", "3"]);
        assert_eq!(texts("  路灯"), ["路灯", ""]);
    }
}
