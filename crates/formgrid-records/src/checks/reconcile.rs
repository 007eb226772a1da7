//! Comparison of printed amounts that allows for rounding.
//!
//! Budgets are planned to the cent of their unit, so sums have to be exact: a difference of 0.01 is
//! an error. A total may be rounded only if it is printed with fewer places than its parts, and
//! then by at most half a unit of its last place.

use crate::decimal::Decimal;
use crate::record::Money;

/// A printed amount with its precision and unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount<'a> {
    value: Decimal,
    /// One unit of the last printed place.
    step: Decimal,
    /// 元 per unit of the amount; 1 if the unit is unknown.
    factor: i128,
    unit: Option<&'a str>,
}

impl<'a> Amount<'a> {
    /// An amount of money; none if no number is printed or the unit is unknown to the checks.
    pub(super) fn of(money: &'a Money) -> Option<Self> {
        let text = money.amount.as_deref()?;
        let unit = money.unit.as_deref();
        let factor = match unit {
            None | Some("元") => 1,
            Some("千元") => 1_000,
            Some("万元") => 10_000,
            Some("亿元") => 100_000_000,
            Some(_) => return None,
        };
        let places = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        Some(Self {
            value: Decimal::parse(text)?.times(factor)?,
            step: Decimal::unit_at(places).times(factor)?,
            factor,
            unit,
        })
    }

    /// The value of an indicator in a unit of money.
    pub(super) fn of_number(number: f64, unit: &'a str) -> Option<Self> {
        let money = Money {
            amount: Some(Decimal::of_float(number)?.to_string()),
            unit: Some(unit.to_owned()),
            ..Money::default()
        };
        let Amount { value, step, factor, .. } = Amount::of(&money)?;
        Some(Self { value, step, factor, unit: Some(unit) })
    }

    pub(super) fn is_zero(self) -> bool {
        self.value.is_zero()
    }

    /// This amount as a part of another: 0.25 for a quarter.
    pub(super) fn share_of(self, whole: Self) -> Option<Decimal> {
        self.comparable(whole).then(|| self.value.over(whole.value))?
    }

    /// Whether this amount is larger than another by more than rounding.
    pub(super) fn exceeds(self, limit: Self) -> bool {
        self.comparable(limit) && self.value > limit.value && differs(&[self], limit).is_some()
    }

    /// As printed, with its unit.
    pub(super) fn show(self) -> String {
        self.show_value(self.value)
    }

    fn show_value(self, value: Decimal) -> String {
        let number = value.over(Decimal::one().times(self.factor).unwrap_or(Decimal::one()));
        number.map_or_else(String::new, |number| {
            format!(
                "{number}{}{}",
                if self.unit.is_some() { " " } else { "" },
                self.unit.unwrap_or("")
            )
        })
    }

    /// Amounts are comparable if both units are known, or neither.
    fn comparable(self, other: Self) -> bool {
        self.unit.is_some() == other.unit.is_some()
    }
}

/// The sum of the parts in the unit of the total, if it differs from the total.
pub(super) fn differs(parts: &[Amount<'_>], total: Amount<'_>) -> Option<String> {
    if parts.is_empty() || !parts.iter().all(|part| part.comparable(total)) {
        return None;
    }
    let sum = Decimal::sum(parts.iter().map(|part| part.value))?;
    let finest = parts.iter().map(|part| part.step).min()?;
    let twice_off = sum.distance(total.value).times(2)?;
    let rounded = if finest < total.step { total.step } else { Decimal::default() };
    (twice_off > rounded).then(|| total.show_value(sum))
}

#[cfg(test)]
mod tests {
    use super::{Amount, differs};
    use crate::money;

    fn check(parts: &[&str], total: &str, expected: Option<&str>) {
        let money: Vec<_> =
            parts.iter().map(|part| money::parse(part, Some("万元")).unwrap()).collect();
        let total = money::parse(total, Some("万元")).unwrap();
        let parts: Vec<_> = money.iter().map(|money| Amount::of(money).unwrap()).collect();
        assert_eq!(differs(&parts, Amount::of(&total).unwrap()).as_deref(), expected);
    }

    #[test]
    fn sums_are_exact_unless_the_total_is_rounded() {
        check(&["1.10", "2.20"], "3.30", None);
        check(&["1.10", "2.20"], "3.31", Some("3.3 万元"));
        check(&["1.15", "2.20"], "3.4", None);
        check(&["1.16", "2.20"], "3.3", Some("3.36 万元"));
        check(&["100", "23.45"], "123.46", Some("123.45 万元"));
    }

    #[test]
    fn units_are_converted() {
        check(&["10000元", "2"], "3", None);
        check(&["10000元", "2"], "4", Some("3 万元"));
    }
}
