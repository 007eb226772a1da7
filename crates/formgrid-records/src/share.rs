//! Shares: `32.42%` to 0.3242, without the noise of a division in binary.

use crate::values::{Cursor, narrow};

/// A larger bare number is an amount: no plan is executed ten times over.
const MAX_BARE: f64 = 1_000.0;

/// Parses a printed share as a fraction of 1. `in_percent` states that the header prints a percent
/// sign.
///
/// A bare number above 1 is a percentage in any column, because no share exceeds the whole.
pub(crate) fn parse(raw: &str, in_percent: bool) -> Option<f64> {
    let text = narrow(raw);
    let mut cursor = Cursor::new(&text);
    let negative = cursor.eat("-");
    let digits = cursor.decimal()?;
    let printed = cursor.eat_any(&["%", "(%)"]).is_some();
    if !cursor.is_done() {
        return None;
    }
    let number: f64 = digits.parse().ok()?;
    if !printed && number > MAX_BARE {
        return None;
    }
    let share = if printed || in_percent || number > 1.0 { hundredth(&digits)? } else { number };
    Some(if negative && share != 0.0 { -share } else { share })
}

/// A hundredth of a decimal, by moving its point: a division would print 0.14800000000000002.
fn hundredth(digits: &str) -> Option<f64> {
    format!("{digits}e-2").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn check(raw: &str, in_percent: bool, expected: Option<f64>) {
        assert_eq!(parse(raw, in_percent), expected, "{raw}");
    }

    #[test]
    fn percent_becomes_a_fraction() {
        check("32.42%", false, Some(0.3242));
        check("14.8 ％", false, Some(0.148));
        check("100%", false, Some(1.0));
        check("0", false, Some(0.0));
        check("-2.5%", false, Some(-0.025));
    }

    #[test]
    fn a_bare_number_goes_by_its_header() {
        check("0.3242", false, Some(0.3242));
        check("1", false, Some(1.0));
        check("1", true, Some(0.01));
        check("25", false, Some(0.25));
        check("25", true, Some(0.25));
    }

    #[test]
    fn words_are_no_share() {
        check("", false, None);
        check("-", false, None);
        check("12.5万元", false, None);
        check("730008.18", true, None);
    }
}
