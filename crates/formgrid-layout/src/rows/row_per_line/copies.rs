//! Copies: removes one of two copies of a block of rows that OCR has printed twice.
//!
//! Only a block printed on one line counts as a copy: as a table inside a cell, or as all its cells in
//! one row. Rows that merely have equal texts may be true duplicates.

use formgrid_model::{Atoms, Code, Diagnostics};

use super::row::{Item, Row, Token};

/// Fewest tokens of a block: two rows of a name, a value and a basis.
const MIN_BLOCK: usize = 6;

/// Most tokens before the block on its line: goal, levels and one more.
const MAX_LEADING: usize = 4;

/// Removes glued blocks that are repeated as separate rows right after.
pub(super) fn remove(items: Vec<Item>, diagnostics: &mut Diagnostics) -> Vec<Item> {
    let mut kept = Vec::with_capacity(items.len());
    let mut items = items.into_iter().peekable();
    while let Some(item) = items.next() {
        let Item::Row(row) = item else {
            kept.push(item);
            continue;
        };
        let mut group = vec![row];
        while let Some(Item::Row(next)) = items.next_if(|next| is_of_line(next, group[0].line)) {
            group.push(next);
        }
        if group.len() == 1 && group[0].tokens.len() < 2 * MIN_BLOCK {
            kept.extend(group.into_iter().map(Item::Row));
            continue;
        }
        let n_tokens = group.iter().map(|row| row.tokens.len()).sum();
        let mut following = Vec::new();
        let mut n_following = 0;
        while n_following < n_tokens
            && let Some(Item::Row(next)) = items.next_if(is_plain_row)
        {
            n_following += next.tokens.len();
            following.push(next);
        }
        settle(&mut group, &mut following, diagnostics);
        kept.extend(group.into_iter().chain(following).map(Item::Row));
    }
    kept
}

fn is_of_line(item: &Item, line: u32) -> bool {
    matches!(item, Item::Row(row) if row.line == line)
}

fn is_plain_row(item: &Item) -> bool {
    matches!(item, Item::Row(row) if row.tokens.len() < 2 * MIN_BLOCK)
}

/// Keeps one copy of a glued block: the rows that follow, otherwise the rows of the table inside the
/// cell.
fn settle(group: &mut Vec<Row>, following: &mut [Row], diagnostics: &mut Diagnostics) {
    let glued: Vec<&Token> = group.iter().flat_map(|row| &row.tokens).collect();
    let plain: Vec<&Token> = following.iter().flat_map(|row| &row.tokens).collect();
    if let Some(n_leading) = copied_by(&glued, &plain) {
        drop_glued(group, n_leading, following, diagnostics);
        return;
    }
    let Some((last, rows)) = group.split_last() else { return };
    let nested: Vec<&Token> = rows.iter().flat_map(|row| &row.tokens).collect();
    let tail: Vec<&Token> = last.tokens.iter().collect();
    if tail.len() >= MIN_BLOCK
        && (0..=MAX_LEADING).any(|n| nested.get(n..).is_some_and(|block| same(block, &tail)))
        && let Some(last) = group.pop()
    {
        report(last.tokens, diagnostics);
    }
}

/// Number of tokens before the block, if the rows that follow print the rest of the line, once or
/// several times.
fn copied_by(glued: &[&Token], plain: &[&Token]) -> Option<usize> {
    (0..=MAX_LEADING).find(|&n_leading| {
        let Some(block) = glued.get(n_leading..) else { return false };
        (1..=2).any(|n_copies| {
            let len = block.len() / n_copies;
            len >= MIN_BLOCK
                && len * n_copies == block.len()
                && plain
                    .get(..len)
                    .is_some_and(|plain| block.chunks(len).all(|chunk| same(chunk, plain)))
        })
    })
}

/// Whether two blocks have the same text, except for differences between OCR passes.
fn same(a: &[&Token], b: &[&Token]) -> bool {
    let n_equal = a.iter().zip(b).filter(|(a, b)| a.folded == b.folded).count();
    a.len() == b.len() && n_equal * 10 >= a.len() * 9
}

/// Removes the block; the tokens before it move to the front of the next row.
fn drop_glued(
    group: &mut Vec<Row>,
    n_leading: usize,
    following: &mut [Row],
    diagnostics: &mut Diagnostics,
) {
    let page_break = group.first().is_some_and(|row| row.page_break);
    let mut tokens: Vec<Token> = group.drain(..).flat_map(|row| row.tokens).collect();
    let block = tokens.split_off(n_leading.min(tokens.len()));
    report(block, diagnostics);
    if let Some(first) = following.first_mut().filter(|_| !tokens.is_empty()) {
        let shift = tokens.last().map_or(0, |last| last.raw + 1);
        for token in &mut first.tokens {
            token.raw += shift;
        }
        first.width += shift;
        first.page_break |= page_break;
        first.tokens.splice(..0, tokens);
        first.add_repair(Code::LayoutDuplicateBlock);
    }
}

fn report(block: Vec<Token>, diagnostics: &mut Diagnostics) {
    let Some(place) = block.first().map(|token| token.place) else { return };
    let message =
        format!("{} cells are printed again as rows; this copy was left out", block.len());
    let atoms: Atoms = block.into_iter().flat_map(|token| token.atoms).collect();
    diagnostics.consume(Code::LayoutDuplicateBlock, place, atoms, message);
}
