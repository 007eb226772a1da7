//! Bands: consecutive lines whose texts are in the same columns.
//!
//! A band accepts a line if each of its texts is in one column and each column has at most one of them. A
//! single space may turn out to be the gutter between two columns.

use std::collections::BTreeMap;

use formgrid_model::Lexicon;

use super::{
    heads::Head,
    phrases::{Line, Phrase, is_comparison, is_number},
};

/// A column of a band.
#[derive(Debug, Clone, Default)]
pub(super) struct Column<'a> {
    /// Horizontal extent of its texts in character cells.
    pub(super) x0: i64,
    pub(super) x1: i64,
    /// Its phrases by line.
    pub(super) held: BTreeMap<usize, Vec<Phrase<'a>>>,
}

/// Lines with the same columns.
#[derive(Debug, Clone, Default)]
pub(super) struct Band<'a> {
    /// From left to right.
    pub(super) columns: Vec<Column<'a>>,
    /// Ascending.
    pub(super) lines: Vec<usize>,
    /// The header of several rows above.
    pub(super) head: Option<Head<'a>>,
}

/// A phrase and its column; `None` if it starts a new one.
type Placed<'a> = (Option<usize>, Phrase<'a>);

/// Why a line does not fit a band.
enum Misfit {
    /// Two of its phrases are in this column.
    Two(usize),
    Other,
}

impl<'a> Column<'a> {
    fn of(phrases: Vec<(usize, Phrase<'a>)>) -> Option<Self> {
        let x0 = phrases.iter().map(|(_, phrase)| phrase.x0()).min()?;
        let x1 = phrases.iter().map(|(_, phrase)| phrase.x1()).max()?;
        let mut column = Self { x0, x1, held: BTreeMap::new() };
        for (line, phrase) in phrases {
            column.held.entry(line).or_default().push(phrase);
        }
        Some(column)
    }

    /// Adds the phrases of another column.
    fn absorb(&mut self, other: Self) {
        self.x0 = self.x0.min(other.x0);
        self.x1 = self.x1.max(other.x1);
        for (line, mut phrases) in other.held {
            self.held.entry(line).or_default().append(&mut phrases);
        }
    }

    /// Width of its widest phrase.
    pub(super) fn widest(&self) -> i64 {
        self.held.values().flatten().map(|phrase| phrase.width()).max().unwrap_or(0)
    }
}

impl<'a> Band<'a> {
    /// The band of lines with the same columns; `None` if they differ.
    pub(super) fn of<'l>(
        lines: impl IntoIterator<Item = &'l Line<'a>>,
        lexicon: &Lexicon,
    ) -> Option<Self>
    where
        'a: 'l,
    {
        let mut band = Self::default();
        lines.into_iter().all(|line| band.take(line, lexicon)).then_some(band)
    }

    /// Adds a line and returns whether it fits the columns.
    pub(super) fn take(&mut self, line: &Line<'a>, lexicon: &Lexicon) -> bool {
        // Each iteration except the last splits a column.
        for _ in 0..=line.phrases.len() {
            match self.placed(line, lexicon) {
                Ok(placed) => {
                    let has_room = line.phrases.len() <= self.columns.len();
                    if !(has_room && self.is_beside(&placed) && self.take_in_order(line)) {
                        self.add(line.at, placed);
                    }
                    return true;
                }
                Err(Misfit::Two(column)) if self.divide(column, line, lexicon) => {}
                Err(_) => return self.take_in_order(line),
            }
        }
        false
    }

    /// Adds a line whose texts are beside their columns, and returns whether it has enough texts in them.
    /// Programs that count wide characters as one cell shift the texts behind them.
    fn take_in_order(&mut self, line: &Line<'a>) -> bool {
        let Some(columns) = in_order(&line.phrases, &self.columns) else { return false };
        for (index, &phrase) in columns.into_iter().zip(&line.phrases) {
            let before = index.checked_sub(1).and_then(|left| self.columns.get(left));
            let left = before.map_or(i64::MIN, |column| column.x1);
            let right = self.columns.get(index + 1).map_or(i64::MAX, |column| column.x0);
            if let Some(column) = self.columns.get_mut(index) {
                column.x0 = column.x0.min(phrase.x0().max(left));
                column.x1 = column.x1.max(phrase.x1().min(right));
                column.held.entry(line.at).or_default().push(phrase);
            }
        }
        self.lines.push(line.at);
        true
    }

    /// Whether a text of a line is in no column, and the line has no text in the column before or behind
    /// it.
    fn is_beside(&self, placed: &[Placed<'a>]) -> bool {
        if self.columns.len() > MAX_ORDERED {
            return false;
        }
        let mut before = None;
        for (at, (column, _)) in placed.iter().enumerate() {
            if column.is_none() {
                let behind = placed.iter().skip(at + 1).find_map(|(column, _)| *column);
                let first = before.map_or(0, |before: usize| before + 1);
                if first < behind.unwrap_or(self.columns.len()) {
                    return true;
                }
            }
            before = column.or(before);
        }
        false
    }

    fn placed(&self, line: &Line<'a>, lexicon: &Lexicon) -> Result<Vec<Placed<'a>>, Misfit> {
        let mut placed: Vec<Placed<'a>> = Vec::new();
        for &phrase in &line.phrases {
            self.part(phrase, lexicon, &mut placed).ok_or(Misfit::Other)?;
        }
        let mut last = None;
        for column in placed.iter().filter_map(|(column, _)| *column) {
            if last == Some(column) {
                return Err(Misfit::Two(column));
            }
            if last.is_some_and(|last| last > column) {
                return Err(Misfit::Other);
            }
            last = Some(column);
        }
        Ok(placed)
    }

    /// Splits a phrase at single spaces so that each part is in at most one column.
    fn part(
        &self,
        phrase: Phrase<'a>,
        lexicon: &Lexicon,
        placed: &mut Vec<Placed<'a>>,
    ) -> Option<()> {
        let mut rest = phrase;
        loop {
            let reached = self.reached(rest);
            let blanks = (1..rest.tokens.len()).filter(|&blank| rest.may_part(blank, lexicon));
            let mut parts = blanks.filter_map(|blank| rest.parted(blank));
            let found = match reached.as_slice() {
                [] => None,
                &[column] => parts.find(|parts| self.is_label_before(*parts, column)),
                &[left, right, ..] => {
                    let is_held = |(before, _): &(Phrase<'a>, _)| self.reached(*before).len() <= 1;
                    let off = |parts: &_| self.off_gutter(*parts, left, right);
                    Some(parts.filter(is_held).min_by_key(off)?)
                }
            };
            let Some((before, behind)) = found else {
                placed.push((reached.first().copied(), rest));
                return Some(());
            };
            placed.push((self.reached(before).first().copied(), before));
            rest = behind;
        }
    }

    /// Distance of a space from the gutter between two columns, and whether it is inside a value: no
    /// number starts behind it.
    fn off_gutter(
        &self,
        (before, behind): (Phrase<'a>, Phrase<'a>),
        left: usize,
        right: usize,
    ) -> (i64, bool) {
        let x1 = self.columns.get(left).map_or(0, |column| column.x1);
        let x0 = self.columns.get(right).map_or(x1, |column| column.x0);
        let (first, last) = (x1.min(x0), x1.max(x0));
        let off = (first - behind.x0()).max(before.x1() - last).max(0);
        (off, !starts_value(before, behind))
    }

    /// Whether the part after a space starts at the left edge of a column and the part before ends left of
    /// it.
    fn is_label_before(&self, (before, behind): (Phrase<'a>, Phrase<'a>), column: usize) -> bool {
        self.columns.get(column).is_some_and(|found| {
            before.x1() < found.x0
                && (behind.x0() - found.x0).abs() <= 1
                && self.reached(before).first().is_none_or(|&left| left < column)
        })
    }

    /// The columns of a phrase, without those it overlaps only marginally.
    fn reached(&self, phrase: Phrase<'a>) -> Vec<usize> {
        let shared = self.columns.iter().enumerate().filter_map(|(index, column)| {
            let shared = phrase.shared(column.x0, column.x1);
            (shared > 0).then_some((index, shared))
        });
        let shared: Vec<(usize, i64)> = shared.collect();
        let Some(&(first, most)) = shared.iter().rev().max_by_key(|(_, shared)| *shared) else {
            return Vec::new();
        };
        if shared.len() == 1 {
            return vec![first];
        }
        let is_held = |&&(index, shared): &&(usize, i64)| {
            let width = self.columns.get(index).map_or(0, |column| column.x1 - column.x0);
            shared > 2 || (shared * 3 > most && shared * 2 > width.min(phrase.width()))
        };
        let held: Vec<usize> = shared.iter().filter(is_held).map(|(index, _)| *index).collect();
        if held.is_empty() { vec![first] } else { held }
    }

    fn add(&mut self, line: usize, placed: Vec<Placed<'a>>) {
        let mut fresh = Vec::new();
        for (column, phrase) in placed {
            let Some(own) = Column::of(vec![(line, phrase)]) else { continue };
            match column.and_then(|column| self.columns.get_mut(column)) {
                Some(column) => column.absorb(own),
                None => fresh.push(own),
            }
        }
        self.columns.append(&mut fresh);
        self.columns.sort_by_key(|column| column.x0);
        self.lines.push(line);
    }

    /// Splits a column with two phrases of a line, if every phrase in the column is on one side or has a
    /// space between the two.
    fn divide(&mut self, index: usize, line: &Line<'a>, lexicon: &Lexicon) -> bool {
        let mut placed = Vec::new();
        for &phrase in &line.phrases {
            if self.part(phrase, lexicon, &mut placed).is_none() {
                return false;
            }
        }
        let mut own = placed.iter().filter(|(column, _)| *column == Some(index));
        let (Some((_, a)), Some((_, b)), None) = (own.next(), own.next(), own.next()) else {
            return false;
        };
        let Some(column) = self.columns.get(index) else { return false };
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for (&at, phrases) in &column.held {
            for &phrase in phrases {
                let on_left = phrase.shared(a.x0(), a.x1()) > 0;
                let on_right = phrase.shared(b.x0(), b.x1()) > 0;
                match (on_left, on_right) {
                    (true, false) => left.push((at, phrase)),
                    (false, true) => right.push((at, phrase)),
                    (false, false) => return false,
                    (true, true) => {
                        let blanks =
                            (1..phrase.tokens.len()).filter(|&n| phrase.may_part(n, lexicon));
                        let parts =
                            blanks.filter_map(|n| phrase.parted(n)).find(|(before, behind)| {
                                before.x1() <= b.x0() + 1 && behind.x0() >= a.x1() - 1
                            });
                        let Some((before, behind)) = parts else { return false };
                        left.push((at, before));
                        right.push((at, behind));
                    }
                }
            }
        }
        match (Column::of(left), Column::of(right)) {
            (Some(left), Some(right)) if left.x1 <= right.x0 => {
                self.columns.splice(index..=index, [left, right]);
                true
            }
            _ => false,
        }
    }

    /// Merges a column that has only names above the adjacent column into that column: a centered name
    /// does not overlap texts at the edge of its column.
    pub(super) fn join_names(&mut self) {
        let mut index = 1;
        while let [Some(left), Some(right)] = [self.columns.get(index), self.columns.get(index + 1)]
        {
            let (few, many) =
                if left.held.len() < right.held.len() { (left, right) } else { (right, left) };
            let last = few.held.keys().next_back();
            let is_above = last < many.held.keys().next();
            if is_above && few.held.len() * 4 <= many.held.len() {
                let right = self.columns.remove(index + 1);
                if let Some(left) = self.columns.get_mut(index) {
                    left.absorb(right);
                }
            } else {
                index += 1;
            }
        }
    }

    /// How well a line is aligned with those lines of the band that `counts` accepts; higher is better.
    pub(super) fn fit(&self, line: usize, counts: impl Fn(usize) -> bool) -> i64 {
        let mut fit = 0;
        for column in &self.columns {
            for phrase in column.held.get(&line).into_iter().flatten() {
                let others = column.held.iter().filter(|(other, _)| counts(**other));
                let fits = others.flat_map(|(other, phrases)| {
                    let is_near = line.abs_diff(*other) <= 3;
                    phrases.iter().map(move |other| alignment(*phrase, *other, is_near))
                });
                fit += fits.max().unwrap_or(0) - 3;
            }
        }
        fit
    }
}

/// Minimum and maximum number of columns, and minimum number of texts of a line, that are matched in order.
const MIN_ORDERED: usize = 4;
const MAX_ORDERED: usize = 64;
const MIN_PHRASES: usize = 3;

/// Maximum distance between a shifted text and its column, in character cells.
const MAX_SHIFT: i64 = 8;

/// The columns of shifted texts: different ones in order, with the least total distance; `None` unless
/// more than half of the texts overlap their columns.
fn in_order(phrases: &[Phrase<'_>], columns: &[Column<'_>]) -> Option<Vec<usize>> {
    if !(MIN_ORDERED..=MAX_ORDERED).contains(&columns.len())
        || !(MIN_PHRASES..=columns.len()).contains(&phrases.len())
    {
        return None;
    }
    let n_free = columns.len() - phrases.len();
    // By phrase and number of columns skipped before it: the least cost, and the number skipped before
    // the phrase to the left.
    let mut best: Vec<Vec<Option<(i64, usize)>>> = Vec::with_capacity(phrases.len());
    for (index, phrase) in phrases.iter().enumerate() {
        let mut row = Vec::with_capacity(n_free + 1);
        let mut before: Option<(i64, usize)> = None;
        for skipped in 0..=n_free {
            let left = match best.last() {
                Some(above) => above.get(skipped)?.map(|(cost, _)| (cost, skipped)),
                None => Some((0, skipped)),
            };
            before = match (before, left) {
                (Some(a), Some(b)) => Some(if b.0 < a.0 { b } else { a }),
                (a, b) => a.or(b),
            };
            let own = distance(*phrase, columns.get(index + skipped)?, index > 0);
            row.push(before.zip(own).map(|((cost, from), own)| (cost + own, from)));
        }
        best.push(row);
    }
    let last = best.last()?.iter().enumerate();
    let (mut skipped, _) =
        last.filter_map(|(at, step)| Some((at, step.as_ref()?.0))).min_by_key(|(_, cost)| *cost)?;
    let mut found = Vec::with_capacity(phrases.len());
    for (index, row) in best.iter().enumerate().rev() {
        found.push(index + skipped);
        skipped = row.get(skipped).copied().flatten()?.1;
    }
    found.reverse();
    let overlaps = |(phrase, column): &(&Phrase<'_>, &usize)| {
        columns.get(**column).is_some_and(|column| phrase.shared(column.x0, column.x1) > 0)
    };
    let n_over = phrases.iter().zip(&found).filter(overlaps).count();
    // A text over another column covers both.
    let covers = |(phrase, own): (&Phrase<'_>, &usize)| {
        let is_over = |column: &Column<'_>| phrase.x0() <= column.x0 && column.x1 <= phrase.x1();
        columns.iter().enumerate().any(|(index, column)| index != *own && is_over(column))
    };
    let has_span = phrases.iter().zip(&found).any(covers);
    (n_over * 2 > phrases.len() && !has_span).then_some(found)
}

/// Distance of a text from a column, by its nearest edge or center; `None` if it is not its text. No text
/// shifts the first one of a line.
fn distance(phrase: Phrase<'_>, column: &Column<'_>, is_shifted: bool) -> Option<i64> {
    let apart = (1 - phrase.shared(column.x0, column.x1)).max(0);
    let sides = [
        2 * (phrase.x0() - column.x0),
        2 * (phrase.x1() - column.x1),
        phrase.middle() - column.x0 - column.x1,
    ];
    let off = sides.into_iter().map(i64::abs).min().unwrap_or(0);
    (apart == 0 || is_shifted && apart <= MAX_SHIFT).then_some(off + 2 * apart)
}

/// Whether a number starts behind a space and none ends before it.
fn starts_value(before: Phrase<'_>, behind: Phrase<'_>) -> bool {
    let starts = |c: char| c.is_ascii_digit() || is_comparison(c);
    let first = behind.tokens.first().is_some_and(|token| token.raw.text.starts_with(starts));
    let last = before.tokens.last().is_some_and(|token| is_number(&token.raw.text));
    first && !last
}

/// How well two phrases are vertically aligned, from 0 to 10.
fn alignment(a: Phrase<'_>, b: Phrase<'_>, is_near: bool) -> i64 {
    let is_inside = |a: Phrase<'_>, b: Phrase<'_>| a.x0() >= b.x0() - 1 && a.x1() <= b.x1() + 1;
    match off(a, b) {
        0 | 1 => 10,
        2 => 8,
        _ if !is_inside(a, b) && !is_inside(b, a) => 0,
        _ if is_near => 6,
        _ => 2,
    }
}

/// Smallest offset of the left edges, right edges or centers of two phrases, in half character cells.
pub(super) fn off(a: Phrase<'_>, b: Phrase<'_>) -> i64 {
    let sides = [2 * (a.x0() - b.x0()), 2 * (a.x1() - b.x1()), a.middle() - b.middle()];
    sides.into_iter().map(i64::abs).min().unwrap_or(0)
}
