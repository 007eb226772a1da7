//! Raw document to document: rebuilds tables with merged cells.
//!
//! Layout knows no form: words and the rows that a form prints come from a [`Lexicon`]. It is total:
//! every input gives a document, and doubts are diagnostics.

mod aligned;
mod apart;
mod breaks;
mod canvas;
mod declared;
mod header;
mod masthead;
mod placing;
mod prose;
mod rows;

use formgrid_model::{
    Block, Code, Diagnostics, Document, Format, Lexicon, Limits, Paragraph, RawDocument, RawItem,
    RawParagraph, RawText, Slots,
};

/// Resolves a raw document: separates tables from paragraphs and gives every table its grid.
pub fn resolve(
    mut raw: RawDocument,
    lexicon: &Lexicon,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Document {
    masthead::lift(&mut raw, lexicon);
    let mut slots = Slots::new(limits);
    let mut blocks = Vec::new();
    for item in raw.items {
        match item {
            RawItem::Paragraph(paragraph) => blocks.extend(lift(paragraph)),
            RawItem::Grid(grid) => blocks.push(declared::table(grid, lexicon)),
            RawItem::Rows(rows) => {
                blocks.append(&mut rows::resolve(rows, lexicon, &mut slots, diagnostics));
            }
            RawItem::Canvas(pages) => {
                blocks.append(&mut canvas::resolve(pages, lexicon, &mut slots, diagnostics));
            }
            RawItem::Furniture(text) => drop_furniture(&text, diagnostics),
        }
    }
    let blocks = apart::join(blocks, &mut slots, diagnostics);
    if raw.format == Format::Text {
        prose::report(&blocks, lexicon, diagnostics);
    }
    Document { format: raw.format, blocks, n_atoms: raw.n_atoms, sheets: raw.sheets }
}

/// A paragraph block; `None` if the text is blank.
fn lift(raw: RawParagraph) -> Option<Block> {
    let RawParagraph { text: RawText { text, place, atom }, heading } = raw;
    let text = text.trim().to_owned();
    let atoms = atom.into_iter().collect();
    (!formgrid_model::is_blank(&text)).then_some(Block::Paragraph(Paragraph {
        text,
        place,
        atoms,
        heading,
    }))
}

fn drop_furniture(raw: &RawText, diagnostics: &mut Diagnostics) {
    if let Some(atom) = raw.atom {
        let message = format!("a page header or footer: {}", raw.text.trim());
        let atoms = std::iter::once(atom).collect();
        diagnostics.consume(Code::LayoutFurniture, raw.place, atoms, message);
    }
}
