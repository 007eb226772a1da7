//! Tables in running text: each cell and each row ends with a `|`, and lines break where they are full.
//!
//! Programs write a table like this if it has more columns than they can draw. A row end is a blank
//! field, so the rows are found by their period: every n-th field is blank, and no smaller n divides the
//! fields like this. A first row of fewer fields is a header with a merged cell.

use std::borrow::Cow;

use formgrid_model::is_blank;

use super::lines::Line;

/// Minimum and maximum number of fields of a row, including its end.
const MIN_FIELDS: usize = 3;
const MAX_FIELDS: usize = 200;

/// Minimum number of rows.
const MIN_ROWS: usize = 2;

/// Minimum number of rows below a shorter first row.
const MIN_ROWS_BELOW: usize = 3;

/// Maximum number of fields of a table. Bounds the memory for a text of only `|`.
const MAX_ALL: usize = 500_000;

/// The fields of one row, without its end.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// The line of its first field.
    pub(super) line: Line<'a>,
    pub(super) fields: Vec<Cow<'a, str>>,
}

#[derive(Debug)]
struct Field<'a> {
    line: Line<'a>,
    /// Parts in several lines are separated by `\n`.
    text: Cow<'a, str>,
    /// Whether its `|` ends the line.
    ends_line: bool,
}

/// Whether a run of lines is a table in running text.
pub(super) fn is_table(lines: &[Line<'_>]) -> bool {
    fields(lines).is_some_and(|fields| period(&fields).is_some())
}

/// The rows of a table in running text; empty if the lines are not one.
pub(super) fn rows<'a>(lines: &[Line<'a>]) -> Vec<Row<'a>> {
    let mut fields = fields(lines).unwrap_or_default();
    let Some(Period { n_first, n_fields }) = period(&fields) else { return Vec::new() };
    let mut rows = Vec::with_capacity(fields.len() / n_fields + 1);
    let mut fields = fields.drain(..).peekable();
    let mut n_own = if n_first > 0 { n_first } else { n_fields };
    while let Some(line) = fields.peek().map(|field| field.line) {
        let row = fields.by_ref().take(n_own);
        let mut fields: Vec<_> = row.map(|field| field.text).collect();
        fields.pop();
        rows.push(Row { line, fields });
        n_own = n_fields;
    }
    rows
}

/// The texts before each `|`; `None` if a text follows the last, or if they are too many.
fn fields<'a>(lines: &[Line<'a>]) -> Option<Vec<Field<'a>>> {
    let mut fields: Vec<Field<'a>> = Vec::new();
    let mut open: Option<(Line<'a>, Cow<'a, str>)> = None;
    for &line in lines {
        let (mut closed, rest) = line.text.split_at(line.text.rfind('|').map_or(0, |at| at + 1));
        let ends_line = is_blank(rest);
        while let Some((part, after)) = closed.split_once('|') {
            let (line, text) = continued(open.take(), line, part);
            fields.push(Field { line, text, ends_line: ends_line && after.is_empty() });
            closed = after;
            if fields.len() > MAX_ALL {
                return None;
            }
        }
        open = Some(continued(open, line, rest));
    }
    open.is_none_or(|(_, text)| is_blank(&text)).then_some(fields)
}

/// A field with one more part, which is in a line.
fn continued<'a>(
    field: Option<(Line<'a>, Cow<'a, str>)>,
    line: Line<'a>,
    part: &'a str,
) -> (Line<'a>, Cow<'a, str>) {
    match field {
        Some((first, text)) if !is_blank(&text) => {
            let mut text = text.into_owned();
            text.push('\n');
            text.push_str(part);
            (first, Cow::Owned(text))
        }
        _ => (line, Cow::Borrowed(part)),
    }
}

/// Numbers of fields of the rows, with their ends.
#[derive(Debug, Clone, Copy)]
struct Period {
    /// Fields of a shorter first row; 0 if there is none.
    n_first: usize,
    n_fields: usize,
}

fn period(fields: &[Field<'_>]) -> Option<Period> {
    let most = |n_rows: usize| MAX_FIELDS.min(fields.len() / n_rows);
    let equal = (MIN_FIELDS..=most(MIN_ROWS)).map(|n| Period { n_first: 0, n_fields: n });
    let shorter = (MIN_FIELDS..=most(MIN_ROWS_BELOW))
        .map(|n| Period { n_first: fields.len() % n, n_fields: n })
        .filter(|period| period.n_first >= MIN_FIELDS);
    equal.chain(shorter).find(|period| is_period(fields, *period))
}

/// Whether a blank field ends each row, and most rows end inside a line: with one row per line, a row
/// ends with its line.
fn is_period(fields: &[Field<'_>], Period { n_first, n_fields }: Period) -> bool {
    let first = if n_first > 0 { n_first } else { n_fields };
    let ends = || fields.iter().skip(first - 1).step_by(n_fields);
    (fields.len() - n_first).is_multiple_of(n_fields)
        && ends().all(|end| is_blank(&end.text))
        && ends().filter(|end| !end.ends_line).count() * n_fields * 2 > fields.len()
}

#[cfg(test)]
mod tests {
    use super::rows;
    use crate::text::lines::split;

    fn check(text: &str, expected: &[&[&str]]) {
        let rows = rows(&split(text));
        let found: Vec<Vec<&str>> =
            rows.iter().map(|row| row.fields.iter().map(|text| text.trim()).collect()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn blank_fields_end_rows_inside_lines() {
        check(
            "    项目 |指标 |指标值 | |路灯 |数\n量 |3 | | |质量 |\n 95% | |桥 |数量 | | |\n",
            &[
                &["项目", "指标", "指标值"],
                &["路灯", "数\n量", "3"],
                &["", "质量", "95%"],
                &["桥", "数量", ""],
            ],
        );
    }

    #[test]
    fn a_first_row_may_be_shorter() {
        check(
            " |近两年 |本年 | | |前年 |上年 | | |路灯 |1\n|2 |3 | |桥 |4 |5 |6 | |坝 |7 |8 |9 | |\n",
            &[
                &["", "近两年", "本年"],
                &["", "前年", "上年", ""],
                &["路灯", "1", "2", "3"],
                &["桥", "4", "5", "6"],
                &["坝", "7", "8", "9"],
            ],
        );
    }

    #[test]
    fn rows_of_one_line_each_are_not_flowed() {
        check("甲|乙||\n1|2||\n3|4||\n", &[]);
        check("|甲|乙|\n|1|2|\n|3|4|\n", &[]);
    }

    #[test]
    fn fields_without_a_period_are_no_table() {
        check("甲 |乙 | |1 |2 |3 |\n | |4 |5 |\n", &[]);
        check("甲 |乙 | |1 |2 | |\n 3\n", &[]);
    }
}
