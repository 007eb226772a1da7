//! Opening a document, and its pages one after the other.

use std::cell::Cell;

use formgrid_model::{Limit, Limits, OverLimit};
use lopdf::{DecompressError, Document, Error, LoadOptions};

use crate::{
    Page, PdfError, TaggedTable,
    fonts::Fonts,
    interpret::{Session, read_page},
    layers::Layers,
    limits::OBJECT_STREAM_FLOOR,
    objects::Objects,
    pages::pages,
    structure::{self, Structure},
};

/// What is read of a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Printout {
    /// Its pages, those without content included.
    pub pages: Vec<Page>,
    /// The tables that its producer has tagged, in its order.
    pub tagged: Vec<TaggedTable>,
}

/// Reads all pages of a document.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Printout, PdfError> {
    let document = open(bytes, limits)?;
    let bytes_left = Cell::new(limits.of(Limit::PdfContentBytes));
    let objects = Objects { document: &document, bytes_left: &bytes_left };
    let nodes = pages(objects, limits.of(Limit::PdfPages))?;
    if nodes.is_empty() {
        return Err(PdfError::Malformed { what: "it has no pages".to_owned() });
    }
    let Structure { tables, texts } = structure::read(objects, &nodes);
    let mut session = Session {
        objects,
        fonts: Fonts::new(objects, limits.of(Limit::PdfStreamBytes)),
        layers: Layers::read(objects),
        limits,
        operators: limits.of(Limit::PdfOperators),
        texts,
    };
    let pages = nodes.iter().enumerate().map(|(at, node)| read_page(&mut session, node, at));
    Ok(Printout { pages: pages.collect(), tagged: tables })
}

fn open(bytes: &[u8], limits: &Limits) -> Result<Document, PdfError> {
    let options = LoadOptions::with_max_decompressed_size(object_stream_limit(bytes, limits));
    let document =
        Document::load_mem_with_options(bytes, options).map_err(|error| match error {
            Error::Decryption(_) | Error::InvalidPassword => PdfError::Encrypted,
            Error::Decompress(DecompressError::MemoryLimitExceeded { limit }) => {
                let allowed = limits.of(Limit::PdfObjectBytes);
                OverLimit { limit: Limit::PdfObjectBytes, found: allowed.max(limit) + 1, allowed }
                    .into()
            }
            error => PdfError::Malformed { what: error.to_string() },
        })?;
    // What locks a document leaves its trailer once it is unlocked.
    if document.trailer.has(b"Encrypt") { Err(PdfError::Encrypted) } else { Ok(document) }
}

/// How much each object stream may unpack to, so that all of them stay within what is allowed.
fn object_stream_limit(bytes: &[u8], limits: &Limits) -> usize {
    let n_streams = bytes.windows(7).filter(|window| window == b"/ObjStm").count();
    (limits.of(Limit::PdfObjectBytes) / n_streams.max(1)).max(OBJECT_STREAM_FLOOR)
}
