//! Names with their values in one text: `1.清淤长度：≥3公里；2.验收合格率：100%`.

use crate::record::{Value, ValueKind};
use crate::text::{split_label, split_number};

/// The name of an indicator and its value, as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NamedValue<'t> {
    pub(crate) name: &'t str,
    pub(crate) value: &'t str,
}

/// The names and values that a text lists, one per line or clause; none if a line has no value.
pub(crate) fn named_values(text: &str) -> Option<Vec<NamedValue<'_>>> {
    let clauses = text.lines().flat_map(|line| line.split(['；', ';'])).map(str::trim);
    let clauses: Option<Vec<_>> = clauses.filter(|c| !c.is_empty()).map(named_value).collect();
    clauses.filter(|clauses| !clauses.is_empty())
}

/// The names and values in a clause of running text, without its list number. A colon divides them, a
/// comparison, or the number itself: `设备完好率95%`. Commas may divide several. None if a part has no
/// value of its own.
pub(crate) fn measured_values(clause: &str) -> Option<Vec<NamedValue<'_>>> {
    let clause = unnumbered(clause);
    if !clause.contains(['，', ',', '。']) {
        return Some(vec![labelled_value(clause).or_else(|| measured_value(clause))?]);
    }
    clause.split(['，', ',']).map(|part| measured_value(part.trim())).collect()
}

/// A clause without its list number and its last stop.
fn unnumbered(clause: &str) -> &str {
    let clause = clause.trim().trim_end_matches(['。', '，', ',']);
    let clause = clause.trim_start_matches(|c: char| ('①'..='⑳').contains(&c));
    split_number(clause).1
}

/// A name and the value behind its colon.
fn labelled_value(clause: &str) -> Option<NamedValue<'_>> {
    let (name, value) = split_label(clause)?;
    let value = value.trim();
    named(name, value).filter(|_| !value.contains(['：', ':']))
}

/// A name and the quantity that follows it, with or without a comparison.
fn measured_value(clause: &str) -> Option<NamedValue<'_>> {
    /// Last characters of what a bare number measures. After other words it counts things: 新建5座桥.
    const MEASURES: &str = "率数量额度积长间限次价本比值例";
    let is_quantity = |value: &Value| {
        let is_number = matches!(value.kind, ValueKind::Number | ValueKind::Range);
        is_number && value.unit.as_deref().is_none_or(|unit| unit == "%" || super::is_unit(unit))
    };
    let compares = |c: char| matches!(c, '＞' | '＜' | '＝');
    let at = clause.find(|c: char| c.is_ascii_digit())?;
    let sign = super::operator::find(clause).into_iter().chain(clause.find(compares)).min();
    if let Some(sign) = sign.filter(|&sign| sign < at) {
        let (name, value) = clause.split_at(sign);
        let parsed = super::parse(value, None);
        let is_number = matches!(parsed.kind, ValueKind::Number | ValueKind::Range);
        return named(name, value).filter(|_| is_number);
    }
    let (name, value) = clause.split_at(at);
    let measures = name.trim_end().ends_with(|c: char| MEASURES.contains(c));
    named(name, value).filter(|_| measures && is_quantity(&super::parse(value, None)))
}

/// A name with its value, if it is as short as a name.
fn named<'t>(name: &'t str, value: &'t str) -> Option<NamedValue<'t>> {
    /// Longest name, in characters. Longer texts are sentences.
    const MAX_NAME: usize = 30;
    let (name, value) = (name.trim(), value.trim());
    let is_name = (2..=MAX_NAME).contains(&name.chars().count()) && !name.contains(['。', '，']);
    (is_name && !value.is_empty()).then_some(NamedValue { name, value })
}

/// The name and value in a clause, without its list number.
fn named_value(clause: &str) -> Option<NamedValue<'_>> {
    let clause = unnumbered(clause);
    let compares = |c: char| matches!(c, '≥' | '≤' | '＞' | '＜' | '>' | '<' | '=' | '＝');
    let (name, value) = match split_label(clause) {
        Some(parts) => parts,
        None => clause.split_at(clause.find(compares)?),
    };
    named(name, value)
}

#[cfg(test)]
mod tests {
    use super::{measured_values, named_values};

    #[test]
    fn each_line_or_clause_is_a_name_with_its_value() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let found = named_values(text).unwrap_or_default();
            let found: Vec<_> = found.iter().map(|found| (found.name, found.value)).collect();
            assert_eq!(found, expected, "{text}");
        };
        let two = [("清淤长度", "≥3公里"), ("验收合格率", "100%")];
        check("1.清淤长度：≥3公里；\n2.验收合格率：100%。", &two);
        check("（1）清淤长度:≥3公里；（2）验收合格率：100%", &two);
        check(
            "①清淤长度≥3公里\n②验收合格率=100%",
            &[("清淤长度", "≥3公里"), ("验收合格率", "=100%")],
        );
        check("疏浚河道，改善水质。", &[]);
        check("1.清淤长度：≥3公里\n2.改善水质", &[]);
    }
    #[test]
    fn a_clause_of_running_text_divides_at_its_quantity() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let found = measured_values(text).unwrap_or_default();
            let found: Vec<_> = found.iter().map(|found| (found.name, found.value)).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("清淤长度≥3公里", &[("清淤长度", "≥3公里")]);
        check("投诉处理时限不超过5个工作日", &[("投诉处理时限", "不超过5个工作日")]);
        check("设备完好率95%。", &[("设备完好率", "95%")]);
        check("（1）拨付时间：每季度末", &[("拨付时间", "每季度末")]);
        let two = [("清淤长度", "≥3公里"), ("验收合格率", "100%")];
        check("清淤长度≥3公里，验收合格率100%", &two);
        for text in [
            "新建5座桥",
            "完成清淤3公里",
            "疏浚河道，改善水质",
            "清淤长度≥3公里，改善水质",
            "依据《河道管理条例》",
        ] {
            check(text, &[]);
        }
    }
}
