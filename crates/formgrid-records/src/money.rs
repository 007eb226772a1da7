//! Amounts of money: a decimal string with a unit, never a float.
//!
//! A unit printed in the cell overrides that of the form, because authors who print one mean it.
//! Words with more than one number have no amount, only their printed text.

use crate::record::Money;
use crate::text::{plain_number, split_label};
use crate::values::{Cursor, narrow};
use formgrid_model::fold;

/// Printed units, longer ones first, with the unit in the output.
const UNITS: &[(&str, &str)] = &[
    ("人民币万元", "万元"),
    ("亿元", "亿元"),
    ("万元", "万元"),
    ("千元", "千元"),
    ("亿", "亿元"),
    ("万", "万元"),
    ("元", "元"),
];

/// Parses a printed amount. `unit` is a text with the unit of its column or form, used if the cell
/// prints none. None for a blank cell. `amount` is absent if the text holds no number or several.
pub fn parse(raw: &str, unit: Option<&str>) -> Option<Money> {
    let raw = raw.trim();
    let text = narrow(raw);
    if text.is_empty() {
        return None;
    }
    let (amount, printed) = match find(&text) {
        Some((amount, printed)) => (Some(amount), printed),
        None => (None, None),
    };
    let unit = printed.or_else(|| unit.and_then(unit_of)).map(str::to_owned);
    Some(Money { raw: raw.to_owned(), amount, unit })
}

/// The currency unit in a text such as `单位：万元` or `项目资金（元）`.
pub(crate) fn unit_of(text: &str) -> Option<&'static str> {
    let text = narrow(text);
    UNITS.iter().find(|(printed, _)| text.contains(printed)).map(|&(_, unit)| unit)
}

/// Splits a source from its amount: `其中：事业收入：12.5`.
pub(crate) fn split_source(text: &str) -> Option<(&str, &str)> {
    let (first, rest) = split_label(text)?;
    let (source, value) = match split_label(rest) {
        Some((source, value)) if fold(first) == "其中" => (source, value),
        Some(_) => return None,
        None => (first, rest),
    };
    let is_amount = plain_number(value).is_some()
        || parse(value, None).is_some_and(|m| m.amount.is_some() && m.unit.is_some());
    (is_amount && !source.trim().is_empty()).then_some((source.trim(), value.trim()))
}

/// The currency unit of a text that holds nothing else except the word for the currency.
pub(crate) fn bare_unit(text: &str) -> Option<&'static str> {
    let text = narrow(text);
    let (printed, unit) = UNITS.iter().find(|(printed, _)| text.contains(printed))?;
    let rest = text.replacen(printed, "", 1);
    let rest = rest.trim().trim_matches(|c: char| "()、,.。".contains(c));
    matches!(rest, "" | "人民币").then_some(*unit)
}

/// The only number of a text, with the unit printed after it.
fn find(text: &str) -> Option<(String, Option<&'static str>)> {
    let in_parentheses = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    if let Some(inner) = in_parentheses.filter(|t| t.starts_with(|c: char| c.is_ascii_digit())) {
        // Bookkeepers print a negative amount in parentheses.
        let (amount, unit) = find(inner)?;
        return Some((negate(&amount), unit));
    }
    let start = text.find(|c: char| c.is_ascii_digit() || c == '.')?;
    let mut cursor = Cursor::new(&text[start..]);
    let digits = cursor.decimal()?;
    let unit = UNITS.iter().find(|(printed, _)| cursor.eat(printed)).map(|&(_, unit)| unit);
    let is_only = !cursor.rest.bytes().any(|b| b.is_ascii_digit());
    // `1.` is a list number, `50%` a share, `3月` a date: none is money.
    let is_money = !cursor.rest.starts_with(['.', '%', '月', '年', '日', '、']);
    if !is_only || !is_money {
        return None;
    }
    let negative = text[..start].ends_with(['-', '−', '－']);
    let amount = without_leading_zeros(&digits);
    Some((if negative { negate(&amount) } else { amount }, unit))
}

fn negate(amount: &str) -> String {
    if amount.bytes().all(|b| matches!(b, b'0' | b'.')) {
        amount.to_owned()
    } else {
        format!("-{amount}")
    }
}

fn without_leading_zeros(digits: &str) -> String {
    let trimmed = digits.trim_start_matches('0');
    if trimmed.is_empty() || trimmed.starts_with('.') {
        format!("0{trimmed}")
    } else {
        trimmed.into()
    }
}

/// Whether a text is a label with its unit: 单位：万元.
pub(crate) fn labels_unit(text: &str) -> bool {
    let is_unit = |(label, _): (&str, &str)| label.trim().ends_with("单位");
    split_label(text).is_some_and(is_unit) && unit_of(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::{parse, unit_of};

    /// Amount and unit as one string, `-` for what is absent.
    fn check(raw: &str, unit: Option<&str>, expected: Option<&str>) {
        let part = |part: Option<String>| part.unwrap_or_else(|| "-".to_owned());
        let shown = parse(raw, unit).map(|money| {
            assert_eq!(money.raw, raw.trim());
            format!("{} {}", part(money.amount), part(money.unit))
        });
        assert_eq!(shown.as_deref(), expected, "{raw:?}");
    }

    #[test]
    fn amounts_stay_decimal_strings() {
        check("4,009.58", Some("万元"), Some("4009.58 万元"));
        check(" 46.820 ", Some("万元"), Some("46.820 万元"));
        check("１２．５０", Some("单位：元"), Some("12.50 元"));
        check("0", None, Some("0 -"));
        check("0.00", Some("万元"), Some("0.00 万元"));
        check("-3.5", Some("万元"), Some("-3.5 万元"));
        check("(1,234.00)", Some("万元"), Some("-1234.00 万元"));
        check("￥12", Some("元"), Some("12 元"));
    }

    #[test]
    fn a_printed_unit_wins() {
        check("2.16万元", Some("元"), Some("2.16 万元"));
        check("3.2亿", Some("万元"), Some("3.2 亿元"));
        check("共计100元", Some("万元"), Some("100 元"));
    }

    #[test]
    fn words_are_no_amount() {
        check("", Some("万元"), None);
        check("-", Some("万元"), Some("- 万元"));
        check("甲10万元，乙20万元", Some("万元"), Some("- 万元"));
        check("50%", Some("万元"), Some("- 万元"));
    }

    #[test]
    fn units_are_found_in_their_lines() {
        assert_eq!(unit_of("金额单位： 万 元"), Some("万元"));
        assert_eq!(unit_of("项目资金（元）"), Some("元"));
        assert_eq!(unit_of("单位名称"), None);
    }
}
