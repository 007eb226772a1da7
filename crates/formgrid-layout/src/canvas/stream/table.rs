//! A region to a table with its cells.

use std::ops::Range;

use formgrid_model::{BBox, CanvasWord, Method};

use super::{
    super::{
        placed::{PlacedCell, PlacedTable},
        text,
    },
    body::Body,
    centered, columns, header,
    phrases::Level,
    regions::Region,
    rows,
    rules::{Rule, Rules},
    slots::{self, Piece},
    trim, verdict,
};

/// The table in a region, if there is one.
pub(super) fn of(region: Region<'_>, rules: &Rules) -> Option<PlacedTable> {
    let Region { mut levels, mut framed } = region;
    let mut columns = columns::find(&levels, rules);
    let mut pieces = placed(&levels, &columns);
    for _ in 0..2 {
        let range = trim::range(&levels, &pieces, &columns, &framed);
        if range.len() == levels.len() {
            break;
        }
        framed = framed.drain(range.clone()).collect();
        levels = levels.drain(range).collect();
        columns = columns::find(&levels, rules);
        pieces = placed(&levels, &columns);
    }
    let xs = column_edges(&columns);
    if let Some(table) = centered::table(&levels, &pieces, &columns, &xs) {
        return Some(table);
    }
    let between = between(&levels, &columns, rules);
    let cuts: Vec<bool> = between.iter().map(|rules| is_cut(rules, &columns)).collect();
    let n_header = header::n_levels(&pieces, &cuts, columns.len());
    header::spread(&mut pieces, n_header, &columns, &between);
    let n_cuts = cuts.iter().filter(|&&cut| cut).count();
    let is_framed = framed.iter().filter(|&&framed| framed).count() * 2 > framed.len();
    let setting =
        verdict::Setting { is_ruled: is_framed || n_cuts > 1, n_cols: columns.len(), n_header };
    let confidence = verdict::confidence(&pieces, setting)?;
    let body = Body { levels: &levels, pieces: &pieces, cuts: &cuts, columns: &columns, n_header };
    let rows = rows::join(&body);
    let ys = row_edges(&rows, &levels);
    let cells = cells(&rows, &pieces, &xs, &ys);
    let bbox = BBox { x0: *xs.first()?, y0: *ys.first()?, x1: *xs.last()?, y1: *ys.last()? };
    Some(PlacedTable { page: 0, bbox, xs, ys, cells, method: Method::Stream, confidence })
}

fn placed<'a>(levels: &[Level<'a>], columns: &[(f32, f32)]) -> Vec<Vec<Piece<'a>>> {
    levels.iter().map(|level| slots::place(level, columns)).collect()
}

/// The rulings between each level and the next, if they have the table's width.
fn between(levels: &[Level<'_>], columns: &[(f32, f32)], rules: &Rules) -> Vec<Vec<Rule>> {
    let Some(width) = columns.first().zip(columns.last()).map(|(first, last)| (first.0, last.1))
    else {
        return Vec::new();
    };
    let middle = |level: &Level<'_>| f32::midpoint(level.bbox.y0, level.bbox.y1);
    let pairs = levels.iter().zip(levels.iter().skip(1));
    let within = |(above, below): (&Level<'_>, &Level<'_>)| {
        let near = rules.between(middle(above), middle(below));
        near.filter(|rule| rule.cover(width) > 0.0).copied().collect()
    };
    pairs.map(within).collect()
}

/// Whether rulings run under most of the columns.
fn is_cut(rules: &[Rule], columns: &[(f32, f32)]) -> bool {
    let is_ruled = |column: &&(f32, f32)| {
        rules.iter().any(|rule| rule.cover(**column) > 0.5 * (column.1 - column.0))
    };
    columns.iter().filter(is_ruled).count() * 5 >= columns.len() * 4 && !columns.is_empty()
}

/// Edges in the middle of the white between columns.
fn column_edges(columns: &[(f32, f32)]) -> Vec<f32> {
    let inner = columns.iter().zip(columns.iter().skip(1)).map(|(a, b)| f32::midpoint(a.1, b.0));
    let first = columns.first().map(|column| column.0);
    let last = columns.last().map(|column| column.1);
    first.into_iter().chain(inner).chain(last).collect()
}

/// Edges in the middle of the white between rows.
fn row_edges(rows: &[Range<usize>], levels: &[Level<'_>]) -> Vec<f32> {
    let extent = |row: &Range<usize>| {
        let levels = levels.get(row.clone()).unwrap_or_default();
        let tops = levels.iter().map(|level| level.bbox.y0);
        let bottoms = levels.iter().map(|level| level.bbox.y1);
        (tops.fold(f32::INFINITY, f32::min), bottoms.fold(f32::NEG_INFINITY, f32::max))
    };
    let extents: Vec<(f32, f32)> = rows.iter().map(extent).collect();
    column_edges(&extents)
}

fn cells(
    rows: &[Range<usize>],
    pieces: &[Vec<Piece<'_>>],
    xs: &[f32],
    ys: &[f32],
) -> Vec<PlacedCell> {
    let mut cells = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let own = pieces.get(row.clone()).unwrap_or_default().iter().flatten();
        for (cols, words) in gathered(own) {
            let at = |edges: &[f32], edge: usize| edges.get(edge).copied().unwrap_or_default();
            let bbox = BBox {
                x0: at(xs, cols.start),
                y0: at(ys, index),
                x1: at(xs, cols.end),
                y1: at(ys, index + 1),
            };
            let lines = text::lines_of(words);
            cells.push(PlacedCell { rows: index..index + 1, cols, bbox, lines, page: None });
        }
    }
    cells
}

/// The words of one row by column range; pieces with overlapping columns are one cell.
fn gathered<'p, 'a: 'p>(
    pieces: impl Iterator<Item = &'p Piece<'a>>,
) -> Vec<(Range<usize>, Vec<&'a CanvasWord>)> {
    let mut pieces: Vec<&Piece<'_>> = pieces.collect();
    pieces.sort_by_key(|piece| (piece.cols.start, piece.cols.end));
    let mut gathered: Vec<(Range<usize>, Vec<&'a CanvasWord>)> = Vec::new();
    for piece in pieces {
        match gathered.last_mut() {
            Some((cols, words)) if cols.end > piece.cols.start => {
                cols.end = cols.end.max(piece.cols.end);
                words.extend(&piece.phrase.words);
            }
            _ => gathered.push((piece.cols.clone(), piece.phrase.words.clone())),
        }
    }
    gathered
}
