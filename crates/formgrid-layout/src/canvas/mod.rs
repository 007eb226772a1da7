//! Pages of words and shapes to blocks: tables by their rulings, tables by their alignment, and the
//! paragraphs around them.

use formgrid_model::{Block, Diagnostics, Lexicon, Paragraph, RawCanvas};

/// The blocks of all pages in reading order.
pub(crate) fn resolve(
    canvas: RawCanvas,
    _lexicon: &Lexicon,
    _diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let words = canvas.pages.into_iter().flat_map(|page| page.words);
    let blocks = words.map(|word| {
        Block::Paragraph(Paragraph {
            text: word.text.text,
            place: word.text.place,
            atoms: word.text.atom.into_iter().collect(),
            heading: false,
        })
    });
    blocks.collect()
}
