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
    let number = match short_decimal(text.as_bytes()) {
        Some((number, len)) if len == text.len() => number,
        _ => text.trim().parse().ok()?,
    };
    on_page(number)
}

fn on_page(number: f64) -> Option<f64> {
    (number.abs() <= MAX_LENGTH).then_some(number)
}

/// The decimal number of few digits that bytes begin with, and its length. Nearly all numbers are such.
/// Digits and power of ten are exact, so their quotient is what `parse` gives at several times the cost.
fn short_decimal(bytes: &[u8]) -> Option<(f64, usize)> {
    /// Digits that stay below 2^53.
    const MAX_DIGITS: usize = 15;
    let is_negative = bytes.first() == Some(&b'-');
    let start = usize::from(is_negative);
    let (whole, point) = digits(bytes, start, 0);
    let (all, end, n_digits, n_decimals) = match bytes.get(point) {
        Some(b'.') => {
            let (all, end) = digits(bytes, point + 1, whole);
            (all, end, end - start - 1, end - point - 1)
        }
        _ => (whole, point, point - start, 0),
    };
    if n_digits == 0 || n_digits > MAX_DIGITS {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "of at most 15 digits")]
    let number = all as f64 / POWERS.get(n_decimals)?;
    Some((if is_negative { -number } else { number }, end))
}

/// Appends the digits at an offset to a number, and finds their end. Too many digits give any number.
fn digits(bytes: &[u8], mut at: usize, mut number: u64) -> (u64, usize) {
    while let Some(byte @ b'0'..=b'9') = bytes.get(at) {
        number = number.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
        at += 1;
    }
    (number, at)
}

/// Powers of ten.
const POWERS: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// A list of words and numbers between blanks. They are short: plain loops beat a general search.
#[derive(Debug, Clone)]
pub(super) struct List<'t> {
    text: &'t str,
    /// Offset of the unread rest.
    at: usize,
}

impl<'t> List<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The next word; `None` at the end.
    pub(super) fn word(&mut self) -> Option<&'t str> {
        self.skip_blanks();
        let (start, rest) = (self.at, self.rest());
        self.at += rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
        self.text.get(start..self.at).filter(|word| !word.is_empty())
    }

    /// The next word as a number; `None` at the end or if it is not one.
    pub(super) fn number(&mut self) -> Option<f64> {
        self.skip_blanks();
        let rest = self.rest();
        match short_decimal(rest) {
            Some((number, len)) if rest.get(len).is_none_or(u8::is_ascii_whitespace) => {
                self.at += len;
                on_page(number)
            }
            _ => self.word()?.parse().ok().and_then(on_page),
        }
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Whether the next word begins with a letter.
    fn is_at_letter(&mut self) -> bool {
        self.skip_blanks();
        self.text.as_bytes().get(self.at).is_some_and(u8::is_ascii_alphabetic)
    }

    fn skip_blanks(&mut self) {
        while self.text.as_bytes().get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }
}

/// The numbers of a list, up to the first other word.
pub(super) fn numbers(text: &str) -> impl Iterator<Item = f64> {
    let mut list = List::new(text);
    std::iter::from_fn(move || list.number())
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
        let mut list = List::new(text);
        let (x, y) = (list.number()?, list.number()?);
        let (width, height) = (list.number()?, list.number()?);
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
        let mut list = List::new(text);
        for slot in &mut map {
            *slot = list.number()?;
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
#[derive(Debug)]
pub(super) struct Steps<'t> {
    list: List<'t>,
    /// The last number with the blank behind it, and its value. Most writers repeat it.
    last: (&'t [u8], f64),
    /// A repeated number, and how often it still comes.
    repeated: (f64, usize),
}

impl<'t> Steps<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { list: List::new(text), last: (&[], 0.0), repeated: (0.0, 0) }
    }

    /// The next advance; `None` at the end, or for a word that is not a number.
    pub(super) fn next(&mut self) -> Option<f64> {
        if self.repeated.1 == 0 && self.list.rest().is_empty() {
            return None;
        }
        let (last, step) = self.last;
        if !last.is_empty() && self.list.rest().starts_with(last) {
            self.list.at += last.len();
            return Some(step);
        }
        while self.repeated.1 == 0 {
            if !self.list.is_at_letter() {
                return self.number();
            }
            if !matches!(self.list.word()?, "g" | "G") {
                return None;
            }
            let count = self.list.word()?.parse().ok()?;
            self.repeated = (self.list.number()?, count);
        }
        self.repeated.1 -= 1;
        Some(self.repeated.0)
    }

    fn number(&mut self) -> Option<f64> {
        let (text, start) = (self.list.text, self.list.at);
        let step = self.list.number()?;
        let printed = text.as_bytes().get(start..=self.list.at).unwrap_or_default();
        self.last = (printed, step);
        Some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::{List, Rect, Steps, Transform, number, short_decimal};

    #[test]
    fn short_decimals_are_what_parsing_gives() {
        for word in
            ["0.1", "79.657", "-3.175", "0.0000000000001", "99999.99999999", ".5", "5.", "-0"]
        {
            let parsed = word.parse::<f64>().unwrap();
            let found = short_decimal(word.as_bytes());
            let expected = Some((parsed.to_bits(), word.len()));
            assert_eq!(found.map(|(number, len)| (number.to_bits(), len)), expected, "{word}");
        }
        for word in ["", "-", ".", "+5", "e3", "0.1234567890123456"] {
            assert_eq!(short_decimal(word.as_bytes()), None, "{word}");
        }
        assert_eq!((number(" +5 "), number("1e3"), number("1e9")), (Some(5.0), Some(1e3), None));
        assert_eq!((number("1.2.3"), number("1 2"), number("")), (None, None, None));
    }

    #[test]
    fn lists_hold_words_and_numbers() {
        let mut list = List::new(" M 1.5\t-2e1 x 3");
        assert_eq!(
            (list.word(), list.number(), list.number()),
            (Some("M"), Some(1.5), Some(-20.0))
        );
        assert_eq!((list.number(), list.number(), list.number()), (None, Some(3.0), None));
        assert_eq!((list.word(), list.word()), (None, None));
    }

    #[test]
    fn steps_may_be_repeated() {
        let steps = |text: &'static str| {
            let mut steps = Steps::new(text);
            std::iter::from_fn(move || steps.next())
        };
        assert_eq!(steps("1 g 3 2.5 -4").collect::<Vec<_>>(), [1.0, 2.5, 2.5, 2.5, -4.0]);
        assert_eq!(steps("3.1 3.1 3.1  3.12 3.1").collect::<Vec<_>>(), [3.1, 3.1, 3.1, 3.12, 3.1]);
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
