//! A cursor over narrowed text.
//!
//! Parsers are written by hand: every cell of a run passes here, and the grammar is small.

use std::borrow::Cow;

use formgrid_model::is_invisible;

/// A text prepared for parsing: full-width characters and mathematical digits narrowed, blanks and
/// invisible characters dropped.
///
/// Blanks between two digits become one blank, because they separate two numbers.
pub(crate) fn narrow(raw: &str) -> Cow<'_, str> {
    if is_narrow(raw) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut blank = false;
    for c in raw.chars() {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '﹪' => '%',
            '﹥' => '>',
            '﹤' => '<',
            '﹦' => '=',
            // Five styles of mathematical digits, from 0 to 9 each, and segmented digits.
            '\u{1d7ce}'..='\u{1d7ff}' => digit(u32::from(c) - 0x1d7ce).unwrap_or(c),
            '\u{1fbf0}'..='\u{1fbf9}' => digit(u32::from(c) - 0x1fbf0).unwrap_or(c),
            _ => c,
        };
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        if blank && c.is_ascii_digit() && out.ends_with(|last: char| last.is_ascii_digit()) {
            out.push(' ');
        }
        blank = false;
        out.push(c);
    }
    Cow::Owned(out)
}

/// Whether a text consists of printable ASCII, common ideographs, `≤` and `≥`, which stay as they are.
/// It works on bytes, because most texts are such.
fn is_narrow(raw: &str) -> bool {
    let mut bytes = raw.as_bytes();
    while let [0x21..=0x7e, rest @ ..]
    | [0xe5..=0xe9, _, _, rest @ ..]
    | [0xe4, 0xb8..=0xbf, _, rest @ ..]
    | [0xe2, 0x89, 0xa4 | 0xa5, rest @ ..] = bytes
    {
        bytes = rest;
    }
    bytes.is_empty()
}

/// The last figure of a number as an ASCII digit.
fn digit(number: u32) -> Option<char> {
    char::from_digit(number % 10, 10)
}

/// A position in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    /// The unread rest.
    pub(crate) rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// Whether a number begins here.
    pub(crate) fn is_at_digit(&self) -> bool {
        self.rest.as_bytes().first().is_some_and(u8::is_ascii_digit)
    }

    /// Moves past `word`, which is not empty, if it is next.
    #[inline]
    pub(crate) fn eat(&mut self, word: &str) -> bool {
        // Nearly all candidates differ in their last byte, which is cheaper to compare than the
        // whole word.
        if self.rest.as_bytes().get(word.len().saturating_sub(1)) != word.as_bytes().last() {
            return false;
        }
        match self.rest.strip_prefix(word) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Moves past the first of `words` that is next. A longer word has to precede its prefixes.
    pub(crate) fn eat_any(&mut self, words: &[&'static str]) -> Option<&'static str> {
        words.iter().copied().find(|word| self.eat(word))
    }

    /// Moves past `n_min..=n_max` ASCII digits; none if there are more or fewer.
    pub(crate) fn digits(&mut self, n_min: usize, n_max: usize) -> Option<&'a str> {
        let n = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if n < n_min || n > n_max {
            return None;
        }
        let (digits, rest) = self.rest.split_at(n);
        self.rest = rest;
        Some(digits)
    }

    /// Moves past an unsigned decimal number and returns it without thousands separators: digits,
    /// at most one point with digits on both sides.
    pub(crate) fn decimal(&mut self) -> Option<String> {
        /// Longer than any amount of money, short enough for an exact sum.
        const MAX_DIGITS: usize = 24;
        let start = *self;
        let mut out = self.digits(0, MAX_DIGITS)?.to_owned();
        if (1..=3).contains(&out.len()) {
            while let Some(group) = self.group() {
                out.push_str(group);
            }
        }
        let mut after_point = *self;
        if after_point.eat(".")
            && let Some(fraction) = after_point.digits(1, MAX_DIGITS)
        {
            if out.is_empty() {
                out.push('0');
            }
            out.push('.');
            out.push_str(fraction);
            *self = after_point;
        }
        if out.is_empty()
            || out.len() > MAX_DIGITS
            || self.rest.starts_with(|c: char| c.is_ascii_digit())
        {
            *self = start;
            return None;
        }
        Some(out)
    }

    /// Moves past a decimal and returns the nearest float.
    pub(crate) fn number(&mut self) -> Option<f64> {
        let negative =
            self.rest.starts_with('-') && self.rest[1..].starts_with(|c: char| c.is_ascii_digit());
        let mut inner = Cursor::new(if negative { &self.rest[1..] } else { self.rest });
        let magnitude: f64 = inner.decimal()?.parse().ok()?;
        let magnitude = match inner.exponent() {
            None => magnitude,
            // A power of ten stands for its value; no form means any other power.
            Some(exponent) if (magnitude - 10.0).abs() < f64::EPSILON => power_of_ten(exponent)?,
            Some(_) => return None,
        };
        *self = inner;
        Some(if negative { -magnitude } else { magnitude })
    }

    /// Moves past raised digits, as in `10⁴`.
    fn exponent(&mut self) -> Option<u32> {
        const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        let mut exponent = None;
        while let Some(c) = self.rest.chars().next()
            && let Some(digit) = RAISED.chars().position(|raised| raised == c)
        {
            let digit = u32::try_from(digit).unwrap_or_default();
            exponent = Some(exponent.unwrap_or(0_u32).saturating_mul(10).saturating_add(digit));
            self.rest = &self.rest[c.len_utf8()..];
        }
        exponent
    }

    /// Moves past `,` and a group of exactly three digits.
    fn group(&mut self) -> Option<&'a str> {
        let mut inner = *self;
        if !inner.eat(",") {
            return None;
        }
        let group = inner.digits(3, 3)?;
        *self = inner;
        Some(group)
    }
}

/// A power of ten that a 64-bit float represents exactly.
fn power_of_ten(exponent: u32) -> Option<f64> {
    const MAX: u32 = 15;
    (exponent <= MAX).then(|| (0..exponent).fold(1.0, |power, _| power * 10.0))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Cursor, narrow};

    #[test]
    fn powers_of_ten_are_numbers_and_other_powers_are_none() {
        assert_eq!(Cursor::new("10⁴次").number(), Some(10_000.0));
        assert_eq!(Cursor::new("3²").number(), None);
        assert_eq!(Cursor::new("5m²").number(), Some(5.0));
    }

    #[test]
    fn plain_texts_are_borrowed() {
        for text in ["", "95%", "≥95", "完成率≤3.5万元"] {
            assert!(matches!(narrow(text), Cow::Borrowed(_)), "{text}");
        }
        for text in ["９5", "9 5", "≥ 95", "﹥3", "\u{200b}3", "95％", "3\u{e0001}"] {
            assert!(matches!(narrow(text), Cow::Owned(_)), "{text}");
        }
    }

    #[test]
    fn blanks_are_dropped_except_between_numbers() {
        assert_eq!(narrow(" ＞＝ ９５ ％ "), ">=95%");
        assert_eq!(narrow("1\u{a0}200 m ²"), "1 200m²");
    }

    #[test]
    fn invisible_characters_divide_no_number_and_styled_digits_are_digits() {
        assert_eq!(narrow("≥3\u{200b}6\u{2060}公\u{ad}里"), "≥36公里");
        assert_eq!(narrow("\u{1d7d7}\u{1d7d6}.\u{1d7ce}%\u{1d7ff}\u{1fbf3}"), "98.0%93");
    }

    #[test]
    fn decimals_end_where_the_number_ends() {
        let check = |text: &str, number: Option<&str>, rest: &str| {
            let mut cursor = Cursor::new(text);
            assert_eq!(cursor.decimal().as_deref(), number, "{text}");
            assert_eq!(cursor.rest, rest, "{text}");
        };
        check("1,234.5元", Some("1234.5"), "元");
        check("1,23", Some("1"), ",23");
        check("1.", Some("1"), ".");
        check(".5", Some("0.5"), "");
        check("12345,678", Some("12345"), ",678");
        check("元", None, "元");
        check(&"9".repeat(60), None, &"9".repeat(60));
    }
}
