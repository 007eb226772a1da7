//! The way of a document, from bytes to records.

use formgrid_model::{Diagnostics, Document, Limits};
use formgrid_readers::ReadError;
use formgrid_records::{Record, Templates};

use crate::Cache;

/// What was read of one source.
#[derive(Debug)]
pub struct Reading {
    /// The document as a person would see it.
    pub document: Document,
    /// Its records, in its order.
    pub records: Vec<Record>,
}

/// Reads a document as [`read_document`] does, with what a cache has of it. `hash` is that of the bytes.
pub(crate) fn read_cached(
    (bytes, hash): (&[u8], &[u8]),
    path: &str,
    cache: &Cache,
    templates: &Templates,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<Reading, ReadError> {
    let document = cache.document((bytes, hash), templates, limits, diagnostics)?;
    let records = formgrid_records::extract(&document, path, templates, diagnostics);
    Ok(Reading { document, records })
}

/// Reads a document. `path` names it in the records; findings are added to `diagnostics`, also where
/// there is no result.
pub fn read_document(
    bytes: &[u8],
    path: &str,
    templates: &Templates,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<Reading, ReadError> {
    let raw = formgrid_readers::read(bytes, limits, diagnostics)?;
    let document = formgrid_layout::resolve(raw, templates.lexicon(), limits, diagnostics);
    let records = formgrid_records::extract(&document, path, templates, diagnostics);
    Ok(Reading { document, records })
}
