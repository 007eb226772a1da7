//! Line wraps: the cost in hundredths of reading two lines as one text.

use formgrid_model::Lexicon;

use super::{
    band::off,
    phrases::{Phrase, is_comparison, is_known, is_number},
};

/// Two words of the lexicon that do not form one, or a word above a number.
const TWO_WORDS: i64 = 400;
/// A word of the lexicon and another text that do not form one.
const ONE_WORD: i64 = 200;
/// A complete number, or a value above another value.
const TWO_VALUES: i64 = 400;
/// A number that fills its column and continues with digits or a percent sign.
const CUT_NUMBER: i64 = 60;
/// A line that leaves room.
const SHORT: i64 = 120;
/// A line that fills its column.
const FULL: i64 = 15;
/// Lines with neither a common edge nor a common center.
const ASKEW: i64 = 100;

/// Minimum number of characters of a label; a shorter one may be part of any text.
const MIN_LABEL: usize = 4;

/// Cost of `below` as a line wrap of `above`. `widest` is the width of the widest phrase of the column.
pub(super) fn cost(above: Phrase<'_>, below: Phrase<'_>, widest: i64, lexicon: &Lexicon) -> i64 {
    let (a, b) = (above.text(), below.text());
    let is_word = |text: &str| is_known(text, lexicon);
    let is_whole = is_known(&format!("{a}{b}"), lexicon);
    let (is_a, is_b) = (is_word(&a), is_word(&b));
    if is_a && is_b && !is_whole {
        return TWO_WORDS;
    }
    if is_whole {
        return 0;
    }
    if is_a && is_number(&b) {
        return TWO_WORDS;
    }
    let is_label = |text: &str, is_word: bool| is_word && text.chars().count() >= MIN_LABEL;
    let words = if is_label(&a, is_a) || is_label(&b, is_b) { ONE_WORD } else { 0 };
    let off = off(above, below);
    let is_askew = off > 2 && (off > 5 || above.width() <= 10);
    words + if is_askew { ASKEW } else { 0 } + room(&a, &b, above.width(), widest)
}

fn room(a: &str, b: &str, width: i64, widest: i64) -> i64 {
    let is_unit = b.starts_with(|c: char| c.is_alphabetic() || c == '/');
    if is_number(a) && !is_unit {
        let goes_on = b.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '%' | '.'));
        return if width >= widest && goes_on { CUT_NUMBER } else { TWO_VALUES };
    }
    let is_digit = |c: char| c.is_ascii_digit();
    let is_date = a.contains(['年', '月']);
    let is_value = a.starts_with(|c| is_digit(c) || is_comparison(c))
        && !a.ends_with(|c| is_digit(c) || matches!(c, '.' | ','));
    let is_next = b.starts_with(is_comparison) || (is_value && !is_date && b.starts_with(is_digit));
    if a.contains(is_digit) && is_next {
        return TWO_VALUES;
    }
    let slack = (widest * 15 / 100).clamp(1, 2);
    if width >= widest - slack { FULL } else { SHORT }
}
