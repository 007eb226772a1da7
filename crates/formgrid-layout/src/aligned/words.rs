//! Words of the lexicon in the lines of a header, whole or wrapped.
//!
//! A wrapped word is centered beside words of one line, so its parts are in adjacent lines or two lines
//! apart.

use formgrid_model::Lexicon;

use super::phrases::{Line, Phrase, is_known};

/// Maximum number of lines of a word.
const MAX_PARTS: usize = 3;

/// Maximum number of phrases of lines with wrapped words. Limits the time, which is quadratic in it.
const MAX_PHRASES: usize = 320;

/// Maximum offset between the centers of two parts of a word, in half character cells.
const MAX_OFF: i64 = 4;

/// Minimum number of names between two lines of a cell with two names.
const MIN_BESIDE: usize = 3;

/// A word of the lexicon, or two of them that are one cell.
#[derive(Debug, Clone)]
pub(super) struct Word<'a> {
    /// Its last line.
    pub(super) line: usize,
    /// Its parts from top to bottom.
    pub(super) parts: Vec<Phrase<'a>>,
    /// Whether each part is a word.
    pub(super) is_stacked: bool,
}

impl Word<'_> {
    pub(super) fn x0(&self) -> i64 {
        self.parts.iter().map(|part| part.x0()).min().unwrap_or(0)
    }

    pub(super) fn x1(&self) -> i64 {
        self.parts.iter().map(|part| part.x1()).max().unwrap_or(0)
    }

    /// Twice the center.
    pub(super) fn middle(&self) -> i64 {
        self.x0() + self.x1()
    }

    /// Overlap with an extent in character cells; zero or negative if there is none.
    pub(super) fn shared(&self, x0: i64, x1: i64) -> i64 {
        self.x1().min(x1) - self.x0().max(x0)
    }
}

/// A phrase with the index of its line.
struct Part<'a> {
    at: usize,
    phrase: Phrase<'a>,
    is_known: bool,
}

/// For each phrase of some lines, whether it is a word of the lexicon.
pub(super) fn known(lines: &[Line<'_>], lexicon: &Lexicon) -> Vec<Vec<bool>> {
    let is_word = |phrase: &Phrase<'_>| is_known(&phrase.text(), lexicon);
    lines.iter().map(|line| line.phrases.iter().map(is_word).collect()).collect()
}

/// The words of some lines, by their last line; `None` if they contain anything else. `known` says which
/// phrases are words.
pub(super) fn words<'a>(
    lines: &[Line<'a>],
    known: &[Vec<bool>],
    lexicon: &Lexicon,
) -> Option<Vec<Word<'a>>> {
    let parts: Vec<Part<'a>> = lines
        .iter()
        .zip(known)
        .enumerate()
        .flat_map(|(at, (line, known))| {
            let phrases = line.phrases.iter().zip(known);
            phrases.map(move |(&phrase, &is_known)| Part { at, phrase, is_known })
        })
        .collect();
    let may_wrap = parts.len() <= MAX_PHRASES;
    let mut is_taken = vec![false; parts.len()];
    let mut words = Vec::with_capacity(parts.len());
    for first in 0..parts.len() {
        if is_taken.get(first) == Some(&true) {
            continue;
        }
        let (own, is_stacked) = if may_wrap {
            wrapped(first, &parts, &is_taken, lines, lexicon)?
        } else {
            parts.get(first).filter(|part| part.is_known).map(|_| (vec![first], false))?
        };
        for &part in &own {
            if let Some(taken) = is_taken.get_mut(part) {
                *taken = true;
            }
        }
        let line = lines.get(parts.get(*own.last()?)?.at)?.at;
        let parts = own.iter().filter_map(|&part| parts.get(part)).map(|part| part.phrase);
        words.push(Word { line, parts: parts.collect(), is_stacked });
    }
    words.sort_by_key(|word| word.line);
    Some(words)
}

/// The parts of the word that a part begins, and whether each is a word.
fn wrapped(
    first: usize,
    parts: &[Part<'_>],
    is_taken: &[bool],
    lines: &[Line<'_>],
    lexicon: &Lexicon,
) -> Option<(Vec<usize>, bool)> {
    let start = parts.get(first)?;
    let mut own = vec![first];
    let mut n_known = usize::from(start.is_known);
    let mut text = start.phrase.text();
    while own.len() < MAX_PARTS {
        let Some(next) = below(*own.last()?, parts, is_taken) else { break };
        let part = parts.get(next)?;
        if part.is_known && start.is_known {
            let is_pair = own.len() == 1 && are_stacked(start, part, lines);
            return Some(if is_pair { (vec![first, next], true) } else { (vec![first], false) });
        }
        own.push(next);
        text.push_str(&part.phrase.text());
        if is_known(&text, lexicon) {
            n_known = own.len();
        }
    }
    own.truncate(n_known);
    (!own.is_empty()).then_some((own, false))
}

/// The part that may continue another: below it, with the same center.
fn below(part: usize, parts: &[Part<'_>], is_taken: &[bool]) -> Option<usize> {
    let above = parts.get(part)?;
    let is_below = |&(index, part): &(usize, &Part<'_>)| {
        (1..=2).contains(&part.at.saturating_sub(above.at))
            && is_taken.get(index) == Some(&false)
            && part.phrase.shared(above.phrase.x0(), above.phrase.x1()) > 0
            && (part.phrase.middle() - above.phrase.middle()).abs() <= MAX_OFF
    };
    parts.iter().enumerate().find(is_below).map(|(index, _)| index)
}

/// Whether two names are one cell of two lines: each is alone in its line, and beside both are names of
/// one line.
fn are_stacked(above: &Part<'_>, below: &Part<'_>, lines: &[Line<'_>]) -> bool {
    let n_phrases = |at: usize| lines.get(at).map_or(0, |line| line.phrases.len());
    below.at == above.at + 2
        && n_phrases(above.at) == 1
        && n_phrases(below.at) == 1
        && n_phrases(above.at + 1) >= MIN_BESIDE
}
