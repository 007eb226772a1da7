//! Headers of several rows.
//!
//! Lines that contain only words of the lexicon, at least one line with several, are a header. A name above
//! others, or without a column below, covers the columns on which it is centered.

use std::{collections::BTreeMap, ops::Range};

use formgrid_model::Lexicon;

use super::{
    band::{Band, Column},
    phrases::{Line, Phrase, is_known},
};

/// Maximum number of lines of a header.
const MAX_LINES: usize = 5;

/// Minimum number of names on one line of a header.
const MIN_NAMES: usize = 3;

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
    pub(super) phrase: Phrase<'a>,
}

/// Whether a line contains only column names.
pub(super) fn is_header(line: &Line<'_>, lexicon: &Lexicon) -> bool {
    line.phrases.len() >= MIN_NAMES
        && line.phrases.iter().all(|phrase| is_known(&phrase.text(), lexicon))
}

/// The line ranges of headers of several rows, by the line below.
pub(super) fn find(lines: &[Line<'_>], lexicon: &Lexicon) -> BTreeMap<usize, Range<usize>> {
    let is_of_names =
        |line: &&Line<'_>| line.phrases.iter().all(|phrase| is_known(&phrase.text(), lexicon));
    let mut found = BTreeMap::new();
    let mut at = 0;
    while let Some(rest) = lines.get(at..).filter(|rest| !rest.is_empty()) {
        let mut n = rest.iter().take(MAX_LINES).take_while(is_of_names).count();
        let next = at + n.max(1);
        let of_names = rest.get(..n).unwrap_or_default();
        let is_header = of_names.iter().any(|line| line.phrases.len() >= MIN_NAMES);
        let n_phrases = |line: Option<&Line<'_>>| line.map_or(0, |line| line.phrases.len());
        if is_header && (n_phrases(of_names.last()) > 1 || n_phrases(of_names.first()) == 1) {
            // A single name on the last line is the first label of the rows.
            while n > 1 && n_phrases(of_names.get(n - 1)) == 1 && at + n < lines.len() {
                n -= 1;
            }
            if n > 1 {
                found.insert(at + n, at..at + n);
            }
        }
        at = next;
    }
    found
}

/// Sets the header of a band.
pub(super) fn place<'a>(band: &mut Band<'a>, lines: &[Line<'a>]) {
    let mut names: Vec<(usize, Phrase<'a>)> = Vec::new();
    for line in lines {
        names.extend(line.phrases.iter().map(|phrase| (line.at, *phrase)));
    }
    names.sort_by_key(|(_, phrase)| phrase.middle());
    let is_over = |(line, phrase): &(usize, Phrase<'_>)| {
        names.iter().any(|(below, name)| below > line && phrase.shared(name.x0(), name.x1()) > 0)
    };
    let (mut over, mut own): (Vec<_>, Vec<_>) = names.iter().copied().partition(is_over);
    let last = lines.last().map_or(0, |line| line.at);
    let mut columns = matched(&own, &band.columns);
    let mut index = own.len();
    while let Some(before) = index.checked_sub(1) {
        index = before;
        let (Some(&(line, phrase)), Some(None)) = (own.get(index), columns.get(index)) else {
            continue;
        };
        if line < last {
            over.push(own.remove(index));
            columns.remove(index);
            continue;
        }
        // No text below the name: a blank column.
        let left = columns.iter().take(index).rev().find_map(|column| *column);
        let at = left.map_or(0, |left| left + 1);
        let column = Column { x0: phrase.x0(), x1: phrase.x1(), ..Column::default() };
        band.columns.insert(at, column);
        for column in columns.iter_mut().flatten() {
            *column += usize::from(*column >= at);
        }
        if let Some(column) = columns.get_mut(index) {
            *column = Some(at);
        }
    }
    let mut named: Vec<Option<(usize, Phrase<'a>)>> = vec![None; band.columns.len()];
    for (name, column) in own.iter().zip(&columns) {
        if let Some(slot) = column.and_then(|column| named.get_mut(column)) {
            *slot = Some(*name);
        }
    }
    let head = head(over, &named, &band.columns);
    band.head = Some(Head { lines: lines.iter().map(|line| line.at).collect(), ..head });
}

/// The column of each name: the assignment in order with the least total cost.
fn matched(names: &[(usize, Phrase<'_>)], columns: &[Column<'_>]) -> Vec<Option<usize>> {
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
            if let (Some((_, name)), Some(column)) = (name, column) {
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
    mut over: Vec<(usize, Phrase<'a>)>,
    named: &[Option<(usize, Phrase<'a>)>],
    columns: &[Column<'a>],
) -> Head<'a> {
    over.sort_by_key(|(line, phrase)| (*line, phrase.x0()));
    let mut levels: Vec<usize> = over.iter().map(|(line, _)| *line).collect();
    levels.dedup();
    let depth = levels.len() + 1;
    let mut names: Vec<Name<'a>> = Vec::new();
    for (line, phrase) in over {
        let level = levels.iter().position(|&level| level == line).unwrap_or(0);
        let columns = covered(line, phrase, named, columns).unwrap_or(0..named.len());
        names.push(Name { rows: level..level + 1, columns, phrase });
    }
    let mut below = Vec::new();
    for (column, name) in named.iter().enumerate() {
        let Some((_, phrase)) = *name else { continue };
        let over = names.iter().filter(|name| name.columns.contains(&column));
        let top = over.map(|name| name.rows.end).max().unwrap_or(0);
        below.push(Name { rows: top..depth, columns: column..column + 1, phrase });
    }
    names.append(&mut below);
    Head { depth, names, lines: Vec::new() }
}

/// The columns on which a name is centered, among those with names on lower lines.
fn covered(
    line: usize,
    phrase: Phrase<'_>,
    named: &[Option<(usize, Phrase<'_>)>],
    columns: &[Column<'_>],
) -> Option<Range<usize>> {
    let is_below = |name: &Option<(usize, Phrase<'_>)>| name.is_some_and(|(below, _)| below > line);
    let mut best: Option<(i64, Range<usize>)> = None;
    for start in 0..named.len() {
        let n = named.iter().skip(start).take_while(|name| is_below(name)).count();
        let x0 = |at: usize| {
            let name = named.get(at).copied().flatten().map(|(_, name)| name.x0());
            columns.get(at).map(|column| name.map_or(column.x0, |x0| x0.min(column.x0)))
        };
        let x1 = |at: usize| {
            let name = named.get(at).copied().flatten().map(|(_, name)| name.x1());
            columns.get(at).map(|column| name.map_or(column.x1, |x1| x1.max(column.x1)))
        };
        for end in start + 1..=start + n {
            let off = (x0(start)? + x1(end - 1)? - phrase.middle()).abs()
                + if end - start == 1 { 2 } else { 0 };
            if best.as_ref().is_none_or(|(least, _)| off < *least) {
                best = Some((off, start..end));
            }
        }
    }
    best.map(|(_, columns)| columns)
}
