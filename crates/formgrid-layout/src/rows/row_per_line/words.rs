//! Words: classification of tokens by lexicon and shape.
//!
//! OCR inserts stray characters into words, so a lexicon word is also recognized with one extra
//! character. The text itself is never changed.

use formgrid_model::{Lexicon, WordClass, fold, fold_label};

use crate::breaks;

/// The shape of a text: its start and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Shape {
    pub(super) opening: Opening,
    /// Length in characters, as a step from 0 to 6.
    pub(super) length: u8,
}

/// The start of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) enum Opening {
    /// A letter, and no digit anywhere.
    #[default]
    Letter,
    /// A letter, with digits further on.
    LetterThenDigit,
    /// A digit followed by letters.
    Digit,
    /// A comparison sign or a word for one.
    Operator,
    /// A number, at most with separators and a percent sign.
    Number,
    /// Neither letters nor digits.
    Mark,
}

/// Shortest prose, in characters; the longest names and values are shorter.
const PROSE_LEN: usize = 31;

impl Shape {
    fn of(folded: &str) -> Self {
        let n_chars = folded.chars().count();
        let length = match n_chars {
            0..=2 => 0,
            3..=4 => 1,
            5..=6 => 2,
            7..=9 => 3,
            10..=15 => 4,
            16..PROSE_LEN => 5,
            _ => 6,
        };
        Self { opening: Opening::of(folded), length }
    }

    /// Whether a text of this shape is prose rather than a name or a value.
    pub(super) fn is_prose(self) -> bool {
        self.length == 6
    }
}

/// Words for comparison signs, and one misread form.
const OPERATORS: &[&str] = &[
    "≥",
    "≤",
    "≧",
    "≦",
    "≅",
    ">",
    "<",
    "=",
    "《",
    "⩾",
    "⩽",
    "不低于",
    "不少于",
    "不超过",
    "不高于",
    "大于",
    "小于",
    "不大于",
    "不小于",
    "高于",
    "低于",
];

impl Opening {
    fn of(folded: &str) -> Self {
        let has_digit = folded.bytes().any(|b| b.is_ascii_digit());
        let is_numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '-' | '+');
        if has_digit && folded.chars().all(is_numeric) {
            Self::Number
        } else if !folded.chars().any(char::is_alphanumeric) {
            Self::Mark
        } else if has_digit && OPERATORS.iter().any(|sign| folded.starts_with(sign)) {
            Self::Operator
        } else if folded.starts_with(|c: char| c.is_ascii_digit()) {
            Self::Digit
        } else if has_digit {
            Self::LetterThenDigit
        } else {
            Self::Letter
        }
    }
}

/// Looks words up in a lexicon.
#[derive(Debug)]
pub(super) struct Words<'a> {
    lexicon: &'a Lexicon,
}

/// Length of words that are compared loosely, in characters: longer texts are no form words, shorter
/// ones too similar.
const LOOSE_CHARS: std::ops::RangeInclusive<usize> = 5..=12;

impl<'a> Words<'a> {
    pub(super) fn new(lexicon: &'a Lexicon) -> Self {
        Self { lexicon }
    }

    /// The folded text, its classes, and its shape.
    pub(super) fn look_up(&self, text: &str) -> (String, WordClass, Shape) {
        let folded = fold(text);
        let shape = Shape::of(&folded);
        let label = fold_label(&folded);
        let mut classes = self.lexicon.classes(&label);
        if let Some((first, _)) = text.split_once('\n') {
            classes |= self.lexicon.classes(&fold_label(first)) & WordClass::TITLE;
        }
        if classes.is_empty() && shape.opening == Opening::Letter {
            classes = self.loosely(&label);
        } else if classes.is_empty() && label == "#年" {
            // A year over a column of past values names that column.
            classes = WordClass::HEADER;
        }
        // Prose that begins like a label, such as goals printed into one cell, is no label.
        if shape.is_prose() && !self.lexicon.words.contains_key(&label) {
            classes = WordClass::empty();
        }
        (folded.into_owned(), classes, shape)
    }

    /// A title and the unit below it on separate lines, where OCR wrote them on one.
    pub(super) fn break_title(&self, text: &str) -> Option<String> {
        breaks::title_and_unit(text, self.lexicon)
    }

    /// Whether a text is a word of the lexicon as it is.
    pub(super) fn is_word(&self, text: &str) -> bool {
        self.lexicon.words.contains_key(&fold_label(text))
    }

    /// The classes of the word that results from removing one character of the text.
    fn loosely(&self, folded: &str) -> WordClass {
        if !LOOSE_CHARS.contains(&folded.chars().count()) {
            return WordClass::empty();
        }
        let mut shorter = String::with_capacity(folded.len());
        folded
            .char_indices()
            .filter_map(|(at, c)| {
                shorter.clear();
                shorter.push_str(&folded[..at]);
                shorter.push_str(&folded[at + c.len_utf8()..]);
                self.lexicon.words.get(&shorter)
            })
            .fold(WordClass::empty(), |all, &classes| all | classes)
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Affixes, Lexicon, WordClass};

    use super::{Opening, Shape, Words};

    fn lexicon() -> Lexicon {
        let words = [("数量指标", WordClass::LEVEL2), ("年度目标#", WordClass::GOAL)];
        Lexicon {
            words: words.map(|(word, class)| (word.to_owned(), class)).into_iter().collect(),
            prefixes: Affixes::beginnings([("年度目标#:".to_owned(), WordClass::GOAL)]),
            ..Lexicon::default()
        }
    }

    fn check(text: &str, classes: WordClass) {
        assert_eq!(Words::new(&lexicon()).look_up(text).1, classes, "{text}");
    }

    #[test]
    fn words_are_known_with_a_stray_character() {
        check("数量 指标", WordClass::LEVEL2);
        check("数量指X标", WordClass::LEVEL2);
        check("年度目标 3", WordClass::GOAL);
        check("数量XX指标", WordClass::empty());
        check("修路数量", WordClass::empty());
    }

    #[test]
    fn prose_is_no_label() {
        check("年度目标1：修路", WordClass::GOAL);
        check(&format!("年度目标1：{}", "修路架桥".repeat(8)), WordClass::empty());
    }

    #[test]
    fn shapes_tell_names_from_values() {
        let opening = |text| Shape::of(text).opening;
        assert_eq!(opening("修路里程"), Opening::Letter);
        assert_eq!(opening("A4纸"), Opening::LetterThenDigit);
        assert_eq!(opening("12公里"), Opening::Digit);
        assert_eq!(opening("≥95%"), Opening::Operator);
        assert_eq!(opening("不少于3次"), Opening::Operator);
        assert_eq!(opening("1,024.50"), Opening::Number);
        assert_eq!(opening("......"), Opening::Mark);
    }
}
