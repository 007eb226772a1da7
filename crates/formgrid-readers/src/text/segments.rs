//! Segments: the parts of a text whose notation marks them as tables.
//!
//! A text may mix paragraphs with tables of several notations: HTML, Markdown, tables drawn with `|`, `+`
//! and box-drawing characters, columns under groups of dashes, and rows in running text. Everything else is
//! plain; the dialect is detected from all plain lines together.

use std::ops::Range;

use formgrid_model::is_blank;

use super::flowed;
use super::lines::Line;
use super::width::columns;

/// The notation of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// None of the others.
    Plain,
    /// An HTML table.
    Markup,
    /// A Markdown table: rows with `|` between cells and a delimiter row below the first.
    Markdown,
    /// A table drawn with borders, at least between its columns.
    Drawn,
    /// A table whose columns are marked by groups of dashes.
    Dashes,
    /// A table whose rows break where lines are full.
    Flowed,
}

/// Lines of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) kind: Kind,
    /// Indices of its lines.
    pub(super) lines: Range<usize>,
}

/// The segments of a text, in order and without gaps.
pub(super) fn find(lines: &[Line<'_>]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut search =
        Search { lines, budget: lines.len().saturating_mul(SCANS), barred: 0, unflowed: 0 };
    let mut plain = 0;
    let mut at = 0;
    while at < lines.len() {
        let Some((kind, found)) = search.table_at(at, plain) else {
            at += 1;
            continue;
        };
        if plain < found.start {
            segments.push(Segment { kind: Kind::Plain, lines: plain..found.start });
        }
        at = found.end;
        plain = found.end;
        segments.push(Segment { kind, lines: found });
    }
    if plain < lines.len() {
        segments.push(Segment { kind: Kind::Plain, lines: plain..lines.len() });
    }
    segments
}

/// How often the lines of a text may be scanned for the ends of tables.
const SCANS: usize = 4;

struct Search<'a> {
    lines: &'a [Line<'a>],
    /// Lines that may still be scanned for the end of a table.
    budget: usize,
    /// Bordered lines before this index form no drawn table.
    barred: usize,
    /// Lines before this index form no flowed table.
    unflowed: usize,
}

impl Search<'_> {
    /// The table that a line starts or, for [`Kind::Dashes`], reveals.
    fn table_at(&mut self, at: usize, from: usize) -> Option<(Kind, Range<usize>)> {
        let lines = self.lines;
        let text = lines.get(at)?.text.trim_start();
        let first = text.chars().next()?;
        if first == '<' && self.budget > 0 {
            return self.markup(at).map(|found| (Kind::Markup, found));
        }
        if first == '-' && self.budget > 0 {
            return self.dashes(at, from).map(|found| (Kind::Dashes, found));
        }
        let markdown = || text.contains('|').then(|| markdown(lines, at)).flatten();
        if let Some(found) = markdown() {
            return Some((Kind::Markdown, found));
        }
        let may_be_drawn = (is_bar(first) || is_corner(first)) && at >= self.barred;
        if let Some(found) = may_be_drawn.then(|| self.drawn(at)).flatten() {
            return Some((Kind::Drawn, found));
        }
        let may_flow = at >= self.unflowed && text.contains('|');
        may_flow.then(|| self.flowed(at)).flatten().map(|found| (Kind::Flowed, found))
    }

    /// The lines from a `<table>` to its end. A line with a TAB is a row with a nested table.
    fn markup(&mut self, at: usize) -> Option<Range<usize>> {
        let first = self.lines.get(at)?.text.trim_start();
        let is_table = first.get(..6).is_some_and(|tag| tag.eq_ignore_ascii_case("<table"))
            && first.get(6..7).is_none_or(|next| matches!(next, ">" | " "));
        if !is_table || first.contains('\t') {
            return None;
        }
        let mut depth = 0;
        for (index, line) in self.lines.iter().enumerate().skip(at).take(self.budget) {
            depth += count(line.text, "<table");
            depth = depth.saturating_sub(count(line.text, "</table"));
            if depth == 0 {
                return Some(at..index + 1);
            }
        }
        self.budget = self.budget.saturating_sub(self.lines.len() - at);
        None
    }

    /// Lines that begin and end with a border and form a drawn table.
    fn drawn(&mut self, at: usize) -> Option<Range<usize>> {
        let bordered = |line: &&Line<'_>| is_bordered(line.text);
        let n_lines = self.lines.get(at..)?.iter().take_while(bordered).count();
        let found = self.lines.get(at..at + n_lines)?;
        let is_table = is_drawing(found);
        if !is_table {
            self.barred = at + n_lines;
        }
        is_table.then_some(at..at + n_lines)
    }

    /// Lines up to a blank one that form a table in running text.
    fn flowed(&mut self, at: usize) -> Option<Range<usize>> {
        let rest = self.lines.get(at..)?;
        let n_lines = rest.iter().take_while(|line| !is_blank(line.text)).count();
        self.unflowed = at + n_lines;
        flowed::is_table(rest.get(..n_lines)?).then_some(at..at + n_lines)
    }

    /// A table around a line of several groups of dashes, as Pandoc writes it: the header is above that
    /// line. If rows have several lines, one more line of dashes is above the header and one below the
    /// last row.
    fn dashes(&mut self, at: usize, from: usize) -> Option<Range<usize>> {
        let lines = self.lines;
        let n_groups = groups(lines.get(at)?.text)?;
        let is_blank = |index: usize| lines.get(index).is_none_or(|line| is_blank(line.text));
        let is_border = |index: &usize| lines.get(*index).is_some_and(|line| is_dashes(line.text));
        if n_groups < 2 {
            // The rule above a header of several lines.
            let mut header = (at + 1..at + 1 + MAX_HEADER_LINES).take_while(|&at| !is_blank(at));
            let rule = header.find(is_border)?;
            (groups(lines.get(rule)?.text)? > 1).then_some(())?;
            let is_end = |line: &Line<'_>| groups(line.text) == Some(1);
            let end = self.scan(rule + 1, is_end)?;
            return Some(at..end + 1);
        }
        let is_header =
            at > from && !is_blank(at - 1) && (at < 2 || at - 1 == from || is_blank(at - 2));
        if is_header {
            let rows = lines.iter().skip(at + 1).take_while(|line| !is_blank_line(line));
            let end = at + 1 + rows.count();
            return (end > at + 1).then_some(at - 1..end);
        }
        let end = self.scan(at + 1, |line| is_dashes(line.text))?;
        (end > at + 1).then_some(at..end + 1)
    }

    /// Index of the first line at or after `from` that ends a table.
    fn scan(&mut self, from: usize, is_end: impl Fn(&Line<'_>) -> bool) -> Option<usize> {
        let found = self.lines.iter().skip(from).position(is_end);
        if found.is_none() {
            self.budget = self.budget.saturating_sub(self.lines.len().saturating_sub(from));
        }
        found.map(|at| from + at)
    }
}

fn is_blank_line(line: &&Line<'_>) -> bool {
    is_blank(line.text)
}

/// Whether a character is a vertical border.
pub(super) fn is_bar(c: char) -> bool {
    matches!(c, '|' | '│' | '┃' | '║' | '┆' | '┊' | '╎')
}

/// Whether a character is a corner or junction of borders.
pub(super) fn is_corner(c: char) -> bool {
    matches!(c, '+' | '\u{250c}'..='\u{254b}' | '\u{2552}'..='\u{256c}')
}

/// Whether a character is part of a horizontal border.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '=' | '─' | '━' | '═' | '┄' | '┈' | '╌' | '_')
}

/// Number of occurrences of a tag in a line.
fn count(text: &str, tag: &str) -> usize {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes)
        .filter(|&at| {
            bytes.get(at..at + tag.len()).is_some_and(|b| b.eq_ignore_ascii_case(tag.as_bytes()))
        })
        .count()
}

/// A header row, a delimiter row with as many cells, and the rows below.
fn markdown(lines: &[Line<'_>], at: usize) -> Option<Range<usize>> {
    let n_cells = |line: &Line<'_>| super::markdown::cells(line.text).count();
    let rule = lines.get(at + 1)?;
    if !super::markdown::is_rule(rule.text) || n_cells(rule) != n_cells(lines.get(at)?) {
        return None;
    }
    let rows = lines.get(at + 2..)?.iter();
    let n_rows = rows.take_while(|line| line.text.contains('|')).count();
    Some(at..at + 2 + n_rows)
}

/// Maximum distance between the right edges of the rows of a drawn table, in character cells. Programs
/// round the widths of cells with a column span.
const MAX_RAGGED: usize = 3;

/// Minimum number of lines of a drawn table without rules.
const MIN_BARRED: usize = 2;

/// Whether lines with borders at both ends form a drawn table.
fn is_drawing(lines: &[Line<'_>]) -> bool {
    if lines.iter().any(|line| is_rule(line.text)) {
        return lines.len() > MIN_BARRED;
    }
    let widths = lines.iter().map(|line| columns(line.text.trim_end()));
    let (least, most) =
        widths.fold((usize::MAX, 0), |(least, most), width| (least.min(width), most.max(width)));
    lines.len() >= MIN_BARRED
        && most - least <= MAX_RAGGED
        && lines.iter().any(|line| line.text.contains("  "))
}

fn is_bordered(text: &str) -> bool {
    let text = text.trim();
    let mut chars = text.chars();
    let is_border = |c: char| is_bar(c) || is_corner(c);
    chars.next().is_some_and(is_border) && chars.next_back().is_some_and(is_border)
}

/// Whether a line consists of border characters and colons.
pub(super) fn is_rule(text: &str) -> bool {
    let text = text.trim();
    text.chars().any(is_dash)
        && text.chars().all(|c| is_dash(c) || is_corner(c) || is_bar(c) || c == ':')
}

/// Maximum number of lines of a header under a rule.
const MAX_HEADER_LINES: usize = 12;

/// Number of groups of dashes in a line that consists only of them.
fn groups(text: &str) -> Option<usize> {
    is_dashes(text).then(|| text.split_whitespace().count())
}

fn is_dashes(text: &str) -> bool {
    let text = text.trim();
    text.len() > 3 && text.bytes().all(|b| b == b'-' || b == b' ') && text.contains("--")
}

#[cfg(test)]
mod tests {
    use super::{Kind, find};
    use crate::text::lines::split;

    fn check(text: &str, expected: &[(Kind, std::ops::Range<usize>)]) {
        let found: Vec<_> =
            find(&split(text)).into_iter().map(|segment| (segment.kind, segment.lines)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_text_without_table_notation_is_plain() {
        check("项目\t金额\n路灯\t3\n", &[(Kind::Plain, 0..2)]);
        check("甲 | 乙\n丙 | 丁\n", &[(Kind::Plain, 0..2)]);
        check("", &[]);
    }

    #[test]
    fn markdown_and_html_tables_end() {
        let text = "标题\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n<table>\n<tr><td>1</td></tr>\n</table>\n完\n";
        check(
            text,
            &[
                (Kind::Plain, 0..2),
                (Kind::Markdown, 2..5),
                (Kind::Plain, 5..6),
                (Kind::Markup, 6..9),
                (Kind::Plain, 9..10),
            ],
        );
    }

    #[test]
    fn drawn_tables_have_straight_edges() {
        check("+--+--+\n|甲|乙|\n+--+--+\n", &[(Kind::Drawn, 0..3)]);
        check("|项目  |金额|\n|路灯  |3   |\n", &[(Kind::Drawn, 0..2)]);
        check("|项目|金额|\n|路灯维护|3|\n", &[(Kind::Plain, 0..2)]);
    }

    #[test]
    fn dashes_mark_columns() {
        check(
            "表\n\n  名称   金额\n  ------ ----\n  路灯   3\n\n注\n",
            &[(Kind::Plain, 0..2), (Kind::Dashes, 2..5), (Kind::Plain, 5..7)],
        );
        check(
            "  -----------\n  名称   金额\n  ------ ----\n  路灯   3\n\n  桥     4\n  -----------\n注\n",
            &[(Kind::Dashes, 0..7), (Kind::Plain, 7..8)],
        );
        check("前文\n---------\n后文\n", &[(Kind::Plain, 0..3)]);
    }
}
