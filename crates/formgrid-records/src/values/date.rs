//! Dates and periods: `2024年12月31日前`, `12月底前`, `1-12月`, `第四季度`.
//!
//! A period is represented by its last day, because a form that names one means its end. The year
//! is never guessed: without it there is a date, but no ISO date.

use crate::record::{Value, ValueKind};

use super::operator::{self, Op};
use super::scan::{Cursor, narrow};

/// The longest text after a date, in characters, in a cell that still counts as a date.
const MAX_TRAIL: usize = 8;

/// A day or the end of a period, as far as it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Point {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    /// The period is a year, half a year or a quarter, or a day is printed: more than a bare
    /// `12月`, which may be a length.
    certain: bool,
}

impl Point {
    /// The ISO date; the last day of the month or year if no day is printed.
    fn iso(self) -> Option<String> {
        let year = self.year?;
        let month = self.month.unwrap_or(12);
        let day = self.day.unwrap_or_else(|| days_in(year, month));
        Some(format!("{year:04}-{month:02}-{day:02}"))
    }
}

/// Parses a text that is a date or a period.
pub(super) fn parse(text: &str) -> Option<Value> {
    let mut cursor = Cursor::new(text);
    let op = operator::eat(&mut cursor);
    cursor.eat_any(&["在", "于"]);
    let (point, is_period) = period(&mut cursor)?;
    let tail_op = tail(cursor.rest)?;
    // After an operator, `12月` is a number of months: `≥12月`.
    if op.is_some() && !point.certain && point.year.is_none() && tail_op.is_none() && !is_period {
        return None;
    }
    Some(Value {
        kind: ValueKind::Date,
        op: op.filter(|&op| op != operator::EQUAL).or(tail_op),
        date: point.iso(),
        ..Value::default()
    })
}

/// The first full date in a text, in ISO format: `填报日期：2024 年 01 月 26 日`.
pub(crate) fn iso_date(text: &str) -> Option<String> {
    let text = narrow(text);
    let starts = text.char_indices().filter(|&(at, c)| {
        c.is_ascii_digit() && !text[..at].ends_with(|before: char| before.is_ascii_digit())
    });
    starts
        .filter_map(|(at, _)| point(&mut Cursor::new(&text[at..]), None))
        .find(|point| point.year.is_some() && point.day.is_some())
        .and_then(Point::iso)
}

/// A point, or the last of two. The flag is true for two.
fn period(cursor: &mut Cursor<'_>) -> Option<(Point, bool)> {
    if let Some(months) = months(cursor, None) {
        return Some((months, true));
    }
    let first = point(cursor, None)?;
    let mut ahead = *cursor;
    if first.year.is_some()
        && first.month.is_none()
        && let Some(months) = months(&mut ahead, first.year)
    {
        *cursor = ahead;
        return Some((months, true));
    }
    if ahead.eat_any(&["-", "~", "—", "–", "至", "到"]).is_some() {
        let last = point(&mut ahead, first.year)?;
        *cursor = ahead;
        return Some((last, true));
    }
    Some((first, false))
}

/// `1-12月`: the last of two months with a single 月.
fn months(cursor: &mut Cursor<'_>, year: Option<i32>) -> Option<Point> {
    let mut ahead = *cursor;
    month_number(&mut ahead)?;
    ahead.eat_any(&["-", "~", "—", "–", "至", "到"])?;
    let month = month_number(&mut ahead)?;
    if !ahead.eat("月") || ahead.rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    ahead.eat_any(&["份", "底", "末"]);
    *cursor = ahead;
    Some(Point { year, month: Some(month), day: None, certain: true })
}

/// One day, month, quarter, half or year. `year` is that of the point before it in a range.
fn point(cursor: &mut Cursor<'_>, year: Option<i32>) -> Option<Point> {
    if let Some(point) = numeric(cursor) {
        return Some(point);
    }
    let mut ahead = *cursor;
    let printed = year_number(&mut ahead);
    if printed.is_some() {
        *cursor = ahead;
    }
    let year = printed.or(year);
    if let Some(month) = part_of_year(cursor) {
        return Some(Point { year, month: Some(month), day: None, certain: true });
    }
    if let Some(point) = month_and_day(cursor, year) {
        return Some(point);
    }
    printed.map(|_| Point { year, month: None, day: None, certain: true })
}

/// `2024-06-05`, `2024/6/5`, `2024.6.5`, `2024.6`.
fn numeric(cursor: &mut Cursor<'_>) -> Option<Point> {
    let mut ahead = *cursor;
    let year = plausible_year(ahead.digits(4, 4)?)?;
    let separator = ahead.eat_any(&["-", "/", "."])?;
    let month = month_number(&mut ahead)?;
    let mut after = ahead;
    let day = if after.eat(separator) {
        ahead = after;
        Some(day_number(&mut ahead, Some(year), month)?)
    } else if separator == "." && ahead.rest.starts_with(['-', '~', '至']) {
        None
    } else {
        return None;
    };
    if ahead.rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    *cursor = ahead;
    Some(Point { year: Some(year), month: Some(month), day, certain: true })
}

/// `2024年`, `2024年度`.
fn year_number(cursor: &mut Cursor<'_>) -> Option<i32> {
    let year = plausible_year(cursor.digits(4, 4)?)?;
    if !cursor.eat("年") {
        return None;
    }
    cursor.eat("度");
    Some(year)
}

/// A quarter, a half or the end of a year: its last month.
fn part_of_year(cursor: &mut Cursor<'_>) -> Option<u32> {
    const PARTS: &[(&str, u32)] = &[
        ("第一季度", 3),
        ("第二季度", 6),
        ("第三季度", 9),
        ("第四季度", 12),
        ("一季度", 3),
        ("二季度", 6),
        ("三季度", 9),
        ("四季度", 12),
        ("第1季度", 3),
        ("第2季度", 6),
        ("第3季度", 9),
        ("第4季度", 12),
        ("上半年", 6),
        ("下半年", 12),
        ("全年", 12),
        ("年底", 12),
        ("年末", 12),
        ("年终", 12),
        ("当年底", 12),
        ("当年", 12),
        ("本年度", 12),
        ("本年", 12),
        ("年内", 12),
        ("底", 12),
        ("末", 12),
    ];
    let at_start = *cursor;
    let month = PARTS.iter().find(|(word, _)| cursor.eat(word)).map(|&(_, month)| month)?;
    // 年内 is both period and operator; the operator is read from the rest.
    if at_start.rest.starts_with("年内") {
        cursor.rest = &at_start.rest["年".len()..];
    }
    cursor.eat_any(&["末", "底"]);
    Some(month)
}

/// `6月`, `6月底`, `6月5日`, `6月5号`, `6月上旬`.
fn month_and_day(cursor: &mut Cursor<'_>, year: Option<i32>) -> Option<Point> {
    let mut ahead = *cursor;
    let month = month_number(&mut ahead)?;
    if !ahead.eat("月") {
        return None;
    }
    ahead.eat("份");
    let mut certain = ahead.eat_any(&["底", "末", "下旬"]).is_some();
    let mut day = None;
    if ahead.eat("上旬") {
        day = Some(10);
    } else if ahead.eat("中旬") {
        day = Some(20);
    } else {
        let mut after = ahead;
        if let Some(number) = day_number(&mut after, year, month)
            && after.eat_any(&["日", "号"]).is_some()
        {
            ahead = after;
            day = Some(number);
        }
    }
    certain |= day.is_some();
    *cursor = ahead;
    Some(Point { year, month: Some(month), day, certain })
}

/// The text after a date; none if it exceeds what a date cell holds. The inner value is the
/// operator it stands for.
#[expect(clippy::option_option, reason = "outer: whether the cell is a date; inner: an operator")]
fn tail(text: &str) -> Option<Option<Op>> {
    const BEFORE: &[&str] = &["之前", "以前", "前", "以内", "之内", "内", "为止", "止"];
    const AFTER: &[&str] = &["之后", "以后", "后", "起"];
    let mut cursor = Cursor::new(text);
    let op = if cursor.eat_any(BEFORE).is_some() {
        Some(operator::AT_MOST)
    } else if cursor.eat_any(AFTER).is_some() {
        Some(operator::AT_LEAST)
    } else {
        None
    };
    let rest = cursor.rest;
    let clean = !rest.bytes().any(|b| b.is_ascii_digit());
    // Without 前 or the like, words after a year or month make a sentence about something else.
    let fits = match op {
        Some(_) => rest.chars().count() <= MAX_TRAIL && clean,
        None => matches!(rest, "" | "全年" | "底" | "末" | "完成" | "完工" | "度" | "期间"),
    };
    fits.then_some(op)
}

fn month_number(cursor: &mut Cursor<'_>) -> Option<u32> {
    let month = cursor.digits(1, 2)?.parse().ok()?;
    (1..=12).contains(&month).then_some(month)
}

fn day_number(cursor: &mut Cursor<'_>, year: Option<i32>, month: u32) -> Option<u32> {
    let day = cursor.digits(1, 2)?.parse().ok()?;
    (1..=days_in(year.unwrap_or(2000), month)).contains(&day).then_some(day)
}

/// Years that a budget form can mean.
fn plausible_year(digits: &str) -> Option<i32> {
    let year = digits.parse().ok()?;
    (1949..=2099).contains(&year).then_some(year)
}

fn days_in(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::iso_date;

    #[test]
    fn full_dates_are_found_in_a_line() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(iso_date(text).as_deref(), expected, "{text}");
        };
        check("填报日期：2024 年 01 月 26 日   单位：万元", Some("2024-01-26"));
        check("填报日期：2023-11-5", Some("2023-11-05"));
        check("填报日期：2023年11月", None);
        check("2023年13月40日", None);
        check("单位：万元", None);
    }
}
