//! Assigns blocks of rows to labels.
//!
//! A label is vertically centered on the rows it covers, so the rows are divided into blocks with a label
//! at the center of each. A block of the column on the left ends where one of this column ends. Costs are
//! in hundredths.

use std::{collections::VecDeque, ops::Range};

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

/// The steps to the rows from the first one on to which some step leads.
#[derive(Debug, Clone, Default)]
struct Steps {
    first: usize,
    slots: VecDeque<Option<Step>>,
}

impl Steps {
    fn of_row(&self, row: usize) -> Option<&Step> {
        self.slots.get(row.checked_sub(self.first)?)?.as_ref()
    }

    /// The rows with a step, ascending.
    fn rows(&self) -> impl Iterator<Item = (usize, &Step)> {
        let slots = self.slots.iter().enumerate();
        slots.filter_map(|(at, step)| Some((self.first + at, step.as_ref()?)))
    }

    /// Keeps a step to a row if it costs less than the known one. Of steps of one label that cost the
    /// same, the first in order of rows is kept.
    fn keep(&mut self, row: usize, step: Step) {
        if self.slots.is_empty() {
            self.first = row;
        }
        while row < self.first {
            self.slots.push_front(None);
            self.first -= 1;
        }
        let at = row - self.first;
        if self.slots.len() <= at {
            self.slots.resize(at + 1, None);
        }
        let key = |step: &Step| (step.cost, step.label, step.row, step.start);
        if let Some(slot) = self.slots.get_mut(at)
            && slot.as_ref().is_none_or(|known| key(&step) < key(known))
        {
            *slot = Some(step);
        }
    }
}

/// The lines of a column that may be labels.
pub(super) struct Labels {
    lines: Vec<usize>,
    /// For each line, the costs of one, two and more lines from it on as a label.
    costs: Vec<Vec<i64>>,
}

impl Labels {
    pub(super) fn of(column: &Column<'_>, lexicon: &Lexicon) -> Self {
        let lines: Vec<(usize, Phrase<'_>)> =
            column.held.iter().filter_map(|(line, own)| Some((*line, *own.first()?))).collect();
        let costs = costs(&lines, column.widest(), lexicon);
        Self { lines: lines.into_iter().map(|(line, _)| line).collect(), costs }
    }
}

/// The blocks of rows for the labels of a column, and their cost; `None` if no division costs less than
/// `limit`.
/// `leaves` are the columns whose texts make the rows, `parents` the blocks on the left. The first `n_head`
/// rows are header rows, which a block may cover too.
pub(super) fn find(
    Labels { lines, costs }: &Labels,
    leaves: &[Column<'_>],
    (rows, n_head): (&[(usize, usize)], usize),
    parents: &[Block],
    limit: i64,
) -> Option<(i64, Vec<Block>)> {
    if lines.is_empty() {
        return Some((0, Vec::new()));
    }
    let places = Places::new(leaves, rows);
    let search = Search { places, crossings: crossings(parents), n_head, limit };
    // By number of lines.
    let mut steps: Vec<Steps> = vec![Steps::default(); lines.len() + 1];
    steps.first_mut()?.keep(0, Step { cost: 0, label: 0, row: 0, start: 0 });
    for label in 0..lines.len() {
        let (done, open) = steps.split_at_mut(label + 1);
        let starts = search.starts(label, done.last()?);
        for (n, (text, steps)) in costs.get(label)?.iter().zip(open).enumerate() {
            let middle = hundredths(lines.get(label)? + lines.get(label + n)?) / 2;
            for &step in &starts {
                search.relax(Step { cost: step.cost + text, ..step }, middle, steps);
            }
        }
    }
    let bare = |row: usize| BARE * i64::try_from(rows.len() - row.max(n_head)).unwrap_or(0);
    let (last, step) = steps.last()?.rows().min_by_key(|(row, step)| step.cost + bare(*row))?;
    let cost = step.cost + bare(last);
    let mut blocks = Vec::new();
    let (mut label, mut row) = (lines.len(), last);
    while label > 0 {
        let step = *steps.get(label)?.of_row(row)?;
        let own = lines.get(step.label..label)?.to_vec();
        blocks.push(Block { rows: step.start..row, lines: own });
        (label, row) = (step.label, step.row);
    }
    blocks.reverse();
    Some((cost, blocks))
}

/// Where the blocks of a label may be.
struct Search {
    places: Places,
    /// The rows at which blocks on the left start or end, ascending.
    crossings: Vec<usize>,
    n_head: usize,
    limit: i64,
}

impl Search {
    /// The cheapest way to begin a block of a label at each row, after the steps of the labels above.
    fn starts(&self, label: usize, before: &Steps) -> Vec<Step> {
        let mut starts = Steps::default();
        for (row, step) in before.rows() {
            let last = (row + MAX_BARE).max(self.n_head + 1).min(self.places.n_rows());
            for start in row..last {
                let n_bare = start.max(self.n_head) - row.max(self.n_head);
                let cost = step.cost + BARE * i64::try_from(n_bare).unwrap_or(0);
                if cost >= self.limit {
                    break;
                }
                starts.keep(start, Step { cost, label, row, start });
            }
        }
        starts.slots.into_iter().flatten().collect()
    }

    /// Puts a label with its center at `middle` on each block of rows from `step.start` on, where that
    /// costs less than the step known for the end of the block.
    fn relax(&self, step: Step, middle: i64, steps: &mut Steps) {
        let start = step.start;
        if step.cost >= self.limit {
            return;
        }
        let most = (start + MAX_ROWS).min(self.places.n_rows());
        for stop in self.places.first_end(start..most, middle - MAX_OFF)..=most {
            let off = self.places.middle(start..stop) - middle;
            if off > MAX_OFF {
                break;
            }
            let off = off.abs();
            let off = (off - SLACK).max(0) * 3 / 2 + off / 5;
            let cost = step.cost + off + self.crossed(start..stop);
            if cost < self.limit {
                steps.keep(stop, Step { cost, ..step });
            }
        }
    }

    /// Cost of the starts and ends of other blocks inside a block.
    fn crossed(&self, rows: Range<usize>) -> i64 {
        let first = self.crossings.partition_point(|&at| at <= rows.start);
        let end = self.crossings.partition_point(|&at| at < rows.end);
        CROSSED * i64::try_from(end.saturating_sub(first)).unwrap_or(0)
    }
}

fn crossings(blocks: &[Block]) -> Vec<usize> {
    let mut rows: Vec<usize> =
        blocks.iter().flat_map(|block| [block.rows.start, block.rows.end]).collect();
    rows.sort_unstable();
    rows
}

/// For each line, the costs of one, two and more lines from it on as a label.
fn costs(lines: &[(usize, Phrase<'_>)], widest: i64, lexicon: &Lexicon) -> Vec<Vec<i64>> {
    let texts: Vec<String> = lines.iter().map(|(_, phrase)| phrase.text()).collect();
    let join = |pair: &[(usize, Phrase<'_>)]| match pair {
        &[(before, above), (line, phrase)] => {
            let n_holes = (line - before).saturating_sub(2);
            let holes = HOLE * i64::try_from(n_holes).unwrap_or(0);
            wraps::cost(above, phrase, widest, lexicon) + holes
        }
        _ => 0,
    };
    let joins: Vec<i64> = std::iter::once(0).chain(lines.windows(2).map(join)).collect();
    let of_lines = |first: usize| {
        let (mut cost, mut text) = (0, String::new());
        let own = texts.iter().zip(&joins).skip(first).take(MAX_LINES);
        let costs = own.enumerate().map(|(n, (own, join))| {
            text.push_str(own);
            cost += if n > 0 { *join } else { 0 };
            if n > 0 && is_known(&text, lexicon) { 0 } else { cost }
        });
        costs.collect()
    };
    (0..lines.len()).map(of_lines).collect()
}

fn hundredths(lines: usize) -> i64 {
    i64::try_from(lines).unwrap_or(0).saturating_mul(100)
}

/// Vertical positions of rows: on the page, where the column with the most lines gives a row's height, and
/// among the lines of the text, where a half line is as high as a line.
struct Places {
    /// Tops of the rows on the page and the bottom of the last, in lines.
    tops: Vec<usize>,
    /// Positions among the lines, in hundredths of a line, by position on the page, in half lines.
    middles: Vec<i64>,
}

impl Places {
    fn new(leaves: &[Column<'_>], rows: &[(usize, usize)]) -> Self {
        let mut tops = vec![0];
        let mut bottom = 0;
        for &(first, last) in rows {
            let lines = leaves.iter().map(|column| column.held.range(first..=last).count());
            bottom += lines.max().unwrap_or(1).max(1);
            tops.push(bottom);
        }
        let middle = |&(first, last): &(usize, usize)| hundredths(first + last) / 2;
        let pages = tops.iter().zip(tops.iter().skip(1)).map(|(top, next)| top + next);
        let known: Vec<(usize, i64)> = pages.zip(rows.iter().map(middle)).collect();
        Self { middles: interpolated(&known, 2 * bottom), tops }
    }

    /// The end of the shortest range of rows from a start on whose center is not above a position; at most
    /// one more than the last row. Centers move down with the end.
    fn first_end(&self, rows: Range<usize>, position: i64) -> usize {
        let (mut first, mut end) = (rows.start + 1, rows.end + 1);
        while first < end {
            let half = usize::midpoint(first, end);
            if self.middle(rows.start..half) < position {
                first = half + 1;
            } else {
                end = half;
            }
        }
        first
    }

    fn n_rows(&self) -> usize {
        self.tops.len().saturating_sub(1)
    }

    /// Center of a range of rows among the lines, in hundredths of a line.
    fn middle(&self, rows: Range<usize>) -> i64 {
        let top = |row: usize| self.tops.get(row).copied().unwrap_or_default();
        self.middles.get(top(rows.start) + top(rows.end)).copied().unwrap_or_default()
    }
}

/// Positions among the lines for each position on the page up to `last`, from those of the rows: in
/// between by proportion, and as on the page if there is one row.
fn interpolated(known: &[(usize, i64)], last: usize) -> Vec<i64> {
    let Some(&(page, middle)) = known.first() else { return vec![0; last + 1] };
    let half_lines = |from: usize, to: usize| (hundredths(to) - hundredths(from)) / 2;
    let mut above = 0;
    let at = |y: usize| {
        let is_above = |row: usize| known.get(row).is_some_and(|&(page, _)| page <= y);
        while above + 2 < known.len() && is_above(above + 1) {
            above += 1;
        }
        let (Some(&(top, upper)), Some(&(bottom, lower))) =
            (known.get(above), known.get(above + 1))
        else {
            return middle + half_lines(page, y);
        };
        let room = half_lines(top, bottom).max(1);
        upper + half_lines(top, y) * (lower - upper) / room
    };
    (0..=last).map(at).collect()
}
