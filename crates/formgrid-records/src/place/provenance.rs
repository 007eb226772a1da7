//! References to texts resolved: text, place in the source, atoms.

use formgrid_model::{AtomId, Atoms, Block, Cell, Place};

use super::filing::{Placed, spot};
use super::writer::Writer;
use crate::forms::Src;
use crate::record::Spot;

impl<'a> Writer<'a, '_> {
    /// The cell of a text; none for a paragraph.
    pub(super) fn cell(&self, src: Src) -> Option<&'a Cell> {
        match (self.reading.content.block(src.block)?, src.cell) {
            (Block::Table(table), Some(cell)) => table.grid.cells().get(cell),
            _ => None,
        }
    }

    /// The text behind a reference, with its place and atoms; none for an unknown reference.
    fn source(&self, src: Src) -> Option<(&'a str, Place, &'a Atoms)> {
        match self.reading.content.block(src.block)? {
            Block::Table(table) => {
                let cell = table.grid.cells().get(src.cell?)?;
                Some((&cell.text, cell.place, &cell.atoms))
            }
            Block::Paragraph(paragraph) => {
                Some((&paragraph.text, paragraph.place, &paragraph.atoms))
            }
        }
    }

    /// The text itself; empty for an unknown reference.
    pub(super) fn text(&self, src: Src) -> &'a str {
        self.source(src).map_or("", |(text, ..)| text)
    }

    /// The place of a text in its source.
    pub(super) fn place(&self, src: Src) -> Place {
        self.source(src).map(|(_, place, _)| place).unwrap_or_default()
    }

    /// The atoms of a text.
    pub(super) fn atoms(&self, src: Src) -> &'a [AtomId] {
        self.source(src).map_or(&[], |(.., atoms)| atoms)
    }

    /// Where a text was printed.
    pub(super) fn spot(&self, src: Src) -> Spot {
        let mut spot = spot(&self.place(src), self.reading.content.document);
        if let Some(cell) = self.cell(src)
            && let Some(source) = self.reading.content.source(src.block)
        {
            let printed = source.cell(cell).unwrap_or(cell);
            spot.table = Some(source.number);
            spot.row = Some(printed.row);
            spot.col = Some(printed.col);
            spot.row_span = Some(printed.row_span);
            spot.col_span = Some(printed.col_span);
        }
        spot
    }

    /// The provenance of a text.
    pub(super) fn placed(&self, src: Src) -> Placed {
        let mut placed = Placed {
            spot: self.spot(src),
            confidence: 1.0,
            repairs: Vec::new(),
            order: (src.block, 0, 0),
        };
        if let Some(cell) = self.cell(src)
            && let Some(Block::Table(table)) = self.reading.content.block(src.block)
        {
            let note = table.rows.get(cell.row);
            placed.confidence = note.map_or(1.0, |note| note.confidence);
            placed.repairs = note.map(|note| note.repairs.clone()).unwrap_or_default();
            placed.order = (src.block, cell.row, cell.col);
        }
        placed
    }
}
