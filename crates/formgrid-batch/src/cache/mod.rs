//! Caches the results of the expensive stages between runs.
//!
//! | layer | content | key | further condition |
//! |---|---|---|---|
//! | raw | the raw document | the bytes, the readers, the limits | |
//! | document | the document with its grids | that of the raw document, layout | the lexicon gives the same answers to layout's lookups |
//! | outcome | all that a source adds to a run | the bytes, the name, the whole program, the settings | as above, and the templates give the same answers to the lookups of records |
//!
//! So after a change of templates nothing is read again, and only the documents whose lookups now
//! have other answers are laid out or extracted again. A cache hit equals what would have been
//! computed: everything a stage depends on is in its key or among its lookups. Documents that could not be
//! read are not cached, but their outcomes are.

pub(crate) mod layer;
mod layout_questions;
mod pack;
mod record;
mod store;
mod upkeep;

use std::{cell::OnceCell, path::Path};

use formgrid_model::{Diagnostic, Diagnostics, Document, Limits, Lookups, RawDocument};
use formgrid_readers::ReadError;
use formgrid_records::{Questions, Templates};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use crate::{BatchError, TemplateSet, frame::Frame, outcome::Outcome};

pub use upkeep::{CacheContent, LayerContent, Pruned, cache_content, prune_cache};

use layer::Layer;
use layout_questions::{DocumentChars, LayoutQuestions, LexiconIndex};
pub(crate) use record::Key;
use store::Store;

/// Hash of the program sources that reading depends on.
const READERS: &str = env!("FORMGRID_READERS");
/// Hash of the program sources that layout depends on, beyond the readers.
const LAYOUT: &str = env!("FORMGRID_LAYOUT");
/// Hash of all program sources.
const ALL: &str = env!("FORMGRID_ALL");

/// A cache as used by one worker with one set of templates.
#[derive(Debug)]
pub(crate) struct Cache {
    store: Store,
    /// Index of the templates' lexicon, built on first use.
    lexicon_index: OnceCell<LexiconIndex>,
}

/// The bytes of a source with their hash.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hashed<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) hash: &'a str,
}

/// How many sources of a run the cache supplied, by layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CacheCounts {
    /// Outcome cached.
    pub unchanged: usize,
    /// Document cached; records extracted again.
    pub documents: usize,
    /// Raw document cached; laid out again.
    pub laid_out: usize,
    /// Not cached.
    pub read: usize,
}

impl CacheCounts {
    /// Counts a source by the layer that was cached.
    pub(crate) fn count(&mut self, layer: Option<Layer>) {
        match layer {
            Some(Layer::Outcome) => self.unchanged += 1,
            Some(Layer::Document) => self.documents += 1,
            Some(Layer::Raw) => self.laid_out += 1,
            None => self.read += 1,
        }
    }
}

/// What reading a source depends on in the templates; nothing if there was no document to lay out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct TemplateQuestions {
    layout: Option<LayoutQuestions>,
    pub(crate) records: Questions,
}

/// A document with its cache status.
#[derive(Debug)]
pub(crate) struct CachedDocument {
    pub(crate) document: Result<Document, ReadError>,
    /// The layer that was cached.
    pub(crate) taken: Option<Layer>,
    /// What its layout depends on in the templates.
    pub(crate) questions: TemplateQuestions,
}

/// The output of a stage with its findings.
#[derive(Debug, Deserialize)]
struct StageOutput<T> {
    what: T,
    findings: Vec<Diagnostic>,
}

impl Cache {
    /// Opens the cache in a folder, which is created if missing.
    pub(crate) fn open(folder: &Path) -> Result<Self, BatchError> {
        let store = Store::open(folder).map_err(|source| BatchError::cache(folder, source))?;
        Ok(Self { store, lexicon_index: OnceCell::new() })
    }

    /// Writes queued entries, so that they survive the process.
    pub(crate) fn flush(&mut self) {
        self.store.flush();
    }

    fn lexicon_index(&self, templates: &Templates) -> &LexiconIndex {
        self.lexicon_index.get_or_init(|| LexiconIndex::new(templates.lexicon()))
    }

    /// Reads and lays out a source. Cached findings are reported again.
    pub(crate) fn document(
        &mut self,
        source: Hashed<'_>,
        templates: &Templates,
        limits: &Limits,
        diagnostics: &mut Diagnostics,
    ) -> CachedDocument {
        let raw_key = raw_key(source.hash, limits);
        let key = Key::of(&[raw_key.bytes(), LAYOUT.as_bytes()]);
        if let Some((StageOutput { what, findings }, layout)) = self.laid_out(&key, templates) {
            extend(diagnostics, findings);
            let questions =
                TemplateQuestions { layout: Some(layout), ..TemplateQuestions::default() };
            return CachedDocument { document: Ok(what), taken: Some(Layer::Document), questions };
        }
        let mut found = Diagnostics::new();
        let (raw, taken) = self.raw(&raw_key, source.bytes, limits, &mut found);
        let mut questions = TemplateQuestions::default();
        let document = raw.map(|(raw, chars)| {
            let lay_out = || formgrid_layout::resolve(raw, templates.lexicon(), limits, &mut found);
            let (document, lookups) = Lookups::during(lay_out);
            let layout = LayoutQuestions { lookups, chars };
            let head = encode(&(self.lexicon_index(templates).answers(&layout), &layout));
            let body = encode(&(&document, found.iter().collect::<Vec<_>>()));
            self.store.put(Layer::Document, &key, &head, &body);
            questions.layout = Some(layout);
            document
        });
        extend(diagnostics, found.into_vec());
        CachedDocument { document, taken, questions }
    }

    /// A cached document with its questions, if this lexicon gives the same answers.
    fn laid_out(
        &self,
        key: &Key,
        templates: &Templates,
    ) -> Option<(StageOutput<Document>, LayoutQuestions)> {
        let read = |head: &[u8]| decode::<([u8; 32], LayoutQuestions)>(head);
        let holds = |head: &[u8]| {
            let lexicon_index = || self.lexicon_index(templates);
            read(head).is_some_and(|(answers, layout)| lexicon_index().answers(&layout) == answers)
        };
        let entry = self.store.find(Layer::Document, key, holds)?;
        Some((decode(entry.body())?, read(entry.head())?.1))
    }

    /// The raw document of a source, with its characters.
    fn raw(
        &mut self,
        key: &Key,
        bytes: &[u8],
        limits: &Limits,
        diagnostics: &mut Diagnostics,
    ) -> (Result<(RawDocument, DocumentChars), ReadError>, Option<Layer>) {
        if let Some(entry) = self.store.get(Layer::Raw, key)
            && let Some(chars) = decode(entry.head())
            && let Some(StageOutput { what, findings }) = decode(entry.body())
        {
            extend(diagnostics, findings);
            return (Ok((what, chars)), Some(Layer::Raw));
        }
        let read = formgrid_readers::read(bytes, limits, diagnostics).map(|raw| {
            let body = encode(&(&raw, diagnostics.iter().collect::<Vec<_>>()));
            let chars = DocumentChars::of(&raw, &body);
            self.store.put(Layer::Raw, key, &encode(&chars), &body);
            (raw, chars)
        });
        (read, None)
    }

    /// Hash of the templates' answers to the questions of a source.
    fn answers(&self, questions: &TemplateQuestions, templates: &Templates) -> [u8; 32] {
        let TemplateQuestions { layout, records } = questions;
        let Some(layout) = layout else { return [0; 32] };
        let mut hash = Sha256::new();
        hash.update(self.lexicon_index(templates).answers(layout));
        hash.update(records.answers(templates));
        hash.finalize().into()
    }

    /// The cached outcome of a source, if these templates give the same answers.
    pub(crate) fn outcome(&self, key: &Key, templates: &TemplateSet) -> Option<Frame> {
        let holds = |head: &[u8]| {
            // Equal fingerprints mean equal answers.
            if let Some(rest) = head.strip_prefix(templates.fingerprint().as_bytes()) {
                return !rest.is_empty();
            }
            let rest = head.get(templates.fingerprint().len()..).unwrap_or_default();
            let rest = decode::<([u8; 32], TemplateQuestions)>(rest).zip(templates.compiled().ok());
            rest.is_some_and(|((answers, questions), templates)| {
                self.answers(&questions, templates) == answers
            })
        };
        let entry = self.store.find(Layer::Outcome, key, holds)?;
        Frame::read(&mut entry.body()).ok()?
    }

    /// Caches the outcome of a source, marked as taken from the cache.
    pub(crate) fn keep_outcome(
        &mut self,
        key: &Key,
        questions: &TemplateQuestions,
        (fingerprint, templates): (&str, &Templates),
        (outcome, body): (&Outcome, &[u8]),
    ) {
        let kept = Outcome { taken: Some(Layer::Outcome), ..outcome.clone() };
        let questions = encode(&(self.answers(questions, templates), questions));
        let head = [fingerprint.as_bytes(), &questions].concat();
        if let Ok(frame) = kept.frame(body) {
            self.store.put(Layer::Outcome, key, &head, frame.bytes());
        }
    }
}

/// The key of an outcome. `settings` is everything it depends on besides the source and the
/// templates.
pub(crate) fn outcome_key(hash: &str, name: &str, settings: &str) -> Key {
    let parts = [hash, name, settings, ALL];
    Key::of(&parts.map(str::as_bytes))
}

fn raw_key(hash: &str, limits: &Limits) -> Key {
    let set: String =
        limits.changed().map(|(limit, number)| format!("{}={number} ", limit.name())).collect();
    Key::of(&[hash, &set, READERS].map(str::as_bytes))
}

fn encode(value: &impl Serialize) -> Vec<u8> {
    // Only sequences of unknown length fail to encode, and there are none here.
    postcard::serialize_with_flavor(value, Encoded(Vec::new())).unwrap_or_default()
}

/// Encoding buffer that appends texts in one piece, because most of the data is text.
struct Encoded(Vec<u8>);

impl postcard::ser_flavors::Flavor for Encoded {
    type Output = Vec<u8>;

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Vec<u8>> {
        Ok(self.0)
    }
}

/// Decodes an entry. A valid checksum with a wrong type means tampering, and counts as a miss.
fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

fn extend(diagnostics: &mut Diagnostics, found: Vec<Diagnostic>) {
    for diagnostic in found {
        diagnostics.push(diagnostic);
    }
}
