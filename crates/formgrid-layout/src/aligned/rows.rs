//! Groups lines into rows.
//!
//! All texts of a row are vertically centered, whatever their number of lines. So a row is a run of lines
//! in which each column has one text, symmetric about the center of the run. A label of several rows is
//! centered on them and does not show where they end. The search treats 0, 1, 2, ... columns on the left
//! as labels and takes the division with the least cost. Costs are in hundredths.

use std::ops::Range;

use formgrid_model::Lexicon;

use super::{
    band::{Band, Column},
    labels::{self, Block, Labels},
    wraps,
};

/// Maximum number of lines of a row.
const MAX_LINES: usize = 14;
/// Cost of a row.
const ROW: i64 = 30;
/// Cost of a column of labels.
const LABELS: i64 = 30;
/// Cost of each half line between the center of a text and the center of its row.
const OFF: i64 = 100;
/// Cost of a blank cell in the fullest column; less in proportion in others.
const BLANK: i64 = 150;
/// Cost of a line inside a text without its words, except for half lines.
const HOLE: i64 = 30;

/// The rows of a band.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// First and last line of each row.
    pub(super) lines: Vec<(usize, usize)>,
    /// Cost of each row.
    pub(super) costs: Vec<i64>,
    /// Blocks of rows for the labels of the first columns.
    pub(super) blocks: Vec<Vec<Block>>,
}

/// Finds the rows of a band.
pub(super) fn find(band: &Band<'_>, lexicon: &Lexicon) -> Rows {
    let mut best: Option<(i64, Rows)> = None;
    let joins: Vec<Vec<i64>> = band.columns.iter().map(|column| joins(column, lexicon)).collect();
    let labels = band.columns.iter().take(band.columns.len().saturating_sub(1));
    let labels: Vec<Labels> = labels.map(|column| Labels::of(column, lexicon)).collect();
    for n_labels in 0..band.columns.len() {
        let Some((cost, lines, costs)) = split(band, n_labels, &joins) else { continue };
        let mut cost = cost + LABELS * i64::try_from(n_labels).unwrap_or(i64::MAX >> 8);
        let mut blocks = Vec::new();
        let mut rows = Rows { lines, costs, blocks: Vec::new() };
        for labels in labels.iter().take(n_labels) {
            let limit = best.as_ref().map_or(i64::MAX, |(least, _)| *least).saturating_sub(cost);
            if limit <= 0 {
                break;
            }
            let parents = blocks.last().map(Vec::as_slice).unwrap_or_default();
            let leaves = band.columns.get(n_labels..).unwrap_or_default();
            let head = band.head.as_ref().map(|head| head.lines.as_slice()).unwrap_or_default();
            let with_head: Vec<(usize, usize)> =
                head.iter().map(|&line| (line, line)).chain(rows.lines.iter().copied()).collect();
            let with_head = (with_head.as_slice(), head.len());
            let Some((more, found)) = labels::find(labels, leaves, with_head, parents, limit)
            else {
                cost = i64::MAX;
                break;
            };
            cost += more;
            blocks.push(found);
        }
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            let n_head = band.head.as_ref().map_or(0, |head| head.lines.len());
            rows.blocks = blocks.into_iter().map(|blocks| below(blocks, n_head)).collect();
            best = Some((cost, rows));
        }
    }
    best.map(|(_, rows)| rows).unwrap_or_default()
}

/// Blocks without the header rows.
fn below(blocks: Vec<Block>, n_head: usize) -> Vec<Block> {
    let below = |Block { rows, lines }: Block| {
        let (start, end) = (rows.start.saturating_sub(n_head), rows.end.saturating_sub(n_head));
        Block { rows: start..end.max(start + 1), lines }
    };
    blocks.into_iter().map(below).collect()
}

/// Total cost of a division into rows, the first and last line of each row, and the cost of each row.
type Split = (i64, Vec<(usize, usize)>, Vec<i64>);

/// The division into rows with the least cost, from the columns after the first `n_labels`.
fn split(band: &Band<'_>, n_labels: usize, joins: &[Vec<i64>]) -> Option<Split> {
    let columns = band.columns.get(n_labels..)?;
    let joins = joins.get(n_labels..)?;
    let has_text = |line: &usize| columns.iter().any(|column| column.held.contains_key(line));
    let lines: Vec<usize> = band.lines.iter().copied().filter(has_text).collect();
    if lines.is_empty() {
        return None;
    }
    let most = columns.iter().map(|column| column.held.len()).max().unwrap_or(1).max(1);
    let columns: Vec<Leaf> = columns
        .iter()
        .zip(joins)
        .map(|(column, joins)| Leaf::new(column, joins, &lines, most))
        .collect();
    // By number of lines: the least cost, and the start of the last row.
    let mut best: Vec<(i64, usize)> = vec![(0, 0)];
    for end in 1..=lines.len() {
        let starts = end.saturating_sub(MAX_LINES)..end;
        let cost = |start: usize| {
            let before = best.get(start).map_or(i64::MAX >> 1, |(cost, _)| *cost);
            let own: i64 = columns.iter().map(|column| column.cost(start..end)).sum();
            (before + own + ROW, start)
        };
        best.push(starts.map(cost).min()?);
    }
    let mut rows = Vec::new();
    let mut end = lines.len();
    while end > 0 {
        let &(cost, start) = best.get(end)?;
        let before = best.get(start)?.0;
        rows.push(((*lines.get(start)?, *lines.get(end - 1)?), cost - before - ROW));
        end = start;
    }
    rows.reverse();
    let total = best.last()?.0;
    let (rows, costs) = rows.into_iter().unzip();
    Some((total, rows, costs))
}

/// Cost of each text of a column as a line wrap of the one before.
fn joins(column: &Column<'_>, lexicon: &Lexicon) -> Vec<i64> {
    let widest = column.widest();
    let pairs = column.held.values().zip(column.held.values().skip(1));
    let join = |(above, below): (&Vec<_>, &Vec<_>)| match (above.last(), below.first()) {
        (Some(above), Some(below)) => wraps::cost(*above, *below, widest, lexicon),
        _ => 0,
    };
    std::iter::once(0).chain(pairs.map(join)).collect()
}

/// A column with one text per row. Sums over the texts before a line make the cost of a row independent
/// of its length.
struct Leaf {
    /// Indices of its texts among the lines.
    at: Vec<usize>,
    /// By line: the number of texts above it.
    n_above: Vec<usize>,
    /// By text: the costs of all texts up to it as line wraps of the ones before, and of the holes between.
    wraps: Vec<i64>,
    /// Cost of a blank cell.
    blank: i64,
}

impl Leaf {
    fn new(column: &Column<'_>, joins: &[i64], lines: &[usize], most: usize) -> Self {
        let at: Vec<usize> =
            column.held.keys().filter_map(|line| lines.binary_search(line).ok()).collect();
        let n_above = (0..=lines.len()).map(|line| at.partition_point(|&at| at < line)).collect();
        let mut wraps = Vec::with_capacity(at.len());
        let (mut sum, mut above) = (0, None);
        for (&at, join) in at.iter().zip(joins) {
            let n_holes = above.map_or(0, |above: usize| (at - above).saturating_sub(2));
            sum += join + HOLE * count(n_holes);
            wraps.push(sum);
            above = Some(at);
        }
        let share = column.held.len() * 100 / most;
        let blank = BLANK * count(share) / 100;
        Self { at, n_above, wraps, blank }
    }

    /// Cost of a run of lines as a row.
    fn cost(&self, lines: Range<usize>) -> i64 {
        let n_above = |line: usize| self.n_above.get(line).copied().unwrap_or_default();
        let (first, end) = (n_above(lines.start), n_above(lines.end));
        let own = self.at.get(first..end).unwrap_or_default();
        let (Some(&top), Some(&bottom)) = (own.first(), own.last()) else { return self.blank };
        let off = (top + bottom).abs_diff(lines.start + lines.end - 1);
        let wraps = |text: usize| self.wraps.get(text).copied().unwrap_or_default();
        wraps(end - 1) - wraps(first) + OFF * count(off)
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX >> 32)
}
