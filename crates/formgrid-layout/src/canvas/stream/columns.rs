//! Columns: vertical white strips through all levels, and what is between them.
//!
//! A phrase over two or more phrases of most other levels is a spanner or extends out of its column; it
//! says nothing about columns. All others are projected onto the x axis: each run they cover without a
//! gap is a column. Some runs are less than a column: a sign set apart from its number, or a header
//! that does not overlap its values. Those are joined with a neighbor.

use super::{
    phrases::{Level, Phrase, extent},
    rules::Rules,
    tolerances::TOLERANCES,
};

/// Horizontal extents of the text of each column, in points, from left to right.
pub(super) fn find(levels: &[Level<'_>], rules: &Rules) -> Vec<(f32, f32)> {
    let mut parts: Vec<(f32, f32)> = Vec::new();
    for (index, level) in levels.iter().enumerate() {
        let narrow = level.phrases.iter().filter(|phrase| !is_over_many(levels, index, phrase));
        parts.extend(narrow.map(inner_extent));
    }
    let walls = walls(levels, rules);
    let columns = merged(parts, &walls);
    joined(columns, levels, &walls)
}

/// Indices of the columns whose text an extent overlaps; empty between two columns.
pub(super) fn reached(
    columns: &[(f32, f32)],
    extent: (f32, f32),
    slack: f32,
) -> std::ops::Range<usize> {
    let start = columns.partition_point(|column| column.1 <= extent.0 + slack);
    let end = columns.partition_point(|column| column.0 < extent.1 - slack);
    start..end.max(start)
}

/// The extent of a phrase less the overhang of its first and last letters.
fn inner_extent(phrase: &Phrase<'_>) -> (f32, f32) {
    let slack = (TOLERANCES.touch_em * phrase.size).min(0.4 * phrase.width());
    (phrase.bbox.x0 + slack, phrase.bbox.x1 - slack)
}

/// Whether, of the nearby levels, more have at least two phrases within the width of a phrase than have
/// one about as wide.
fn is_over_many(levels: &[Level<'_>], index: usize, phrase: &Phrase<'_>) -> bool {
    let from = index.saturating_sub(TOLERANCES.window_levels);
    let until = index.saturating_add(TOLERANCES.window_levels).min(levels.len());
    let slack = TOLERANCES.touch_em * phrase.size;
    let (mut one, mut more) = (0_usize, 0_usize);
    for (at, level) in levels.iter().enumerate().take(until).skip(from) {
        if at != index {
            match within(level, extent(phrase.bbox), slack) {
                [] => {}
                [other] => {
                    one += usize::from(level.phrases.len() > 1 && is_column_mate(phrase, other));
                }
                _ => more += 1,
            }
        }
    }
    more > one
}

/// Whether two phrases appear to be in one column: about equally wide, with half of the width in
/// common.
fn is_column_mate(phrase: &Phrase<'_>, other: &Phrase<'_>) -> bool {
    let (a, b) = (phrase.bbox, other.bbox);
    let shared = a.x1.min(b.x1) - a.x0.max(b.x0);
    2.0 * other.width() >= phrase.width() && 2.0 * shared >= phrase.width().min(other.width())
}

/// The phrases of a level within an extent.
fn within<'l, 'a>(level: &'l Level<'a>, extent: (f32, f32), slack: f32) -> &'l [Phrase<'a>] {
    let from = level.phrases.partition_point(|phrase| phrase.bbox.x1 - slack <= extent.0);
    let until = level.phrases.partition_point(|phrase| phrase.bbox.x0 + slack < extent.1);
    level.phrases.get(from..until).unwrap_or_default()
}

/// x of the vertical rulings through most of the levels.
fn walls(levels: &[Level<'_>], rules: &Rules) -> Vec<f32> {
    let Some((first, last)) = levels.first().zip(levels.last()) else { return Vec::new() };
    let height = (first.bbox.y0, last.bbox.y1);
    let long =
        rules.vertical.iter().filter(|rule| rule.cover(height) > 0.5 * (height.1 - height.0));
    long.map(|rule| rule.at).collect()
}

/// The union of the parts. A wall is a gap.
fn merged(mut parts: Vec<(f32, f32)>, walls: &[f32]) -> Vec<(f32, f32)> {
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut columns: Vec<(f32, f32)> = Vec::new();
    for part in parts {
        match columns.last_mut() {
            Some(last) if part.0 < last.1 && !is_walled(walls, last.0, part.0) => {
                last.1 = last.1.max(part.1);
            }
            _ => columns.push(part),
        }
    }
    columns
}

fn is_walled(walls: &[f32], left: f32, right: f32) -> bool {
    walls.iter().any(|&wall| wall > left && wall <= right + TOLERANCES.rule_pt)
}

/// How many levels have text on both sides of a gap, and on either.
#[derive(Debug, Default, Clone, Copy)]
struct Sides {
    /// Levels with one text that overlaps both.
    over: usize,
    both: usize,
    left: usize,
    right: usize,
    left_signs: usize,
    right_signs: usize,
    /// First and last level with text on either side.
    left_levels: Option<(usize, usize)>,
    right_levels: Option<(usize, usize)>,
}

/// Joins columns that are parts of one.
fn joined(columns: Vec<(f32, f32)>, levels: &[Level<'_>], walls: &[f32]) -> Vec<(f32, f32)> {
    let mut joined: Vec<(f32, f32)> = Vec::new();
    for column in columns {
        if let Some(&last) = joined.last() {
            let sides = sides(levels, last, column);
            let is_free = !is_walled(walls, last.1, column.0);
            // Where rulings separate most columns, white separates others only if most rows have it.
            let is_between_walls = walls.len() > 1 && sides.both * 2 < sides.left.max(sides.right);
            if is_free && (is_between_walls || is_one_column(sides, column.0 - last.1, levels)) {
                joined.pop();
                joined.push((last.0, column.1));
                continue;
            }
        }
        joined.push(column);
    }
    joined
}

fn sides(levels: &[Level<'_>], left: (f32, f32), right: (f32, f32)) -> Sides {
    let mut sides = Sides::default();
    for (index, level) in levels.iter().enumerate() {
        let slack = TOLERANCES.touch_em * level.size();
        let (on_left, on_right) = (within(level, left, slack), within(level, right, slack));
        let is_over_both =
            on_left.last().zip(on_right.first()).is_some_and(|(a, b)| a.bbox == b.bbox);
        if is_over_both {
            sides.over += 1;
            continue;
        }
        let (has_left, has_right) = (!on_left.is_empty(), !on_right.is_empty());
        sides.both += usize::from(has_left && has_right);
        sides.left += usize::from(has_left);
        sides.right += usize::from(has_right);
        let reach = |levels: &mut Option<(usize, usize)>| {
            *levels = Some((levels.map_or(index, |levels| levels.0), index));
        };
        if has_left {
            reach(&mut sides.left_levels);
        }
        if has_right {
            reach(&mut sides.right_levels);
        }
        sides.left_signs += usize::from(has_left && on_left.iter().all(Phrase::is_sign));
        sides.right_signs += usize::from(has_right && on_right.iter().all(Phrase::is_sign));
    }
    sides
}

fn is_one_column(sides: Sides, gap: f32, levels: &[Level<'_>]) -> bool {
    let size = levels.iter().map(Level::size).fold(0.0, f32::max);
    let few = sides.left.min(sides.right);
    let is_above = sides
        .left_levels
        .zip(sides.right_levels)
        .is_some_and(|(left, right)| left.1 < right.0 || right.1 < left.0);
    let apart = sides.both == 0 && (is_above || few * 4 <= sides.left.max(sides.right));
    let signs = |n: usize, of: usize| n == of && of > 0;
    // A sign is beside its number on every level with the sign.
    let is_sign = (signs(sides.left_signs, sides.left) && sides.both == sides.left)
        || (signs(sides.right_signs, sides.right) && sides.both == sides.right);
    let is_bridged = sides.over > 0 && sides.over >= sides.both && few <= sides.both;
    (is_bridged && gap <= TOLERANCES.bridged_em * size)
        || (apart && gap <= TOLERANCES.header_off_em * size)
        || (is_sign && gap <= TOLERANCES.sign_off_em * size)
}
