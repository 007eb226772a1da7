//! Opening a document, and its pages one after the other.

use lopdf::{DecompressError, Document, Error, LoadOptions};

use crate::{
    Page, PdfError,
    fonts::Fonts,
    interpret::{Session, read_page},
    layers::Layers,
    limits,
    objects::Objects,
    pages::pages,
};

/// Reads all pages of a document.
pub fn read(bytes: &[u8]) -> Result<Vec<Page>, PdfError> {
    let document = open(bytes)?;
    let objects = Objects(&document);
    let nodes = pages(&document);
    if nodes.is_empty() {
        return Err(PdfError::Malformed { what: "it has no pages".to_owned() });
    }
    let mut session = Session {
        objects,
        fonts: Fonts::new(objects),
        layers: Layers::read(&document),
        operators: limits::OPERATORS,
        content_bytes: limits::CONTENT_BYTES,
    };
    Ok(nodes.iter().map(|node| read_page(&mut session, node)).collect())
}

fn open(bytes: &[u8]) -> Result<Document, PdfError> {
    let options = LoadOptions::with_max_decompressed_size(object_stream_limit(bytes));
    let document =
        Document::load_mem_with_options(bytes, options).map_err(|error| match error {
            Error::Decryption(_) | Error::InvalidPassword => PdfError::Encrypted,
            Error::Decompress(DecompressError::MemoryLimitExceeded { limit }) => {
                PdfError::Limit { which: "bytes of objects", limit }
            }
            error => PdfError::Malformed { what: error.to_string() },
        })?;
    // What locks a document leaves its trailer once it is unlocked.
    if document.trailer.has(b"Encrypt") { Err(PdfError::Encrypted) } else { Ok(document) }
}

/// How much each object stream may unpack to, so that all of them stay within what is allowed.
fn object_stream_limit(bytes: &[u8]) -> usize {
    let n_streams = bytes.windows(7).filter(|window| window == b"/ObjStm").count();
    (limits::OBJECT_STREAM_BYTES / n_streams.max(1)).max(limits::OBJECT_STREAM_FLOOR)
}
