//! Damage: whether a dump of one row a line was made by recognition, or states its fields as they are.
//!
//! A document is either faithful or recognized; of a faithful one no field may be moved, so recognition
//! has to be evident. Three things are evidence, each hardly ever found in a faithful dump: a page's head
//! is printed again in the middle of a table, a table stands inside a cell, and words of closed
//! vocabularies stand in other columns than in most rows under the same header.

use std::collections::{BTreeMap, BTreeSet};

use formgrid_model::{Lexicon, LineContent, RawLine, WordClass, fold_label};

/// Classes of which each word is in one column below a header.
const TELLING: [WordClass; 3] = [WordClass::LEVEL1, WordClass::LEVEL2, WordClass::BASIS];

/// One displaced row in so many is more than authors displace.
const MAX_FAITHFUL: usize = 40;

/// Longer texts, in bytes, are no words of a vocabulary.
const MAX_WORD: usize = 60;

/// Whether recognition is evident in the lines of a dump.
pub(super) fn is_evident(lines: &[RawLine], lexicon: &Lexicon) -> bool {
    has_nested_table(lines) || repeats_heads(lines, lexicon) || displaces_words(lines, lexicon)
}

/// Whether several rows stand on one line, as those of a table inside a cell do.
fn has_nested_table(lines: &[RawLine]) -> bool {
    let is_row = |line: &RawLine| matches!(line.content, LineContent::Cells(_));
    lines.windows(2).any(|pair| pair[0].line == pair[1].line && pair.iter().all(is_row))
}

/// Whether text that was printed before stands between rows of one table: between a row and another that
/// begins as no table did before.
fn repeats_heads(lines: &[RawLine], lexicon: &Lexicon) -> bool {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut openings: BTreeSet<String> = BTreeSet::new();
    let mut between: Vec<String> = Vec::new();
    let mut has_row = false;
    for line in lines {
        match &line.content {
            LineContent::Blank => {}
            LineContent::Text(text) => {
                let folded = fold_label(&text.text).into_owned();
                if !folded.is_empty() {
                    between.push(folded);
                }
            }
            LineContent::Cells(cells) | LineContent::Drawn(_, cells) => {
                let first = cells.iter().find(|cell| cell.atom.is_some());
                let Some(first) = first.map(|cell| fold_label(&cell.text).into_owned()) else {
                    continue;
                };
                let is_title = |text: &String| lexicon.classes(text).contains(WordClass::TITLE);
                let is_head = has_row
                    && between.iter().all(|text| seen.contains(text))
                    && (between.len() > 1 || between.iter().any(is_title));
                if is_head && !openings.contains(&first) {
                    return true;
                }
                if !between.is_empty() || !has_row {
                    openings.insert(first);
                }
                seen.extend(between.drain(..));
                has_row = true;
            }
        }
    }
    false
}

/// The columns in which a class stands below one header, with how often.
type Columns = BTreeMap<usize, usize>;

/// The telling words of one row.
struct Told {
    header: usize,
    /// Class, by its number, and column.
    words: Vec<(usize, usize)>,
}

/// Whether more rows than authors misplace have words in the columns of others.
fn displaces_words(lines: &[RawLine], lexicon: &Lexicon) -> bool {
    let mut headers: BTreeMap<String, usize> = BTreeMap::new();
    let mut header = 0;
    let mut told: Vec<Told> = Vec::new();
    let mut columns: BTreeMap<(usize, usize), Columns> = BTreeMap::new();
    for line in lines {
        let LineContent::Cells(cells) = &line.content else { continue };
        let mut words = Vec::new();
        let (mut wording, mut n_names) = (String::new(), 0);
        for (col, cell) in cells.iter().enumerate() {
            if cell.atom.is_none() || cell.text.len() > MAX_WORD {
                continue;
            }
            let folded = fold_label(&cell.text);
            let classes = lexicon.classes(&folded);
            n_names += usize::from(classes.contains(WordClass::HEADER));
            wording.push_str(&folded);
            wording.push('\t');
            let mut own = (0..TELLING.len()).filter(|&class| classes.contains(TELLING[class]));
            if let (Some(class), None) = (own.next(), own.next()) {
                words.push((class, col));
            }
        }
        if n_names > 1 {
            let next = headers.len() + 1;
            header = *headers.entry(wording).or_insert(next);
        } else if !words.is_empty() {
            for &(class, col) in &words {
                *columns.entry((header, class)).or_default().entry(col).or_default() += 1;
            }
            told.push(Told { header, words });
        }
    }
    let homes: BTreeMap<(usize, usize), usize> =
        columns.iter().filter_map(|(key, columns)| Some((*key, home(columns)?))).collect();
    let n_displaced = told.iter().filter(|row| is_displaced(row, &homes)).count();
    n_displaced > 1 && n_displaced * MAX_FAITHFUL > told.len()
}

/// The column in which a class stands in most rows.
fn home(columns: &Columns) -> Option<usize> {
    let n_all: usize = columns.values().sum();
    let (col, n) = columns.iter().max_by_key(|&(_, n)| n)?;
    (n * 2 > n_all).then_some(*col)
}

/// Whether a level stands in the column of another, or a basis elsewhere than below its name.
fn is_displaced(row: &Told, homes: &BTreeMap<(usize, usize), usize>) -> bool {
    row.words.iter().any(|&(class, col)| {
        let home = |class: usize| homes.get(&(row.header, class)).copied();
        match class {
            0 => home(0).is_some_and(|own| own != col) && home(1) == Some(col),
            1 => home(1).is_some_and(|own| own != col) && home(0).is_some_and(|upper| col <= upper),
            _ => home(2).is_some_and(|own| own != col),
        }
    })
}
