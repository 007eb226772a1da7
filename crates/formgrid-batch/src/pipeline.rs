//! The way of a document, from bytes to records.

use formgrid_model::{Diagnostics, Document, Limits};
use formgrid_readers::ReadError;
use formgrid_records::{Record, Templates};

use crate::cache::{Cache, CachedDocument, Hashed, TemplateQuestions, layer::Layer};

/// What was read of one source.
#[derive(Debug)]
pub struct Reading {
    /// The document as a person would see it.
    pub document: Document,
    /// Its records, in its order.
    pub records: Vec<Record>,
}

/// What a cache had of a document, and what reading it asks of the templates.
#[derive(Debug, Default)]
pub(crate) struct Traced {
    pub(crate) taken: Option<Layer>,
    pub(crate) questions: TemplateQuestions,
}

/// Reads a document as [`read_document`] does, with what a cache has of it.
pub(crate) fn read_cached(
    source: Hashed<'_>,
    path: &str,
    cache: &mut Cache,
    templates: &Templates,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> (Result<Reading, ReadError>, Traced) {
    let CachedDocument { document, taken, mut questions } =
        cache.document(source, templates, limits, diagnostics);
    let reading = document.map(|document| {
        let (records, record_questions) =
            formgrid_records::extract_asking(&document, path, templates, diagnostics);
        questions.records = record_questions;
        Reading { document, records }
    });
    (reading, Traced { taken, questions })
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
