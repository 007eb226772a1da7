//! Headers: how many levels they have, which levels make one row, what a spanner covers.
//!
//! A spanner is centered over its columns, or over a ruling as long as they are wide. Header levels are
//! one row until a spanner has something narrower below it.

use std::ops::Range;

use super::{body::Body, phrases::extent, rules::Rule, slots::Piece, tolerances::TOLERANCES};

/// Number of header levels: those above the first ruling through the table, or those without a value in
/// a value column.
pub(super) fn n_levels(pieces: &[Vec<Piece<'_>>], cuts: &[bool], n_cols: usize) -> usize {
    let values = value_columns(pieces, n_cols);
    let has_value = |level: &Vec<Piece<'_>>| {
        level.iter().any(|piece| {
            let is_column = values.get(piece.cols.start).copied().unwrap_or(false);
            is_column && piece.phrase.is_value() && !piece.phrase.is_year()
        })
    };
    let first_value = pieces.iter().position(has_value);
    let half = pieces.len() / 2;
    let first_cut = cuts.iter().position(|&cut| cut).map(|level| level + 1);
    let n_valued = |n: usize| pieces.iter().take(n).filter(|level| has_value(level)).count();
    let n_levels = match (first_cut, first_value) {
        (Some(cut), value) if cut <= half.max(1) && n_valued(cut) * 3 <= cut => {
            // Rulings may also separate the rows of a header.
            let last_cut = cuts.iter().take(value.unwrap_or(cut)).rposition(|&cut| cut);
            last_cut.map_or(cut, |level| (level + 1).max(cut))
        }
        (_, Some(value)) => value.min(half).max(1),
        _ => 1,
    };
    if first_cut == Some(n_levels) { n_levels } else { without_headings(pieces, n_levels) }
}

/// A lone label below the first level is no header; it is the heading or the start of the rows below.
fn without_headings(pieces: &[Vec<Piece<'_>>], n_levels: usize) -> usize {
    let is_label = |level: &Vec<Piece<'_>>| matches!(level.as_slice(), [piece] if piece.cols == (0..1) && !piece.phrase.is_continued());
    let header = pieces.get(..n_levels).unwrap_or_default();
    let last = header.iter().rposition(|level| !is_label(level));
    last.map_or(n_levels, |last| last + 1).max(1)
}

/// Columns after the first whose texts are mostly values.
fn value_columns(pieces: &[Vec<Piece<'_>>], n_cols: usize) -> Vec<bool> {
    let mut counts = vec![(0_usize, 0_usize); n_cols];
    for piece in pieces.iter().flatten().filter(|piece| !piece.is_spanner() && piece.cols.start > 0)
    {
        if let Some(count) = counts.get_mut(piece.cols.start) {
            count.0 += usize::from(piece.phrase.is_value());
            count.1 += 1;
        }
    }
    counts.iter().map(|(values, all)| values * 5 >= all * 3 && *all > 0).collect()
}

/// Assigns spanners of a header the columns below them.
pub(super) fn spread(
    pieces: &mut [Vec<Piece<'_>>],
    n_header: usize,
    columns: &[(f32, f32)],
    below: &[Vec<Rule>],
) {
    for level in 0..n_header.min(pieces.len()) {
        let sub: Vec<Range<usize>> = sub_headers(pieces, level, n_header);
        let Some(own) = pieces.get_mut(level) else { continue };
        let rules = below.get(level).map(Vec::as_slice).unwrap_or_default();
        let taken: Vec<Range<usize>> = own.iter().map(|piece| piece.cols.clone()).collect();
        // A piece may have grown to the right before its neighbor is processed.
        let mut left = 0;
        for (index, piece) in own.iter_mut().enumerate() {
            let right = taken.get(index + 1).map_or(columns.len(), |right| right.start);
            let free = left.min(piece.cols.start)..right.max(piece.cols.end);
            if sub.is_empty() {
                break;
            }
            let taken_by_others = |rule: &Rule| {
                let others = taken.iter().enumerate().filter(|(other, _)| *other != index);
                others.flat_map(|(_, cols)| cols.clone()).any(|col| is_over(rule, columns, col))
            };
            let rules: Vec<Rule> =
                rules.iter().filter(|rule| !taken_by_others(rule)).copied().collect();
            let rules = rules.as_slice();
            if let Some(cols) = under_rule(piece, rules, columns, &free) {
                piece.cols = cols;
            } else if let Some(cols) = centered(piece, columns, &free, &sub) {
                piece.cols = cols;
            }
            left = piece.cols.end;
        }
    }
}

/// Columns of the header texts below a level.
fn sub_headers(pieces: &[Vec<Piece<'_>>], level: usize, n_header: usize) -> Vec<Range<usize>> {
    let below = pieces.iter().take(n_header).skip(level + 1).flatten();
    below.map(|piece| piece.cols.clone()).collect()
}

fn under_rule(
    piece: &Piece<'_>,
    rules: &[Rule],
    columns: &[(f32, f32)],
    free: &Range<usize>,
) -> Option<Range<usize>> {
    let over = extent(piece.phrase.bbox);
    let rule = rules.iter().find(|rule| rule.cover(over) > 0.5 * (over.1 - over.0))?;
    let start = free.clone().find(|&col| is_over(rule, columns, col))?;
    let end = free.clone().rev().find(|&col| is_over(rule, columns, col))?;
    Some(start..end + 1)
}

fn is_over(rule: &Rule, columns: &[(f32, f32)], col: usize) -> bool {
    columns.get(col).is_some_and(|&(x0, x1)| rule.cover((x0, x1)) > 0.5 * (x1 - x0))
}

/// The columns with sub-headers whose middle a piece fits best.
fn centered(
    piece: &Piece<'_>,
    columns: &[(f32, f32)],
    free: &Range<usize>,
    sub: &[Range<usize>],
) -> Option<Range<usize>> {
    let has_sub = |col: usize| sub.iter().any(|cols| cols.contains(&col));
    let start = (free.start..=piece.cols.start)
        .rev()
        .take_while(|&col| col == piece.cols.start || has_sub(col))
        .last()?;
    let end = (piece.cols.end..=free.end)
        .take_while(|&end| end == piece.cols.end || has_sub(end - 1))
        .last()?;
    let mut best: Option<(f32, Range<usize>)> = None;
    for first in start.max(1).min(piece.cols.start)..=piece.cols.start {
        for last in piece.cols.end..=end {
            let (x0, x1) = (columns.get(first)?.0, columns.get(last - 1)?.1);
            let off = (f32::midpoint(x0, x1) - piece.phrase.center()).abs();
            let is_better = best
                .as_ref()
                .is_none_or(|(least, _)| off + TOLERANCES.touch_em * piece.phrase.size < *least);
            if is_better {
                best = Some((off, first..last));
            }
        }
    }
    // Columns are as wide as their texts, so a middle may be off; then it must be far better than that
    // of the columns directly below the piece.
    let size = piece.phrase.size;
    let own = columns.get(piece.cols.start)?.0..columns.get(piece.cols.end - 1)?.1;
    let own_off = (f32::midpoint(own.start, own.end) - piece.phrase.center()).abs();
    let is_centered = |off: f32| {
        off <= TOLERANCES.center_off_em * size
            || (own_off > 2.0 * TOLERANCES.center_off_em * size && off <= 0.5 * own_off)
    };
    best.filter(|(off, _)| is_centered(*off)).map(|(_, cols)| cols)
}

/// The rows of a header band.
pub(super) fn join(body: &Body<'_, '_>, band: Range<usize>) -> Vec<Range<usize>> {
    let mut rows: Vec<Range<usize>> = Vec::new();
    for level in band {
        match rows.last_mut() {
            Some(row) if !divides(body, row, level) => row.end = level + 1,
            _ => rows.push(level..level + 1),
        }
    }
    rows
}

/// Whether a level has a piece narrower or wider than those above it.
fn divides(body: &Body<'_, '_>, row: &Range<usize>, level: usize) -> bool {
    let above = body.pieces.get(row.clone()).unwrap_or_default().iter().flatten();
    let own = body.pieces.get(level).map(Vec::as_slice).unwrap_or_default();
    let mut pairs = above.flat_map(|above| own.iter().map(move |own| (above, own)));
    pairs.any(|(above, own)| {
        above.cols != own.cols && (above.is_within(&own.cols) || own.is_within(&above.cols))
    })
}
