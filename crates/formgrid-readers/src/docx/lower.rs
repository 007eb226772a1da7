//! Lowering: parsed paragraphs and tables to raw items with numbered atoms.

use formgrid_model::{
    Code, Diagnostics, Format, Limits, Place, RawDocument, RawItem, RawParagraph, Slots, is_blank,
};

use super::{
    atoms::Atomizer,
    properties::MAX_SPAN,
    story::{Block, Paragraph, Row, Table},
    table::{self, Lowered},
    widths,
};
use crate::left_out::LeftOut;

/// Builds the raw document.
#[derive(Debug)]
pub(super) struct Lowering {
    items: Vec<RawItem>,
    atoms: Atomizer,
    slots: Slots,
    left_out: LeftOut,
}

impl Lowering {
    /// An empty document; atoms are numbered from `n_atoms`.
    pub(super) fn new(limits: &Limits, n_atoms: u32) -> Self {
        Self {
            items: Vec::new(),
            atoms: Atomizer { n_atoms },
            slots: Slots::new(limits),
            left_out: LeftOut::default(),
        }
    }

    /// Atoms assigned so far.
    pub(super) fn n_atoms(&self) -> u32 {
        self.atoms.n_atoms
    }

    /// Appends the document that another reader made of a part.
    pub(super) fn append(&mut self, part: RawDocument) {
        self.items.extend(part.items);
        self.atoms.n_atoms = part.n_atoms;
    }

    /// Adds each line of a text as a paragraph.
    pub(super) fn plain(&mut self, text: &str) {
        self.paragraph(&Paragraph { text: text.replace('\r', ""), heading: false });
    }

    /// Adds blocks of the body.
    pub(super) fn body(&mut self, blocks: Vec<Block>, diagnostics: &mut Diagnostics) {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => self.paragraph(&paragraph),
                Block::Table(table) => self.table(table, diagnostics),
                Block::Chunk(id) => self.leave_out_chunk(&id),
            }
        }
    }

    /// Reports content in an unsupported format.
    pub(super) fn leave_out_chunk(&mut self, name: &str) {
        let what = "a part in another format was passed over";
        self.left_out.add(Code::ReadPassedOver, what, Place::default(), name);
    }

    /// Adds blocks that appear on every page.
    pub(super) fn furniture(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => self.furniture_text(&paragraph.text),
                Block::Table(table) => {
                    let cells = table.rows.iter().flat_map(|row| &row.cells);
                    cells.for_each(|cell| self.furniture_text(&cell.text));
                }
                Block::Chunk(id) => self.leave_out_chunk(&id),
            }
        }
    }

    /// The raw document.
    pub(super) fn finish(self, diagnostics: &mut Diagnostics) -> RawDocument {
        self.left_out.report(diagnostics);
        RawDocument {
            format: Format::Docx,
            items: self.items,
            n_atoms: self.atoms.n_atoms,
            sheets: Vec::new(),
        }
    }

    /// A soft break outside tables splits a paragraph, as a text dump does.
    fn paragraph(&mut self, paragraph: &Paragraph) {
        for line in paragraph.text.split('\n').filter(|line| !is_blank(line)) {
            let text = self.atoms.text(line.to_owned());
            let heading = paragraph.heading;
            self.items.push(RawItem::Paragraph(RawParagraph { text, heading }));
        }
    }

    fn furniture_text(&mut self, text: &str) {
        let text = table::tidy(text);
        if !text.is_empty() {
            self.items.push(RawItem::Furniture(self.atoms.text(text)));
        }
    }

    fn table(&mut self, mut table: Table, diagnostics: &mut Diagnostics) {
        let is_clamped = |row: &Row| {
            row.properties.clamped || row.cells.iter().any(|cell| cell.properties.clamped)
        };
        if let Some(row) = table.rows.iter().position(is_clamped) {
            let message = format!("a cell of row {} claims more than {MAX_SPAN} columns", row + 1);
            diagnostics.report(Code::ReadSpanClamped, Place::default(), message);
        }
        widths::span(&mut table);
        match table::lower(table, &mut self.slots, &mut self.atoms, &mut self.left_out) {
            Lowered::Nothing => {}
            Lowered::Grid(grid) => self.items.push(RawItem::Grid(grid)),
            Lowered::TooLarge(error, table) => {
                diagnostics.report(Code::LayoutTooLarge, Place::default(), error.to_string());
                for cell in table.rows.into_iter().flat_map(|row| row.cells) {
                    self.paragraph(&Paragraph { text: cell.text, heading: false });
                }
            }
        }
    }
}
