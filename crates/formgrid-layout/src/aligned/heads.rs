//! Headers of several rows.
//!
//! Lines that contain only words of the lexicon, at least one line with several, are a header. A word may
//! continue below its line, beside words of one line ([`Word`]). A name above others, or without a column
//! below, covers the columns on which it is centered.

use std::{collections::BTreeMap, ops::Range};

use formgrid_model::Lexicon;

use super::{
    band::{Band, Column},
    phrases::{Line, is_known},
    words::{self, Word},
};

/// Maximum number of lines of a header.
const MAX_LINES: usize = 5;

/// Minimum number of names on one line of a header, and of those that are not wrapped.
const MIN_NAMES: usize = 3;
const MIN_KNOWN: usize = 2;

/// Costs of a name without a column and of a column without a name, in half character cells of offset
/// between a name and its column.
const UNPLACED: i64 = 28;
const UNNAMED: i64 = 12;
/// Cost of a name that does not overlap its column.
const BESIDE: i64 = 8;

/// A header of several rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Head<'a> {
    /// Number of rows.
    pub(super) depth: usize,
    /// Its lines.
    pub(super) lines: Vec<usize>,
    pub(super) names: Vec<Name<'a>>,
}

/// A name with the header rows and columns it covers.
#[derive(Debug, Clone)]
pub(super) struct Name<'a> {
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
    pub(super) word: Word<'a>,
}

/// Whether a line contains only column names.
pub(super) fn is_header(line: &Line<'_>, lexicon: &Lexicon) -> bool {
    line.phrases.len() >= MIN_NAMES
        && line.phrases.iter().all(|phrase| is_known(&phrase.text(), lexicon))
}

/// The line ranges of headers of several rows, by the line below.
pub(super) fn find(lines: &[Line<'_>], lexicon: &Lexicon) -> BTreeMap<usize, Range<usize>> {
    let known = words::known(lines, lexicon);
    let mut found = BTreeMap::new();
    let mut at = 0;
    while at < lines.len() {
        let end = (at + MAX_LINES).min(lines.len());
        let is_last = end == lines.len();
        let own = (lines.get(at..end), known.get(at..end));
        let (Some(own), Some(known)) = own else { break };
        let (n, next) = header(own, known, is_last, lexicon);
        if n > 1 {
            found.insert(at + n, at..at + n);
        }
        at += next.max(1);
    }
    found
}

/// Number of lines of the header at the start of some lines, 0 without one, and of all lines of names
/// there. `is_last`: no line follows.
fn header(
    lines: &[Line<'_>],
    known: &[Vec<bool>],
    is_last: bool,
    lexicon: &Lexicon,
) -> (usize, usize) {
    let may_be_header = |known: &Vec<bool>| {
        known.len() >= MIN_NAMES && known.iter().filter(|known| **known).count() >= MIN_KNOWN
    };
    if !known.iter().any(may_be_header) {
        let is_of_words = |known: &&Vec<bool>| known.iter().all(|known| *known);
        return (0, known.iter().take_while(is_of_words).count());
    }
    let of_names = |n: usize| Some((n, words::words(lines.get(..n)?, known.get(..n)?, lexicon)?));
    let Some((next, mut words)) = (1..=lines.len()).rev().find_map(of_names) else {
        return (0, 0);
    };
    let n_phrases = |at: usize| lines.get(at).map_or(0, |line| line.phrases.len());
    let is_header = (0..next).any(|at| n_phrases(at) >= MIN_NAMES);
    if !is_header || (n_phrases(next - 1) == 1 && n_phrases(0) != 1) {
        return (0, next);
    }
    // A single name on the last line is the first label of the rows, unless it continues a word.
    let mut n = next;
    let is_label = |word: Word<'_>| word.parts.len() == 1;
    let has_more = |n: usize| !is_last || n < lines.len();
    while n > 1 && n_phrases(n - 1) == 1 && has_more(n) && words.pop().is_some_and(is_label) {
        n -= 1;
    }
    (n, next)
}

/// Sets the header of a band.
pub(super) fn place<'a>(band: &mut Band<'a>, lines: &[Line<'a>], lexicon: &Lexicon) {
    let known = words::known(lines, lexicon);
    let mut names = words::words(lines, &known, lexicon).unwrap_or_default();
    names.sort_by_key(Word::middle);
    let is_over = |word: &Word<'_>| {
        let is_below =
            |name: &Word<'_>| name.line > word.line && word.shared(name.x0(), name.x1()) > 0;
        names.iter().any(is_below)
    };
    let (mut over, mut own): (Vec<_>, Vec<_>) = names.iter().cloned().partition(is_over);
    let last = lines.last().map_or(0, |line| line.at);
    let mut columns = matched(&own, &band.columns);
    let mut index = own.len();
    while let Some(before) = index.checked_sub(1) {
        index = before;
        let (Some(word), Some(None)) = (own.get(index), columns.get(index)) else { continue };
        // A name left of all columns is above none of them.
        let is_first = index == 0 && band.columns.iter().all(|column| column.x0 >= word.x1());
        if word.line < last && !is_first {
            over.push(own.remove(index));
            columns.remove(index);
            continue;
        }
        // No text below the name: a blank column.
        let left = columns.iter().take(index).rev().find_map(|column| *column);
        let at = left.map_or(0, |left| left + 1);
        let column = Column { x0: word.x0(), x1: word.x1(), ..Column::default() };
        band.columns.insert(at, column);
        for column in columns.iter_mut().flatten() {
            *column += usize::from(*column >= at);
        }
        if let Some(column) = columns.get_mut(index) {
            *column = Some(at);
        }
    }
    let mut named: Vec<Option<Word<'a>>> = vec![None; band.columns.len()];
    for (name, column) in own.into_iter().zip(&columns) {
        if let Some(slot) = column.and_then(|column| named.get_mut(column)) {
            *slot = Some(name);
        }
    }
    let head = head(over, &named, &band.columns);
    band.head = Some(Head { lines: lines.iter().map(|line| line.at).collect(), ..head });
}

/// The column of each name: the assignment in order with the least total cost.
fn matched(names: &[Word<'_>], columns: &[Column<'_>]) -> Vec<Option<usize>> {
    let width = columns.len() + 1;
    // By number of names and columns: the least cost, and the step that leads there.
    let mut best: Vec<(i64, u8)> = vec![(i64::MAX, 0); (names.len() + 1) * width];
    let cell = |names: usize, columns: usize| names * width + columns;
    let relax = |best: &mut [(i64, u8)], to: usize, cost: i64, step: u8| {
        if let Some(slot) = best.get_mut(to).filter(|slot| cost < slot.0) {
            *slot = (cost, step);
        }
    };
    relax(&mut best, 0, 0, 0);
    for n in 0..=names.len() {
        for c in 0..width {
            let Some(&(cost, _)) = best.get(cell(n, c)) else { continue };
            let (name, column) = (names.get(n), columns.get(c));
            if name.is_some() {
                relax(&mut best, cell(n + 1, c), cost + UNPLACED, NAME);
            }
            if column.is_some() {
                relax(&mut best, cell(n, c + 1), cost + UNNAMED, COLUMN);
            }
            if let (Some(name), Some(column)) = (name, column) {
                let off = (name.middle() - column.x0 - column.x1).abs();
                let is_beside = name.shared(column.x0, column.x1) <= 0;
                let off = off + if is_beside { BESIDE } else { 0 };
                relax(&mut best, cell(n + 1, c + 1), cost + off, BOTH);
            }
        }
    }
    let mut matched = vec![None; names.len()];
    let (mut n, mut c) = (names.len(), columns.len());
    while n > 0 || c > 0 {
        match best.get(cell(n, c)).map(|(_, step)| *step) {
            Some(NAME) => n -= 1,
            Some(COLUMN) => c -= 1,
            Some(BOTH) => {
                (n, c) = (n - 1, c - 1);
                if let Some(slot) = matched.get_mut(n) {
                    *slot = Some(c);
                }
            }
            _ => break,
        }
    }
    matched
}

const NAME: u8 = 1;
const COLUMN: u8 = 2;
const BOTH: u8 = 3;

/// Builds the header from the column names and the names above them.
fn head<'a>(
    mut over: Vec<Word<'a>>,
    named: &[Option<Word<'a>>],
    columns: &[Column<'a>],
) -> Head<'a> {
    over.sort_by_key(|word| (word.line, word.x0()));
    let mut levels: Vec<usize> = over.iter().map(|word| word.line).collect();
    levels.dedup();
    let depth = levels.len() + 1;
    let mut names: Vec<Name<'a>> = Vec::new();
    for word in over {
        let level = levels.iter().position(|&level| level == word.line).unwrap_or(0);
        let columns = covered(&word, named, columns).unwrap_or(0..named.len());
        names.push(Name { rows: level..level + 1, columns, word });
    }
    let mut below = Vec::new();
    for (column, name) in named.iter().enumerate() {
        let Some(word) = name.clone() else { continue };
        let over = names.iter().filter(|name| name.columns.contains(&column));
        let top = over.map(|name| name.rows.end).max().unwrap_or(0);
        below.push(Name { rows: top..depth, columns: column..column + 1, word });
    }
    names.append(&mut below);
    Head { depth, names, lines: Vec::new() }
}

/// The columns on which a name is centered, among those with names on lower lines.
fn covered(
    word: &Word<'_>,
    named: &[Option<Word<'_>>],
    columns: &[Column<'_>],
) -> Option<Range<usize>> {
    let is_below =
        |name: &Option<Word<'_>>| name.as_ref().is_some_and(|name| name.line > word.line);
    let mut best: Option<(i64, Range<usize>)> = None;
    for start in 0..named.len() {
        let n = named.iter().skip(start).take_while(|name| is_below(name)).count();
        let name = |at: usize| named.get(at).and_then(Option::as_ref);
        let x0 = |at: usize| {
            columns.get(at).map(|own| name(at).map_or(own.x0, |name| name.x0().min(own.x0)))
        };
        let x1 = |at: usize| {
            columns.get(at).map(|own| name(at).map_or(own.x1, |name| name.x1().max(own.x1)))
        };
        for end in start + 1..=start + n {
            let off = (x0(start)? + x1(end - 1)? - word.middle()).abs()
                + if end - start == 1 { 2 } else { 0 };
            if best.as_ref().is_none_or(|(least, _)| off < *least) {
                best = Some((off, start..end));
            }
        }
    }
    best.map(|(_, columns)| columns)
}
