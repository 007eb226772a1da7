//! A compact form of raw documents for the tests of word-processor formats.

use formgrid_model::{Cell, RawDocument, RawItem};

/// Paragraphs and rows of a document: `#` marks headings, brackets furniture; cells are `[text]rows x
/// columns`.
pub(crate) fn shown(raw: &RawDocument) -> String {
    let mut lines = Vec::new();
    for item in &raw.items {
        match item {
            RawItem::Paragraph(p) if p.heading => lines.push(format!("# {}", p.text.text)),
            RawItem::Paragraph(p) => lines.push(p.text.text.clone()),
            RawItem::Furniture(text) => lines.push(format!("({})", text.text)),
            RawItem::Grid(raw) => lines.extend((0..raw.grid.n_rows()).map(|row| {
                let cell = |c: &Cell| {
                    format!("[{}]{}x{}", c.text.replace('\n', "/"), c.row_span, c.col_span)
                };
                raw.grid.origins(row).map(cell).collect::<String>()
            })),
            other => lines.push(format!("{other:?}")),
        }
    }
    lines.join("\n")
}
