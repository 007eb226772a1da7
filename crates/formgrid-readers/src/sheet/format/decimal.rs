//! Decimal digits of a number: the 15 that a spreadsheet keeps. Binary errors do not show, and halves
//! round away from zero.

/// Digits that a spreadsheet keeps of a number.
const N_DIGITS: usize = 15;

/// A non-negative number in decimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    /// Digits from the first to the last nonzero one; empty for zero.
    digits: Vec<u8>,
    /// Position of the decimal point, in digits from the first.
    point: i32,
}

impl Decimal {
    /// The digits of a finite number, without its sign.
    pub(super) fn of(number: f64) -> Self {
        let text = format!("{:.*e}", N_DIGITS - 1, number.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let digits = mantissa.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
        let point = exponent.parse::<i32>().unwrap_or(0).saturating_add(1);
        Self { digits, point }.tidied()
    }

    /// The number times a power of ten.
    #[must_use]
    pub(super) fn scaled(mut self, power: i32) -> Self {
        self.point = self.point.saturating_add(power);
        self.tidied()
    }

    /// The number rounded to `places` decimals, halves away from zero.
    #[must_use]
    pub(super) fn rounded(mut self, places: usize) -> Self {
        let places = i32::try_from(places).unwrap_or(i32::MAX);
        let Ok(n_kept) = usize::try_from(self.point.saturating_add(places)) else {
            return Self { digits: Vec::new(), point: 0 };
        };
        let Some(&next) = self.digits.get(n_kept) else { return self };
        self.digits.truncate(n_kept);
        if next >= 5 {
            self.add_one();
        }
        self.tidied()
    }

    /// Adds one to the last digit.
    fn add_one(&mut self) {
        for digit in self.digits.iter_mut().rev() {
            if *digit < 9 {
                *digit += 1;
                return;
            }
            *digit = 0;
        }
        self.digits.insert(0, 1);
        self.point = self.point.saturating_add(1);
    }

    fn tidied(mut self) -> Self {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        let n_zeros = self.digits.iter().take_while(|&&digit| digit == 0).count();
        self.digits.drain(..n_zeros);
        self.point = self.point.saturating_sub(i32::try_from(n_zeros).unwrap_or(0));
        if self.digits.is_empty() {
            self.point = 0;
        }
        self
    }

    pub(super) fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// Power of ten of the first digit; 0 for zero.
    pub(super) fn exponent(&self) -> i32 {
        if self.is_zero() { 0 } else { self.point.saturating_sub(1) }
    }

    /// Digits before the point, without leading zeros; empty below one.
    pub(super) fn whole(&self) -> String {
        let n = usize::try_from(self.point).unwrap_or(0);
        let digits = self.digits.iter().copied().chain(std::iter::repeat(0)).take(n);
        digits.map(|digit| char::from(b'0' + digit)).collect()
    }

    /// Digits after the point, without trailing zeros.
    pub(super) fn fraction(&self) -> String {
        let n_zeros = usize::try_from(self.point.saturating_neg()).unwrap_or(0);
        let n_whole = usize::try_from(self.point).unwrap_or(0);
        let digits = self.digits.get(n_whole..).unwrap_or_default();
        let n_zeros = if digits.is_empty() { 0 } else { n_zeros };
        let all = std::iter::repeat_n(0, n_zeros).chain(digits.iter().copied());
        all.map(|digit| char::from(b'0' + digit)).collect()
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, fraction) = (self.whole(), self.fraction());
        let whole = if whole.is_empty() { "0" } else { &whole };
        match fraction.is_empty() {
            true => f.write_str(whole),
            false => write!(f, "{whole}.{fraction}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn halves_that_binary_cannot_hold_are_rounded_up() {
        for (number, places, expected) in [
            (1.005, 2, "1.01"),
            (652.685, 2, "652.69"),
            (0.145, 2, "0.15"),
            (0.005, 2, "0.01"),
            (0.0049, 2, "0"),
            (9.995, 2, "10"),
            (0.5, 0, "1"),
            (2.5, 0, "3"),
            (0.4, 0, "0"),
            (99.5, 0, "100"),
            (1e20, 2, "100000000000000000000"),
            (0.1 + 0.2, 17, "0.3"),
        ] {
            assert_eq!(Decimal::of(number).rounded(places).to_string(), expected, "{number}");
        }
    }

    #[test]
    fn powers_of_ten_move_the_point() {
        assert_eq!(Decimal::of(1_234_567.0).scaled(-3).rounded(0).to_string(), "1235");
        assert_eq!(Decimal::of(0.07).scaled(2).to_string(), "7");
        assert_eq!(Decimal::of(0.0).scaled(-3).to_string(), "0");
        assert_eq!(Decimal::of(0.5).scaled(-6).rounded(3).to_string(), "0");
    }
}
