//! Exact decimals for columns next to their strings.
//!
//! 28 digits suffice for a budget in yuan and for its hundredths in units of a hundred million, and
//! leave room for engines whose sums add ten digits up to 38.

/// Digits of a decimal column.
pub(crate) const PRECISION: i32 = 28;
/// Digits after the point.
pub(crate) const SCALE: i32 = 8;
/// Bytes of a value: the minimum for that many digits and a sign.
pub(crate) const BYTES: usize = 12;

/// A decimal string as a scaled big-endian integer; none if that would be inexact.
pub(crate) fn scaled(text: &str) -> Option<[u8; BYTES]> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let n_missing = usize::try_from(SCALE).ok()?.checked_sub(fraction.len())?;
    if whole.is_empty() {
        return None;
    }
    let zeros = std::iter::repeat_n('0', n_missing);
    let mut number: i128 = 0;
    for digit in whole.chars().chain(fraction.chars()).chain(zeros) {
        number = number.checked_mul(10)?.checked_add(i128::from(digit.to_digit(10)?))?;
    }
    let limit = 10_i128.pow(PRECISION.unsigned_abs());
    let number = if negative { -number } else { number };
    (number.abs() < limit).then_some(number)?.to_be_bytes().last_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::scaled;

    fn number(text: &str) -> Option<i128> {
        let bytes = scaled(text)?;
        let fill = if bytes[0] & 0x80 == 0 { 0 } else { 0xff };
        let mut all = [fill; 16];
        all[4..].copy_from_slice(&bytes);
        Some(i128::from_be_bytes(all))
    }

    #[test]
    fn exact_numbers_are_kept() {
        assert_eq!(number("4009.58"), Some(400_958_000_000));
        assert_eq!(number("-0.00000001"), Some(-1));
        assert_eq!(number("7"), Some(700_000_000));
        assert_eq!(number("1.500000000000"), Some(150_000_000));
        assert_eq!(number("99999999999999999999.99999999"), Some(10_i128.pow(28) - 1));
    }

    #[test]
    fn inexact_numbers_are_null() {
        for text in ["0.000000001", "100000000000000000000", "", "-", ".5", "1e3", "1,000", "１"] {
            assert_eq!(number(text), None, "{text}");
        }
        let long = "9".repeat(400);
        assert_eq!(number(&long), None);
    }
}
