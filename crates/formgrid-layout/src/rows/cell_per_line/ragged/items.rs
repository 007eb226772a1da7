//! The rows of a dump that breaks cells over lines, and the text between them.
//!
//! A line without a delimiter continues the last cell of the row above, begins the first cell of the
//! row below, or is a paragraph.

use formgrid_model::{
    DrawnSpan, Lexicon, LineContent, RawLine, RawText, WordClass, fold_label, is_blank,
};

use crate::breaks;

use super::super::chunks::{Chunk, Look};

/// A row or a paragraph.
#[derive(Debug)]
pub(in super::super) enum Item {
    Row(Row),
    /// A paragraph, and whether it is a heading.
    Text(RawText, bool),
}

impl Item {
    pub(in super::super) fn row(&self) -> Option<&Row> {
        match self {
            Self::Row(row) => Some(row),
            Self::Text(..) => None,
        }
    }
}

/// A row with the cells that the dump prints.
#[derive(Debug)]
pub(in super::super) struct Row {
    pub(in super::super) line: u32,
    pub(in super::super) cells: Vec<Cell>,
}

/// A cell with its paragraphs.
#[derive(Debug)]
pub(in super::super) struct Cell {
    pub(in super::super) texts: Vec<RawText>,
    /// The cell as compared.
    pub(in super::super) chunk: Chunk,
}

/// Paragraphs of a cell that are compared.
const MAX_COMPARED: usize = 16;

impl Cell {
    /// A cell from its paragraphs.
    pub(in super::super) fn new(mut texts: Vec<RawText>, lexicon: &Lexicon) -> Self {
        for raw in &mut texts {
            if let Some(broken) = breaks::title_and_unit(raw.text.trim(), lexicon) {
                raw.text = broken;
            }
        }
        let whole: Vec<&str> = texts.iter().map(|text| text.text.trim()).collect();
        Self { chunk: Chunk::of(&whole.join("\n"), lexicon), texts }
    }

    fn push(&mut self, text: RawText, lexicon: &Lexicon) {
        // A cell of so many paragraphs is prose, whatever follows.
        if self.texts.len() >= MAX_COMPARED {
            return self.texts.push(text);
        }
        let mut texts = std::mem::take(&mut self.texts);
        texts.push(text);
        *self = Self::new(texts, lexicon);
    }
}

/// Rows and paragraphs in order.
pub(in super::super) fn gather(lines: &[RawLine], lexicon: &Lexicon) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    // Texts that may begin the first cell of the next row.
    let mut open: Vec<RawText> = Vec::new();
    let mut after_blank = true;
    for (at, line) in lines.iter().enumerate() {
        match &line.content {
            LineContent::Blank => {
                items.extend(open.drain(..).map(|text| Item::Text(text, false)));
                after_blank = true;
            }
            LineContent::Text(text) if text.atom.is_none() => {}
            LineContent::Text(text) => {
                let classes = lexicon.classes(&fold_label(&text.text));
                let is_title = line.heading || classes.contains(WordClass::TITLE);
                let goes_on = !after_blank
                    && open.is_empty()
                    && !is_title
                    && !begins_label(&lines[at..], lexicon);
                match items.last_mut() {
                    Some(Item::Row(row))
                        if goes_on && !classes.intersects(NAMES) && takes(row, &text.text) =>
                    {
                        if let Some(cell) = row.cells.last_mut() {
                            cell.push(text.clone(), lexicon);
                        }
                    }
                    Some(Item::Row(_)) if goes_on && classes.intersects(NAMES) => {
                        items.push(row(line.line, vec![vec![text.clone()]], lexicon));
                    }
                    _ if is_title => {
                        items.extend(open.drain(..).map(|text| Item::Text(text, false)));
                        items.push(Item::Text(text.clone(), line.heading));
                    }
                    _ => open.push(text.clone()),
                }
                after_blank = false;
            }
            LineContent::Cells(cells) if !after_blank && open.is_empty() && is_rest(cells) => {
                match items.last_mut() {
                    Some(Item::Row(row)) => row.go_on(cells, lexicon),
                    _ => {
                        let cells = cells.iter().map(|cell| vec![cell.clone()]).collect();
                        items.push(row(line.line, cells, lexicon));
                    }
                }
            }
            LineContent::Cells(cells) => {
                let mut cells: Vec<Vec<RawText>> = cells.iter().map(|c| vec![c.clone()]).collect();
                let first = cells.first().and_then(|texts| texts.first());
                let n_before = first.map_or(0, |first| n_beginning(&open, first, lexicon));
                let begun = open.split_off(open.len() - n_before);
                items.extend(open.drain(..).map(|text| Item::Text(text, false)));
                if let Some(first) = cells.first_mut() {
                    first.splice(0..0, begun);
                }
                items.push(row(line.line, cells, lexicon));
                after_blank = false;
            }
            LineContent::Drawn(spans, cells) => {
                items.extend(open.drain(..).map(|text| Item::Text(text, false)));
                push_around_titles(&mut items, line.line, by_place(spans, cells), lexicon);
                after_blank = false;
            }
        }
    }
    items.extend(open.drain(..).map(|text| Item::Text(text, false)));
    items
}

impl Row {
    /// Adds a line that continues the last cell.
    fn go_on(&mut self, cells: &[RawText], lexicon: &Lexicon) {
        let mut cells = cells.iter().cloned();
        if let (Some(cell), Some(first)) = (self.cells.last_mut(), cells.next()) {
            cell.push(first, lexicon);
        }
        self.cells.extend(cells.map(|text| Cell::new(vec![text], lexicon)));
    }
}

/// Whether a line continues the cell before it: it begins with a remark in brackets.
fn is_rest(cells: &[RawText]) -> bool {
    cells.first().is_some_and(|first| {
        let text = first.text.trim();
        text.starts_with(['（', '(']) && text.ends_with(['）', ')'])
    })
}

/// Whether lines without a delimiter and the first cell below them are a label.
fn begins_label(lines: &[RawLine], lexicon: &Lexicon) -> bool {
    let mut whole = String::new();
    for line in lines.iter().take(MAX_PARTS + 1) {
        match &line.content {
            LineContent::Text(text) => whole.push_str(text.text.trim()),
            LineContent::Cells(cells) => {
                whole.extend(cells.first().map(|first| first.text.trim()));
                return lexicon.words.contains_key(&fold_label(&whole));
            }
            LineContent::Blank | LineContent::Drawn(..) => return false,
        }
    }
    false
}

fn row(line: u32, cells: Vec<Vec<RawText>>, lexicon: &Lexicon) -> Item {
    let cells = cells.into_iter().map(|texts| Cell::new(texts, lexicon)).collect();
    Item::Row(Row { line, cells })
}

/// Pieces at one place are paragraphs of one cell.
fn by_place(spans: &[DrawnSpan], texts: &[RawText]) -> Vec<Vec<RawText>> {
    let mut cells: Vec<Vec<RawText>> = Vec::new();
    let mut last = None;
    for (span, text) in spans.iter().zip(texts) {
        match cells.last_mut() {
            Some(cell) if last == Some(span.from) => cell.push(text.clone()),
            _ => cells.push(vec![text.clone()]),
        }
        last = Some(span.from);
    }
    cells
}

/// Adds a row. A title among the paragraphs of a cell separates two tables: the text before it ends
/// one, and the last paragraph of the cell begins the other.
fn push_around_titles(
    items: &mut Vec<Item>,
    line: u32,
    cells: Vec<Vec<RawText>>,
    lexicon: &Lexicon,
) {
    let is_title =
        |text: &RawText| lexicon.classes(&fold_label(&text.text)).contains(WordClass::TITLE);
    let mut line = line;
    let mut open: Vec<Vec<RawText>> = Vec::new();
    for mut texts in cells {
        let title = texts.iter().position(is_title).filter(|_| texts.len() > 1);
        let Some(title) = title else {
            open.push(texts);
            continue;
        };
        let first = texts.pop().unwrap_or_default();
        let between = texts.split_off(title.min(texts.len()));
        if open.is_empty() {
            items.extend(printed(texts));
        } else {
            open.push(if texts.is_empty() { vec![RawText::default()] } else { texts });
            items.push(row(line, std::mem::take(&mut open), lexicon));
        }
        items.extend(printed(between));
        line = first.place.line.unwrap_or(line);
        open.push(vec![first]);
    }
    items.push(row(line, open, lexicon));
}

/// Non-blank paragraphs.
fn printed(texts: Vec<RawText>) -> impl Iterator<Item = Item> {
    texts.into_iter().filter(|text| text.atom.is_some()).map(|text| Item::Text(text, false))
}

/// Classes that name a cell, so their text is no further paragraph of another.
const NAMES: WordClass =
    WordClass::LABEL.union(WordClass::SECTION).union(WordClass::HEADER).union(WordClass::LEVEL1);

/// Whether the last cell of a row continues with a text: it holds unfinished prose, and the text is not
/// the first item of a list.
fn takes(row: &Row, text: &str) -> bool {
    let is_prose = |cell: &Cell| {
        cell.chunk.look == Look::Long || row.cells.len() == 2 && cell.chunk.look == Look::Short
    };
    row.cells.len() <= MAX_PROSE_CELLS
        && row.cells.last().is_some_and(is_prose)
        && item_number(text) != Some(1)
}

/// Most cells of a row of prose.
const MAX_PROSE_CELLS: usize = 4;

/// Number of the last texts that belong to the first cell of the row below.
fn n_beginning(open: &[RawText], first: &RawText, lexicon: &Lexicon) -> usize {
    let mut whole = first.text.trim().to_owned();
    let mut next = whole.clone();
    let mut n = 0;
    for text in open.iter().rev() {
        let text = text.text.trim();
        whole.insert_str(0, text);
        let is_label = lexicon.words.contains_key(&fold_label(&whole));
        let counts = item_number(text).zip(item_number(&next)).is_some_and(|(a, b)| a + 1 == b);
        let is_unit = next.starts_with(['（', '(']) && next.chars().count() <= MAX_UNIT;
        let is_part = text.chars().count() <= MAX_PART && n + 1 < MAX_PARTS;
        if !(is_label || counts || is_unit || is_part) {
            break;
        }
        next = text.to_owned();
        n += 1;
    }
    n
}

/// Longest unit in brackets below a label, in characters.
const MAX_UNIT: usize = 8;
/// Longest part of a label broken over lines, in characters.
const MAX_PART: usize = 4;
/// Most lines of a label.
const MAX_PARTS: usize = 8;

/// The number of a list item: `1.`, `2、`, `目标3：`.
pub(in super::super) fn item_number(text: &str) -> Option<u32> {
    let text = text.trim_start();
    let text = text.trim_start_matches(|c: char| !c.is_ascii_digit() && c.is_alphabetic());
    let text = text.trim_start_matches(' ');
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(n_digits);
    let ends = rest.starts_with(['.', '、', '：', ':', '．', '）', ')']);
    (ends && n_digits <= 2 && !is_blank(rest)).then(|| number.parse().ok()).flatten()
}
