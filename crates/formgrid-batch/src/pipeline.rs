//! The pipeline of a document, from bytes to records.

use formgrid_model::{Diagnostics, Document, Limits};
use formgrid_readers::ReadError;
use formgrid_records::{Record, Templates};

use crate::cache::{Cache, CachedDocument, Hashed, TemplateQuestions, layer::Layer};

/// The result of reading one source.
#[derive(Debug)]
pub struct Reading {
    /// The document after layout.
    pub document: Document,
    /// Its records, in document order.
    pub records: Vec<Record>,
}

/// How the cache served a document, and what reading it depends on in the templates.
#[derive(Debug, Default)]
pub(crate) struct Traced {
    pub(crate) taken: Option<Layer>,
    pub(crate) questions: TemplateQuestions,
}

/// Like [`read_document`], but through a cache.
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

/// Reads a document. `path` names it in the records. Findings are added to `diagnostics`, even on
/// an error.
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
