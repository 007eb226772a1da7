//! Cells on separate lines without any mark of where a cell begins or a row ends.
//!
//! Every cell is a line, a blank or covered one a blank line. Only the rows of a known form determine
//! which lines are a row: all lines are read together, by the cost of reading them as rows of the form
//! in its order, or as paragraphs. Without such a form the lines stay paragraphs.

use formgrid_model::{
    FormShape, Lexicon, LineContent, RawLine, RawText, RowShape, ShapeText, WordClass, fold_label,
};

use super::chunks::Chunk;
use super::cut::{BACKWARD, SKIPPED};
use super::kinds::{self, EXPLAINED, cell_cost};
use super::ragged::items::{Cell, Item, Row, item_number};
use super::ragged::written;

/// A line outside rows.
const PARAGRAPH: f32 = 2.0;
/// A blank line outside rows.
const BLANK: f32 = 0.4;
/// A paragraph that is a title or next to one.
const TITLE: f32 = 0.0;
/// Reduction per cell: a row with so many matching labels or cells is no coincidence.
const GAIN: f32 = 0.6;
/// Most lines of one cell.
const MAX_LINES: usize = 12;
/// Most lines that are read this way: all readings of all lines are kept until the end.
const MAX_READ: usize = 100_000;
/// Readings kept for each line.
const MAX_NODES: usize = 8;

/// The lines of a dump of one cell per line with its marks; `None` if no form determines the rows.
pub(in crate::rows) fn complete(lines: &[RawLine], lexicon: &Lexicon) -> Option<Vec<RawLine>> {
    let is_marked = lines.iter().any(|line| matches!(line.content, LineContent::Cells(_)));
    if is_marked || lines.len() > MAX_READ {
        return None;
    }
    let lines: Vec<Line<'_>> = lines.iter().map(|line| Line::new(line, lexicon)).collect();
    let broken: Vec<Chunk> = broken_labels(&lines, lexicon);
    let chunks = lines.iter().map(|line| &line.chunk).chain(&broken);
    let forms = kinds::candidates(&lexicon.forms, chunks);
    let readings = forms.iter().map(|form| read(&lines, form.form));
    let (_, rows) = readings.min_by(|(a, _), (b, _)| a.total_cmp(b))?;
    let n_held: usize = rows.iter().map(|row| row.end - row.begin).sum();
    let n_printed = lines.iter().filter(|line| line.text.is_some()).count();
    (n_held * 2 > n_printed).then(|| written(items(&lines, &rows, lexicon), &[]))
}

/// Longest part of a label broken over lines, in characters of the label.
const MAX_PART: usize = 8;
/// Most lines of such a label.
const MAX_PARTS: usize = 6;

/// The labels that consecutive lines form together.
fn broken_labels(lines: &[Line<'_>], lexicon: &Lexicon) -> Vec<Chunk> {
    let is_part =
        |line: &Line<'_>| line.text.is_some() && line.chunk.folded.chars().nth(MAX_PART).is_none();
    let mut found = Vec::new();
    for start in 0..lines.len() {
        let mut whole = String::new();
        for (n, line) in
            lines[start..].iter().take(MAX_PARTS).take_while(|l| is_part(l)).enumerate()
        {
            whole.push_str(&line.chunk.folded);
            if n > 0 && lexicon.words.contains_key(&whole) {
                found.push(Chunk::of(&whole, lexicon));
            }
        }
    }
    found
}

/// A line with the values that are compared.
struct Line<'a> {
    number: u32,
    /// The text; `None` for a blank line.
    text: Option<&'a RawText>,
    heading: bool,
    chunk: Chunk,
}

impl<'a> Line<'a> {
    fn new(line: &'a RawLine, lexicon: &Lexicon) -> Self {
        let text = match &line.content {
            LineContent::Text(text) if text.atom.is_some() => Some(text),
            _ => None,
        };
        let chunk = Chunk::of(text.map_or("", |text| text.text.trim()), lexicon);
        Self { number: line.line, text, heading: line.heading, chunk }
    }
}

/// A row of the form, with the first line of each of its cells.
#[derive(Debug, Clone)]
struct Found {
    begin: usize,
    end: usize,
    starts: Vec<usize>,
}

/// A reading of the lines up to one.
struct Node {
    /// Index of the last row's kind.
    kind: Option<usize>,
    total: f32,
    /// The line and node that it continues.
    from: (usize, usize),
    /// The row that ends here; `None` for a paragraph.
    row: Option<Found>,
}

/// The rows of a form in the lines, and the cost of that reading.
fn read(lines: &[Line<'_>], form: &FormShape) -> (f32, Vec<Found>) {
    let mut nodes: Vec<Vec<Node>> = Vec::new();
    nodes.resize_with(lines.len() + 1, Vec::new);
    nodes[0].push(Node { kind: None, total: 0.0, from: (0, 0), row: None });
    for begin in 0..lines.len() {
        let before: Vec<(Option<usize>, f32)> =
            nodes[begin].iter().map(|node| (node.kind, node.total)).collect();
        let follow = |kind: Option<usize>| {
            let ways = before.iter().map(|&(last, total)| total + follow_cost(form, last, kind));
            ways.enumerate().min_by(|(_, a), (_, b)| a.total_cmp(b))
        };
        for (number, &(kind, total)) in before.iter().enumerate() {
            let is_title = lines[begin].chunk.classes.contains(WordClass::TITLE);
            // A title ends its table.
            let kind = if is_title { None } else { kind };
            let total = total + paragraph_cost(&lines[begin], kind);
            keep(&mut nodes[begin + 1], Node { kind, total, from: (begin, number), row: None });
        }
        for (kind, shape) in form.rows.iter().enumerate() {
            let Some((cost, row)) = fit(lines, begin, shape) else { continue };
            let Some((number, total)) = follow(Some(kind)) else { continue };
            #[expect(clippy::cast_precision_loss, reason = "a row has few cells")]
            let total = total + cost - GAIN * shape.cells.len() as f32;
            let end = row.end;
            let node = Node { kind: Some(kind), total, from: (begin, number), row: Some(row) };
            keep(&mut nodes[end], node);
        }
    }
    trace(nodes)
}

fn trace(mut nodes: Vec<Vec<Node>>) -> (f32, Vec<Found>) {
    let mut at = nodes.len() - 1;
    let ways = nodes[at].iter().enumerate();
    let best = ways.min_by(|(_, a), (_, b)| a.total.total_cmp(&b.total));
    let Some((mut number, total)) = best.map(|(number, node)| (number, node.total)) else {
        return (f32::INFINITY, Vec::new());
    };
    let mut rows = Vec::new();
    while at > 0 {
        let Some(node) = nodes[at].get_mut(number) else { break };
        rows.extend(node.row.take());
        (at, number) = node.from;
    }
    rows.reverse();
    (total, rows)
}

/// Keeps the cheapest node of each kind, and the cheapest few of those.
fn keep(nodes: &mut Vec<Node>, new: Node) {
    if let Some(old) = nodes.iter_mut().find(|node| node.kind == new.kind) {
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

fn follow_cost(form: &FormShape, last: Option<usize>, next: Option<usize>) -> f32 {
    match (last, next) {
        (None, Some(next)) if !form.rows[next].opens => BACKWARD,
        (Some(last), Some(next)) if next < last => BACKWARD,
        (Some(last), Some(next)) => {
            let skipped = u8::try_from(next - last).unwrap_or(u8::MAX).saturating_sub(1);
            (SKIPPED * f32::from(skipped)).min(BACKWARD)
        }
        _ => 0.0,
    }
}

fn paragraph_cost(line: &Line<'_>, last: Option<usize>) -> f32 {
    let outside = WordClass::TITLE | WordClass::FURNITURE;
    if line.text.is_none() {
        BLANK
    } else if line.chunk.classes.intersects(outside) || last.is_none() {
        TITLE
    } else {
        PARAGRAPH
    }
}

/// Cost of the lines from `begin` as a row of a kind; `None` if they are none.
fn fit(lines: &[Line<'_>], begin: usize, shape: &RowShape) -> Option<(f32, Found)> {
    let mut at = begin;
    let mut cost = 0.0;
    let mut starts = Vec::with_capacity(shape.cells.len());
    for cell in &shape.cells {
        let line = lines.get(at)?;
        starts.push(at);
        let n_lines = match &cell.text {
            ShapeText::Words(words) => label_lines(lines, at, words).unwrap_or(1),
            ShapeText::Above | ShapeText::Blank => 1,
            ShapeText::Fill | ShapeText::Any => text_lines(lines, at),
        };
        if n_lines == 1 {
            cost += cell_cost(cell, &line.chunk);
        }
        if cost >= EXPLAINED {
            return None;
        }
        at += n_lines;
    }
    Some((cost, Found { begin, end: at, starts }))
}

/// Number of lines of a label that is broken over lines.
fn label_lines(lines: &[Line<'_>], at: usize, words: &[String]) -> Option<usize> {
    let mut whole = String::new();
    for (n, line) in lines.get(at..)?.iter().take(MAX_LINES).enumerate() {
        whole.push_str(line.text?.text.trim());
        let folded = fold_label(&whole);
        if words.iter().any(|word| *word == folded) {
            return Some(n + 1);
        }
        if !words.iter().any(|word| word.starts_with(&*folded)) {
            return None;
        }
    }
    None
}

/// Number of lines of a text: list items continue it.
fn text_lines(lines: &[Line<'_>], at: usize) -> usize {
    let number = |at: usize| {
        let text = lines.get(at).and_then(|line| line.text)?;
        item_number(&text.text)
    };
    let Some(first) = number(at) else { return 1 };
    let goes_on = |n: &usize| {
        let wanted = u32::try_from(*n).ok().and_then(|n| first.checked_add(n));
        wanted.is_some() && number(at + n) == wanted
    };
    1 + (1..MAX_LINES).take_while(goes_on).count()
}

/// The rows found, and the lines between them as paragraphs.
fn items(lines: &[Line<'_>], rows: &[Found], lexicon: &Lexicon) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    let paragraphs = |lines: &[Line<'_>], items: &mut Vec<Item>| {
        let texts = lines.iter().filter_map(|line| Some((line.text?, line.heading)));
        items.extend(texts.map(|(text, heading)| Item::Text(text.clone(), heading)));
    };
    for row in rows {
        paragraphs(&lines[at..row.begin], &mut items);
        let ends = row.starts.iter().skip(1).copied().chain([row.end]);
        let cells = row.starts.iter().zip(ends).map(|(&start, end)| {
            let texts = lines[start..end].iter().map(|line| line.text.cloned().unwrap_or_default());
            Cell::new(texts.collect(), lexicon)
        });
        let line = lines[row.begin].number;
        items.push(Item::Row(Row { line, cells: cells.collect() }));
        at = row.end;
    }
    paragraphs(&lines[at..], &mut items);
    items
}
