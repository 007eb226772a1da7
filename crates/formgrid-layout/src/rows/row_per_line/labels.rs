//! Labels that recognition broke over two rows: `部门总体` above `资金情况`.
//!
//! Only the lexicon can tell that two cells are one label, so without it nothing is joined.

use super::row::Row;
use super::words::Words;

/// Rows between the parts of a label; a label in a tall cell breaks over the rows beside it.
const MAX_DISTANCE: usize = 3;

/// Joins the parts of broken labels in the first of their rows.
pub(super) fn join_broken(rows: &mut [Row], words: &Words<'_>) {
    for index in 1..rows.len() {
        let (before, rest) = rows.split_at_mut(index);
        let Some((row, _)) = rest.split_first_mut() else { return };
        let Some(part) = row.tokens.first().filter(|token| token.classes.is_empty()) else {
            continue;
        };
        let start = index.saturating_sub(MAX_DISTANCE);
        let above = before[start..].iter_mut().rev().filter_map(|row| row.tokens.first_mut());
        let Some(upper) = above.into_iter().find(|upper| upper.raw <= part.raw) else { continue };
        let whole = format!("{}{}", upper.text, part.text);
        let (folded, classes, shape) = words.look_up(&whole);
        let is_broken = upper.raw == part.raw && upper.classes.is_empty() && words.is_word(&whole);
        if is_broken && row.tokens.len() > 1 {
            let part = row.tokens.remove(0);
            upper.text = whole;
            upper.atoms.extend(part.atoms);
            (upper.folded, upper.classes, upper.shape) = (folded, classes, shape);
        }
    }
}
