//! The texts of a raw document, for what is done with all of them.

use formgrid_model::{LineContent, Place, RawDocument, RawItem, RawParagraph, RawText};

/// Passes each text with its place, in order. Glyphs of pages, which have no texts yet, are not passed.
pub(crate) fn for_each(raw: &mut RawDocument, mut take: impl FnMut(&mut String, Place)) {
    for item in &mut raw.items {
        match item {
            RawItem::Paragraph(RawParagraph { text, .. }) | RawItem::Furniture(text) => {
                take(&mut text.text, text.place);
            }
            RawItem::Rows(rows) => {
                for text in rows.lines.iter_mut().flat_map(|line| of_line(&mut line.content)) {
                    take(&mut text.text, text.place);
                }
            }
            RawItem::Grid(raw) => raw.grid.texts_mut().for_each(|(text, place)| take(text, place)),
            RawItem::Canvas(_) => {}
        }
    }
}

fn of_line(content: &mut LineContent) -> &mut [RawText] {
    match content {
        LineContent::Blank => &mut [],
        LineContent::Text(text) => std::slice::from_mut(text),
        LineContent::Cells(cells) | LineContent::Drawn(_, cells) => cells,
    }
}
