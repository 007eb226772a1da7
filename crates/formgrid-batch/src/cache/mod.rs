//! What the expensive stages found, kept from run to run.
//!
//! | layer | holds | is found by |
//! |---|---|---|
//! | raw | the raw document | the bytes, the readers, the limits |
//! | document | the document with its grids | that, layout, and what the lexicon says of words that may occur in it |
//! | outcome | all that a source adds to a run | the bytes and the name, the whole program, the templates, the settings |
//!
//! So after a change of templates nothing is read again, and laid out again only where a word of the
//! document changed its meaning. What a cache gives is what would have been made without it: whatever a
//! stage depends on stands in its key. Documents that could not be read are not kept.

mod letters;
mod store;
mod upkeep;

use std::path::Path;

use formgrid_model::{Diagnostic, Diagnostics, Document, Limits, RawDocument};
use formgrid_readers::ReadError;
use formgrid_records::Templates;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::BatchError;

pub use upkeep::{CacheContent, LayerContent, Pruned, cache_content, prune_cache};

use letters::{Letters, Meanings};
pub(crate) use store::Key;
use store::{Layer, Store};

/// Hash of the sources that reading depends on.
const READERS: &str = env!("FORMGRID_READERS");
/// Hash of the sources that layout depends on, beyond readers.
const LAYOUT: &str = env!("FORMGRID_LAYOUT");
/// Hash of all sources.
const ALL: &str = env!("FORMGRID_ALL");

/// A cache, as it is used with one set of templates.
#[derive(Debug)]
pub struct Cache {
    store: Store,
    meanings: Meanings,
}

/// What a stage gave, with what it found.
#[derive(Debug, Deserialize)]
struct Kept<T> {
    what: T,
    findings: Vec<Diagnostic>,
}

impl Cache {
    /// Opens the cache in a folder, which is made where it is not there.
    pub fn open(folder: &Path, templates: &Templates) -> Result<Self, BatchError> {
        let store = Store::open(folder).map_err(|source| BatchError::cache(folder, source))?;
        Ok(Self { store, meanings: Meanings::new(templates.lexicon()) })
    }

    /// The document in some bytes with its grids, from the cache as far as it is there. The findings of
    /// reading and layout are those that were made when they were done.
    pub(crate) fn document(
        &self,
        (bytes, hash): (&[u8], &[u8]),
        templates: &Templates,
        limits: &Limits,
        diagnostics: &mut Diagnostics,
    ) -> Result<Document, ReadError> {
        let key = Key::of(&[hash, READERS.as_bytes(), notation(limits).as_bytes()]);
        let letters = self.store.head(Layer::Raw, &key).and_then(|head| decode::<Letters>(&head));
        let known = letters.as_ref().map(|letters| self.document_key(&key, letters));
        if let Some(Kept { what, findings }) =
            known.as_ref().and_then(|key| self.get::<Document>(Layer::Document, key))
        {
            extend(diagnostics, findings);
            return Ok(what);
        }
        let mut found = Diagnostics::new();
        let raw = self.raw(&key, bytes, limits, &mut found);
        let resolved = raw.map(|(raw, letters)| {
            let document = formgrid_layout::resolve(raw, templates.lexicon(), limits, &mut found);
            let body = encode(&(&document, found.iter().collect::<Vec<_>>()));
            self.store.put(Layer::Document, &self.document_key(&key, &letters), &[], &body);
            document
        });
        extend(diagnostics, found.into_vec());
        resolved
    }

    /// The raw document in some bytes, with what tells which words matter to it.
    fn raw(
        &self,
        key: &Key,
        bytes: &[u8],
        limits: &Limits,
        diagnostics: &mut Diagnostics,
    ) -> Result<(RawDocument, Letters), ReadError> {
        if let Some(entry) = self.store.get(Layer::Raw, key)
            && let Some(letters) = decode(entry.head())
            && let Some(Kept { what, findings }) = decode(entry.body())
        {
            extend(diagnostics, findings);
            return Ok((what, letters));
        }
        let raw = formgrid_readers::read(bytes, limits, diagnostics)?;
        let body = encode(&(&raw, diagnostics.iter().collect::<Vec<_>>()));
        let letters = Letters::of(&raw, &body);
        self.store.put(Layer::Raw, key, &encode(&letters), &body);
        Ok((raw, letters))
    }

    fn document_key(&self, raw: &Key, letters: &Letters) -> Key {
        Key::of(&[raw.bytes(), LAYOUT.as_bytes(), &self.meanings.fingerprint(letters)])
    }

    fn get<T: DeserializeOwned>(&self, layer: Layer, key: &Key) -> Option<Kept<T>> {
        decode(self.store.get(layer, key)?.body())
    }

    /// The key of what a source adds to a run. `settings` are all that it depends on beyond.
    pub(crate) fn outcome_key(hash: &[u8], name: &str, settings: &[&str]) -> Key {
        let mut parts = vec![hash, name.as_bytes(), ALL.as_bytes()];
        parts.extend(settings.iter().map(|setting| setting.as_bytes()));
        Key::of(&parts)
    }

    /// What a source adds to a run, as it was kept.
    pub(crate) fn outcome(&self, key: &Key) -> Option<Vec<u8>> {
        self.store.get(Layer::Outcome, key).map(|entry| entry.body().to_vec())
    }

    /// Keeps what a source adds to a run.
    pub(crate) fn keep_outcome(&self, key: &Key, outcome: &[u8]) {
        self.store.put(Layer::Outcome, key, &[], outcome);
    }
}

/// The limits that were set, as a key holds them.
pub(crate) fn notation(limits: &Limits) -> String {
    limits.changed().map(|(limit, number)| format!("{}={number} ", limit.name())).collect()
}

fn encode(value: &impl Serialize) -> Vec<u8> {
    // Only maps of unknown length fail, and there are none.
    postcard::to_allocvec(value).unwrap_or_default()
}

/// What was kept; none where it does not fit its type, which its checksum leaves to ill will.
fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

fn extend(diagnostics: &mut Diagnostics, found: Vec<Diagnostic>) {
    for diagnostic in found {
        diagnostics.push(diagnostic);
    }
}
