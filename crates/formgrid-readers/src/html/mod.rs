//! The HTML reader: web pages, and what Word, Excel and WPS save as pages under any file extension.
//!
//! Supported: tables by the standard's algorithm (`rowspan=0`, overlaps, `thead` first and `tfoot`
//! last), tables by CSS or role, grids with a known number of columns and flex rows with equally many
//! items if their cells are texts, nested tables as separate grids (those of one or two cells are text of
//! their cell), captions, `thead` as header rows, documents in an `iframe` (`srcdoc`), headings by element
//! or by Word's outline level, paragraphs, line breaks, form fields with their state, ordered-list
//! numbers, alternative texts of images, generated content with counters, superscript and subscript
//! digits, symbol fonts, MHTML, encodings by mark, declaration or detection, the raw number that Excel
//! writes next to a displayed one (`x:num`).
//! Partly supported: styles (of the page itself, selectors by tag, class, id and attribute), formulas
//! (on one line), single-column tables around other tables (frames, which are dropped).
//! Left out and reported: hidden and struck text, images without alternative text, embedded objects.
//! Ignored: scripts, frames, column elements.

mod boxes;
mod cascade;
mod charset;
mod content;
mod counters;
mod css;
mod field;
mod lower;
mod mhtml;
mod page;
mod pieces;
mod role;
mod spacing;
mod table;
mod tracks;
mod tree;

use formgrid_model::{
    Code, Diagnostics, Format, Limit, Limits, Place, RawDocument, RawItem, Slots,
};

use self::{page::Page, tree::Tree};
use crate::{ReadError, text::mojibake};
pub(crate) use mhtml::is_message;

/// Reads a page, or a message that holds pages.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    read_after(bytes, 0, limits, diagnostics)
}

/// Reads a page inside another document that has assigned `n_atoms` atoms.
pub(crate) fn read_after(
    bytes: &[u8],
    n_atoms: u32,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    limits.check(Limit::PageBytes, bytes.len())?;
    let document =
        RawDocument { format: Format::Html, items: Vec::new(), n_atoms, sheets: Vec::new() };
    let mut reading = Reading { document, slots: Slots::new(limits), limits, diagnostics };
    if is_message(bytes) {
        for page in mhtml::pages(bytes) {
            if page.is_hidden {
                let message = format!("a sheet is hidden, left out: {}", page.name);
                reading.report(Code::ReadHidden, message);
                continue;
            }
            reading.page(&page.bytes, page.charset.as_deref())?;
        }
    } else {
        reading.page(bytes, None)?;
    }
    Ok(reading.document)
}

/// A fragment of HTML inside another text.
pub(crate) struct Part<'a> {
    /// Its markup.
    pub(crate) text: &'a str,
    /// Line of the source on which it begins, one-based.
    pub(crate) first_line: u32,
    /// Atoms assigned before it.
    pub(crate) n_atoms: u32,
}

/// Reads a fragment; also returns the number of atoms assigned so far.
pub(crate) fn read_part(
    part: &Part<'_>,
    limits: &Limits,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> (Vec<RawItem>, u32) {
    let tree = Tree::parse(part.text, limits).begun_at(part.first_line);
    let page = Page::new(tree, limits);
    page.report(Place::at_line(part.first_line), diagnostics);
    lower::lower(&page, part.n_atoms, limits, slots, diagnostics)
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
        if decoded.second.is_some() {
            let message =
                "the page is in two encodings, UTF-8 and GB18030; each line was read in its own";
            self.report(Code::ReadEncodingDoubtful, message);
        }
        let restored = mojibake::restored(&decoded.text, self.diagnostics);
        let text = restored.as_deref().unwrap_or(&decoded.text);
        let page = Page::new(Tree::parse(text, self.limits), self.limits);
        page.report(Place::default(), self.diagnostics);
        let n_atoms = self.document.n_atoms;
        let (items, n_atoms) =
            lower::lower(&page, n_atoms, self.limits, &mut self.slots, self.diagnostics);
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
