//! Running text, which is removed before the search for tables.
//!
//! Its lines are stacked, share a left edge and fill the width of their column. Labels of a table are
//! stacked too, but fill no width, or have values beside them; so text is running only if it is long,
//! filled and isolated.

use formgrid_model::{AtomId, CanvasWord};

use super::{
    phrases::{Level, Phrase, extent, levels},
    rules::Rules,
    tolerances::TOLERANCES,
};

/// The words outside running text, and top and bottom of each block of running text.
pub(super) fn leave_out<'a>(
    words: Vec<&'a CanvasWord>,
    rules: &Rules,
) -> (Vec<&'a CanvasWord>, Vec<(f32, f32)>) {
    let levels = levels(&words, TOLERANCES.stretched_em);
    let mut running: Vec<AtomId> = Vec::new();
    let mut extents = Vec::new();
    for chain in chains(&levels, rules) {
        if is_running(&chain) {
            let words = chain.iter().flat_map(|line| &line.phrase.words);
            running.extend(words.filter_map(|word| word.text.atom));
            extents.extend(
                chain
                    .first()
                    .zip(chain.last())
                    .map(|(first, last)| (first.phrase.bbox.y0, last.phrase.bbox.y1)),
            );
        }
    }
    running.sort_unstable();
    let is_free = |word: &&CanvasWord| match word.text.atom {
        Some(atom) => running.binary_search(&atom).is_err(),
        None => true,
    };
    (words.into_iter().filter(is_free).collect(), extents)
}

/// A phrase of a chain.
#[derive(Debug, Clone, Copy)]
struct Line<'l, 'a> {
    phrase: &'l Phrase<'a>,
    /// Whether short text is on its level, to the left and to the right.
    short: (bool, bool),
}

/// Stacked phrases with one left edge; the first may be indented.
fn chains<'l, 'a>(levels: &'l [Level<'a>], rules: &Rules) -> Vec<Vec<Line<'l, 'a>>> {
    let mut chains: Vec<Vec<Line<'l, 'a>>> = Vec::new();
    let mut open: Vec<(f32, usize)> = Vec::new();
    for level in levels {
        let is_near = |&(_, chain): &(f32, usize)| {
            let last = chains[chain].last();
            last.is_some_and(|line| is_below(line.phrase, level.bbox.y0))
        };
        open.retain(is_near);
        let mut next = Vec::new();
        for (index, phrase) in level.phrases.iter().enumerate() {
            let line = Line { phrase, short: has_short_beside(level, index) };
            match open_chain(&open, &chains, phrase) {
                Some(at) if !is_ruled_off(&chains[open[at].1], phrase, rules) => {
                    let (x, chain) = open.remove(at);
                    let is_second = chains[chain].len() == 1;
                    chains[chain].push(line);
                    next.push((if is_second { phrase.bbox.x0 } else { x }, chain));
                }
                _ => {
                    chains.push(vec![line]);
                    next.push((phrase.bbox.x0, chains.len() - 1));
                }
            }
        }
        open.append(&mut next);
        open.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    chains
}

/// Index among the open chains of the one that a phrase continues.
fn open_chain(
    open: &[(f32, usize)],
    chains: &[Vec<Line<'_, '_>>],
    phrase: &Phrase<'_>,
) -> Option<usize> {
    let indent = TOLERANCES.indent_em * phrase.size;
    let from = open.partition_point(|&(x, _)| x < phrase.bbox.x0 - phrase.size);
    let near = open[from..].iter().take_while(|&&(x, _)| x <= phrase.bbox.x0 + indent);
    let fits = |&(x, chain): &(f32, usize)| {
        let is_first = chains[chain].len() == 1;
        let last = chains[chain].last();
        let same_size = last.is_some_and(|line| is_same_size(line.phrase.size, phrase.size));
        same_size && (is_first || x <= phrase.bbox.x0 + phrase.size)
    };
    near.enumerate().find(|(_, open)| fits(open)).map(|(at, _)| from + at)
}

/// Whether a ruling separates a chain and a phrase.
fn is_ruled_off(chain: &[Line<'_, '_>], phrase: &Phrase<'_>, rules: &Rules) -> bool {
    let middle = |phrase: &Phrase<'_>| f32::midpoint(phrase.bbox.y0, phrase.bbox.y1);
    let Some(last) = chain.last() else { return false };
    let mut between = rules.between(middle(last.phrase), middle(phrase));
    between.any(|rule| rule.cover(extent(phrase.bbox)) > TOLERANCES.filled_share * phrase.width())
}

/// Whether two sizes are one font size.
pub(super) fn is_same_size(a: f32, b: f32) -> bool {
    (a - b).abs() <= TOLERANCES.size_share * a.max(b)
}

fn is_below(phrase: &Phrase<'_>, y: f32) -> bool {
    y - phrase.bbox.y1 <= TOLERANCES.leading_em * phrase.size
}

fn has_short_beside(level: &Level<'_>, index: usize) -> (bool, bool) {
    let is_short = |at: usize| {
        let phrase = level.phrases.get(at);
        phrase.is_some_and(|phrase| phrase.width() < TOLERANCES.short_em * phrase.size)
    };
    (index.checked_sub(1).is_some_and(is_short), is_short(index + 1))
}

/// Whether short text is beside half of the lines. To the left of a single line it is a label with
/// hanging text.
fn is_beside_short(chain: &[Line<'_, '_>]) -> bool {
    let n_left = chain.iter().filter(|line| line.short.0).count();
    let n_right = chain.iter().filter(|line| line.short.1).count();
    n_right * 2 >= chain.len() || (n_left > 1 && n_left * 2 >= chain.len())
}

fn is_running(chain: &[Line<'_, '_>]) -> bool {
    let Some(first) = chain.first() else { return false };
    let size = first.phrase.size;
    let widths = chain.iter().map(|line| line.phrase.width());
    let widest = widths.clone().fold(0.0, f32::max);
    let n_wide = widths.filter(|width| *width >= TOLERANCES.filled_share * widest).count();
    let least_em = match chain.len() {
        1 => TOLERANCES.lone_line_em,
        2 => TOLERANCES.two_lines_em,
        _ => TOLERANCES.many_lines_em,
    };
    let is_filled = n_wide * 10 >= (chain.len() - 1) * 6;
    widest >= least_em * size
        && is_filled
        && !is_beside_short(chain)
        && is_wordy(chain)
        && !is_ruled_by_gaps(chain)
}

/// Whether it is mostly letters.
fn is_wordy(chain: &[Line<'_, '_>]) -> bool {
    let (mut letters, mut others) = (0_usize, 0_usize);
    for c in chain.iter().flat_map(|line| line.phrase.chars()) {
        if c.is_alphabetic() { letters += 1 } else { others += 1 }
    }
    others * 3 <= letters
}

/// Whether a gap wider than a space runs through all lines, as between columns.
fn is_ruled_by_gaps(chain: &[Line<'_, '_>]) -> bool {
    let mut gaps: Option<Vec<(f32, f32)>> = None;
    for line in chain {
        let own = gaps_of(line.phrase);
        gaps = Some(match gaps {
            None => own,
            Some(gaps) => shared(&gaps, &own, TOLERANCES.blank_em * line.phrase.size),
        });
    }
    chain.len() > 1 && gaps.is_some_and(|gaps| !gaps.is_empty())
}

fn gaps_of(phrase: &Phrase<'_>) -> Vec<(f32, f32)> {
    let boxes = phrase.words.iter().filter_map(|word| word.text.place.bbox);
    let pairs = boxes.clone().zip(boxes.skip(1));
    let wide = |gap: &(f32, f32)| gap.1 - gap.0 > TOLERANCES.blank_em * phrase.size;
    pairs.map(|(a, b)| (a.x1, b.x0)).filter(wide).collect()
}

/// The intersection of two sorted lists of gaps, where it is wider than `least`.
fn shared(a: &[(f32, f32)], b: &[(f32, f32)], least: f32) -> Vec<(f32, f32)> {
    let (mut i, mut j) = (0, 0);
    let mut shared = Vec::new();
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let both = (x.0.max(y.0), x.1.min(y.1));
        if both.1 - both.0 > least {
            shared.push(both);
        }
        if x.1 < y.1 { i += 1 } else { j += 1 }
    }
    shared
}
