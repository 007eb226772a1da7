//! Labels of tall cells that OCR put beside the wrong row, or broke over two: `部门总体` above `资金情况`.
//!
//! Only the lexicon shows that two cells are one label, so without it nothing is joined.

use formgrid_model::{Code, WordClass};

use super::bands::is_header;
use super::row::{Row, Token};
use super::words::Words;

/// Largest distance between the parts of a label; in a tall cell it breaks over neighboring rows.
const MAX_DISTANCE: usize = 3;

/// Moves the labels of tall cells to their first row.
pub(super) fn gather(rows: &mut [Row], words: &Words<'_>) {
    for index in 1..rows.len() {
        join_broken(rows, index, words);
        raise_to_header(rows, index);
    }
}

/// Joins the first token of a row to the one above it, if they are one word and the upper is none
/// alone.
fn join_broken(rows: &mut [Row], index: usize, words: &Words<'_>) {
    let (before, rest) = rows.split_at_mut(index);
    let Some(row) = rest.first_mut().filter(|row| row.tokens.len() > 1) else { return };
    let part = &row.tokens[0];
    let start = index.saturating_sub(MAX_DISTANCE);
    let mut above = before[start..].iter_mut().rev().filter_map(|row| row.tokens.first_mut());
    let Some(upper) = above.find(|upper| upper.raw <= part.raw) else { return };
    if upper.raw != part.raw || !upper.classes.is_empty() || part.shape.is_prose() {
        return;
    }
    let whole = format!("{}{}", upper.text, part.text);
    if words.is_word(&whole) {
        (upper.folded, upper.classes, upper.shape) = words.look_up(&whole);
        upper.text = whole;
        upper.atoms.extend(row.tokens.remove(0).atoms);
    }
}

/// Moves the label of a block up from the first row below the block's header, which begins further to
/// the right.
fn raise_to_header(rows: &mut [Row], index: usize) {
    let (before, rest) = rows.split_at_mut(index);
    let (Some(header), Some(row)) = (before.last_mut(), rest.first_mut()) else { return };
    let is_label = |token: &Token| {
        token.raw == 0
            && token.classes.contains(WordClass::SECTION)
            && !token.classes.contains(WordClass::GOAL)
    };
    let is_beside = row.tokens.len() > 2
        && row.tokens.first().is_some_and(is_label)
        && header.tokens.first().is_some_and(|first| first.raw > 0)
        && !row.page_break
        && is_header(header)
        && !is_header(row);
    if is_beside {
        header.tokens.insert(0, row.tokens.remove(0));
        header.add_repair(Code::LayoutRowShifted);
    }
}
