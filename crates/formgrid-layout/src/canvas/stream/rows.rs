//! Levels to rows: which levels are lines of one row.
//!
//! A level with text in most columns begins a row. One with less may continue the row above, begin the
//! row below or be its own row. The evidence is whether its columns are filled there, the spacing, the
//! room left on the line above, and how its text begins. Rulings between rows are trusted.

use std::ops::Range;

use super::{body::Body, header, phrases::Level, tolerances::TOLERANCES};

/// The rows, as ranges of levels.
pub(super) fn join(body: &Body<'_, '_>) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let bands = bands(body);
    let is_ruled = is_ruled(body, &bands);
    for band in bands {
        if band.end <= body.n_header {
            rows.extend(header::join(body, band));
        } else if is_ruled && is_one_row(body, &band) {
            rows.push(band);
        } else {
            rows.extend(join_band(body, band));
        }
    }
    rows
}

/// The levels between rulings, header and body separate.
fn bands(body: &Body<'_, '_>) -> Vec<Range<usize>> {
    let mut bands = Vec::new();
    let mut from = 0;
    for level in 0..body.levels.len() {
        let is_cut = body.cuts.get(level).copied().unwrap_or(false);
        if is_cut || level + 1 == body.n_header || level + 1 == body.levels.len() {
            bands.push(from..level + 1);
            from = level + 1;
        }
    }
    bands
}

/// Whether a ruling separates any two rows.
fn is_ruled(body: &Body<'_, '_>, bands: &[Range<usize>]) -> bool {
    let of_body = bands.iter().filter(|band| band.start >= body.n_header);
    let n_bands = of_body.clone().count();
    let n_single = of_body.filter(|band| is_one_row(body, band)).count();
    n_bands >= 2 && n_single * 5 >= n_bands * 4
}

/// Whether no column has values on two levels of a band, and no two levels are as full as rows.
fn is_one_row(body: &Body<'_, '_>, band: &Range<usize>) -> bool {
    let mut seen = vec![false; body.columns.len()];
    let pieces = body.pieces.get(band.clone()).unwrap_or_default().iter().flatten();
    for piece in pieces.filter(|piece| piece.phrase.is_value() && piece.cols.start > 0) {
        match seen.get_mut(piece.cols.start) {
            Some(seen) if !*seen => *seen = true,
            _ => return false,
        }
    }
    true
}

/// The row of a level that is less full than a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    Above,
    Below,
    Alone,
}

/// The rows of levels without rulings between them.
fn join_band(body: &Body<'_, '_>, band: Range<usize>) -> Vec<Range<usize>> {
    let usual = usual_fill(body);
    let mut rows: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    for level in band {
        let is_full = filled(body, level) >= usual;
        let tie = match rows.last() {
            _ if is_open => Tie::Above,
            Some(row) => tie(body, row, level, is_full),
            None => lone_tie(body, level, is_full),
        };
        match rows.last_mut() {
            Some(row) if tie == Tie::Above => row.end = level + 1,
            _ => rows.push(level..level + 1),
        }
        is_open = tie == Tie::Below;
    }
    rows
}

/// Columns with their own text on a level.
fn filled(body: &Body<'_, '_>, level: usize) -> usize {
    body.pieces.get(level).map_or(0, Vec::len)
}

/// Fewest filled columns of a level that begins a row: more than half of the usual number on levels
/// with more than one piece.
fn usual_fill(body: &Body<'_, '_>) -> usize {
    let pieces = body.pieces.iter().skip(body.n_header);
    let mut fills: Vec<usize> = pieces.map(Vec::len).filter(|&n| n > 1).collect();
    fills.sort_unstable();
    fills.get(fills.len() / 2).map_or(2, |usual| (usual / 2 + 1).max(2))
}

fn tie(body: &Body<'_, '_>, row: &Range<usize>, level: usize, is_full: bool) -> Tie {
    let Some(pieces) = body.pieces.get(level) else { return Tie::Alone };
    let Some(last) = row.end.checked_sub(1) else { return Tie::Alone };
    let above = room(body, last, level);
    let size = body.levels.get(level).map_or(0.0, Level::size);
    if above < -TOLERANCES.interlaced_em * size {
        return Tie::Above;
    }
    let is_filled_above = pieces.iter().all(|piece| has(body, row, piece.cols.start));
    let has_new_value = pieces.iter().any(|piece| piece.phrase.is_value() && piece.cols.start > 0);
    let has_stub = pieces.iter().any(|piece| piece.cols.start == 0);
    if is_full || has_new_value || !is_filled_above || above > TOLERANCES.wrap_room_em * size {
        return lone_tie(body, level, is_full);
    }
    if !has_stub || is_wrapped(body, last, level) {
        return Tie::Above;
    }
    lone_tie(body, level, is_full)
}

/// Whether a level continues the text of the previous one, judging by that text's end and its own
/// start.
fn is_wrapped(body: &Body<'_, '_>, last: usize, level: usize) -> bool {
    let first = |level: usize| body.pieces.get(level).and_then(|pieces| pieces.first());
    first(level).zip(first(last)).is_some_and(|(next, above)| {
        next.phrase.is_continued() || (above.cols == next.cols && above.phrase.is_unfinished())
    })
}

/// Whether a level that continues nothing above belongs to the row below.
fn lone_tie(body: &Body<'_, '_>, level: usize, is_full: bool) -> Tie {
    let (Some(this), Some(next)) = (body.levels.get(level), body.levels.get(level + 1)) else {
        return Tie::Alone;
    };
    if body.cuts.get(level).copied().unwrap_or(false) {
        return Tie::Alone;
    }
    let room = room(body, level, level + 1);
    if room < -TOLERANCES.interlaced_em * this.size() {
        return Tie::Below;
    }
    let is_stub = body
        .pieces
        .get(level)
        .is_some_and(|pieces| matches!(pieces.as_slice(), [piece] if piece.cols == (0..1)));
    let goes_on = body
        .pieces
        .get(level + 1)
        .and_then(|pieces| pieces.first())
        .is_some_and(|next| next.cols.start == 0 && next.phrase.is_continued());
    let is_near = room <= TOLERANCES.wrap_room_em * next.size();
    if !is_full && is_stub && goes_on && is_near { Tie::Below } else { Tie::Alone }
}

/// Whether a row has text in a column.
fn has(body: &Body<'_, '_>, row: &Range<usize>, col: usize) -> bool {
    let levels = body.pieces.get(row.clone()).unwrap_or_default();
    levels.iter().flatten().any(|piece| piece.cols.contains(&col))
}

/// The distance between two levels in points; negative if they overlap.
fn room(body: &Body<'_, '_>, above: usize, below: usize) -> f32 {
    match (body.levels.get(above), body.levels.get(below)) {
        (Some(above), Some(below)) => below.bbox.y0 - above.bbox.y1,
        _ => f32::INFINITY,
    }
}
