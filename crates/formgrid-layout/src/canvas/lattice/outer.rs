//! Outer edges that meet no other, and rows without vertical edges.
//!
//! A printer that draws no side rulings prints a single-cell row as two rulings with nothing between
//! them, which splits a table or isolates its first ruling. One that leaves a cell open at a page break
//! may draw a side that meets nothing. Both are as long as the table, which distinguishes them from
//! other lines.

use formgrid_model::{BBox, CanvasPage, Lexicon};

use super::edges::{Edge, Edges};
use super::joints::Components;
use super::tolerances::TOLERANCES;
use crate::canvas::text::{self, word_box};
use crate::canvas::titles;

/// The edges of each table, with those that close it.
pub(super) fn close(components: Components, page: &CanvasPage, lexicon: &Lexicon) -> Vec<Edges> {
    let Components { mut joined, lone } = components;
    for side in &lone.down {
        add_side(&mut joined, side);
    }
    with_wide_rows(joined, lone.across, page, lexicon)
}

/// The bounding box of edges.
fn extent(edges: &Edges) -> BBox {
    let none =
        BBox { x0: f32::INFINITY, y0: f32::INFINITY, x1: f32::NEG_INFINITY, y1: f32::NEG_INFINITY };
    let with = |bbox: BBox, (x0, y0, x1, y1): (f32, f32, f32, f32)| BBox {
        x0: bbox.x0.min(x0),
        y0: bbox.y0.min(y0),
        x1: bbox.x1.max(x1),
        y1: bbox.y1.max(y1),
    };
    let across = edges.across.iter().map(|edge| (edge.start, edge.at, edge.end, edge.at));
    let down = edges.down.iter().map(|edge| (edge.at, edge.start, edge.at, edge.end));
    across.chain(down).fold(none, with)
}

/// Adds a side to the nearest table beside it of the same height.
fn add_side(tables: &mut [Edges], side: &Edge) {
    let distance = |table: &Edges| {
        let bbox = extent(table);
        let is_as_high = (side.start - bbox.y0).abs() <= TOLERANCES.snap_pt
            && (side.end - bbox.y1).abs() <= TOLERANCES.snap_pt;
        let distance = (bbox.x0 - side.at).max(side.at - bbox.x1);
        (is_as_high && distance >= TOLERANCES.smallest_pt).then_some(distance)
    };
    let near =
        tables.iter().enumerate().filter_map(|(index, table)| Some((index, distance(table)?)));
    if let Some((index, _)) = near.min_by(|a, b| a.1.total_cmp(&b.1)) {
        tables[index].down.push(*side);
    }
}

/// Edges that may be part of a table without sides: a part with columns, or a lone ruling.
struct Piece {
    edges: Edges,
    bbox: BBox,
    /// Distance of the table's texts from the rulings above and below, in points.
    padding: f32,
}

/// Joins parts of tables without sides, and rulings of the same width, over a single-cell row.
fn with_wide_rows(
    tables: Vec<Edges>,
    lone: Vec<Edge>,
    page: &CanvasPage,
    lexicon: &Lexicon,
) -> Vec<Edges> {
    let (open, mut tables): (Vec<_>, Vec<_>) = tables.into_iter().partition(is_open);
    if open.len() > TOLERANCES.max_tables {
        tables.extend(open);
        return tables;
    }
    let mut pieces: Vec<Piece> = open.into_iter().map(|edges| Piece::new(edges, page)).collect();
    let mut rules: Vec<Piece> =
        lone.into_iter().filter_map(|rule| Piece::rule(rule, &pieces)).collect();
    rules.truncate(TOLERANCES.max_tables);
    pieces.append(&mut rules);
    pieces.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match joined.iter_mut().rev().find(|last| last.is_as_wide(&piece)) {
            Some(last) if last.has_row_before(&piece, page, lexicon) => last.append(piece),
            _ => joined.push(piece),
        }
    }
    let joined = joined.into_iter().map(|piece| piece.edges);
    tables.extend(joined.filter(|edges| !edges.down.is_empty()));
    tables
}

/// Whether at least two horizontal edges extend past the vertical ones on each side.
fn is_open(edges: &Edges) -> bool {
    let bbox = extent(edges);
    let n_at = |coordinate: f32, of: fn(&Edge) -> f32| {
        let is_at = |edge: &&Edge| (of(edge) - coordinate).abs() <= TOLERANCES.snap_pt;
        edges.across.iter().filter(is_at).count()
    };
    let is_within = |edge: &Edge| {
        edge.at - bbox.x0 >= TOLERANCES.smallest_pt && bbox.x1 - edge.at >= TOLERANCES.smallest_pt
    };
    edges.down.iter().all(is_within)
        && n_at(bbox.x0, |edge| edge.start) >= 2
        && n_at(bbox.x1, |edge| edge.end) >= 2
}

impl Piece {
    fn new(edges: Edges, page: &CanvasPage) -> Self {
        let bbox = extent(&edges);
        let mut ys: Vec<f32> = edges.across.iter().map(|edge| edge.at).collect();
        ys.sort_by(f32::total_cmp);
        let rows = ys.windows(2).filter(|row| row[1] - row[0] >= TOLERANCES.smallest_pt);
        let rows = rows.map(|row| BBox { y0: row[0], y1: row[1], ..bbox });
        let mut gaps: Vec<f32> =
            rows.filter_map(|row| widest_gap(&row, &words_in(&row, page), page)).collect();
        gaps.sort_by(f32::total_cmp);
        let padding = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0);
        Self { edges, bbox, padding }
    }

    /// A lone ruling as wide as one of the tables.
    fn rule(rule: Edge, tables: &[Self]) -> Option<Self> {
        let edges = Edges { across: vec![rule], down: Vec::new() };
        let piece = Self { bbox: extent(&edges), edges, padding: 0.0 };
        let padding = tables.iter().find(|table| table.is_as_wide(&piece))?.padding;
        Some(Self { padding, ..piece })
    }

    fn is_as_wide(&self, other: &Self) -> bool {
        (self.bbox.x0 - other.bbox.x0).abs() <= TOLERANCES.snap_pt
            && (self.bbox.x1 - other.bbox.x1).abs() <= TOLERANCES.snap_pt
    }

    /// Whether the area between this piece and one below is a row: set like the others, and no title of
    /// a next table.
    fn has_row_before(&self, below: &Self, page: &CanvasPage, lexicon: &Lexicon) -> bool {
        let row = BBox { y0: self.bbox.y1, y1: below.bbox.y0, ..self.bbox };
        let limit = self.padding.max(below.padding) + TOLERANCES.padding_pt;
        let words = words_in(&row, page);
        widest_gap(&row, &words, page).is_some_and(|gap| gap <= limit)
            && (self.edges.down.is_empty() || !titles::any(&text::lines(page, &words), lexicon))
    }

    fn append(&mut self, below: Self) {
        self.edges.across.extend(below.edges.across);
        self.edges.down.extend(below.edges.down);
        self.bbox.y1 = self.bbox.y1.max(below.bbox.y1);
        self.padding = self.padding.max(below.padding);
    }
}

/// Indices of the words inside a row.
fn words_in(row: &BBox, page: &CanvasPage) -> Vec<usize> {
    let is_within = |word: BBox| {
        let y = f32::midpoint(word.y0, word.y1);
        row.y0 <= y && y <= row.y1 && word.x1 > row.x0 && word.x0 < row.x1
    };
    (0..page.words.len()).filter(|&at| word_box(&page.words[at]).is_some_and(is_within)).collect()
}

/// The widest vertical gap of a row that no word covers, in points; `None` if a row has no word, or one
/// that extends out of it.
fn widest_gap(row: &BBox, words: &[usize], page: &CanvasPage) -> Option<f32> {
    let mut words: Vec<BBox> = words.iter().filter_map(|&at| word_box(&page.words[at])).collect();
    let sticks_out = |word: &BBox| {
        word.x0 < row.x0 - TOLERANCES.joint_pt || word.x1 > row.x1 + TOLERANCES.joint_pt
    };
    if words.is_empty() || words.iter().any(sticks_out) {
        return None;
    }
    words.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    let (mut gap, mut covered) = (0.0_f32, row.y0);
    for word in words {
        gap = gap.max(word.y0 - covered);
        covered = covered.max(word.y1);
    }
    Some(gap.max(row.y1 - covered))
}
