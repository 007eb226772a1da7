//! The HTML reader: pages of the web, and what Word, Excel and WPS save as pages, whatever their name.
//!
//! Read: tables by the standard's own algorithm (`rowspan=0`, overlaps, `tfoot`), tables inside cells
//! as grids of their own, captions, `thead` as rows that repeat, headings by element or by Word's
//! outline level, paragraphs, line breaks, text written into form fields, MHTML, encodings by mark,
//! declaration or content, the raw number that Excel writes beside a displayed one (`x:num`). Partly:
//! styles (only `display:none` and Word's own marks of hidden and outlined text, and only where they
//! stand at the element), tables with a single column around other tables (they are frames and vanish).
//! Left out and reported: what is not displayed, what an editor deleted. Ignored: scripts, styles,
//! frames, pictures, lists to choose from, column elements.

mod charset;
mod lower;
mod mhtml;
mod pieces;
mod spacing;
mod table;
mod tree;

use formgrid_model::{Code, Diagnostics, Format, Limit, Limits, Place, RawDocument, Slots};

use crate::ReadError;
pub(crate) use mhtml::is_message;

/// Reads a page, or a message that holds pages.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    limits.check(Limit::PageBytes, bytes.len())?;
    let document =
        RawDocument { format: Format::Html, items: Vec::new(), n_atoms: 0, sheets: Vec::new() };
    let mut reading = Reading { document, slots: Slots::new(limits), limits, diagnostics };
    if is_message(bytes) {
        for page in mhtml::pages(bytes) {
            reading.page(&page.bytes, page.charset.as_deref())?;
        }
    } else {
        reading.page(bytes, None)?;
    }
    Ok(reading.document)
}

struct Reading<'a> {
    document: RawDocument,
    slots: Slots,
    limits: &'a Limits,
    diagnostics: &'a mut Diagnostics,
}

impl Reading<'_> {
    fn page(&mut self, bytes: &[u8], charset: Option<&str>) -> Result<(), ReadError> {
        let decoded = charset::decode(bytes, charset)?;
        if decoded.damaged {
            let is_replaced = |&c: &char| c == char::REPLACEMENT_CHARACTER;
            let n_replaced = decoded.text.chars().filter(is_replaced).count();
            let message = format!("{n_replaced} undecodable byte sequences were replaced");
            self.report(Code::ReadUndecodable, message);
        }
        let tree = tree::Tree::parse(&decoded.text, self.limits);
        if tree.too_deep {
            let message =
                "elements are nested too deep; their texts stand at the deepest level kept";
            self.report(Code::ReadNested, message);
        }
        if let Some(over) = tree.cut {
            self.report(Code::ReadCut, format!("{over}; what follows them was left out"));
        }
        let n_atoms = self.document.n_atoms;
        let (items, n_atoms) = lower::lower(&tree, n_atoms, &mut self.slots, self.diagnostics);
        self.document.items.extend(items);
        self.document.n_atoms = n_atoms;
        Ok(())
    }

    fn report(&mut self, code: Code, message: impl Into<String>) {
        self.diagnostics.report(code, Place::default(), message);
    }
}

#[cfg(test)]
mod tests;
