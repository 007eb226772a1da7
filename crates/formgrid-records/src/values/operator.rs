//! Comparison operators, in signs and in words.

use super::scan::Cursor;

/// An operator as in the output.
pub(super) type Op = &'static str;

pub(super) const AT_LEAST: Op = "≥";
pub(super) const AT_MOST: Op = "≤";
const MORE: Op = ">";
const LESS: Op = "<";
pub(super) const EQUAL: Op = "=";

/// Signs before a number, longer ones first. `≅`, `《` and `》` are OCR errors for `≤` and `≥`: the
/// forms use neither congruence nor book titles before a number.
const SIGNS: &[(&str, Op)] = &[
    (">=", AT_LEAST),
    ("=>", AT_LEAST),
    ("≥=", AT_LEAST),
    ("≥", AT_LEAST),
    ("≧", AT_LEAST),
    ("⩾", AT_LEAST),
    ("≮", AT_LEAST),
    ("》=", AT_LEAST),
    ("》", AT_LEAST),
    ("<=", AT_MOST),
    ("=<", AT_MOST),
    ("≤=", AT_MOST),
    ("≤", AT_MOST),
    ("≦", AT_MOST),
    ("⩽", AT_MOST),
    ("≯", AT_MOST),
    ("≅", AT_MOST),
    ("《=", AT_MOST),
    ("《", AT_MOST),
    (">", MORE),
    ("〉", MORE),
    ("<", LESS),
    ("〈", LESS),
    ("==", EQUAL),
    ("=", EQUAL),
];

/// Words before a number, longer ones first.
const WORDS: &[(&str, Op)] = &[
    ("大于或等于", AT_LEAST),
    ("大于等于", AT_LEAST),
    ("高于或等于", AT_LEAST),
    ("不得少于", AT_LEAST),
    ("不得低于", AT_LEAST),
    ("不少于", AT_LEAST),
    ("不低于", AT_LEAST),
    ("不小于", AT_LEAST),
    ("不早于", AT_LEAST),
    ("至少", AT_LEAST),
    ("小于或等于", AT_MOST),
    ("小于等于", AT_MOST),
    ("低于或等于", AT_MOST),
    ("不得超过", AT_MOST),
    ("不得高于", AT_MOST),
    ("不超过", AT_MOST),
    ("不高于", AT_MOST),
    ("不大于", AT_MOST),
    ("不多于", AT_MOST),
    ("不晚于", AT_MOST),
    ("不迟于", AT_MOST),
    ("不超", AT_MOST),
    ("至多", AT_MOST),
    ("截至", AT_MOST),
    ("截止", AT_MOST),
    ("大于", MORE),
    ("高于", MORE),
    ("多于", MORE),
    ("超过", MORE),
    ("小于", LESS),
    ("低于", LESS),
    ("少于", LESS),
    ("等于", EQUAL),
];

/// Words after a unit, longer ones first.
const SUFFIXES: &[(&str, Op)] = &[
    ("(含)以上", AT_LEAST),
    ("(含)以下", AT_MOST),
    ("及以上", AT_LEAST),
    ("及以下", AT_MOST),
    ("或以上", AT_LEAST),
    ("以上", AT_LEAST),
    ("以下", AT_MOST),
    ("以内", AT_MOST),
    ("之内", AT_MOST),
    ("左右", EQUAL),
];

/// Last characters of the suffixes: most texts contain none of them.
const SUFFIX_ENDS: [char; 4] = ['上', '下', '内', '右'];

/// The operator a text begins with.
pub(super) fn leading(text: &str) -> Option<Op> {
    eat(&mut Cursor::new(text))
}

/// The operator of a text that holds nothing else, such as a cell of an operator column.
pub(super) fn entire(text: &str) -> Option<Op> {
    let mut cursor = Cursor::new(text);
    eat(&mut cursor).filter(|_| cursor.is_done())
}

/// Moves past an operator, in signs or words.
pub(super) fn eat(cursor: &mut Cursor<'_>) -> Option<Op> {
    let mut found = eat_from(cursor, SIGNS).or_else(|| eat_from(cursor, WORDS))?;
    // Both a sign and a word may be printed, as in `≥不低于95%` or `≥于7场`.
    if let Some(again) = eat_from(cursor, WORDS) {
        found = again;
    }
    cursor.eat("于");
    Some(found)
}

/// The byte offset of the first operator in a text.
pub(super) fn find(text: &str) -> Option<usize> {
    text.char_indices().map(|(at, _)| at).find(|&at| leading(&text[at..]).is_some())
}

/// Splits the text after a number at a word such as 以上: unit, operator, rest.
pub(super) fn split_suffix(text: &str) -> Option<(&str, Op, &str)> {
    if !text.contains(SUFFIX_ENDS) {
        return None;
    }
    SUFFIXES.iter().find_map(|&(word, op)| {
        let at = text.find(word)?;
        Some((&text[..at], op, &text[at + word.len()..]))
    })
}

fn eat_from(cursor: &mut Cursor<'_>, table: &[(&str, Op)]) -> Option<Op> {
    // Fast path: most values begin with their number, and so does the text after a sign.
    if cursor.is_at_digit() {
        return None;
    }
    table.iter().find(|(word, _)| cursor.eat(word)).map(|&(_, op)| op)
}

#[cfg(test)]
mod tests {
    use super::{SUFFIX_ENDS, SUFFIXES};

    #[test]
    fn the_fast_path_covers_every_suffix() {
        assert!(SUFFIXES.iter().all(|(word, _)| word.ends_with(SUFFIX_ENDS)));
    }
}
