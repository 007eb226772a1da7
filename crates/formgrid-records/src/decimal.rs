//! Exact decimals for the checks: money is added and compared as printed, never as a float.
//!
//! A fixed scale keeps addition a single integer addition. Nine places exceed any form. A number
//! with more is refused rather than rounded, so that equality is exact.

use std::fmt;

/// Places after the point.
const PLACES: usize = 9;
const SCALE: i128 = 1_000_000_000;

/// A decimal number with nine places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Decimal(i128);

impl Decimal {
    /// Reads `-1234.5`: an optional sign, digits, an optional point with digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || fraction.len() > PLACES || !plain(whole) || !plain(fraction) {
            return None;
        }
        let mut units = whole.parse::<i128>().ok()?.checked_mul(SCALE)?;
        let padded = format!("{fraction:0<PLACES$}");
        units = units.checked_add(padded.parse().ok()?)?;
        Some(Self(if negative { -units } else { units }))
    }

    /// The decimal that the shortest print of a float names, for weights and scores.
    pub(crate) fn of_float(number: f64) -> Option<Self> {
        Self::parse(&number.to_string())
    }

    pub(crate) fn one() -> Self {
        Self(SCALE)
    }

    /// A whole number.
    pub(crate) fn from_int(number: i32) -> Self {
        Self(i128::from(number) * SCALE)
    }

    pub(crate) fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The sum; none if it overflows.
    pub(crate) fn sum(numbers: impl IntoIterator<Item = Self>) -> Option<Self> {
        numbers.into_iter().try_fold(Self::default(), Self::checked_add)
    }

    /// The absolute difference of two numbers.
    pub(crate) fn distance(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).saturating_abs())
    }

    /// Product with a whole number.
    pub(crate) fn times(self, factor: i128) -> Option<Self> {
        self.0.checked_mul(factor).map(Self)
    }

    /// Quotient, truncated to nine places; none for a divisor of zero.
    pub(crate) fn over(self, divisor: Self) -> Option<Self> {
        self.0.checked_mul(SCALE)?.checked_div(divisor.0).map(Self)
    }

    pub(crate) fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// One unit of a decimal place: `unit_at(2)` is 0.01.
    pub(crate) fn unit_at(place: usize) -> Self {
        let exponent = u32::try_from(PLACES.saturating_sub(place)).unwrap_or(0);
        Self(10_i128.pow(exponent))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let units = self.0.unsigned_abs();
        let scale = SCALE.unsigned_abs();
        let fraction = format!("{:0>PLACES$}", units % scale);
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{point}{fraction}", units / scale)
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn parses_and_displays() {
        let check = |text: &str, printed: &str| assert_eq!(d(text).to_string(), printed);
        check("4009.58", "4009.58");
        check("-0.10", "-0.1");
        check("007", "7");
        check("0", "0");
    }

    #[test]
    fn refuses_other_texts() {
        for text in ["", "-", ".5", "1e3", "1.2.3", "1,000", "0.0000000001", &"9".repeat(40)] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn sums_are_exact() {
        let cents = std::iter::repeat_n(d("0.1"), 3);
        assert_eq!(Decimal::sum(cents), Some(d("0.3")));
        assert_eq!(d("1").over(d("3")).unwrap().to_string(), "0.333333333");
        assert_eq!(d("1").over(Decimal::default()), None);
        assert_eq!(d("2.5").distance(d("-1")).to_string(), "3.5");
        assert_eq!(Decimal::unit_at(2), d("0.01"));
    }
}
