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

use formgrid_model::{Code, Diagnostics, Format, Place, RawDocument};

use crate::ReadError;
pub(crate) use mhtml::is_message;

/// The largest page, in bytes: three hundred times the largest seen. The tree takes several times as
/// much, so it bounds the memory of one source.
const MAX_BYTES: usize = 32 << 20;

/// Reads a page, or a message that holds pages.
pub(crate) fn read(bytes: &[u8], diagnostics: &mut Diagnostics) -> Result<RawDocument, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::Limit { which: "bytes", found: bytes.len(), limit: MAX_BYTES });
    }
    let mut document =
        RawDocument { format: Format::Html, items: Vec::new(), n_atoms: 0, sheets: Vec::new() };
    if is_message(bytes) {
        for page in mhtml::pages(bytes) {
            read_page(&page.bytes, page.charset.as_deref(), &mut document, diagnostics)?;
        }
    } else {
        read_page(bytes, None, &mut document, diagnostics)?;
    }
    Ok(document)
}

fn read_page(
    bytes: &[u8],
    charset: Option<&str>,
    document: &mut RawDocument,
    diagnostics: &mut Diagnostics,
) -> Result<(), ReadError> {
    let decoded = charset::decode(bytes, charset)?;
    if decoded.damaged {
        let n_replaced = decoded.text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
        let message = format!("{n_replaced} undecodable byte sequences were replaced");
        diagnostics.report(Code::ReadUndecodable, Place::default(), message);
    }
    let tree = tree::Tree::parse(&decoded.text);
    if tree.too_deep {
        let message = "elements are nested too deep; their texts stand at the deepest level kept";
        diagnostics.report(Code::ReadNested, Place::default(), message);
    }
    if tree.cut {
        let message = "the page has too many elements; what follows them was left out";
        diagnostics.report(Code::ReadCut, Place::default(), message);
    }
    let (items, n_atoms) = lower::lower(&tree, document.n_atoms, diagnostics);
    document.items.extend(items);
    document.n_atoms = n_atoms;
    Ok(())
}

#[cfg(test)]
mod tests;
