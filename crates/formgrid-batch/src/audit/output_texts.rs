//! The texts in records and findings: every value folded, with its count.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use formgrid_model::{Code, Diagnostics, fold};
use formgrid_records::Record;
use memchr::memmem;

use super::record_values::{Printed, collect};

/// Byte budget per source for substring searches: some seconds.
const MAX_SCANNED: usize = 1 << 33;

/// The texts and numbers that records and findings hold.
#[derive(Debug, Default)]
pub(super) struct OutputTexts {
    /// Counts of folded texts.
    texts: BTreeMap<String, usize>,
    /// Counts of numbers.
    numbers: BTreeMap<String, usize>,
    /// Dates as digits: `20310115`.
    dates: BTreeSet<String>,
    /// Values and quotes of findings by their first two characters, longest first.
    by_start: BTreeMap<[char; 2], Vec<String>>,
    /// Counts of the pieces of remarks and of quotes in messages.
    pieces: BTreeMap<String, usize>,
    /// Every distinct text and every message, one per line.
    all: String,
    /// What is left of the search budget, in bytes.
    budget: Cell<usize>,
}

impl OutputTexts {
    pub(super) fn new(records: &[Record], diagnostics: &Diagnostics) -> Self {
        let mut texts = Self { budget: Cell::new(MAX_SCANNED), ..Self::default() };
        for record in records {
            let head = &record.head;
            let parts = [&head.department, &head.department_code].into_iter().flatten();
            parts.for_each(|text| texts.text(text));
            if let Some(year) = head.fiscal_year {
                texts.number(f64::from(year));
            }
            collect(&record.body, &mut |value| match value {
                Printed::Text(text) => texts.text(text),
                Printed::Number(number) => texts.number(number),
            });
        }
        let mut quoted = BTreeSet::new();
        for diagnostic in diagnostics.iter().filter(|diagnostic| ends_texts(diagnostic.code)) {
            let message = fold(&diagnostic.message);
            // Every second piece is quoted.
            for quote in message.split('`').skip(1).step_by(2) {
                texts.piece(quote);
                if !texts.texts.contains_key(quote) {
                    quoted.insert(quote.to_owned());
                }
            }
            texts.all.push_str(&message);
            texts.all.push('\n');
        }
        for text in texts.texts.keys().chain(&quoted) {
            let mut chars = text.chars();
            if let (Some(one), Some(two)) = (chars.next(), chars.next()) {
                texts.by_start.entry([one, two]).or_default().push(text.clone());
            }
        }
        for texts in texts.by_start.values_mut() {
            texts.sort_by_key(|text| (std::cmp::Reverse(text.len()), text.clone()));
        }
        texts
    }

    /// How often a folded text occurs in records and findings. Substrings are searched only if
    /// whole values do not suffice and copies matter.
    pub(super) fn count(&self, folded: &str, needed: usize) -> usize {
        let whole = self.texts.get(folded).copied().unwrap_or_default();
        let number = number(folded).map(|number| self.n_numbers(number)).unwrap_or_default();
        let n = whole + number + usize::from(self.is_date(folded));
        if n >= needed || (n > 0 && !is_counted(folded)) {
            return n;
        }
        let in_pieces = n + self.pieces.get(folded).copied().unwrap_or_default();
        if in_pieces >= needed {
            return in_pieces;
        }
        let inside = self.n_inside(folded).saturating_sub(usize::from(whole > 0));
        in_pieces.max(n + inside)
    }

    /// Whether a folded text is a value.
    pub(super) fn is_whole(&self, folded: &str) -> bool {
        self.texts.contains_key(folded)
    }

    /// Whether a record holds this date.
    pub(super) fn is_date(&self, folded: &str) -> bool {
        digits_of_date(folded).is_some_and(|digits| self.dates.contains(&digits))
    }

    /// Whether a record holds this number.
    pub(super) fn has_number(&self, folded: &str) -> bool {
        number(folded).is_some_and(|number| self.n_numbers(number) > 0)
    }

    /// The longest value or quote that is a prefix of a folded text. A number must not continue.
    pub(super) fn value_at<'a>(&self, rest: &'a str) -> Option<&'a str> {
        let mut chars = rest.chars();
        let start = [chars.next()?, chars.next()?];
        let texts = self.by_start.get(&start)?;
        let is_digit = |b: &u8| b.is_ascii_digit();
        let continues = |text: &str| {
            let next = rest.as_bytes().get(text.len());
            next.is_some_and(is_digit) && text.as_bytes().last().is_some_and(is_digit)
        };
        let is_here = |text: &&String| rest.starts_with(text.as_str()) && !continues(text);
        let found = texts.iter().find(is_here)?;
        rest.get(..found.len())
    }

    /// Whether a folded text is part of a value or a message.
    pub(super) fn is_inside(&self, folded: &str) -> bool {
        self.n_inside(folded) > 0
    }

    /// How often a text is part of values and messages. A number must stand alone, without adjacent
    /// digits.
    fn n_inside(&self, folded: &str) -> usize {
        let left = self.budget.get();
        let Some(left) = left.checked_sub(self.all.len()) else { return 0 };
        self.budget.set(left);
        let all = self.all.as_bytes();
        let joins = |one: Option<&u8>, two: Option<&u8>| match (one, two) {
            (Some(one), Some(two)) => {
                let is_part = |b: &u8| b.is_ascii_alphanumeric() || *b == b'.';
                is_part(one) && is_part(two)
            }
            _ => false,
        };
        let text = folded.as_bytes();
        let found = memmem::find_iter(all, text).filter(|&at| {
            let before = at.checked_sub(1).and_then(|at| all.get(at));
            let after = all.get(at + text.len());
            !joins(before, text.first()) && !joins(text.last(), after)
        });
        found.count()
    }

    fn n_numbers(&self, number: f64) -> usize {
        let shares = [number, number / 100.0].map(written);
        shares.iter().filter_map(|number| self.numbers.get(number)).sum()
    }

    fn text(&mut self, text: &str) {
        let folded = fold(text);
        if folded.is_empty() {
            return;
        }
        // A remark joins several texts, each after its header word.
        if folded.contains([';', ':']) {
            for part in folded.split(';') {
                self.piece(part);
                if let Some((_, text)) = part.split_once(':') {
                    self.piece(text);
                }
            }
        }
        // Folding joins lines, and digits of two lines would be one number.
        if text.contains('\n') {
            text.lines().for_each(|line| self.piece(&fold(line)));
        }
        if let Some(n) = self.texts.get_mut(folded.as_ref()) {
            *n += 1;
            return;
        }
        self.all.push_str(&folded);
        self.all.push('\n');
        self.dates.extend(digits_of_date(&folded));
        self.texts.insert(folded.into_owned(), 1);
    }

    fn piece(&mut self, folded: &str) {
        if let Some(n) = self.pieces.get_mut(folded) {
            *n += 1;
        } else if !folded.is_empty() {
            self.pieces.insert(folded.to_owned(), 1);
        }
    }

    fn number(&mut self, number: f64) {
        *self.numbers.entry(written(number)).or_default() += 1;
    }
}

/// Whether every copy of a folded text must be found. Equal amounts are all kept; a record may hold
/// repeated prose once.
pub(super) fn is_counted(folded: &str) -> bool {
    number(folded).is_some()
}

/// Whether a finding can account for a text. Checks only quote values that are in records.
fn ends_texts(code: Code) -> bool {
    !code.as_str().starts_with("check/")
}

/// Canonical form of a number.
fn written(number: f64) -> String {
    format!("{number:.6}")
}

/// Parses a folded text as a number, ignoring the decoration of scores and shares.
fn number(folded: &str) -> Option<f64> {
    let digits = folded.trim_start_matches('(').trim_end_matches(')');
    let digits = digits.trim_end_matches(['分', '%', '年']).replace(',', "");
    let is_plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    if is_plain { digits.parse().ok() } else { None }
}

/// The digits of a date, if the text is one.
fn digits_of_date(folded: &str) -> Option<String> {
    let numbers = folded.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let numbers: Vec<&str> = numbers.collect();
    let signs = folded.chars().filter(|c| !c.is_ascii_digit());
    let is_date =
        signs.clone().count() > 0 && signs.into_iter().all(|c| "年月日号.-/:T".contains(c));
    match *numbers.as_slice() {
        [year, month, ..] if is_date && year.len() == 4 && month.len() <= 2 => {
            let day = numbers.get(2).copied().unwrap_or_default();
            Some(format!("{year}{month:0>2}{day:0>2}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::OutputTexts;

    #[test]
    fn a_line_of_a_value_counts_by_itself() {
        let mut texts = OutputTexts::default();
        texts.text("2.50%\n2 1/2\n18:15");
        assert_eq!(texts.count("21/2", 1), 1);
        assert_eq!(texts.count("1/218", 1), 0);
    }
}
