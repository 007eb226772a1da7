//! A document: its pages in order.

use formgrid_model::{Limit, Limits};

use crate::{
    Page, PdfError, TaggedTable,
    allowance::Allowance,
    aside,
    fonts::Fonts,
    interpret::{Fields, Session, read_page},
    layers::Layers,
    objects::Objects,
    opening,
    pages::pages,
    structure::{self, Structure},
};

/// The content of a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PdfDocument {
    /// All pages, including those without content.
    pub pages: Vec<Page>,
    /// Tagged tables, in the order of the structure tree.
    pub tagged: Vec<TaggedTable>,
    /// Names of attached files, in order; empty for one without a name.
    pub attachments: Vec<String>,
    /// Whether the content is a dynamic XFA form, which the pages do not show.
    pub has_dynamic_form: bool,
}

/// Reads all pages of a document.
///
/// # Errors
///
/// [`PdfError`] when the document needs a password, has no pages, or exceeds a limit of the whole
/// document. A limit of one page is a [`Fault`](crate::Fault) of that page.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<PdfDocument, PdfError> {
    let document = opening::open(bytes, limits)?;
    let allowance = Allowance::new(limits);
    let objects = Objects { document: &document, allowance: &allowance };
    let nodes = pages(objects, limits.of(Limit::PdfPages))?;
    if nodes.is_empty() {
        return Err(PdfError::Malformed { what: "it has no pages".to_owned() });
    }
    let Structure { tables, texts } = structure::read(objects, &nodes);
    let mut session = Session {
        objects,
        fonts: Fonts::new(objects),
        layers: Layers::read(objects),
        fields: Fields::read(objects),
        limits,
        operators: limits.of(Limit::PdfOperators),
        texts,
    };
    let pages = nodes.iter().enumerate().map(|(at, node)| read_page(&mut session, node, at));
    Ok(PdfDocument {
        pages: pages.collect(),
        tagged: tables,
        attachments: aside::attachments(objects, &nodes),
        has_dynamic_form: aside::has_dynamic_form(objects),
    })
}
