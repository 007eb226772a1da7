//! The files of a cache: one for each entry, named by what the entry was made of.
//!
//! An entry has a head, which says what holds only under conditions, and a body. Entries of one key that
//! differ in their heads are variants, of which the last few are kept. An entry that is damaged is not
//! there, and is made again. It is written under a name of its own and moved to its
//! place, so workers and runs may share a cache: whoever comes last replaces an entry with its equal.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use sha2::{Digest as _, Sha256};

use super::layer::Layer;

/// The first bytes of every entry.
const MARK: [u8; 4] = *b"fgc1";
/// Bytes before the head: the mark, the lengths of head and body, their checksums.
const PREFIX: usize = 24;
/// Longest head or body, in bytes; a longer one is a length that was read from damage.
const MAX_PART: u64 = 1 << 32;
/// Ending of the name under which an entry is written.
pub(super) const UNFINISHED: &str = "new";

/// What an entry was made of, as a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// The key of some parts. Each is hashed with its length, so that no two lists look alike.
    pub(crate) fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// How many variants of an entry are kept: runs with and without a template, or with that of the last
/// year and that of this one, go on side by side.
const N_VARIANTS: usize = 3;

/// The folder of a cache.
#[derive(Debug)]
pub(super) struct Store {
    folder: PathBuf,
}

/// An entry, read whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    bytes: Vec<u8>,
    head_len: usize,
}

impl Entry {
    pub(super) fn head(&self) -> &[u8] {
        self.bytes.get(PREFIX..PREFIX + self.head_len).unwrap_or_default()
    }

    pub(super) fn body(&self) -> &[u8] {
        self.bytes.get(PREFIX + self.head_len..).unwrap_or_default()
    }
}

/// What stands before the head.
struct Prefix {
    head_len: u64,
    body_len: u64,
    head_sum: u32,
    body_sum: u32,
}

impl Store {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        for layer in Layer::ALL {
            fs::create_dir_all(folder.join(layer.name()))?;
        }
        Ok(Self { folder: folder.to_owned() })
    }

    /// An entry; none where it is not there or damaged.
    pub(super) fn get(&self, layer: Layer, key: &Key) -> Option<Entry> {
        Self::read(&self.path(layer, key))
    }

    /// Of the variants of an entry the one whose head is right.
    pub(super) fn find(
        &self,
        layer: Layer,
        key: &Key,
        is_right: impl Fn(&[u8]) -> bool,
    ) -> Option<Entry> {
        let path = self.path(layer, key);
        let mut variants = (0..N_VARIANTS).filter_map(|nth| Self::read(&variant(&path, nth)));
        variants.find(|entry| is_right(entry.head()))
    }

    /// Keeps an entry as the first of its variants; the others move on by one, the last is dropped.
    pub(super) fn put_first(&self, layer: Layer, key: &Key, head: &[u8], body: &[u8]) {
        let path = self.path(layer, key);
        // Of two runs that make the same, the second finds it here.
        if Self::read(&path).is_none_or(|first| first.head() != head) {
            for nth in (1..N_VARIANTS).rev() {
                // A variant that cannot be moved is replaced.
                let _ = fs::rename(variant(&path, nth - 1), variant(&path, nth));
            }
        }
        self.put(layer, key, head, body);
    }

    fn read(path: &Path) -> Option<Entry> {
        let bytes = fs::read(path).ok()?;
        let prefix = Prefix::parse(bytes.get(..PREFIX)?)?;
        let head_len = usize::try_from(prefix.head_len).ok()?;
        let entry = Entry { bytes, head_len };
        let body_len = entry.body().len() as u64;
        let is_whole = body_len == prefix.body_len
            && crc32fast::hash(entry.head()) == prefix.head_sum
            && crc32fast::hash(entry.body()) == prefix.body_sum;
        is_whole.then_some(entry)
    }

    /// Keeps an entry. Where that fails it is not there, and only the time to make it again is lost.
    pub(super) fn put(&self, layer: Layer, key: &Key, head: &[u8], body: &[u8]) {
        static WRITTEN: AtomicU64 = AtomicU64::new(0);
        let path = self.path(layer, key);
        let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
        let unfinished = path.with_extension(format!("{}-{number}.{UNFINISHED}", process::id()));
        let written = write(&unfinished, head, body).or_else(|_| {
            fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
            write(&unfinished, head, body)
        });
        if written.and_then(|()| fs::rename(&unfinished, &path)).is_err() {
            let _ = fs::remove_file(&unfinished);
        }
    }

    fn path(&self, layer: Layer, key: &Key) -> PathBuf {
        let name: String = key.0.iter().map(|byte| format!("{byte:02x}")).collect();
        let (folder, file) = name.split_at(2);
        self.folder.join(layer.name()).join(folder).join(file)
    }
}

/// The path of a variant of an entry, given that of the first.
fn variant(path: &Path, nth: usize) -> PathBuf {
    if nth == 0 { path.to_owned() } else { path.with_extension(nth.to_string()) }
}

fn write(path: &Path, head: &[u8], body: &[u8]) -> io::Result<()> {
    let prefix = Prefix {
        head_len: head.len() as u64,
        body_len: body.len() as u64,
        head_sum: crc32fast::hash(head),
        body_sum: crc32fast::hash(body),
    };
    let mut file = File::create(path)?;
    file.write_all(&[&prefix.bytes(), head, body].concat())
}

impl Prefix {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        // Heads are small: their length takes four bytes.
        bytes.extend(u32::try_from(self.head_len).unwrap_or(u32::MAX).to_le_bytes());
        bytes.extend(self.body_len.to_le_bytes());
        bytes.extend(self.head_sum.to_le_bytes());
        bytes.extend(self.body_sum.to_le_bytes());
        bytes
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let (mark, rest) = bytes.split_first_chunk::<4>()?;
        let (head_len, rest) = rest.split_first_chunk::<4>()?;
        let (body_len, rest) = rest.split_first_chunk::<8>()?;
        let (head_sum, rest) = rest.split_first_chunk::<4>()?;
        let (body_sum, _) = rest.split_first_chunk::<4>()?;
        let prefix = Self {
            head_len: u64::from(u32::from_le_bytes(*head_len)),
            body_len: u64::from_le_bytes(*body_len),
            head_sum: u32::from_le_bytes(*head_sum),
            body_sum: u32::from_le_bytes(*body_sum),
        };
        (*mark == MARK && prefix.body_len <= MAX_PART).then_some(prefix)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Key, Layer, Store};

    #[test]
    fn damaged_entries_are_not_there_and_are_made_again() {
        let folder = std::env::temp_dir().join(format!("formgrid-store-{}", std::process::id()));
        let store = Store::open(&folder).unwrap();
        let key = Key::of(&[b"a", b"b"]);
        assert!(store.get(Layer::Raw, &key).is_none());
        store.put(Layer::Raw, &key, b"head", b"body");
        assert!(store.get(Layer::Document, &key).is_none());
        let path = store.path(Layer::Raw, &key);
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            fs::write(&path, &damaged).unwrap();
            assert!(store.get(Layer::Raw, &key).is_none(), "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert!(store.get(Layer::Raw, &key).is_none(), "{at} bytes");
        }
        store.put(Layer::Raw, &key, b"head", b"body");
        let entry = store.get(Layer::Raw, &key).unwrap();
        assert_eq!((entry.head(), entry.body()), (&b"head"[..], &b"body"[..]));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_last_variants_are_kept() {
        let folder = std::env::temp_dir().join(format!("formgrid-variants-{}", std::process::id()));
        let store = Store::open(&folder).unwrap();
        let key = Key::of(&[b"a"]);
        for head in [b"1", b"2", b"2", b"3", b"4"] {
            store.put_first(Layer::Raw, &key, head, head);
        }
        let body = |head: &[u8]| {
            let found = store.find(Layer::Raw, &key, |other| other == head)?;
            Some(found.body().to_vec())
        };
        assert_eq!(body(b"1"), None);
        for head in [b"2", b"3", b"4"] {
            assert_eq!(body(head).unwrap(), head);
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn keys_tell_lists_apart() {
        assert_ne!(Key::of(&[b"ab", b"c"]), Key::of(&[b"a", b"bc"]));
        assert_ne!(Key::of(&[b"a"]), Key::of(&[b"a", b""]));
    }
}
