//! Assigns blocks of rows to labels.
//!
//! A label is vertically centered on the rows it covers, so the rows are divided into blocks with a label
//! at the center of each. A block of the column on the left ends where one of this column ends. Costs are
//! in hundredths.

use std::{collections::BTreeMap, ops::Range};

use formgrid_model::Lexicon;

use super::{
    band::Column,
    phrases::{Phrase, is_known},
    wraps,
};

/// Maximum number of lines of a label.
const MAX_LINES: usize = 6;
/// Maximum number of rows of a block.
const MAX_ROWS: usize = 40;
/// Maximum number of rows between two blocks.
const MAX_BARE: usize = 6;
/// Cost of a row without a block.
const BARE: i64 = 100;
/// Cost of a block that crosses the start or end of a block on the left.
const CROSSED: i64 = 70;
/// Maximum offset of a label from the center of its block, in hundredths of a line.
const MAX_OFF: i64 = 400;
/// Offset up to which a label counts as centered, in hundredths of a line.
const SLACK: i64 = 25;
/// Cost of a line inside a label without its text, except for half lines.
const HOLE: i64 = 50;

/// Rows with a common label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    pub(super) rows: Range<usize>,
    /// The lines of the label.
    pub(super) lines: Vec<usize>,
}

/// Least cost up to a label and a row, with the previous label and row and the start of the block.
#[derive(Debug, Clone, Copy)]
struct Step {
    cost: i64,
    label: usize,
    row: usize,
    start: usize,
}

/// The blocks of rows for the labels of a column, and their cost; `None` if no division is possible.
/// `leaves` are the columns whose texts make the rows, `parents` the blocks on the left. The first `n_head`
/// rows are header rows, which a block may cover too.
pub(super) fn find(
    column: &Column<'_>,
    leaves: &[Column<'_>],
    (rows, n_head): (&[(usize, usize)], usize),
    parents: &[Block],
    lexicon: &Lexicon,
) -> Option<(i64, Vec<Block>)> {
    if column.held.is_empty() {
        return Some((0, Vec::new()));
    }
    let places = Places::new(leaves, rows);
    let lines: Vec<(usize, Phrase<'_>)> =
        column.held.iter().filter_map(|(line, own)| Some((*line, *own.first()?))).collect();
    let texts = texts(&lines, column.widest(), lexicon);
    let ends: Vec<usize> =
        parents.iter().flat_map(|block| [block.rows.start, block.rows.end]).collect();
    let mut steps: Vec<BTreeMap<usize, Step>> = vec![BTreeMap::new(); lines.len() + 1];
    steps.first_mut()?.insert(0, Step { cost: 0, label: 0, row: 0, start: 0 });
    for label in 0..lines.len() {
        let before: Vec<(usize, i64)> =
            steps.get(label)?.iter().map(|(row, step)| (*row, step.cost)).collect();
        for (end, text) in
            texts.get(label)?.iter().enumerate().map(|(n, cost)| (label + n + 1, cost))
        {
            let middle = hundredths(lines.get(label)?.0 + lines.get(end - 1)?.0) / 2;
            for &(row, cost) in &before {
                for start in row..(row + MAX_BARE).max(n_head + 1).min(rows.len()) {
                    if places.middle(start..start + 1) > middle + MAX_OFF && start > row {
                        break;
                    }
                    let n_bare = start.max(n_head) - row.max(n_head);
                    let bare = BARE * i64::try_from(n_bare).unwrap_or(0);
                    for stop in start + 1..=(start + MAX_ROWS).min(rows.len()) {
                        let off = places.middle(start..stop) - middle;
                        if off > MAX_OFF {
                            break;
                        }
                        if off < -MAX_OFF {
                            continue;
                        }
                        let off = off.abs();
                        let off = (off - SLACK).max(0) * 3 / 2 + off / 5;
                        let n_crossed = ends.iter().filter(|&&at| start < at && at < stop).count();
                        let crossed = CROSSED * i64::try_from(n_crossed).unwrap_or(0);
                        let step =
                            Step { cost: cost + text + bare + off + crossed, label, row, start };
                        let slot = steps.get_mut(end)?.entry(stop).or_insert(step);
                        if step.cost < slot.cost {
                            *slot = step;
                        }
                    }
                }
            }
        }
    }
    let bare = |row: usize| BARE * i64::try_from(rows.len() - row.max(n_head)).unwrap_or(0);
    let (&last, step) = steps.last()?.iter().min_by_key(|(row, step)| step.cost + bare(**row))?;
    let cost = step.cost + bare(last);
    let mut blocks = Vec::new();
    let (mut label, mut row) = (lines.len(), last);
    while label > 0 {
        let step = steps.get(label)?.get(&row)?;
        let own = lines.get(step.label..label)?;
        let own = own.iter().map(|(line, _)| *line).collect();
        blocks.push(Block { rows: step.start..row, lines: own });
        (label, row) = (step.label, step.row);
    }
    blocks.reverse();
    Some((cost, blocks))
}

/// For each line, the costs of one, two and more lines from it on as a label.
fn texts(lines: &[(usize, Phrase<'_>)], widest: i64, lexicon: &Lexicon) -> Vec<Vec<i64>> {
    let mut texts = Vec::with_capacity(lines.len());
    for first in 0..lines.len() {
        let own = lines.iter().skip(first).take(MAX_LINES);
        let (mut cost, mut text) = (0, String::new());
        let mut costs = Vec::new();
        let mut above: Option<(usize, Phrase<'_>)> = None;
        for &(line, phrase) in own {
            text.push_str(&phrase.text());
            if let Some((before, above)) = above {
                let n_holes = (line - before).saturating_sub(2);
                cost += wraps::cost(above, phrase, widest, lexicon)
                    + HOLE * i64::try_from(n_holes).unwrap_or(0);
            }
            let is_label = above.is_some() && is_known(&text, lexicon);
            costs.push(if is_label { 0 } else { cost });
            above = Some((line, phrase));
        }
        texts.push(costs);
    }
    texts
}

fn hundredths(lines: usize) -> i64 {
    i64::try_from(lines).unwrap_or(0).saturating_mul(100)
}

/// Vertical positions of rows: on the page, where the column with the most lines gives a row's height, and
/// among the lines of the text, where a half line is as high as a line.
struct Places {
    /// Tops of the rows on the page and the bottom of the last, in hundredths of a line.
    tops: Vec<i64>,
    /// Centers of the rows among the lines, in hundredths of a line.
    middles: Vec<i64>,
}

impl Places {
    fn new(leaves: &[Column<'_>], rows: &[(usize, usize)]) -> Self {
        let mut tops = vec![0];
        let mut bottom = 0;
        for &(first, last) in rows {
            let lines = leaves.iter().map(|column| column.held.range(first..=last).count());
            bottom += hundredths(lines.max().unwrap_or(1).max(1));
            tops.push(bottom);
        }
        let middles = rows.iter().map(|(first, last)| hundredths(first + last) / 2).collect();
        Self { tops, middles }
    }

    /// Center of a range of rows among the lines, in hundredths of a line.
    fn middle(&self, rows: Range<usize>) -> i64 {
        let top = |row: usize| self.tops.get(row).copied().unwrap_or_default();
        let page = |row: usize| (top(row) + top(row + 1)) / 2;
        let middle = |row: usize| self.middles.get(row).copied().unwrap_or_default();
        let y = (top(rows.start) + top(rows.end)) / 2;
        let n = self.middles.len();
        let above = (rows.start..rows.end).rev().find(|&row| page(row) <= y).unwrap_or(rows.start);
        let above = above.min(n.saturating_sub(2));
        if n < 2 {
            return middle(0) + y - page(0);
        }
        let room = (page(above + 1) - page(above)).max(1);
        middle(above) + (y - page(above)) * (middle(above + 1) - middle(above)) / room
    }
}
