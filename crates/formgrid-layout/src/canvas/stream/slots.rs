//! Phrases to columns: which columns each piece of text covers.

use std::ops::Range;

use super::{
    columns,
    phrases::{Level, Phrase, extent},
    tolerances::TOLERANCES,
};

/// A piece of text with its columns.
#[derive(Debug, Clone)]
pub(super) struct Piece<'a> {
    /// At least one column; more for a spanner.
    pub(super) cols: Range<usize>,
    /// The text.
    pub(super) phrase: Phrase<'a>,
}

impl Piece<'_> {
    /// Whether it covers more than one column.
    pub(super) fn is_spanner(&self) -> bool {
        self.cols.len() > 1
    }

    /// Whether its columns are within those of another.
    pub(super) fn is_within(&self, cols: &Range<usize>) -> bool {
        self.cols.start >= cols.start && self.cols.end <= cols.end
    }
}

/// The pieces of a level from left to right. A phrase over several columns is split where a gap between
/// two of its words is between two columns and wider than a common space.
pub(super) fn place<'a>(level: &Level<'a>, columns: &[(f32, f32)]) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    for phrase in &level.phrases {
        for part in parted(phrase, columns) {
            let cols = covered(&part, columns);
            match pieces.last_mut() {
                // Two phrases in one column are one text with a wide space.
                Some(last) if last.cols.end > cols.start => {
                    last.cols.end = last.cols.end.max(cols.end);
                    let words = last.phrase.words.iter().chain(&part.words).copied();
                    last.phrase = Phrase::new(words.collect());
                }
                _ => pieces.push(Piece { cols, phrase: part }),
            }
        }
    }
    pieces
}

/// Number of phrases of a level that are alone in exactly one column.
pub(super) fn n_own(level: &Level<'_>, columns: &[(f32, f32)]) -> usize {
    let mut cols: Vec<Range<usize>> =
        level.phrases.iter().map(|phrase| covered(phrase, columns)).collect();
    cols.dedup();
    cols.iter().filter(|cols| cols.len() == 1).count()
}

/// The columns that a phrase overlaps; the nearest one if it is between two.
fn covered(phrase: &Phrase<'_>, columns: &[(f32, f32)]) -> Range<usize> {
    let slack = TOLERANCES.touch_em * phrase.size;
    let reached = columns::reached(columns, extent(phrase.bbox), slack);
    if !reached.is_empty() {
        return reached;
    }
    let right = reached.start.min(columns.len().saturating_sub(1));
    let left = right.saturating_sub(1);
    let distance = |col: usize| {
        columns
            .get(col)
            .map_or(f32::INFINITY, |&(x0, x1)| (x0 - phrase.bbox.x1).max(phrase.bbox.x0 - x1))
    };
    let nearest = if distance(left) < distance(right) { left } else { right };
    nearest..nearest + 1
}

fn parted<'a>(phrase: &Phrase<'a>, columns: &[(f32, f32)]) -> Vec<Phrase<'a>> {
    let slack = TOLERANCES.touch_em * phrase.size;
    if columns::reached(columns, extent(phrase.bbox), slack).len() < 2 {
        return vec![phrase.clone()];
    }
    let mut parts = vec![Vec::new()];
    for (index, &word) in phrase.words.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| phrase.words.get(before));
        if before.is_some_and(|before| is_between_columns(before, word, columns)) {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(word);
        }
    }
    let parts: Vec<_> = parts.into_iter().map(Phrase::new).collect();
    let n_values = parts.iter().filter(|part| part.is_value()).count();
    let is_parted = n_values + 1 >= parts.len()
        || is_parted_widely(&parts)
        || parts.iter().skip(1).all(|part| begins_column(part, columns));
    if parts.len() > 1 && is_parted { parts } else { vec![phrase.clone()] }
}

/// Whether a text begins at the start of a column.
fn begins_column(part: &Phrase<'_>, columns: &[(f32, f32)]) -> bool {
    let slack = TOLERANCES.align_em * part.size;
    let col = columns.partition_point(|column| column.0 < part.bbox.x0 - slack);
    columns.get(col).is_some_and(|column| column.0 <= part.bbox.x0 + slack)
}

fn is_parted_widely(parts: &[Phrase<'_>]) -> bool {
    let gap = |(a, b): (&Phrase<'_>, &Phrase<'_>)| (b.bbox.x0 - a.bbox.x1) / a.size.max(0.1);
    parts.iter().zip(parts.iter().skip(1)).map(gap).all(|gap| gap > TOLERANCES.common_blank_em)
}

fn is_between_columns(
    before: &formgrid_model::CanvasWord,
    after: &formgrid_model::CanvasWord,
    columns: &[(f32, f32)],
) -> bool {
    let (Some(a), Some(b)) = (before.text.place.bbox, after.text.place.bbox) else { return false };
    let slack = TOLERANCES.touch_em * after.size;
    let right = columns.partition_point(|column| column.1 <= b.x0 + slack);
    right > 0 && b.x0 > a.x1 && columns.get(right).is_some_and(|column| column.0 >= a.x1 - slack)
}
