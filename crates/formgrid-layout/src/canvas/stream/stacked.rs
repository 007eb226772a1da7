//! Stacked tables so close that they form one region.
//!
//! They are separated at a header after values: levels of texts in several columns, with values above
//! and below. Tables contain rows of texts too, so the header also needs more space above it than rows
//! have, or a title that no cell could hold.

use super::{
    phrases::{Level, Phrase, extent},
    regions::Region,
};

/// The pieces of a region that are separate tables.
pub(super) fn parts(region: Region<'_>) -> Vec<Region<'_>> {
    let starts = starts(&region);
    let Region { mut levels, mut framed } = region;
    let mut parts = Vec::new();
    for start in starts.into_iter().rev() {
        parts.push(Region { levels: levels.split_off(start), framed: framed.split_off(start) });
    }
    parts.push(Region { levels, framed });
    parts.reverse();
    parts
}

/// The levels at which a table begins, without the first.
fn starts(region: &Region<'_>) -> Vec<usize> {
    let levels = region.levels.as_slice();
    let usual = usual_pitch(levels);
    let mut starts = Vec::new();
    let mut last_values: Option<usize> = None;
    let mut n_values = 0_usize;
    for (index, level) in levels.iter().enumerate() {
        if has_values(level) {
            last_values = Some(index);
            n_values += 1;
        } else if level.phrases.len() > 1 && n_values > 1 {
            let last = last_values.unwrap_or(index);
            let is_title = levels
                .get(last + 1..index)
                .unwrap_or_default()
                .iter()
                .any(|title| levels.get(last).is_some_and(|row| is_over_columns(title, row)));
            let (widest, start) = widest_pitch(levels, last, index);
            let is_framed = region.framed.get(index).copied().unwrap_or(false);
            if widest > 1.4 * usual || (is_title && !is_framed) {
                starts.push(start);
                n_values = 0;
            }
        }
    }
    starts
}

/// The median distance from a level with values to the next.
fn usual_pitch(levels: &[Level<'_>]) -> f32 {
    let pairs = levels.iter().zip(levels.iter().skip(1));
    let rows = pairs.filter(|(above, below)| has_values(above) && has_values(below));
    let mut pitches: Vec<f32> = rows.map(|(above, below)| pitch(above, below)).collect();
    pitches.sort_by(f32::total_cmp);
    pitches.get(pitches.len() / 2).copied().unwrap_or(f32::INFINITY)
}

/// The largest distance between levels in a range, and the level below it.
fn widest_pitch(levels: &[Level<'_>], from: usize, until: usize) -> (f32, usize) {
    let mut widest = (f32::NEG_INFINITY, until);
    for below in from + 1..=until {
        if let (Some(above), Some(level)) = (levels.get(below - 1), levels.get(below)) {
            let pitch = pitch(above, level);
            if pitch > widest.0 {
                widest = (pitch, below);
            }
        }
    }
    widest
}

fn pitch(above: &Level<'_>, below: &Level<'_>) -> f32 {
    below.bbox.y0 - above.bbox.y0
}

/// A row of values: some values, apart from years, beside a first text.
fn has_values(level: &Level<'_>) -> bool {
    level.phrases.iter().skip(1).any(|phrase| phrase.is_value() && !phrase.is_year())
}

/// A lone text as wide as two columns of a row.
fn is_over_columns(title: &Level<'_>, row: &Level<'_>) -> bool {
    let [phrase] = title.phrases.as_slice() else { return false };
    let is_under = |other: &&Phrase<'_>| {
        let (a, b) = (extent(phrase.bbox), extent(other.bbox));
        a.1.min(b.1) > a.0.max(b.0)
    };
    row.phrases.iter().filter(is_under).count() > 1
}
