//! Trims titles above a table and notes below it.

use std::ops::Range;

use super::{
    phrases::{Level, Phrase},
    prose::is_same_size,
    slots::{self, Piece},
    tolerances::TOLERANCES,
};

/// The remaining levels. Levels between the rulings of a frame stay; others need their own text in
/// several columns.
pub(super) fn range(
    levels: &[Level<'_>],
    pieces: &[Vec<Piece<'_>>],
    columns: &[(f32, f32)],
    framed: &[bool],
) -> Range<usize> {
    let all = 0..levels.len();
    let is_framed = |level: usize| framed.get(level).copied().unwrap_or(false);
    let has_frame = framed.contains(&true);
    let size = usual_size(levels, pieces);
    let is_own =
        |level: usize| levels.get(level).is_some_and(|level| slots::n_own(level, columns) > 1);
    let is_head = |level: &usize| {
        let begins = levels.get(*level).is_some_and(|level| begins(level, columns));
        is_framed(*level) || is_own(*level) || (begins && !has_frame)
    };
    let is_tail = |level: &usize| {
        let own_size = levels.get(*level).map_or(0.0, Level::size);
        let is_large = is_same_size(own_size, size) || own_size > size;
        is_framed(*level) || (is_large && is_own(*level))
    };
    let start = all.clone().find(is_head).unwrap_or(0);
    let end = all.clone().rev().find(is_tail).map_or(0, |level| level + 1);
    // A text wrapped in the last row.
    let wraps = |level: &usize| {
        let room = match (levels.get(level.saturating_sub(1)), levels.get(*level)) {
            (Some(above), Some(below)) => below.bbox.y0 - above.bbox.y1,
            _ => f32::INFINITY,
        };
        room <= 0.5 * TOLERANCES.wrap_room_em * size
            && matches!(pieces.get(*level).map(Vec::as_slice), Some([piece]) if !piece.is_spanner() && piece.phrase.is_continued())
    };
    let end = (end..all.end).take_while(wraps).last().map_or(end, |level| level + 1);
    start..end.max(start)
}

fn usual_size(levels: &[Level<'_>], pieces: &[Vec<Piece<'_>>]) -> f32 {
    let parted = levels.iter().zip(pieces).filter(|(_, pieces)| pieces.len() > 1);
    let mut sizes: Vec<f32> = parted.map(|(level, _)| level.size()).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(0.0)
}

/// Whether a first level has text in several columns, or covers columns without the first.
fn begins(level: &Level<'_>, columns: &[(f32, f32)]) -> bool {
    match level.phrases.as_slice() {
        [] => false,
        [phrase] => columns.len() > 2 && is_over_values(phrase, columns),
        _ => true,
    }
}

/// Whether a text covers all columns but the first, and not the whole table.
fn is_over_values(phrase: &Phrase<'_>, columns: &[(f32, f32)]) -> bool {
    let ([first, second, ..], Some(last)) = (columns, columns.last()) else { return false };
    let off = |left: f32| (f32::midpoint(left, last.1) - phrase.center()).abs();
    phrase.bbox.x0 > first.1 && off(second.0) < off(first.0)
}
