//! Numbers: lengths, boxes and transforms as stated, in millimeters.

/// Points per millimeter.
const POINTS: f64 = 72.0 / 25.4;

/// Largest length in millimeters, well beyond any paper.
const MAX_LENGTH: f64 = 1e5;

/// Millimeters to points.
pub(super) fn points(length: f64) -> f32 {
    single(length * POINTS)
}

/// A number in the model's precision.
#[expect(clippy::cast_possible_truncation, reason = "a page is small, and its units are points")]
pub(super) fn single(number: f64) -> f32 {
    number as f32
}

/// A number; `None` if it does not parse or no page can hold it.
pub(super) fn number(text: &str) -> Option<f64> {
    item(text).or_else(|| item(text.trim()))
}

/// A number without blanks around it.
fn item(word: &str) -> Option<f64> {
    let number = short_decimal(word).or_else(|| word.parse().ok())?;
    (number.abs() <= MAX_LENGTH).then_some(number)
}

/// A decimal number of few digits, as nearly all are. Digits and power of ten are exact, so their
/// quotient is what `parse` gives at several times the cost.
fn short_decimal(word: &str) -> Option<f64> {
    /// Digits and point that keep the digits below 2^53.
    const MAX_LEN: usize = 15;
    let (is_negative, unsigned) = match word.as_bytes() {
        [b'-', unsigned @ ..] => (true, unsigned),
        unsigned => (false, unsigned),
    };
    if unsigned.len() > MAX_LEN {
        return None;
    }
    let (mut digits, mut n_points, mut n_decimals) = (0_u64, 0, 0);
    for &byte in unsigned {
        match byte {
            b'0'..=b'9' => {
                digits = digits * 10 + u64::from(byte - b'0');
                n_decimals += n_points;
            }
            b'.' if n_points == 0 => n_points = 1,
            _ => return None,
        }
    }
    if unsigned.len() == n_points {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "of at most 15 digits")]
    let number = digits as f64 / POWERS.get(n_decimals)?;
    Some(if is_negative { -number } else { number })
}

/// Powers of ten.
const POWERS: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// The numbers of a list.
pub(super) fn numbers(text: &str) -> impl Iterator<Item = f64> {
    words(text).map_while(item)
}

/// The words of a list. They are short: plain loops beat a general search for blanks.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let bytes = text.as_bytes();
        while bytes.get(at)?.is_ascii_whitespace() {
            at += 1;
        }
        let start = at;
        while bytes.get(at).is_some_and(|byte| !byte.is_ascii_whitespace()) {
            at += 1;
        }
        text.get(start..at)
    })
}

/// A box: top left corner and size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Rect {
    /// The page box of a document that states none.
    pub(super) const A4: Self = Self { x: 0.0, y: 0.0, width: 210.0, height: 297.0 };

    /// Parses a box of four numbers with a positive size.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut list = numbers(text);
        let (x, y) = (list.next()?, list.next()?);
        let (width, height) = (list.next()?, list.next()?);
        (width > 0.0 && height > 0.0).then_some(Self { x, y, width, height })
    }
}

/// An affine transform: `x' = ax + cy + e`, `y' = bx + dy + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Transform([f64; 6]);

impl Transform {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// Parses a transform of six numbers.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut map = [0.0; 6];
        let mut list = numbers(text);
        for slot in &mut map {
            *slot = list.next()?;
        }
        Some(Self(map))
    }

    /// This transform followed by a translation.
    pub(super) fn then_shift(self, x: f64, y: f64) -> Self {
        let Self([a, b, c, d, e, f]) = self;
        Self([a, b, c, d, e + x, f + y])
    }

    pub(super) fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let Self([a, b, c, d, e, f]) = self;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// Transforms a vector, without translation.
    pub(super) fn step(self, x: f64, y: f64) -> (f64, f64) {
        let Self([a, b, c, d, ..]) = self;
        (a * x + c * y, b * x + d * y)
    }

    /// Scale factor of the vertical axis.
    pub(super) fn scale(self) -> f64 {
        let Self([_, _, c, d, ..]) = self;
        c.hypot(d)
    }
}

/// The advances between glyphs: numbers, and `g n d` for `n` times `d`.
pub(super) fn steps(text: &str) -> impl Iterator<Item = f64> {
    let mut words = words(text);
    let mut repeated = (0_usize, 0.0);
    let mut last = ("", None);
    std::iter::from_fn(move || {
        loop {
            if let Some(left) = repeated.0.checked_sub(1) {
                repeated.0 = left;
                return Some(repeated.1);
            }
            match words.next()? {
                "g" | "G" => {
                    let count = words.next()?.parse().ok()?;
                    repeated = (count, item(words.next()?)?);
                }
                // Most writers repeat the number instead.
                word if word == last.0 => return last.1,
                word => {
                    last = (word, item(word));
                    return last.1;
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Rect, Transform, number, short_decimal, steps};

    #[test]
    fn short_decimals_are_what_parsing_gives() {
        for word in
            ["0.1", "79.657", "-3.175", "0.0000000000001", "99999.99999999", ".5", "5.", "-0"]
        {
            let parsed = word.parse::<f64>().unwrap();
            assert_eq!(short_decimal(word).map(f64::to_bits), Some(parsed.to_bits()), "{word}");
        }
        for word in ["", "-", ".", "1.2.3", "1e3", "+5", "0.1234567890123456"] {
            assert_eq!(short_decimal(word), None, "{word}");
        }
        assert_eq!((number(" +5 "), number("1e3"), number("1e9")), (Some(5.0), Some(1e3), None));
    }

    #[test]
    fn steps_may_be_repeated() {
        assert_eq!(steps("1 g 3 2.5 -4").collect::<Vec<_>>(), [1.0, 2.5, 2.5, 2.5, -4.0]);
        assert_eq!(steps("g 99999999999 1").take(2).count(), 2);
        assert_eq!(steps("g 0 1 g x 2").count(), 0);
    }

    #[test]
    fn boxes_and_maps_are_whole_or_none() {
        assert!(Rect::read("0 0 210 297").is_some());
        assert!(Rect::read("0 0 0 297").is_none() && Rect::read("0 0 1e99 2").is_none());
        assert_eq!(Transform::read("2 0 0 2 1 1").map(|map| map.apply(1.0, 2.0)), Some((3.0, 5.0)));
        assert_eq!(Transform::read("2 0 0"), None);
    }
}
