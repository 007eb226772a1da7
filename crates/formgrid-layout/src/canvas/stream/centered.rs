//! Widely spaced rows, with texts vertically centered in them and labels centered over the rows they
//! span.
//!
//! Forms look like this if their rulings are not drawn, or lost in a scan. The levels with text in most
//! columns are the rows. Any other text belongs to the row whose middle it has, or in the first columns
//! to a block of rows with that middle: if only one division of all rows into blocks fits the labels,
//! it is the form's.

use std::ops::Range;

use formgrid_model::{BBox, CanvasWord, Method};

use super::{
    super::{
        placed::{PlacedCell, PlacedTable},
        text,
    },
    phrases::Level,
    slots::Piece,
    tolerances::TOLERANCES,
};

/// Fewest rows and columns; fewer are no evidence of a division.
const MIN_ROWS: usize = 4;
const MIN_COLS: usize = 4;
/// Most rows of a page.
const MAX_ROWS: usize = 200;
/// Least distance of rows, in ems.
const PITCH_EM: f32 = 2.0;
/// Largest distance of a text from the middle of its rows, in row distances.
const OFF: f32 = 0.34;
/// Confidence if all texts are centered.
const CONFIDENCE: f32 = 0.8;

/// A text of one column: stacked lines.
struct Text<'a> {
    top: f32,
    bottom: f32,
    words: Vec<&'a CanvasWord>,
}

impl Text<'_> {
    fn middle(&self) -> f32 {
        f32::midpoint(self.top, self.bottom)
    }
}

/// The table of the levels; `None` if they are set otherwise.
pub(super) fn table(
    levels: &[Level<'_>],
    pieces: &[Vec<Piece<'_>>],
    columns: &[(f32, f32)],
    xs: &[f32],
) -> Option<PlacedTable> {
    let n_cols = columns.len();
    if n_cols < MIN_COLS || pieces.iter().flatten().any(Piece::is_spanner) {
        return None;
    }
    let rows = anchors(levels, pieces, n_cols)?;
    let pitch = pitch(&rows);
    let size = levels.iter().map(Level::size).fold(0.0, f32::max);
    if pitch < PITCH_EM * size {
        return None;
    }
    let texts: Vec<Vec<Text<'_>>> = (0..n_cols).map(|col| texts(pieces, col, &rows)).collect();
    let bounds = bounds(&rows, pitch);
    let mut is_label = true;
    let mut n_merged = 0;
    let mut n_whole = 0;
    let mut cells = Vec::new();
    for (col, texts) in texts.into_iter().enumerate() {
        let spans = single(&texts, &rows, pitch).filter(|spans| spans.len() == rows.len());
        is_label &= spans.is_none();
        n_whole += usize::from(spans.is_some());
        let blocks = || is_label.then(|| blocks(&texts, &bounds, pitch)).flatten();
        let spans = spans.or_else(blocks).or_else(|| single(&texts, &rows, pitch))?;
        n_merged += spans.iter().filter(|rows| rows.len() > 1).count();
        for (rows, text) in spans.into_iter().zip(texts) {
            cells.push(cell(rows, col, text, &bounds, xs));
        }
    }
    if n_merged == 0 || n_whole * 2 < n_cols {
        return None;
    }
    cells.sort_by_key(|cell| (cell.rows.start, cell.cols.start));
    let bbox =
        BBox { x0: *xs.first()?, y0: *bounds.first()?, x1: *xs.last()?, y1: *bounds.last()? };
    let (xs, ys) = (xs.to_vec(), bounds);
    let (method, confidence) = (Method::Stream, CONFIDENCE);
    Some(PlacedTable { page: 0, bbox, xs, ys, cells, method, confidence })
}

/// Middles of the rows: of the levels with text in most columns.
fn anchors(levels: &[Level<'_>], pieces: &[Vec<Piece<'_>>], n_cols: usize) -> Option<Vec<f32>> {
    let full = levels.iter().zip(pieces).filter(|(_, pieces)| pieces.len() * 2 >= n_cols);
    let middle = |pieces: &[Piece<'_>]| {
        // The last columns hold values, which take one line.
        let mut ys: Vec<f32> = pieces
            .iter()
            .rev()
            .take(3)
            .map(|piece| f32::midpoint(piece.phrase.bbox.y0, piece.phrase.bbox.y1))
            .collect();
        ys.sort_by(f32::total_cmp);
        ys.get(ys.len() / 2).copied()
    };
    let rows: Vec<f32> = full.filter_map(|(_, pieces)| middle(pieces)).collect();
    (MIN_ROWS..=MAX_ROWS).contains(&rows.len()).then_some(rows)
}

/// The median distance of rows.
fn pitch(rows: &[f32]) -> f32 {
    let mut steps: Vec<f32> = rows.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.sort_by(f32::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(0.0)
}

/// The edges of rows, halfway between them.
fn bounds(rows: &[f32], pitch: f32) -> Vec<f32> {
    let inner = rows.windows(2).map(|pair| f32::midpoint(pair[0], pair[1]));
    let first = rows.first().map(|y| y - pitch / 2.0);
    let last = rows.last().map(|y| y + pitch / 2.0);
    first.into_iter().chain(inner).chain(last).collect()
}

/// The texts of a column. Close lines make one text, unless they are on two rows.
fn texts<'a>(pieces: &[Vec<Piece<'a>>], col: usize, rows: &[f32]) -> Vec<Text<'a>> {
    let own = pieces.iter().flatten().filter(|piece| piece.cols.start == col);
    let mut texts: Vec<Text<'a>> = Vec::new();
    for piece in own {
        let bbox = piece.phrase.bbox;
        let room = TOLERANCES.wrap_room_em * piece.phrase.size;
        let is_parted = |text: &Text<'_>| {
            let between = (f32::midpoint(text.top, text.bottom), f32::midpoint(bbox.y0, bbox.y1));
            let is_row =
                |y: f32| rows.iter().any(|row| (row - y).abs() <= 0.25 * piece.phrase.size);
            is_row(between.0) && is_row(between.1)
        };
        match texts.last_mut() {
            Some(text) if bbox.y0 - text.bottom <= room && !is_parted(text) => {
                text.bottom = text.bottom.max(bbox.y1);
                text.words.extend(&piece.phrase.words);
            }
            _ => texts.push(Text {
                top: bbox.y0,
                bottom: bbox.y1,
                words: piece.phrase.words.clone(),
            }),
        }
    }
    texts
}

/// The row of each text, if each is centered in its own row.
fn single(texts: &[Text<'_>], rows: &[f32], pitch: f32) -> Option<Vec<Range<usize>>> {
    let mut next = 0;
    let mut spans = Vec::new();
    for text in texts {
        let off = |row: &usize| rows.get(*row).map_or(f32::INFINITY, |y| (y - text.middle()).abs());
        let row = (next..rows.len()).min_by(|a, b| off(a).total_cmp(&off(b)))?;
        if off(&row) > OFF * pitch {
            return None;
        }
        next = row + 1;
        spans.push(row..row + 1);
    }
    Some(spans)
}

/// The rows of each text, if all rows divide into blocks with the texts in their middles: the division
/// with the least error. `bounds` are the edges of the rows.
fn blocks(texts: &[Text<'_>], bounds: &[f32], pitch: f32) -> Option<Vec<Range<usize>>> {
    let n_rows = bounds.len().checked_sub(1)?;
    if texts.is_empty() || texts.len() > n_rows {
        return None;
    }
    let off = |text: &Text<'_>, start: usize, end: usize| {
        let edges = bounds.get(start).zip(bounds.get(end));
        let middle = edges.map(|(top, bottom)| f32::midpoint(*top, *bottom))?;
        let off = (middle - text.middle()).abs() / pitch;
        (off <= OFF).then_some(off)
    };
    // For each text and each end, the least total error so far, and the start.
    let mut best: Vec<Vec<Option<(f32, usize)>>> = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let mut ends = vec![None; n_rows + 1];
        for (end, slot) in ends.iter_mut().enumerate().skip(1) {
            let before = |start: usize| match index.checked_sub(1).and_then(|at| best.get(at)) {
                None => (start == 0).then_some(0.0),
                Some(before) => before.get(start).copied().flatten().map(|(off, _)| off),
            };
            let starts =
                (0..end).filter_map(|start| Some((before(start)? + off(text, start, end)?, start)));
            *slot = starts.min_by(|a: &(f32, usize), b| a.0.total_cmp(&b.0));
        }
        best.push(ends);
    }
    let mut end = n_rows;
    let mut spans = Vec::new();
    for ends in best.iter().rev() {
        let (_, start) = ends.get(end).copied().flatten()?;
        spans.push(start..end);
        end = start;
    }
    spans.reverse();
    Some(spans)
}

fn cell(rows: Range<usize>, col: usize, text: Text<'_>, ys: &[f32], xs: &[f32]) -> PlacedCell {
    let at = |edges: &[f32], edge: usize| edges.get(edge).copied().unwrap_or_default();
    let bbox =
        BBox { x0: at(xs, col), y0: at(ys, rows.start), x1: at(xs, col + 1), y1: at(ys, rows.end) };
    let lines = text::lines_of(text.words);
    PlacedCell { rows, cols: col..col + 1, bbox, lines, page: None }
}
