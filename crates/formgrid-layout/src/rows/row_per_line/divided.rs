//! Header words that a second line divides: 前年 and 上年 below 近两年指标值.
//!
//! The dividing words need not be known; position is enough: they fill the columns of the word and no
//! others. A dump that loses merges prints no blank cells beside the word; then the header is shorter
//! by as many columns as the line below is longer.

use formgrid_model::WordClass;

use super::row::{Row, Token};

/// Number of columns that a header lacks for the words below it; `None` if the row below divides no
/// word of it.
pub(super) fn lacking(header: &Row, below: &Row) -> Option<usize> {
    let tokens = below.tokens.as_slice();
    let [first, _, ..] = tokens else { return None };
    if first.raw == 0 || !tokens.iter().all(is_part) {
        return None;
    }
    if fills_words(header, tokens) {
        return Some(0);
    }
    let at = header.tokens.iter().position(|word| word.raw == first.raw)?;
    let end = header.tokens.get(at + 1).map_or(header.width, |next| next.raw);
    let is_run = tokens.windows(2).all(|pair| pair[1].raw == pair[0].raw + 1);
    let lacks = tokens.len() - 1;
    (is_run && end == first.raw + 1 && below.width == header.width + lacks).then_some(lacks)
}

/// Moves the words after the divided one to the right.
pub(super) fn widen(header: &mut Row, below: &Row) {
    let Some(lacks) = lacking(header, below).filter(|&lacks| lacks > 0) else { return };
    let first = below.tokens[0].raw;
    for word in header.tokens.iter_mut().filter(|word| word.raw > first) {
        word.raw += lacks;
    }
    header.width += lacks;
}

/// Whether words fill the columns of header words that have several, and are below no other.
fn fills_words(header: &Row, tokens: &[Token]) -> bool {
    let ends = header.tokens.iter().skip(1).map(|next| next.raw).chain([header.width]);
    let mut n_below = 0;
    for (word, end) in header.tokens.iter().zip(ends) {
        let n = tokens.iter().filter(|token| (word.raw..end).contains(&token.raw)).count();
        if n > 0 && (n < 2 || n != end - word.raw) {
            return false;
        }
        n_below += n;
    }
    n_below == tokens.len()
}

/// Whether a token may divide a word: it is short and names nothing that begins a row below a header.
fn is_part(token: &Token) -> bool {
    let others = WordClass::LEVEL1 | WordClass::LEVEL2 | WordClass::SECTION | WordClass::GOAL;
    !token.shape.is_prose() && !token.classes.intersects(others)
}
