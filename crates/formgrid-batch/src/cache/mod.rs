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

use std::path::{Path, PathBuf};

use formgrid_model::{Diagnostic, Diagnostics, Document, Limits, RawDocument};
use formgrid_readers::ReadError;
use formgrid_records::Templates;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{BatchError, frame::Frame, outcome::Outcome};

pub use upkeep::{CacheContent, LayerContent, Pruned, cache_content, prune_cache};

use letters::{Letters, Meanings};
use store::Store;
pub(crate) use store::{Key, Layer};

/// Hash of the sources that reading depends on.
const READERS: &str = env!("FORMGRID_READERS");
/// Hash of the sources that layout depends on, beyond readers.
const LAYOUT: &str = env!("FORMGRID_LAYOUT");
/// Hash of all sources.
const ALL: &str = env!("FORMGRID_ALL");

/// A cache, as it is used with one set of templates.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    store: Store,
    meanings: Meanings,
}

/// The bytes of a source with their hash.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hashed<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) hash: &'a str,
}

/// How many sources of a run a cache had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Taken as an earlier run left them.
    pub unchanged: usize,
    /// Taken as documents with their grids, and extracted again.
    pub documents: usize,
    /// Taken as raw documents, and laid out again.
    pub laid_out: usize,
    /// Read.
    pub read: usize,
}

impl Taken {
    /// Counts a source, given by what a cache had of it.
    pub(crate) fn count(&mut self, layer: Option<Layer>) {
        match layer {
            Some(Layer::Outcome) => self.unchanged += 1,
            Some(Layer::Document) => self.documents += 1,
            Some(Layer::Raw) => self.laid_out += 1,
            None => self.read += 1,
        }
    }
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
        let folder = folder.to_owned();
        Ok(Self { folder, store, meanings: Meanings::new(templates.lexicon()) })
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The document in some bytes with its grids, and what of it was taken. The findings of reading and
    /// layout are those that were made when they were done.
    pub(crate) fn document(
        &self,
        source: Hashed<'_>,
        templates: &Templates,
        limits: &Limits,
        diagnostics: &mut Diagnostics,
    ) -> (Result<Document, ReadError>, Option<Layer>) {
        let key = raw_key(source.hash, limits);
        let letters = self.store.head(Layer::Raw, &key).and_then(|head| decode::<Letters>(&head));
        let known = letters.map(|letters| self.document_key(&key, &letters));
        if let Some(Kept { what, findings }) = known.and_then(|key| self.get(Layer::Document, &key))
        {
            extend(diagnostics, findings);
            return (Ok(what), Some(Layer::Document));
        }
        let mut found = Diagnostics::new();
        let (raw, taken) = self.raw(&key, source.bytes, limits, &mut found);
        let resolved = raw.map(|(raw, letters)| {
            let document = formgrid_layout::resolve(raw, templates.lexicon(), limits, &mut found);
            let body = encode(&(&document, found.iter().collect::<Vec<_>>()));
            self.store.put(Layer::Document, &self.document_key(&key, &letters), &[], &body);
            document
        });
        extend(diagnostics, found.into_vec());
        (resolved, taken)
    }

    /// The raw document in some bytes, with what tells which words matter to it.
    fn raw(
        &self,
        key: &Key,
        bytes: &[u8],
        limits: &Limits,
        diagnostics: &mut Diagnostics,
    ) -> (Result<(RawDocument, Letters), ReadError>, Option<Layer>) {
        if let Some(entry) = self.store.get(Layer::Raw, key)
            && let Some(letters) = decode(entry.head())
            && let Some(Kept { what, findings }) = decode(entry.body())
        {
            extend(diagnostics, findings);
            return (Ok((what, letters)), Some(Layer::Raw));
        }
        let read = formgrid_readers::read(bytes, limits, diagnostics).map(|raw| {
            let body = encode(&(&raw, diagnostics.iter().collect::<Vec<_>>()));
            let letters = Letters::of(&raw, &body);
            self.store.put(Layer::Raw, key, &encode(&letters), &body);
            (raw, letters)
        });
        (read, None)
    }

    fn document_key(&self, raw: &Key, letters: &Letters) -> Key {
        Key::of(&[raw.bytes(), LAYOUT.as_bytes(), &self.meanings.fingerprint(letters)])
    }

    fn get<T: DeserializeOwned>(&self, layer: Layer, key: &Key) -> Option<Kept<T>> {
        decode(self.store.get(layer, key)?.body())
    }

    /// What a source adds to a run, as it was kept.
    pub(crate) fn outcome(&self, key: &Key) -> Option<Frame> {
        let entry = self.store.get(Layer::Outcome, key)?;
        Frame::read(&mut entry.body()).ok()?
    }

    /// Keeps what a source adds to a run, in the form in which it is taken: as taken from the cache.
    pub(crate) fn keep_outcome(&self, key: &Key, outcome: &Outcome, body: &[u8]) {
        let kept = Outcome { taken: Some(Layer::Outcome), ..outcome.clone() };
        if let Ok(frame) = kept.frame(body) {
            self.store.put(Layer::Outcome, key, &[], frame.bytes());
        }
    }
}

/// The key of what a source adds to a run. `dependence` is all that it depends on beside the source.
pub(crate) fn outcome_key(hash: &str, name: &str, dependence: &str) -> Key {
    let parts = [hash, name, dependence, ALL];
    Key::of(&parts.map(str::as_bytes))
}

fn raw_key(hash: &str, limits: &Limits) -> Key {
    let set: String =
        limits.changed().map(|(limit, number)| format!("{}={number} ", limit.name())).collect();
    Key::of(&[hash, &set, READERS].map(str::as_bytes))
}

fn encode(value: &impl Serialize) -> Vec<u8> {
    // Only lists of unknown length fail, and there are none.
    postcard::to_extend(value, Vec::new()).unwrap_or_default()
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
