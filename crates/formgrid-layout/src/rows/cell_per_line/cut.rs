//! The cut: which cells make a row, and which rows a table.
//!
//! A dump has one sign, the blank line, for the end of a row, the end of a table and an empty paragraph
//! inside a cell. The reading of all of them is chosen at once, by dynamic programming over the ends of
//! rows: each row costs what it takes to read it as a kind of row its form prints, or else as a row of
//! that many cells in this document; each gap costs what it takes to read it as it is read.
//! All costs are in nats.

use std::ops::Range;

use super::chunks::Chunk;
use super::gaps::{self, GapCost};
use super::kinds::Kinds;
use super::widths::{RowCost, Widths};

/// The row that opens a table of the form stands inside of one.
const OPENING_INSIDE: f32 = 4.0;
/// A row of a known form is of no kind the form prints.
const UNKNOWN_ROW: f32 = 5.0;
/// A table of a known form begins with a row that does not open it.
const NO_OPENING: f32 = 3.5;
/// That row has a label of its own: tables that go on without a header rarely go on there.
const LABEL_BEGINS: f32 = 2.5;
/// The rows of a form do not follow in their order.
pub(super) const BACKWARD: f32 = 1.5;
/// A kind of row of the form is passed over.
pub(super) const SKIPPED: f32 = 0.15;
/// No row is made of more pieces than this costs to join.
const MAX_INSIDE: f32 = 24.0;
/// A row ends after so many cells, whatever follows: the widest sheets dumped have a few hundred.
const MAX_CELLS: usize = 512;
/// A reading that costs so much more than another up to the same place is not followed.
const HOPELESS: f32 = 12.0;
/// Readings kept for each end of a row.
const MAX_NODES: usize = 10;

/// What a row is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A kind of row of one of the candidate forms.
    Kind {
        /// Number of the form among the candidates.
        form: usize,
        /// Number of the kind in the form.
        kind: usize,
    },
    /// A row of so many cells.
    Width(usize),
}

/// A row of the cut.
#[derive(Debug, Clone)]
pub(super) struct CutRow {
    /// Its chunks.
    pub(super) chunks: Range<usize>,
    /// What it is read as.
    pub(super) reading: Reading,
    /// What its cells cost under that reading.
    pub(super) cost: f32,
    /// What the gaps inside cost: above zero where the row was rejoined.
    pub(super) inside: f32,
    /// The table ends with the row.
    pub(super) ends_table: bool,
}

/// A way to read the chunks up to some place.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// What the last row is read as; absent before the first.
    reading: Option<Reading>,
    /// The table ends with that row.
    ended: bool,
    total: f32,
    /// Where the last row begins, and which node there it follows.
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
    /// What each gap costs, by the chunk before it.
    gaps: Vec<GapCost>,
    /// The chunks with which a row of a known kind begins, if every blank line ends a row.
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

    /// Whether a row of a known kind begins with a chunk. To join two such rows to one never pays.
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

/// Keeps the cheapest node of each reading, and of those the cheapest few.
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

/// Chunks that may be a row, with the kinds they may be of.
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

    /// What the row may be read as after a node, and what its cells cost then.
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

/// Kinds that cost more than this are not looked at: another reading is always cheaper.
const MAX_KIND_COST: f32 = 16.0;

/// What it costs that a row of some kind follows on a node.
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

/// Whether a row may follow on another at the head of one table.
fn is_opening(forms: &[Kinds<'_>], last: Reading, next: Reading) -> bool {
    match (last, next) {
        (Reading::Kind { form, kind }, Reading::Kind { form: other, kind: next }) => {
            form == other && kind < next && forms[form].row(kind).opens
        }
        _ => false,
    }
}
