//! Bands: consecutive lines whose texts are in the same columns.
//!
//! A band accepts a line if each of its texts is in one column and each column has at most one of them. A
//! single space may turn out to be the gutter between two columns.

use std::collections::BTreeMap;

use formgrid_model::Lexicon;

use super::{
    heads::Head,
    phrases::{Line, Phrase},
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
                    self.add(line.at, placed);
                    return true;
                }
                Err(Misfit::Two(column)) if self.divide(column, line, lexicon) => {}
                Err(_) => return false,
            }
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
                _ => Some(parts.find(|(before, _)| self.reached(*before).len() <= 1)?),
            };
            let Some((before, behind)) = found else {
                placed.push((reached.first().copied(), rest));
                return Some(());
            };
            placed.push((self.reached(before).first().copied(), before));
            rest = behind;
        }
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
