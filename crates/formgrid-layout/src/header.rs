//! Header rows: the rows that name columns.
//!
//! A form has several blocks, each with its own header, so header rows occur anywhere in a grid. In a
//! medium without bold type and repeat flags only the words tell.

use formgrid_model::{Grid, Lexicon, WordClass, fold_label};

/// Zero-based header rows of a grid, ascending: rows of at least two cells, all but at most one in
/// three of them header words or years; and rows right below that only continue the header, like its
/// second line.
pub(crate) fn header_rows(grid: &Grid, lexicon: &Lexicon) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for row in 0..grid.n_rows() {
        let (mut known, mut filled) = (0, 0);
        for cell in grid.origins(row).filter(|cell| !cell.is_empty()) {
            filled += 1;
            known += usize::from(names_a_column(&cell.text, lexicon));
            if (filled - known) * 3 > grid.n_cols().max(2) {
                break;
            }
        }
        let continues = found.last().is_some_and(|&last| last + 1 == row);
        let needed = if continues { 1 } else { 2 };
        let is_header = known >= needed && (filled - known) * 3 <= filled.max(2);
        if is_header && (!continues || known == filled) {
            found.push(row);
        }
    }
    found
}

/// Longest column name, in bytes.
const MAX_NAME: usize = 120;

fn names_a_column(text: &str, lexicon: &Lexicon) -> bool {
    if text.len() > MAX_NAME {
        return false;
    }
    let folded = fold_label(text);
    let is_word =
        || lexicon.words.get(&folded).is_some_and(|word| word.contains(WordClass::HEADER));
    folded == "#年" || is_word()
}
