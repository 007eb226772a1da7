//! The cut: which cells make a row, and which rows a table.
//!
//! A dump has one sign, the blank line, for the end of a row, the end of a table and an empty paragraph
//! inside a cell. All of them are interpreted together, by dynamic programming over row ends: each row
//! costs what its reading as a kind of row of its form costs, or as a row of that many cells in this
//! document; each gap costs what its reading costs. Costs are in nats.

use std::ops::Range;

use super::chunks::Chunk;
use super::gaps::{self, GapCost};
use super::kinds::Kinds;
use super::widths::{RowCost, Widths};

/// The row that opens a table of the form occurs inside one.
const OPENING_INSIDE: f32 = 4.0;
/// A row of a known form is of none of the form's kinds.
const UNKNOWN_ROW: f32 = 5.0;
/// A table of a known form begins with another row than its opening.
const NO_OPENING: f32 = 3.5;
/// That row has its own label: tables that continue without a header rarely begin so.
const LABEL_BEGINS: f32 = 2.5;
/// The rows of a form are out of order.
pub(super) const BACKWARD: f32 = 1.5;
/// A kind of row of the form is skipped.
pub(super) const SKIPPED: f32 = 0.15;
/// Largest cost of joining pieces to a row.
const MAX_INSIDE: f32 = 24.0;
/// Most cells of a row: the widest dumped sheets have a few hundred.
const MAX_CELLS: usize = 512;
/// Cost difference from which a reading up to the same place is dropped.
const HOPELESS: f32 = 12.0;
/// Readings kept for each row end.
const MAX_NODES: usize = 10;

/// Interpretation of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A kind of row of a candidate form.
    Kind {
        /// Index of the form among the candidates.
        form: usize,
        /// Index of the kind in the form.
        kind: usize,
    },
    /// A row of this many cells.
    Width(usize),
}

/// A row of the cut.
#[derive(Debug, Clone)]
pub(super) struct CutRow {
    /// Its chunks.
    pub(super) chunks: Range<usize>,
    /// What it is read as.
    pub(super) reading: Reading,
    /// Cost of its cells under that reading.
    pub(super) cost: f32,
    /// Cost of the gaps inside: above zero if the row was rejoined.
    pub(super) inside: f32,
    /// Whether the table ends with the row.
    pub(super) ends_table: bool,
}

/// A reading of the chunks up to some place.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// Reading of the last row; `None` before the first.
    reading: Option<Reading>,
    /// Whether the table ends with that row.
    ended: bool,
    total: f32,
    /// Start of the last row, and the node there that it follows.
    from: (usize, usize),
    cost: f32,
    inside: f32,
}

/// Cuts the chunks into rows and tables.
pub(super) fn cut(chunks: &[Chunk], forms: &[Kinds<'_>], widths: &Widths<'_>) -> Vec<CutRow> {
    let mut nodes: Vec<Vec<Node>> = vec![Vec::new(); chunks.len() + 1];
    nodes[0].push(Node {
        reading: None,
        ended: true,
        total: 0.0,
        from: (0, 0),
        cost: 0.0,
        inside: 0.0,
    });
    let context = Context::new(chunks, forms, widths);
    for begin in 0..chunks.len() {
        let before = std::mem::take(&mut nodes[begin]);
        if !before.is_empty() {
            extend(&context, begin, &before, &mut nodes);
        }
        nodes[begin] = before;
    }
    trace(&nodes)
}

struct Context<'a> {
    chunks: &'a [Chunk],
    forms: &'a [Kinds<'a>],
    widths: &'a Widths<'a>,
    /// Cost of each gap, by the chunk before it.
    gaps: Vec<GapCost>,
    /// Chunks that begin a row of a known kind if every blank line ends a row.
    known: Vec<bool>,
}

impl<'a> Context<'a> {
    fn new(chunks: &'a [Chunk], forms: &'a [Kinds<'a>], widths: &'a Widths<'a>) -> Self {
        let gaps = gaps::costs(chunks, forms);
        let mut known = vec![false; chunks.len()];
        let mut begin = 0;
        for (at, gap) in gaps.iter().enumerate() {
            if gap.row_end.is_some() || gap.table_end.is_some() {
                let row = &chunks[begin..=at];
                known[begin] = forms.iter().any(|form| form.knows(row));
                begin = at + 1;
            }
        }
        Self { chunks, forms, widths, gaps, known }
    }

    /// Whether a row of a known kind begins with a chunk. Joining two such rows never pays.
    fn is_known(&self, chunk: usize) -> bool {
        self.known.get(chunk).copied().unwrap_or(true)
    }
}

/// Adds every row that begins at a chunk.
fn extend(context: &Context<'_>, begin: usize, before: &[Node], nodes: &mut [Vec<Node>]) {
    let chunks = context.chunks;
    let least = before.iter().map(|node| node.total).fold(f32::INFINITY, f32::min);
    let mut inside = 0.0;
    let last = chunks.len().min(begin + MAX_CELLS);
    let ends = nodes[begin + 1..=last].iter_mut().zip(&context.gaps[begin..last]);
    for (end, (nodes, gap)) in (begin + 1..).zip(ends) {
        let GapCost { row_end: as_row, table_end: as_table, inside: goes_on } = *gap;
        let as_row = if end - begin == MAX_CELLS { as_row.or(Some(0.0)) } else { as_row };
        if as_row.is_some() || as_table.is_some() {
            let row = Row::new(context, begin..end);
            for (number, node) in before.iter().enumerate() {
                if node.total > least + HOPELESS {
                    continue;
                }
                for (reading, cost) in row.readings(context, node) {
                    let total = node.total + inside + cost;
                    let from = (begin, number);
                    let reading = Some(reading);
                    let new = Node { reading, ended: false, total, from, cost, inside };
                    if let Some(extra) = as_row {
                        keep(nodes, Node { total: total + extra, ..new });
                    }
                    if let Some(extra) = as_table {
                        let total = total + extra;
                        keep(nodes, Node { ended: true, total, ..new });
                    }
                }
            }
        }
        inside += goes_on;
        let is_cut = as_row == Some(0.0) && context.is_known(begin) && context.is_known(end);
        if inside > MAX_INSIDE || is_cut {
            break;
        }
    }
}

/// Keeps the cheapest node of each reading, and the cheapest few of those.
fn keep(nodes: &mut Vec<Node>, new: Node) {
    let same = |node: &&mut Node| node.reading == new.reading && node.ended == new.ended;
    if let Some(old) = nodes.iter_mut().find(same) {
        if new.total < old.total {
            *old = new;
        }
    } else if nodes.len() < MAX_NODES {
        nodes.push(new);
    } else if let Some(worst) = nodes.iter_mut().max_by(|a, b| a.total.total_cmp(&b.total))
        && new.total < worst.total
    {
        *worst = new;
    }
}

fn trace(nodes: &[Vec<Node>]) -> Vec<CutRow> {
    let mut rows = Vec::new();
    let mut end = nodes.len() - 1;
    let cheapest = |nodes: &[Node]| {
        let order =
            |&(_, a): &(usize, &Node), &(_, b): &(usize, &Node)| a.total.total_cmp(&b.total);
        nodes.iter().enumerate().min_by(order).map(|(number, _)| number)
    };
    let mut number = cheapest(&nodes[end]).unwrap_or(0);
    while let Some(node) = nodes[end].get(number)
        && let Some(reading) = node.reading
    {
        rows.push(CutRow {
            chunks: node.from.0..end,
            reading,
            cost: node.cost,
            inside: node.inside,
            ends_table: node.ended,
        });
        (end, number) = node.from;
    }
    rows.reverse();
    rows
}

/// Chunks that may be a row, with their possible kinds.
struct Row {
    n_cells: usize,
    kinds: Vec<(Reading, f32)>,
    alone: RowCost,
}

impl Row {
    fn new(context: &Context<'_>, range: Range<usize>) -> Self {
        let chunks = &context.chunks[range];
        let mut kinds = Vec::new();
        for (form, known) in context.forms.iter().enumerate() {
            let matches = known.matches(chunks, MAX_KIND_COST);
            kinds.extend(matches.map(|(kind, cost)| (Reading::Kind { form, kind }, cost)));
        }
        Self { n_cells: chunks.len(), kinds, alone: context.widths.row(chunks) }
    }

    /// Possible readings of the row after a node, with the cost of its cells.
    fn readings<'a>(
        &'a self,
        context: &'a Context<'_>,
        node: &'a Node,
    ) -> impl Iterator<Item = (Reading, f32)> + 'a {
        let previous = match node.reading.filter(|_| !node.ended) {
            None => 0,
            Some(Reading::Width(width)) => width,
            Some(Reading::Kind { form, kind }) => context.forms[form].row(kind).cells.len(),
        };
        let unknown = if context.forms.is_empty() { 0.0 } else { UNKNOWN_ROW };
        let as_width = context.widths.cost(self.alone, previous) + unknown;
        let follow = move |&(reading, cost): &(Reading, f32)| {
            (reading, cost + follow_cost(context.forms, node, reading))
        };
        let alone = (Reading::Width(self.n_cells), as_width);
        self.kinds.iter().map(follow).chain(std::iter::once(alone))
    }
}

/// Cost of kinds beyond which another reading is always cheaper.
const MAX_KIND_COST: f32 = 16.0;

/// Cost of a row of this reading after a node.
fn follow_cost(forms: &[Kinds<'_>], node: &Node, reading: Reading) -> f32 {
    let Reading::Kind { form, kind } = reading else { return 0.0 };
    match node.reading.filter(|_| !node.ended) {
        None if forms[form].row(kind).opens => 0.0,
        None if forms[form].row(kind).is_labelled() => NO_OPENING + LABEL_BEGINS,
        None => NO_OPENING,
        Some(last) if forms[form].row(kind).opens && !is_opening(forms, last, reading) => {
            OPENING_INSIDE
        }
        Some(Reading::Width(_)) => SKIPPED,
        Some(Reading::Kind { form: other, .. }) if other != form => UNKNOWN_ROW,
        Some(Reading::Kind { kind: last, .. }) if kind < last => BACKWARD,
        Some(Reading::Kind { kind: last, .. }) => {
            let skipped = u8::try_from(kind - last).unwrap_or(u8::MAX).saturating_sub(1);
            (SKIPPED * f32::from(skipped)).min(BACKWARD)
        }
    }
}

/// Whether a row may follow another at the head of a table.
fn is_opening(forms: &[Kinds<'_>], last: Reading, next: Reading) -> bool {
    match (last, next) {
        (Reading::Kind { form, kind }, Reading::Kind { form: other, kind: next }) => {
            form == other && kind < next && forms[form].row(kind).opens
        }
        _ => false,
    }
}
