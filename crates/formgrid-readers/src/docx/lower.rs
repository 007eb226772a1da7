//! Lowering: paragraphs and tables as stated to raw items, with numbered atoms.

use formgrid_model::{
    Code, Diagnostics, Format, Limits, Place, RawDocument, RawItem, RawParagraph, Slots, is_blank,
};

use super::{
    atoms::Atomizer,
    properties::MAX_SPAN,
    story::{Block, Paragraph, Row, Table},
    table::{self, Lowered},
};

/// The raw document so far.
#[derive(Debug)]
pub(super) struct Lowering {
    items: Vec<RawItem>,
    atoms: Atomizer,
    slots: Slots,
}

impl Lowering {
    /// Nothing so far.
    pub(super) fn new(limits: &Limits) -> Self {
        Self { items: Vec::new(), atoms: Atomizer::default(), slots: Slots::new(limits) }
    }

    /// Adds blocks that are read.
    pub(super) fn body(&mut self, blocks: Vec<Block>, diagnostics: &mut Diagnostics) {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => self.paragraph(&paragraph),
                Block::Table(table) => self.table(table, diagnostics),
            }
        }
    }

    /// Adds blocks that stand on every page.
    pub(super) fn furniture(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => self.furniture_text(&paragraph.text),
                Block::Table(table) => {
                    let cells = table.rows.iter().flat_map(|row| &row.cells);
                    cells.for_each(|cell| self.furniture_text(&cell.text));
                }
            }
        }
    }

    /// The raw document.
    pub(super) fn finish(self) -> RawDocument {
        RawDocument {
            format: Format::Docx,
            items: self.items,
            n_atoms: self.atoms.n_atoms,
            sheets: Vec::new(),
        }
    }

    /// A soft break outside of tables divides a paragraph in two, as it does in a dump of the document.
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

    fn table(&mut self, table: Table, diagnostics: &mut Diagnostics) {
        let is_clamped = |row: &Row| {
            row.properties.clamped || row.cells.iter().any(|cell| cell.properties.clamped)
        };
        if let Some(row) = table.rows.iter().position(is_clamped) {
            let message = format!("a cell of row {} claims more than {MAX_SPAN} columns", row + 1);
            diagnostics.report(Code::ReadSpanClamped, Place::default(), message);
        }
        match table::lower(table, &mut self.slots, &mut self.atoms) {
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
