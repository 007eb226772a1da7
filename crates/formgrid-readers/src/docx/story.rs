//! Parsing: the XML of a story (the body, a header, the footnotes) to paragraphs and tables as stated.
//!
//! One pass over the events with a word per open element, so that no depth of nesting can overflow. A
//! table inside a cell is a table of its own behind the one that holds it, and the text of a text box
//! stands behind the paragraph it is anchored in: each text stands exactly once. Where the XML ends in
//! an error, all that was open is closed, and what came before is kept.

use formgrid_model::{Limit, Limits, symbol};
use formgrid_package::{Event, Tag, Xml, XmlError};

use super::{
    catalog::Catalog,
    properties::{self, CellProperties, RowProperties},
};

/// What a story holds, in order.
#[derive(Debug)]
pub(super) enum Block {
    /// A paragraph outside of tables.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

/// A paragraph outside of tables. Soft breaks in its text are `\n`.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) heading: bool,
}

/// A table as stated.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Columns that its grid declares.
    pub(super) n_grid_columns: usize,
    pub(super) rows: Vec<Row>,
}

/// A row as stated.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) properties: RowProperties,
    pub(super) cells: Vec<Cell>,
}

/// A cell as stated. Its paragraphs and their soft breaks are divided by `\n`.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) properties: CellProperties,
    pub(super) text: String,
}

/// What a story came to.
#[derive(Debug)]
pub(super) struct Story {
    /// Its blocks, up to the error if there is one.
    pub(super) blocks: Vec<Block>,
    /// Texts that a tracked change inserts, deletes or moves.
    pub(super) n_changes: usize,
    /// Why it ends before its end.
    pub(super) error: Option<XmlError>,
}

/// Parses a story.
pub(super) fn parse(text: &str, catalog: &mut Catalog<'_, '_>) -> Story {
    let limits = catalog.package().limits();
    let mut parser = Parser {
        catalog,
        open: Vec::new(),
        blocks: Vec::new(),
        tables: Vec::new(),
        paragraphs: Vec::new(),
        fields: Vec::new(),
        n_instructions: 0,
        carried: None,
        limits,
        n_pieces: 0,
        n_changes: 0,
    };
    let error = parser.run(&mut Xml::new(text, limits)).err();
    while let Some(element) = parser.open.pop() {
        parser.close(element);
    }
    parser.uncarry();
    let blocks = parser.blocks.into_iter().flatten().collect();
    Story { blocks, n_changes: parser.n_changes, error }
}

/// An element that is open, as far as its end matters.
#[derive(Debug, Clone, Copy)]
enum Element {
    Plain,
    Text,
    Paragraph,
    Table,
    Row,
    Cell,
    /// Alternatives of which one is taken; whether it was.
    Alternatives(bool),
}

struct Parser<'c, 'p, 'a> {
    catalog: &'c mut Catalog<'p, 'a>,
    open: Vec<Element>,
    /// Blocks in the order of their beginnings; those that have not ended are still to be filled.
    blocks: Vec<Option<Block>>,
    tables: Vec<OpenTable>,
    paragraphs: Vec<OpenParagraph>,
    /// Fields that are open; whether each is still in its instruction.
    fields: Vec<bool>,
    /// How many of them are in their instruction: text is shown where none is.
    n_instructions: usize,
    /// Text whose paragraph end is deleted, and the number of tables around it.
    carried: Option<(usize, String)>,
    limits: &'a Limits,
    /// Paragraphs and cells so far.
    n_pieces: usize,
    /// Tracked changes so far.
    n_changes: usize,
}

#[derive(Debug, Default)]
struct OpenTable {
    /// Number of its block.
    block: usize,
    table: Table,
    row: Option<Row>,
    cell: Option<OpenCell>,
}

#[derive(Debug, Default)]
struct OpenCell {
    properties: CellProperties,
    /// Texts of its paragraphs in the order of their beginnings.
    texts: Vec<String>,
}

#[derive(Debug)]
struct OpenParagraph {
    text: String,
    /// Number of its block, or of its text in the cell.
    slot: usize,
    heading: bool,
    number: Option<String>,
    end_deleted: bool,
}

impl Parser<'_, '_, '_> {
    fn run(&mut self, xml: &mut Xml<'_>) -> Result<(), XmlError> {
        loop {
            match xml.next_event()? {
                Event::Open(tag) => {
                    if let Some(element) = self.enter(xml, &tag)? {
                        self.open.push(element);
                    }
                }
                Event::Close => {
                    if let Some(element) = self.open.pop() {
                        self.close(element);
                    }
                }
                Event::Text(text) => {
                    if matches!(self.open.last(), Some(Element::Text)) {
                        self.push_text(&text);
                    }
                }
                Event::End => return Ok(()),
            }
        }
    }

    /// What an element means; none where it was passed over with all it holds.
    fn enter(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<Option<Element>, XmlError> {
        let name = tag.local();
        self.n_changes += usize::from(matches!(name, "ins" | "del" | "moveFrom" | "moveTo"));
        let element = match name {
            "t" => Element::Text,
            "p" => {
                self.count_piece()?;
                self.open_paragraph()
            }
            "tbl" => self.open_table(),
            "tr" => self.open_row(),
            "tc" => {
                self.count_piece()?;
                self.open_cell()
            }
            "AlternateContent" => Element::Alternatives(false),
            "Choice" | "Fallback" => match self.open.last_mut() {
                Some(Element::Alternatives(true)) => return xml.skip().map(|()| None),
                Some(Element::Alternatives(taken)) => {
                    *taken = true;
                    Element::Plain
                }
                _ => Element::Plain,
            },
            "footnote" | "endnote" if tag.attr("type").is_some_and(|kind| kind != "normal") => {
                return xml.skip().map(|()| None);
            }
            "pPr" | "tblGrid" | "trPr" | "tcPr" => {
                return self.read_properties(xml, name).map(|()| None);
            }
            // Formatting, settings, deleted and moved text, the instructions of fields, and the
            // pronunciation above a word.
            "rPr" | "tblPr" | "tblPrEx" | "sdtPr" | "sdtEndPr" | "sectPr" | "del" | "moveFrom"
            | "delText" | "instrText" | "delInstrText" | "rt" | "binData" => {
                return xml.skip().map(|()| None);
            }
            name => {
                self.enter_mark(name, tag);
                Element::Plain
            }
        };
        Ok(Some(element))
    }

    fn count_piece(&mut self) -> Result<(), XmlError> {
        self.n_pieces += 1;
        self.limits.check(Limit::StoryPieces, self.n_pieces).map_err(XmlError::Limit)
    }

    /// Elements of a run that stand for a character, and the marks of fields.
    fn enter_mark(&mut self, name: &str, tag: &Tag<'_>) {
        match name {
            "tab" | "ptab" => self.push_text("\t"),
            "br" | "cr" => self.push_text("\n"),
            "noBreakHyphen" => self.push_text("-"),
            "sym" => {
                let font = tag.attr("font").unwrap_or_default();
                let code = tag.attr("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                if let Some(found) = code.and_then(|code| symbol(&font, code)) {
                    self.push_text(found.encode_utf8(&mut [0; 4]));
                }
            }
            "fldChar" => match tag.attr("fldCharType").as_deref() {
                Some("begin") => {
                    self.fields.push(true);
                    self.n_instructions += 1;
                }
                Some("separate") => self.end_instruction(),
                Some("end") => {
                    self.end_instruction();
                    self.fields.pop();
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn end_instruction(&mut self) {
        if let Some(in_instruction) = self.fields.last_mut()
            && std::mem::take(in_instruction)
        {
            self.n_instructions -= 1;
        }
    }

    fn read_properties(&mut self, xml: &mut Xml<'_>, name: &str) -> Result<(), XmlError> {
        match name {
            "pPr" => {
                let stated = properties::paragraph(xml)?;
                let standing = self.catalog.standing(&stated);
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.heading = standing.heading;
                    paragraph.number = standing.number;
                    paragraph.end_deleted = stated.end_deleted;
                }
            }
            "tblGrid" => {
                let n_columns = properties::n_grid_columns(xml)?;
                if let Some(open) = self.tables.last_mut() {
                    open.table.n_grid_columns = n_columns;
                }
            }
            "trPr" => {
                let stated = properties::row(xml)?;
                if let Some(row) = self.tables.last_mut().and_then(|open| open.row.as_mut()) {
                    row.properties = stated;
                }
            }
            _ => {
                let stated = properties::cell(xml)?;
                if let Some(cell) = self.tables.last_mut().and_then(|open| open.cell.as_mut()) {
                    cell.properties = stated;
                }
            }
        }
        Ok(())
    }

    /// The cell that text goes to; none outside of tables.
    fn cell(&mut self) -> Option<&mut OpenCell> {
        self.tables.last_mut().and_then(|open| open.cell.as_mut())
    }

    fn push_text(&mut self, text: &str) {
        if self.n_instructions > 0 {
            return;
        }
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    fn open_paragraph(&mut self) -> Element {
        let text = match self.carried.take() {
            Some((depth, text)) if depth == self.tables.len() => text,
            other => {
                self.carried = other;
                String::new()
            }
        };
        let slot = match self.cell() {
            Some(cell) => {
                cell.texts.push(String::new());
                cell.texts.len() - 1
            }
            None => {
                self.blocks.push(None);
                self.blocks.len() - 1
            }
        };
        self.paragraphs.push(OpenParagraph {
            text,
            slot,
            heading: false,
            number: None,
            end_deleted: false,
        });
        Element::Paragraph
    }

    fn open_table(&mut self) -> Element {
        let block = self.blocks.len();
        self.blocks.push(None);
        self.tables.push(OpenTable { block, ..OpenTable::default() });
        Element::Table
    }

    fn open_row(&mut self) -> Element {
        match self.tables.last_mut() {
            Some(open) if open.row.is_none() => {
                open.row = Some(Row::default());
                Element::Row
            }
            _ => Element::Plain,
        }
    }

    fn open_cell(&mut self) -> Element {
        match self.tables.last_mut() {
            Some(open) if open.row.is_some() && open.cell.is_none() => {
                open.cell = Some(OpenCell::default());
                Element::Cell
            }
            _ => Element::Plain,
        }
    }

    fn close(&mut self, element: Element) {
        match element {
            Element::Plain | Element::Text | Element::Alternatives(_) => {}
            Element::Paragraph => self.close_paragraph(),
            Element::Cell => self.close_cell(),
            Element::Row => {
                let Some(open) = self.tables.last_mut() else { return };
                let row = open.row.take().filter(|row| !row.properties.deleted);
                open.table.rows.extend(row.filter(|row| !row.cells.is_empty()));
            }
            Element::Table => {
                let Some(open) = self.tables.pop() else { return };
                if let Some(block) = self.blocks.get_mut(open.block) {
                    *block = Some(Block::Table(open.table));
                }
            }
        }
    }

    fn close_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        // A field whose instruction never ended would swallow all that follows.
        while self.n_instructions > 0 && self.paragraphs.is_empty() {
            self.end_instruction();
            self.fields.pop();
        }
        let text = match paragraph.number {
            Some(number) => numbered(&number, &paragraph.text),
            None => paragraph.text,
        };
        if paragraph.end_deleted && !text.is_empty() {
            self.uncarry();
            self.carried = Some((self.tables.len(), text));
            return;
        }
        let heading = paragraph.heading;
        match self.cell() {
            Some(cell) => {
                if let Some(slot) = cell.texts.get_mut(paragraph.slot) {
                    *slot = text;
                }
            }
            None => {
                if let Some(slot) = self.blocks.get_mut(paragraph.slot) {
                    *slot = Some(Block::Paragraph(Paragraph { text, heading }));
                }
            }
        }
    }

    fn close_cell(&mut self) {
        if self.carried.as_ref().is_some_and(|(depth, _)| *depth == self.tables.len()) {
            self.uncarry();
        }
        let Some(open) = self.tables.last_mut() else { return };
        let (Some(cell), Some(row)) = (open.cell.take(), open.row.as_mut()) else { return };
        if !cell.properties.deleted {
            row.cells.push(Cell { text: cell.texts.join("\n"), properties: cell.properties });
        }
    }

    /// Gives carried text a paragraph of its own: there is none that it could go on in.
    fn uncarry(&mut self) {
        let Some((_, text)) = self.carried.take() else { return };
        match self.cell() {
            Some(cell) => cell.texts.push(text),
            None => {
                let heading = false;
                self.blocks.push(Some(Block::Paragraph(Paragraph { text, heading })));
            }
        }
    }
}

/// An item with its number. A blank keeps a number from running into digits and words; Chinese text
/// follows its number at once, as it is typed by hand.
fn numbered(number: &str, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let runs_on = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    format!("{number}{}{text}", if runs_on { " " } else { "" })
}
