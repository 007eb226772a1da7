//! Finds and stores cache entries across packs.
//!
//! An entry has a head, which states the conditions under which it is valid, and a body. Entries of
//! one key with different heads are variants; the latest few are considered. A damaged entry is a
//! miss. Workers and runs share a cache: each sees what was there when it opened the cache, and
//! appends to a pack of its own.

use std::{
    cmp::Reverse,
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{
    layer::Layer,
    pack::{self, Entry, Pack, Writer},
    record::{Key, N_VARIANTS, Record},
    upkeep::make_room,
};

/// The folder of a cache.
#[derive(Debug)]
pub(super) struct Store {
    folder: PathBuf,
    packs: Vec<Pack>,
    /// Entries by key, latest first.
    slots: Vec<Slot>,
    writer: WriterState,
}

/// The location of an entry.
#[derive(Debug, Clone, Copy)]
struct Slot {
    key: u64,
    /// Index into `packs`.
    pack: u32,
    at: u64,
    n_bytes: u64,
}

/// The state of the pack being written.
#[derive(Debug)]
enum WriterState {
    /// Nothing was stored yet.
    Unused,
    /// New entries go to this pack.
    Used(Writer),
    /// Writing failed; nothing more is stored.
    Broken,
}

impl Store {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let (mut packs, mut slots) = (Vec::new(), Vec::new());
        for number in pack::numbers(folder)? {
            // Another process may have removed it.
            let Ok(opened) = Pack::open(folder, number) else { continue };
            let pack = u32::try_from(packs.len()).unwrap_or(u32::MAX);
            let slot = |record: Record| Slot {
                key: record.key.prefix(),
                pack,
                at: record.at,
                n_bytes: record.n_bytes(),
            };
            slots.extend(pack::records(folder, number).into_iter().map(slot));
            packs.push(opened);
        }
        slots.sort_unstable_by_key(|slot| (slot.key, Reverse((slot.pack, slot.at))));
        Ok(Self { folder: folder.to_owned(), packs, slots, writer: WriterState::Unused })
    }

    /// The latest entry of a key, unless it is missing or damaged.
    pub(super) fn get(&self, layer: Layer, key: &Key) -> Option<Entry> {
        self.find(layer, key, |_| true)
    }

    /// The latest variant whose head is accepted.
    pub(super) fn find(
        &self,
        layer: Layer,
        key: &Key,
        is_right: impl Fn(&[u8]) -> bool,
    ) -> Option<Entry> {
        let begin = self.slots.partition_point(|slot| slot.key < key.prefix());
        let from = self.slots.get(begin..).unwrap_or_default();
        let same = from.iter().take_while(|slot| slot.key == key.prefix());
        let mut variants = same.take(N_VARIANTS).filter_map(|slot| self.read(slot));
        variants.find(|entry| {
            (entry.record.layer, &entry.record.key) == (layer, key) && is_right(entry.head())
        })
    }

    fn read(&self, slot: &Slot) -> Option<Entry> {
        let pack = self.packs.get(usize::try_from(slot.pack).ok()?)?;
        pack.entry(slot.at, slot.n_bytes)
    }

    /// Queues an entry for [`Store::flush`]. If writing fails, the entry is only recomputed later.
    pub(super) fn put(&mut self, layer: Layer, key: &Key, head: &[u8], body: &[u8]) {
        if matches!(self.writer, WriterState::Unused) {
            let writer =
                Writer::open(&self.folder).and_then(|writer| make_room(&self.folder, writer));
            self.writer = writer.map_or(WriterState::Broken, WriterState::Used);
        }
        let WriterState::Used(writer) = &mut self.writer else { return };
        if let Some(record) = Record::new((layer, key), (head, body), writer.end(), now()) {
            writer.push(&record, head, body);
        }
    }

    /// Writes queued entries.
    pub(super) fn flush(&mut self) {
        if let WriterState::Used(writer) = &mut self.writer
            && writer.flush().is_err()
        {
            self.writer = WriterState::Broken;
        }
    }
}

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the age of an entry reaches no output of a run")]
fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{Key, Layer, Store};

    fn keep(folder: &Path, entries: &[(&str, &[u8])]) {
        let mut store = Store::open(folder).unwrap();
        for (key, body) in entries {
            store.put(Layer::Raw, &Key::of(&[key.as_bytes()]), b"head", body);
        }
        store.flush();
    }

    fn body(folder: &Path, key: &str) -> Option<Vec<u8>> {
        let store = Store::open(folder).unwrap();
        let key = Key::of(&[key.as_bytes()]);
        assert!(store.get(Layer::Document, &key).is_none());
        let entry = store.get(Layer::Raw, &key)?;
        assert_eq!(entry.head(), b"head");
        Some(entry.body().to_vec())
    }

    /// Damages and truncates the files of a cache at each byte: a lookup gives the stored entry or
    /// nothing.
    #[test]
    fn damaged_entries_are_misses_and_the_others_are_hits() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("damage");
        keep(&folder, &[("a", b"one"), ("b", b"two")]);
        let mut n_lost = 0;
        for ending in ["pack", "index"] {
            let path = folder.join(format!("00000.{ending}"));
            let whole = fs::read(&path).unwrap();
            let mut damages: Vec<Vec<u8>> = Vec::new();
            for at in 0..whole.len() {
                let mut damaged = whole.clone();
                damaged[at] ^= 0x10;
                damages.extend([damaged, whole[..at].to_vec()]);
            }
            for damaged in damages {
                fs::write(&path, &damaged).unwrap();
                let found = ["a", "b"].map(|key| body(&folder, key));
                assert!([None, Some(b"one".to_vec())].contains(&found[0]));
                assert!([None, Some(b"two".to_vec())].contains(&found[1]));
                let n_now = found.iter().filter(|body| body.is_none()).count();
                assert!(n_now > 0 && (n_now == 1 || damaged.len() < whole.len()));
                n_lost += n_now;
            }
            fs::write(&path, &whole).unwrap();
        }
        assert!(n_lost > 0);
    }

    /// A killed process leaves a partial write.
    #[test]
    fn writing_continues_after_a_partial_entry() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("torn");
        keep(&folder, &[("a", b"one")]);
        for (ending, torn) in [("pack", &b"fgc2 and so on"[..]), ("index", b"fgc2")] {
            let path = folder.join(format!("00000.{ending}"));
            let whole = fs::read(&path).unwrap();
            fs::write(&path, [&whole, torn].concat()).unwrap();
        }
        keep(&folder, &[("b", b"two")]);
        assert_eq!(body(&folder, "a").unwrap(), b"one");
        assert_eq!(body(&folder, "b").unwrap(), b"two");
    }

    #[test]
    fn only_the_latest_variants_are_found() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("last");
        let key = Key::of(&[b"a"]);
        for head in [b"1", b"2", b"3", b"4"] {
            let mut store = Store::open(&folder).unwrap();
            store.put(Layer::Raw, &key, head, head);
            store.flush();
        }
        let store = Store::open(&folder).unwrap();
        let found = |head: &[u8]| {
            let entry = store.find(Layer::Raw, &key, |other| other == head)?;
            Some(entry.body().to_vec())
        };
        assert_eq!(found(b"1"), None);
        for head in [b"2", b"3", b"4"] {
            assert_eq!(found(head).unwrap(), head);
        }
    }

    #[test]
    fn concurrent_writers_use_packs_of_their_own() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("several");
        let mut stores = [Store::open(&folder).unwrap(), Store::open(&folder).unwrap()];
        for (store, key) in stores.iter_mut().zip(["a", "b"]) {
            store.put(Layer::Raw, &Key::of(&[key.as_bytes()]), b"head", key.as_bytes());
            store.flush();
        }
        drop(stores);
        keep(&folder, &[("c", b"c")]);
        assert!(["a", "b", "c"].iter().all(|key| body(&folder, key).unwrap() == key.as_bytes()));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 6);
    }
}
