//! Parsing: the XML of a story (body, header, footnotes) to paragraphs and tables as stated.
//!
//! One pass over the events with a small state per open element, so deep nesting cannot overflow the
//! stack. A nested table becomes a separate table after the outer one, unless it has one or two cells:
//! then it is text of its cell. The text of a text box follows its anchor paragraph. Each text appears
//! exactly once. On an XML error everything open is closed and kept.

mod bound;
mod field;
mod marks;
mod math;
mod tables;

use formgrid_model::{Limit, Limits};
use formgrid_package::{Event, Tag, Xml, XmlError};

use self::{bound::Bound, field::Field, math::Math};
use super::{
    catalog::Catalog,
    properties::{self, CellProperties, RowProperties},
    runs::{self, RunProperties},
};

/// Contents of a story, in order.
#[derive(Debug)]
pub(super) enum Block {
    /// A paragraph outside tables.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
    /// Content in another format, by relationship id.
    Chunk(String),
}

/// A paragraph outside tables. Soft breaks in its text are `\n`.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) heading: bool,
}

/// A table as stated.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Columns that `tblGrid` declares.
    pub(super) n_grid_columns: usize,
    pub(super) rows: Vec<Row>,
    /// Number in the document, one-based.
    pub(super) number: usize,
}

/// A row as stated.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) properties: RowProperties,
    pub(super) cells: Vec<Cell>,
}

/// A cell as stated. Its paragraphs and soft breaks are separated by `\n`.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) properties: CellProperties,
    pub(super) text: String,
}

/// The result of parsing a story.
#[derive(Debug)]
pub(super) struct Story {
    /// Its blocks, up to the error if there is one.
    pub(super) blocks: Vec<Block>,
    /// Texts that tracked changes insert, delete or move.
    pub(super) n_changes: usize,
    /// Why parsing stopped early.
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
        run: RunProperties::default(),
        n_asking: 0,
        bound: None,
        words: String::new(),
        n_tables: 0,
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

/// An open element, as far as its end matters.
#[derive(Debug, Clone, Copy)]
enum Element {
    Plain,
    Text,
    Paragraph,
    Table,
    Row,
    Cell,
    /// `AlternateContent`, and whether a branch was taken.
    Alternatives(bool),
    /// A field instruction.
    Instruction,
    /// A field whose instruction is an attribute (`fldSimple`).
    Field,
    /// A content control, and whether it shows its placeholder.
    Control(bool),
    /// An embedded object; its preview picture is not reported separately.
    Object,
    /// A part of a formula, and the byte of the text where it began.
    Math(Math, usize),
}

struct Parser<'c, 'p, 'a> {
    catalog: &'c mut Catalog<'p, 'a>,
    open: Vec<Element>,
    /// Blocks in the order in which they began; `None` while open.
    blocks: Vec<Option<Block>>,
    tables: Vec<OpenTable>,
    paragraphs: Vec<OpenParagraph>,
    /// Open fields.
    fields: Vec<Field>,
    /// Open fields still in their instruction; text is visible only when there are none.
    n_instructions: usize,
    /// Text whose paragraph mark is deleted, and its table depth.
    carried: Option<(usize, String)>,
    /// Properties of the open run.
    run: RunProperties,
    /// Enclosing content controls that show their placeholder.
    n_asking: usize,
    /// The outermost content control with a bound text.
    bound: Option<Bound>,
    /// Alternative text of the open picture.
    words: String,
    /// Tables so far.
    n_tables: usize,
    limits: &'a Limits,
    /// Paragraphs and cells so far.
    n_pieces: usize,
    /// Tracked changes so far.
    n_changes: usize,
}

#[derive(Debug, Default)]
struct OpenTable {
    /// Index of its block.
    block: usize,
    table: Table,
    row: Option<Row>,
    cell: Option<OpenCell>,
}

#[derive(Debug, Default)]
struct OpenCell {
    properties: CellProperties,
    /// Texts of its paragraphs in the order in which they began.
    texts: Vec<String>,
}

#[derive(Debug)]
struct OpenParagraph {
    text: String,
    /// Index of its block, or of its text in the cell.
    slot: usize,
    heading: bool,
    number: Option<String>,
    end_deleted: bool,
    /// Run properties from its style.
    run_properties: RunProperties,
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
                Event::Text(text) => match self.open.last() {
                    Some(Element::Text) => self.push_text(&text),
                    Some(Element::Instruction) => {
                        if let Some(field) = self.fields.last_mut() {
                            field.add_instruction(&text);
                        }
                    }
                    _ => {}
                },
                Event::End => return Ok(()),
            }
        }
    }

    /// The meaning of an element; `None` if it was skipped with its contents.
    fn enter(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<Option<Element>, XmlError> {
        let name = tag.local();
        self.n_changes += usize::from(matches!(name, "ins" | "del" | "moveFrom" | "moveTo"));
        if matches!(self.open.last(), Some(Element::Math(..))) && !matches!(name, "t" | "r") {
            return self.enter_math(xml, name);
        }
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
            "r" => {
                self.run =
                    self.paragraphs.last().map(|open| open.run_properties).unwrap_or_default();
                match self.open.last() {
                    Some(&Element::Math(..)) => Element::Math(Math::Plain, 0),
                    _ => Element::Plain,
                }
            }
            "oMath" | "oMathPara" => Element::Math(Math::Plain, 0),
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
            "pPr" | "tblGrid" | "trPr" | "tcPr" | "rPr" | "sdtPr" | "ffData" => {
                return self.read_properties(xml, name).map(|()| None);
            }
            "instrText" => Element::Instruction,
            "fldSimple" => self.open_simple_field(tag),
            "sdt" => Element::Control(false),
            "altChunk" => {
                let id = tag.attr("id").unwrap_or_default().into_owned();
                self.blocks.push(Some(Block::Chunk(id)));
                Element::Plain
            }
            "object" => Element::Object,
            // Formatting, settings, deleted and moved text, and ruby text.
            "tblPr" | "tblPrEx" | "sdtEndPr" | "sectPr" | "del" | "moveFrom" | "delText"
            | "delInstrText" | "rt" | "binData" => {
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

    fn read_properties(&mut self, xml: &mut Xml<'_>, name: &str) -> Result<(), XmlError> {
        match name {
            "pPr" => {
                let stated = properties::paragraph(xml)?;
                let resolved = self.catalog.resolve(&stated);
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.heading = resolved.heading;
                    paragraph.number = resolved.number;
                    paragraph.end_deleted = stated.end_deleted;
                    paragraph.run_properties = resolved.run_properties;
                    self.run = resolved.run_properties;
                }
            }
            "rPr" => {
                let (stated, style) = runs::run(xml)?;
                let of_style = style.map(|id| self.catalog.run_properties(&id)).unwrap_or_default();
                let around =
                    self.paragraphs.last().map(|open| open.run_properties).unwrap_or_default();
                self.run = stated.over(of_style.over(around));
            }
            "sdtPr" => self.read_control(xml)?,
            "ffData" => {
                let state = field::state(xml)?;
                if let Some(field) = self.fields.last_mut() {
                    field.state = state;
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

    /// The cell that receives text; `None` outside tables.
    fn cell(&mut self) -> Option<&mut OpenCell> {
        self.tables.last_mut().and_then(|open| open.cell.as_mut())
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
            run_properties: RunProperties::default(),
        });
        self.run = RunProperties::default();
        self.begin_bound();
        Element::Paragraph
    }

    fn close(&mut self, element: Element) {
        match element {
            Element::Plain
            | Element::Text
            | Element::Alternatives(_)
            | Element::Instruction
            | Element::Object => {}
            Element::Paragraph => self.close_paragraph(),
            Element::Cell => self.close_cell(),
            Element::Row => self.close_row(),
            Element::Table => self.close_table(),
            Element::Field => self.close_field(),
            Element::Control(asks) => {
                self.n_asking -= usize::from(asks).min(self.n_asking);
                self.end_bound_control();
            }
            Element::Math(kind, start) => self.close_math(kind, start),
        }
    }

    fn close_paragraph(&mut self) {
        self.end_bound_paragraph();
        let Some(paragraph) = self.paragraphs.pop() else { return };
        // A field without an end would swallow everything after it.
        while self.n_instructions > 0 && self.paragraphs.is_empty() && !self.fields.is_empty() {
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

    /// Makes carried text a paragraph if nothing follows that it could join.
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

/// An item with its number. A space separates the number from digits and Latin words; Chinese text
/// follows directly, as people type it.
pub(super) fn numbered(number: &str, text: &str) -> String {
    if text.trim().is_empty() {
        // A serial number is often a numbered paragraph without text.
        return number.to_owned();
    }
    let runs_on = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    format!("{number}{}{text}", if runs_on { " " } else { "" })
}
