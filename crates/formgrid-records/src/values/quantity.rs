//! Numbers, ranges and lengths of time.

use crate::record::{Value, ValueKind};

use super::operator::{self, Op};
use super::scan::Cursor;
use super::unit;

/// Separators of a range, longer ones first.
const TO: &[&str] = &["——", "-", "~", "–", "—", "―", "至", "到"];

/// Words before a number that do not change its meaning.
const FILLERS: &[&str] =
    &["控制在", "达到", "达", "大约", "约为", "约", "共计", "合计", "共", "计", "为", "完成"];

/// The longest text before a number, in characters, in a cell that still counts as a quantity.
const MAX_LEAD: usize = 12;

/// The longest text after a number and its unit, in characters.
const MAX_TRAIL: usize = 8;

/// Most characters by which an unknown unit extends a known one: `个全宗`, `枚金牌`.
const MAX_MORE: usize = 3;

/// Parses a text that holds exactly one quantity.
pub(super) fn parse(text: &str) -> Option<Value> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    from_start(text).or_else(|| from_inside(text)).or_else(|| from_end(text))
}

/// `≥95%`, `1-8层`, `98%以上`: the quantity begins the text.
fn from_start(text: &str) -> Option<Value> {
    let mut cursor = Cursor::new(text);
    while !cursor.is_at_digit() && cursor.eat_any(FILLERS).is_some() {}
    if cursor.eat("±") {
        return plus_minus(cursor);
    }
    let op = operator::eat(&mut cursor);
    let number = cursor.number()?;
    if is_list_number(cursor.rest) {
        return None;
    }
    product(op, number, cursor)
        .or_else(|| range(op, number, cursor))
        .or_else(|| compound_time(op, number, cursor))
        .or_else(|| single(op, number, cursor.rest))
}

/// `巡查≥12次`, `满意度不低于95%`, `开展培训5次`: the quantity ends the text.
fn from_inside(text: &str) -> Option<Value> {
    let first_digit = text.find(|c: char| c.is_ascii_digit())?;
    let at = operator::find(text).filter(|&at| at < first_digit);
    let lead = &text[..at.unwrap_or(first_digit)];
    if lead.is_empty() || lead.chars().count() > MAX_LEAD {
        return None;
    }
    let value = from_start(&text[lead.len()..])?;
    let filled = FILLERS.iter().any(|filler| lead.ends_with(filler));
    let worth = value.op.is_some_and(|op| op != operator::EQUAL) || at.is_some() || filled;
    (worth && matches!(value.kind, ValueKind::Number | ValueKind::Range)).then_some(value)
}

/// `参加活动人次500`: the unit precedes the number, which ends the text.
fn from_end(text: &str) -> Option<Value> {
    let lead = text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let unit = unit::trailing(lead).filter(|unit| unit.chars().count() > 1)?;
    if lead.bytes().any(|b| b.is_ascii_digit()) || lead.chars().count() > MAX_LEAD {
        return None;
    }
    let mut cursor = Cursor::new(&text[lead.len()..]);
    let number = cursor.number().filter(|_| cursor.is_done())?;
    Some(Value {
        kind: ValueKind::Number,
        op: Some(operator::EQUAL),
        number: Some(number),
        unit: Some(unit.to_owned()),
        ..Value::default()
    })
}

/// A number with what follows it.
fn single(op: Option<Op>, number: f64, rest: &str) -> Option<Value> {
    let tail = tail(rest, op.is_some())?;
    Some(Value {
        kind: ValueKind::Number,
        op: op.or(tail.op).or(Some(operator::EQUAL)),
        number: Some(number),
        unit: tail.unit,
        ..Value::default()
    })
}

/// `1-8层`, `95%-100%`, `≥90%且≤100%`.
fn range(op: Option<Op>, number: f64, mut cursor: Cursor<'_>) -> Option<Value> {
    let first_unit = unit_before_end(&mut cursor);
    let both = cursor.eat_any(TO).is_none();
    if both {
        cursor.eat_any(&[",", "且", "、", "并"])?;
        (op == Some(operator::AT_LEAST)).then_some(())?;
        operator::eat(&mut cursor).filter(|&upper| upper == operator::AT_MOST)?;
    }
    let number_to = cursor.number()?;
    let tail = tail(cursor.rest, true)?;
    Some(Value {
        kind: ValueKind::Range,
        op: if both { None } else { op.or(tail.op) },
        number: Some(number),
        number_to: Some(number_to),
        unit: tail.unit.or_else(|| first_unit.map(str::to_owned)),
        ..Value::default()
    })
}

/// Moves past the unit between the first number of a range and the separator.
fn unit_before_end<'a>(cursor: &mut Cursor<'a>) -> Option<&'a str> {
    let (unit, rest) = unit::leading(cursor.rest)?;
    cursor.rest = rest;
    Some(unit)
}

/// `7*24小时`: around the clock, a length of time.
fn product(op: Option<Op>, number: f64, mut cursor: Cursor<'_>) -> Option<Value> {
    cursor.eat_any(&["*", "×", "x", "X"])?;
    let factor = cursor.number()?;
    let unit = unit::entire(cursor.rest)?;
    Some(Value {
        kind: ValueKind::Duration,
        op: op.or(Some(operator::EQUAL)),
        number: Some(number * factor),
        unit: Some(unit),
        ..Value::default()
    })
    .filter(|value| matches!(value.unit.as_deref(), Some("小时" | "分钟" | "天" | "个小时")))
}

/// `2小时30分钟`: a length of time in two units, converted to the smaller one.
fn compound_time(op: Option<Op>, number: f64, mut cursor: Cursor<'_>) -> Option<Value> {
    const STEPS: &[(&str, f64, &str)] = &[
        ("个小时", 60.0, "分钟"),
        ("小时", 60.0, "分钟"),
        ("分钟", 60.0, "秒"),
        ("天", 24.0, "小时"),
    ];
    let &(_, factor, smaller) = STEPS.iter().find(|(larger, ..)| cursor.eat(larger))?;
    let more = cursor.number()?;
    let is_complete = cursor.eat(smaller) || (smaller == "分钟" && cursor.eat("分"));
    is_complete.then_some(())?;
    let tail = tail(cursor.rest, true)?;
    Some(Value {
        kind: ValueKind::Duration,
        op: op.or(tail.op).or(Some(operator::EQUAL)),
        number: Some(number * factor + more),
        unit: Some(smaller.to_owned()),
        ..Value::default()
    })
}

/// `±5%`: from minus to plus.
fn plus_minus(mut cursor: Cursor<'_>) -> Option<Value> {
    let number = cursor.number()?;
    let tail = tail(cursor.rest, true)?;
    Some(Value {
        kind: ValueKind::Range,
        number: Some(-number),
        number_to: Some(number),
        unit: tail.unit,
        ..Value::default()
    })
}

/// The text after a number: its unit, and an operator in words.
struct Tail {
    unit: Option<String>,
    op: Option<Op>,
}

/// Parses the text after a number; none if a unit cannot explain it. With an operator before the
/// number (`certain`), any text may follow.
fn tail(text: &str, certain: bool) -> Option<Tail> {
    if text.is_empty() {
        return Some(Tail { unit: None, op: None });
    }
    if text.bytes().any(|b| b.is_ascii_digit()) && unit::entire(text).is_none() {
        return None;
    }
    if let Some((before, op, after)) = operator::split_suffix(text)
        && is_short(after)
        && (before.is_empty() || unit::entire(before).is_some())
    {
        return Some(Tail { unit: unit::entire(before), op: Some(op) });
    }
    if let Some((unit, after)) = unit::within(text)
        && is_short(after)
    {
        return Some(Tail { unit: Some(unit.to_owned()), op: Some(operator::AT_MOST) });
    }
    let words_follow =
        unit::leading(text).is_some_and(|(_, after)| after.chars().count() > MAX_MORE);
    let entire = || unit::entire(text).filter(|_| !words_follow || text.contains(['/', '、', '·']));
    if let Some(unit) = percent_then_words(text).or_else(entire) {
        return Some(Tail { unit: Some(unit), op: None });
    }
    let unit = if text.contains("百分比") {
        Some("%".to_owned())
    } else {
        unit::leading(text).map(|(unit, _)| unit.to_owned())
    };
    certain.then_some(Tail { unit, op: None })
}

/// `%达标`: a percent sign ends a unit unless a slash follows.
fn percent_then_words(text: &str) -> Option<String> {
    let after = text.strip_prefix('%').or_else(|| text.strip_prefix("(%)"))?;
    (after.chars().all(char::is_alphanumeric) && is_short(after)).then(|| "%".to_owned())
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= MAX_TRAIL && !text.bytes().any(|b| b.is_ascii_digit())
}

/// `1.按时完成`, `1、按时完成`, `1)`: a list number.
fn is_list_number(rest: &str) -> bool {
    rest.starts_with(['.', '、', ')', ':'])
}
