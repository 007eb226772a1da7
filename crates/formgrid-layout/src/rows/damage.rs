//! Damage: whether a dump of one row per line comes from OCR, or states its fields as they are.
//!
//! A document is either faithful or recognized. No field of a faithful one may be moved, so recognition
//! has to be evident. Three signs count, each rare in a faithful dump: a page header repeated in the
//! middle of a table, a table inside a cell, and words of closed vocabularies in other columns than in
//! most rows under the same header.

use std::collections::{BTreeMap, BTreeSet};

use formgrid_model::{Lexicon, LineContent, RawLine, WordClass, fold_label};

/// Classes whose words each have one column below a header.
const TELLING: [WordClass; 3] = [WordClass::LEVEL1, WordClass::LEVEL2, WordClass::BASIS];

/// One displaced row in this many is more than authors cause.
const MAX_FAITHFUL: usize = 40;

/// Longest vocabulary word, in bytes.
const MAX_WORD: usize = 60;

/// Whether OCR is evident in the lines of a dump.
pub(super) fn is_evident(lines: &[RawLine], lexicon: &Lexicon) -> bool {
    has_nested_table(lines) || repeats_heads(lines, lexicon) || displaces_words(lines, lexicon)
}

/// Whether one line has several rows, like those of a table inside a cell.
fn has_nested_table(lines: &[RawLine]) -> bool {
    let is_row = |line: &RawLine| matches!(line.content, LineContent::Cells(_));
    lines.windows(2).any(|pair| pair[0].line == pair[1].line && pair.iter().all(is_row))
}

/// Whether repeated text separates rows of one table: it precedes a row that begins unlike any table so
/// far.
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

/// Columns of a class below one header, with counts.
type Columns = BTreeMap<usize, usize>;

/// The telling words of one row.
struct Told {
    header: usize,
    /// Class index and column.
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

/// The column of a class in most rows.
fn home(columns: &Columns) -> Option<usize> {
    let n_all: usize = columns.values().sum();
    let (col, n) = columns.iter().max_by_key(|&(_, n)| n)?;
    (n * 2 > n_all).then_some(*col)
}

/// Whether a level is in the column of another, or a basis not below its name.
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
