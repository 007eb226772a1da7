//! Lines to rows.
//!
//! All texts of a row stand in its middle, whatever number of lines they have. So a row is a run of lines
//! in which each column has one text, symmetric to the middle of the run. A label of several rows stands
//! in the middle of them and says nothing of the rows: columns on the left are tried as such labels, and
//! the reading that costs least is taken. Costs are hundredths.

use std::ops::Range;

use formgrid_model::Lexicon;

use super::{
    band::{Band, Column},
    labels::{self, Block},
    wraps,
};

/// A row has no more lines.
const MAX_LINES: usize = 14;
/// What a row costs.
const ROW: i64 = 30;
/// What a column of labels costs.
const LABELS: i64 = 30;
/// What it costs where a text stands half a line off the middle of its row.
const OFF: i64 = 100;
/// What a blank cell costs in a column that has a text on each line.
const BLANK: i64 = 150;
/// What a line without text inside of a text costs, but for the half lines of its row.
const HOLE: i64 = 30;

/// The rows of a band.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The first and last line of each.
    pub(super) lines: Vec<(usize, usize)>,
    /// What speaks against each.
    pub(super) costs: Vec<i64>,
    /// The blocks of rows under the labels of the first columns.
    pub(super) blocks: Vec<Vec<Block>>,
}

/// Finds the rows of a band.
pub(super) fn find(band: &Band<'_>, lexicon: &Lexicon) -> Rows {
    let mut best: Option<(i64, Rows)> = None;
    for n_labels in 0..band.columns.len() {
        let Some((cost, lines, costs)) = split(band, n_labels, lexicon) else { continue };
        let mut cost = cost + LABELS * i64::try_from(n_labels).unwrap_or(i64::MAX >> 8);
        let mut blocks = Vec::new();
        let mut rows = Rows { lines, costs, blocks: Vec::new() };
        for column in band.columns.iter().take(n_labels) {
            if best.as_ref().is_some_and(|(least, _)| cost >= *least) {
                break;
            }
            let parents = blocks.last().map(Vec::as_slice).unwrap_or_default();
            let leaves = band.columns.get(n_labels..).unwrap_or_default();
            let head = band.head.as_ref().map(|head| head.lines.as_slice()).unwrap_or_default();
            let with_head: Vec<(usize, usize)> =
                head.iter().map(|&line| (line, line)).chain(rows.lines.iter().copied()).collect();
            let with_head = (with_head.as_slice(), head.len());
            let Some((more, found)) = labels::find(column, leaves, with_head, parents, lexicon)
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

/// Blocks without the rows of the header.
fn below(blocks: Vec<Block>, n_head: usize) -> Vec<Block> {
    let below = |Block { rows, lines }: Block| {
        let (start, end) = (rows.start.saturating_sub(n_head), rows.end.saturating_sub(n_head));
        Block { rows: start..end.max(start + 1), lines }
    };
    blocks.into_iter().map(below).collect()
}

/// The least cost of a division into rows, the first and last line of each row, and what each costs.
type Split = (i64, Vec<(usize, usize)>, Vec<i64>);

/// The rows that the columns from one on make, with what each costs.
fn split(band: &Band<'_>, n_labels: usize, lexicon: &Lexicon) -> Option<Split> {
    let columns = band.columns.get(n_labels..)?;
    let has_text = |line: &usize| columns.iter().any(|column| column.held.contains_key(line));
    let lines: Vec<usize> = band.lines.iter().copied().filter(has_text).collect();
    if lines.is_empty() {
        return None;
    }
    let most = columns.iter().map(|column| column.held.len()).max().unwrap_or(1).max(1);
    let columns: Vec<Leaf<'_, '_>> =
        columns.iter().map(|column| Leaf::new(column, &lines, most, lexicon)).collect();
    // For each number of lines the least cost, and where the last row begins.
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

/// A column whose texts are in rows of their own.
struct Leaf<'b, 'a> {
    column: &'b Column<'a>,
    /// Where its texts stand among the lines.
    at: Vec<usize>,
    /// What it costs that a text goes on with the one before.
    joins: Vec<i64>,
    /// What a blank costs.
    blank: i64,
}

impl<'b, 'a> Leaf<'b, 'a> {
    fn new(column: &'b Column<'a>, lines: &[usize], most: usize, lexicon: &Lexicon) -> Self {
        let widest = column.widest();
        let at = column.held.keys().filter_map(|line| lines.binary_search(line).ok()).collect();
        let pairs = column.held.values().zip(column.held.values().skip(1));
        let join = |(above, below): (&Vec<_>, &Vec<_>)| match (above.last(), below.first()) {
            (Some(above), Some(below)) => wraps::cost(*above, *below, widest, lexicon),
            _ => 0,
        };
        let joins = std::iter::once(0).chain(pairs.map(join)).collect();
        let share = column.held.len() * 100 / most;
        let blank = BLANK * i64::try_from(share).unwrap_or(100) / 100;
        Self { column, at, joins, blank }
    }

    /// What speaks against a run of lines being a row.
    fn cost(&self, lines: Range<usize>) -> i64 {
        let first = self.at.partition_point(|&at| at < lines.start);
        let end = self.at.partition_point(|&at| at < lines.end);
        let own = self.at.get(first..end).unwrap_or_default();
        let (Some(&top), Some(&bottom)) = (own.first(), own.last()) else { return self.blank };
        debug_assert_eq!(self.at.len(), self.column.held.len());
        let off = (top + bottom).abs_diff(lines.start + lines.end - 1);
        let joins: i64 = self.joins.get(first + 1..end).unwrap_or_default().iter().sum();
        let holes: usize = own.windows(2).map(|pair| (pair[1] - pair[0]).saturating_sub(2)).sum();
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX >> 32);
        joins + OFF * count(off) + HOLE * count(holes)
    }
}
