//! Raw document to document: rebuilds the merged-cell tables.
//!
//! Layout knows no form: what it must know of words and of the rows a form prints reaches it as a
//! [`Lexicon`]. It is total: whatever the input, there is a document, and doubts are diagnostics.

mod header;
mod rows;

use formgrid_model::{
    Block, Diagnostics, Document, Lexicon, Paragraph, RawDocument, RawItem, RawText,
};

/// Resolves a raw document: tells tables from paragraphs and gives every table its grid.
pub fn resolve(raw: RawDocument, lexicon: &Lexicon, diagnostics: &mut Diagnostics) -> Document {
    let mut blocks = Vec::new();
    for item in raw.items {
        match item {
            RawItem::Paragraph(text) => blocks.extend(paragraph(text, false)),
            RawItem::Rows(rows) => blocks.append(&mut rows::resolve(rows, lexicon, diagnostics)),
        }
    }
    Document { format: raw.format, blocks, n_atoms: raw.n_atoms, sheets: Vec::new() }
}

/// A paragraph block; none where the text is blank.
fn paragraph(raw: RawText, heading: bool) -> Option<Block> {
    let atoms = raw.atom.into_iter().collect();
    let text = raw.text.trim().to_owned();
    (!formgrid_model::is_blank(&text)).then_some(Block::Paragraph(Paragraph {
        text,
        place: raw.place,
        atoms,
        heading,
    }))
}
