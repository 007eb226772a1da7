//! Rows: the lines of a dump as rows of tokens; a token is a non-blank cell.
//!
//! Blank cells are not kept: their number is implied by the tokens' raw columns, and in a row shifted
//! by OCR they carry no other information.

use formgrid_model::{
    Atoms, Code, LineCells, LineContent, Paragraph, Place, RawLine, RawText, WordClass,
};

use super::items;
use super::words::{Shape, Words};

/// A non-blank line of the dump.
#[derive(Debug)]
pub(super) enum Item {
    /// Text without a cell border.
    Text(TextLine),
    /// A row with at least one token.
    Row(Row),
}

/// A line of text outside rows.
#[derive(Debug)]
pub(super) struct TextLine {
    pub(super) paragraph: Paragraph,
    pub(super) folded: String,
}

/// A row of the dump.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Line in the file. The rows of a table inside a cell share it.
    pub(super) line: u32,
    /// Number of raw cells, including blank ones.
    pub(super) width: usize,
    /// From left to right, never empty.
    pub(super) tokens: Vec<Token>,
    /// Whether a page ends before the row.
    pub(super) page_break: bool,
    /// Whether a new table begins with the row.
    pub(super) opens_table: bool,
    /// Repairs so far.
    pub(super) repairs: Vec<Code>,
}

/// A non-blank cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Token {
    /// Its column in the dump.
    pub(super) raw: usize,
    /// Trimmed text.
    pub(super) text: String,
    /// The text, folded for comparison.
    pub(super) folded: String,
    pub(super) classes: WordClass,
    pub(super) shape: Shape,
    pub(super) place: Place,
    pub(super) atoms: Atoms,
}

impl Row {
    /// Whether the rows have the same words, in any columns.
    pub(super) fn reads_like(&self, other: &Self) -> bool {
        self.tokens.len() == other.tokens.len()
            && self.tokens.iter().zip(&other.tokens).all(|(a, b)| a.folded == b.folded)
    }

    /// Adds a repair once.
    pub(super) fn add_repair(&mut self, code: Code) {
        if !self.repairs.contains(&code) {
            self.repairs.push(code);
        }
    }

    /// The place of the first token.
    pub(super) fn place(&self) -> Place {
        Place::at_line(self.line)
    }
}

/// The non-blank lines of a dump.
pub(super) fn read(lines: Vec<RawLine>, words: &Words<'_>) -> Vec<Item> {
    let mut items = Vec::with_capacity(lines.len());
    let mut page_break = false;
    for line in lines {
        page_break |= line.page_break;
        let item = match line.content {
            LineContent::Blank => None,
            LineContent::Text(text) => text_line(text, line.heading),
            LineContent::Cells(cells) | LineContent::Drawn(_, cells) => {
                row(line.line, cells, page_break, words).map(Item::Row)
            }
        };
        // Text between rows ends a page by itself, so only rows keep a form feed.
        page_break &= !matches!(item, Some(Item::Row(_)));
        items.extend(item);
    }
    items
}

fn text_line(raw: RawText, heading: bool) -> Option<Item> {
    let atoms = Atoms::from_iter([raw.atom?]);
    let text = raw.text.trim().to_owned();
    let folded = formgrid_model::fold(&text).into_owned();
    let paragraph = Paragraph { text, place: raw.place, atoms, heading };
    Some(Item::Text(TextLine { paragraph, folded }))
}

fn row(line: u32, cells: LineCells, page_break: bool, words: &Words<'_>) -> Option<Row> {
    let width = cells.len();
    let tokens: Vec<Token> = cells
        .into_iter()
        .enumerate()
        .filter_map(|(raw, cell)| {
            let atoms = Atoms::from_iter([cell.atom?]);
            let text = cell.text.trim();
            let text = items::break_lines(text)
                .or_else(|| words.break_title(text))
                .unwrap_or_else(|| text.to_owned());
            let (folded, classes, shape) = words.look_up(&text);
            Some(Token { raw, text, folded, classes, shape, place: cell.place, atoms })
        })
        .collect();
    let row = Row { line, width, tokens, page_break, ..Row::default() };
    (!row.tokens.is_empty()).then_some(row)
}
