//! Values of indicators: from printed text to operator, number, unit or date.
//!
//! The printed text is never changed and is kept next to its interpretation. A cell is one value or
//! it is text: two quantities, or a quantity within a sentence that does not state what it
//! measures, stay text, because half of a cell would be a wrong number.
//!
//! Parsers run in a fixed order: blank, not applicable, date, quantity, text. Dates precede
//! quantities because `12月` and `2024年` would otherwise be numbers with a unit.

mod date;
pub(crate) mod named;
mod operator;
mod quantity;
mod scan;
pub(crate) mod takes;
mod unit;

use crate::record::{Value, ValueKind};

pub(crate) use date::iso_date;
pub(crate) use scan::{Cursor, narrow};

/// Parses a printed value. `hint_unit` is the unit of its column, for cells without one.
pub fn parse(raw: &str, hint_unit: Option<&str>) -> Value {
    let text = narrow(raw);
    let mut value = understand(without_end(&text));
    raw.trim().clone_into(&mut value.raw);
    if takes_unit(&value) {
        value.unit = hint_unit.and_then(unit::of_column);
    }
    value
}

/// Parses a value whose operator and unit have their own columns.
///
/// The operator column overrides the `=` of a bare number, but not an operator printed with the
/// value. A unit printed with the value overrides the unit column.
pub(crate) fn parse_split(op: &str, value: &str, unit: &str) -> Value {
    let mut parsed = parse(value, Some(unit));
    let measured = matches!(
        parsed.kind,
        ValueKind::Number | ValueKind::Range | ValueKind::Date | ValueKind::Duration
    );
    if measured
        && parsed.op.is_none_or(|op| op == "=")
        && operator::leading(&narrow(value)).is_none()
        && let Some(op) = operator::entire(&narrow(op))
    {
        parsed.op = Some(op);
    }
    parsed
}

/// Whether a text is only a unit of measure.
pub(crate) fn is_unit(text: &str) -> bool {
    unit::is_known(text)
}

fn understand(text: &str) -> Value {
    if text.is_empty() {
        return Value::default();
    }
    if says_not_applicable(text) {
        return Value { kind: ValueKind::NotApplicable, ..Value::default() };
    }
    date::parse(text)
        .or_else(|| quantity::parse(text))
        .unwrap_or(Value { kind: ValueKind::Text, ..Value::default() })
}

fn takes_unit(value: &Value) -> bool {
    value.unit.is_none() && matches!(value.kind, ValueKind::Number | ValueKind::Range)
}

/// A narrowed text without the punctuation at its end.
fn without_end(text: &str) -> &str {
    text.trim_end_matches(['。', ';', ',', '、'])
}

/// Whether a printed text states that there is no value.
pub(crate) fn is_not_applicable(raw: &str) -> bool {
    let text = narrow(raw);
    let text = without_end(&text);
    !text.is_empty() && says_not_applicable(text)
}

fn says_not_applicable(text: &str) -> bool {
    const MARKS: &[char] = &['-', '—', '–', '―', '─', '－', '/', '\\', '*', '一'];
    const WORDS: &[&str] =
        &["不适用", "本项不适用", "此项不适用", "不涉及", "无", "暂无", "N/A", "n/a", "NA", "/无"];
    text.chars().all(|c| MARKS.contains(&c)) || WORDS.contains(&text)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::{parse, parse_split};
    use crate::record::{Value, ValueKind};

    /// A value as one line: `kind op number..number_to unit @date`, without absent parts.
    fn show(value: &Value) -> String {
        let kind = match value.kind {
            ValueKind::Number => "number",
            ValueKind::Range => "range",
            ValueKind::Date => "date",
            ValueKind::Duration => "duration",
            ValueKind::Text => "text",
            ValueKind::NotApplicable => "n/a",
            ValueKind::Empty => "empty",
        };
        let mut out = String::from(kind);
        if let Some(op) = value.op {
            write!(out, " {op}").unwrap();
        }
        if let Some(number) = value.number {
            write!(out, " {number}").unwrap();
        }
        if let Some(to) = value.number_to {
            write!(out, "..{to}").unwrap();
        }
        if let Some(unit) = &value.unit {
            write!(out, " {unit}").unwrap();
        }
        if let Some(date) = &value.date {
            write!(out, " @{date}").unwrap();
        }
        out
    }

    fn check(table: &[(&str, &str)]) {
        for (raw, expected) in table {
            let value = parse(raw, None);
            assert_eq!(show(&value), *expected, "{raw:?}");
            assert_eq!(value.raw, raw.trim(), "the printed text stays");
        }
    }

    #[test]
    fn bare_numbers_have_the_op_equal() {
        check(&[
            ("95", "number = 95"),
            ("100%", "number = 100 %"),
            ("１００％", "number = 100 %"),
            ("1,234.50元", "number = 1234.5 元"),
            ("1，234，567", "number = 1234567"),
            ("0", "number = 0"),
            ("0.95", "number = 0.95"),
            ("-3.5%", "number = -3.5 %"),
            ("1.4万册", "number = 1.4 万册"),
            ("100.00(%)", "number = 100 %"),
            ("115天", "number = 115 天"),
            ("100%。", "number = 100 %"),
        ]);
    }

    #[test]
    fn operators_in_signs() {
        check(&[
            ("≥95%", "number ≥ 95 %"),
            ("≧ 95 ％", "number ≥ 95 %"),
            (">=95%", "number ≥ 95 %"),
            ("＞=95%", "number ≥ 95 %"),
            ("＞＝ 95%", "number ≥ 95 %"),
            ("⩾7", "number ≥ 7"),
            ("≤3%", "number ≤ 3 %"),
            ("≦3%", "number ≤ 3 %"),
            ("<=3%", "number ≤ 3 %"),
            ("＜3%", "number < 3 %"),
            ("＞3%", "number > 3 %"),
            ("=3%", "number = 3 %"),
            ("≅2000元", "number ≤ 2000 元"),
            ("《50万元", "number ≤ 50 万元"),
            ("》50万元", "number ≥ 50 万元"),
            ("≥于7场", "number ≥ 7 场"),
        ]);
    }

    #[test]
    fn operators_in_words() {
        check(&[
            ("不少于20人次", "number ≥ 20 人次"),
            ("不低于95%", "number ≥ 95 %"),
            ("大于等于4", "number ≥ 4"),
            ("98%以上", "number ≥ 98 %"),
            ("98%及以上", "number ≥ 98 %"),
            ("98%（含）以上", "number ≥ 98 %"),
            ("不超过3.5万元", "number ≤ 3.5 万元"),
            ("5%以内", "number ≤ 5 %"),
            ("20人以下", "number ≤ 20 人"),
            ("控制在100万元以内", "number ≤ 100 万元"),
            ("24小时内", "number ≤ 24 小时"),
            ("5个工作日内办结", "number ≤ 5 个工作日"),
            ("超过60分", "number > 60 分"),
            ("低于2%", "number < 2 %"),
        ]);
    }

    #[test]
    fn units_may_be_compound_and_broken_over_lines() {
        check(&[
            ("≤40元/人/餐", "number ≤ 40 元/人/餐"),
            ("≤40元/人/\n餐", "number ≤ 40 元/人/餐"),
            ("18元/m ² /月", "number = 18 元/m²/月"),
            ("600㎡", "number = 600 ㎡"),
            ("18元/m2", "number = 18 元/m2"),
            ("≥200台（次）", "number ≥ 200 台(次)"),
            ("≥90%/年", "number ≥ 90 %/年"),
            ("≥300卷、件、张", "number ≥ 300 卷、件、张"),
            ("≤60分钟", "number ≤ 60 分钟"),
            ("≤24小时", "number ≤ 24 小时"),
        ]);
    }

    #[test]
    fn ranges_keep_both_ends() {
        check(&[
            ("1-8层", "range 1..8 层"),
            ("95%-100%", "range 95..100 %"),
            ("95％～100％", "range 95..100 %"),
            ("≥2-3次", "range ≥ 2..3 次"),
            ("10至30万元/本", "range 10..30 万元/本"),
            ("≥90%且≤100%", "range 90..100 %"),
            ("±5%", "range -5..5 %"),
        ]);
    }

    #[test]
    fn dates_end_the_period_they_name() {
        check(&[
            ("2024年12月31日前", "date ≤ @2024-12-31"),
            ("2025年6月底前完成", "date ≤ @2025-06-30"),
            ("2024年2月", "date @2024-02-29"),
            ("2024年底", "date @2024-12-31"),
            ("2024年", "date @2024-12-31"),
            ("2024年全年", "date @2024-12-31"),
            ("2024年第四季度", "date @2024-12-31"),
            ("2024年1-12月", "date @2024-12-31"),
            ("2024-06-05", "date @2024-06-05"),
            ("2024.6.5前", "date ≤ @2024-06-05"),
            ("截至2024年9月30日", "date ≤ @2024-09-30"),
            ("2024年1月1日至2024年11月30日", "date @2024-11-30"),
            ("12月底前", "date ≤"),
            ("12月31日之前", "date ≤"),
            ("1-12月", "date"),
            ("3月-9月", "date"),
            ("第四季度", "date"),
            ("年底前", "date ≤"),
            ("年内", "date ≤"),
        ]);
    }

    #[test]
    fn durations_of_several_numbers() {
        check(&[
            ("7*24小时", "duration = 168 小时"),
            ("7×24小时", "duration = 168 小时"),
            ("≤2小时30分钟", "duration ≤ 150 分钟"),
        ]);
    }

    #[test]
    fn numbers_within_text() {
        check(&[
            ("≥95满意度占百分比", "number ≥ 95 %"),
            ("巡查≥12次", "number ≥ 12 次"),
            ("群众满意度达到90%以上", "number ≥ 90 %"),
            ("参加活动人次500", "number = 500 人次"),
            ("约300人", "number = 300 人"),
            ("每月≥1次", "number ≥ 1 次"),
            ("≥5个重点项目建设", "number ≥ 5 个"),
            ("10个全宗", "number = 10 个全宗"),
        ]);
    }

    #[test]
    fn other_text_stays_text() {
        check(&[
            ("持续提升", "text"),
            ("甲类60场，乙类7场", "text"),
            ("1.按时完成\n2.质量合格", "text"),
            ("按照2号文件要求执行", "text"),
            ("零失误", "text"),
            ("完成5个项目建设", "text"),
            ("一年一次", "text"),
            ("≥", "text"),
            ("1/3", "text"),
            ("90%≤X", "text"),
            ("99999999999999999999999999999999999999999999999999999", "text"),
        ]);
    }

    #[test]
    fn empty_and_not_applicable() {
        check(&[
            ("", "empty"),
            (" \u{3000}", "empty"),
            ("不适用", "n/a"),
            ("-", "n/a"),
            ("——", "n/a"),
            ("／", "n/a"),
            ("*", "n/a"),
            ("无", "n/a"),
        ]);
    }

    #[test]
    fn the_column_supplies_a_missing_unit() {
        let of = |raw, hint| show(&parse(raw, Some(hint)));
        assert_eq!(of("≤60", "万元"), "number ≤ 60 万元");
        assert_eq!(of("≤60元", "万元"), "number ≤ 60 元");
        assert_eq!(of("95", "（％）"), "number = 95 %");
        assert_eq!(of("95", "/"), "number = 95");
        assert_eq!(of("提升", "%"), "text");
    }

    #[test]
    fn operator_value_and_unit_in_three_columns() {
        let of = |op, value, unit| show(&parse_split(op, value, unit));
        assert_eq!(of("≥", "90", "%"), "number ≥ 90 %");
        assert_eq!(of("＝", "341", "件"), "number = 341 件");
        assert_eq!(of("小于等于", "8", "小时"), "number ≤ 8 小时");
        assert_eq!(of("定性", "优良中低差", ""), "text");
        assert_eq!(of("定性", "90", "%"), "number = 90 %");
        assert_eq!(of("≥", "≤5", "%"), "number ≤ 5 %");
        assert_eq!(of("≤", "2024年6月30日", "日期"), "date ≤ @2024-06-30");
        assert_eq!(of("", "12", "期"), "number = 12 期");
        assert_eq!(of("≥", "2-3", "次"), "range ≥ 2..3 次");
        assert_eq!(parse_split("≥", " 90 ", "%").raw, "90");
    }

    proptest::proptest! {
        #[test]
        fn every_text_has_a_consistent_value(
            raw in "[ 0-9.,%≥≤<>=～—至年月日底前（）()/万元人次小时不少于以上第四季度±*a-z\n]{0,24}"
        ) {
            let value = parse(&raw, None);
            proptest::prop_assert_eq!(&value.raw, raw.trim());
            let has_number = value.number.is_some();
            match value.kind {
                ValueKind::Number => proptest::prop_assert!(has_number && value.op.is_some()),
                ValueKind::Range => proptest::prop_assert!(has_number && value.number_to.is_some()),
                ValueKind::Duration => proptest::prop_assert!(has_number && value.unit.is_some()),
                ValueKind::Date => proptest::prop_assert!(!has_number && value.unit.is_none()),
                ValueKind::Text | ValueKind::NotApplicable | ValueKind::Empty => {
                    proptest::prop_assert!(!has_number && value.op.is_none() && value.unit.is_none());
                }
            }
            proptest::prop_assert!(value.number.is_none_or(f64::is_finite));
        }
    }
}
