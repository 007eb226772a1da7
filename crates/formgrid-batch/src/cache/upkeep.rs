//! Inspects and prunes a cache.
//!
//! Packs are append-only, so pruning copies the entries that stay to another pack and removes the
//! old one. Concurrent readers keep their open file; one that opens the cache in between sees some
//! entries twice or, at worst, misses some and recomputes them.

use std::{
    collections::BTreeMap,
    io,
    path::Path,
    time::{Duration, SystemTime},
};

use super::{
    layer::Layer,
    pack::{self, Held, Pack, Writer},
    record::{Key, N_VARIANTS, Record},
};
use crate::BatchError;

/// Dead bytes tolerated in any pack.
const IDLE_BYTES: u64 = 4 << 20;

/// How often entries are moved on. A pack that already held some may end up with half of it dead.
const MAX_MOVES: usize = 3;

/// Copy buffer size, in bytes.
const MOVE_BYTES: u64 = 4 << 20;

/// Contents of a cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheContent {
    /// Its layers in stage order.
    pub layers: Vec<LayerContent>,
}

/// Contents of one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerContent {
    /// `raw`, `document` or `outcome`.
    pub name: &'static str,
    /// Number of entries.
    pub entries: usize,
    /// Their size in bytes.
    pub bytes: u64,
}

/// What pruning removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    /// Number of entries.
    pub entries: usize,
    /// Their size in bytes.
    pub bytes: u64,
    /// Number of packs skipped because a run is writing to them.
    pub in_use: usize,
}

/// Summarizes the cache in a folder.
pub fn cache_content(folder: &Path) -> Result<CacheContent, BatchError> {
    let numbers = pack::numbers(folder).map_err(|error| BatchError::cache(folder, error))?;
    let records = numbers.into_iter().flat_map(|number| pack::records(folder, number));
    let records: Vec<Record> = records.collect();
    let of_layer = |layer: Layer| {
        let all = || records.iter().filter(|record| record.layer == layer);
        let bytes = all().map(Record::n_bytes).sum();
        LayerContent { name: layer.name(), entries: all().count(), bytes }
    };
    Ok(CacheContent { layers: Layer::ALL.map(of_layer).into() })
}

/// Removes entries written before a time, then the oldest of the rest until the cache fits a size.
pub fn prune_cache(
    folder: &Path,
    before: Option<SystemTime>,
    max_bytes: Option<u64>,
) -> Result<Pruned, BatchError> {
    prune(folder, before, max_bytes).map_err(|error| BatchError::cache(folder, error))
}

fn prune(folder: &Path, before: Option<SystemTime>, max_bytes: Option<u64>) -> io::Result<Pruned> {
    let mut pruned = Pruned::default();
    let mut packs = Vec::new();
    let mut left = 0;
    for number in pack::numbers(folder)? {
        let records = pack::records(folder, number);
        left += records.iter().map(Record::n_bytes).sum::<u64>();
        match Held::take(folder, number)? {
            Some(held) => packs.push((held, records)),
            None => pruned.in_use += 1,
        }
    }
    let all = packs.iter().flat_map(|(held, records)| {
        records.iter().map(|record| (record.written, held.number, record.at, record.n_bytes()))
    });
    let mut all: Vec<_> = all.collect();
    all.sort_unstable();
    // Entries are sorted by age, so a split point describes what goes.
    let mut end = (0, 0, 0, 0);
    for entry in all {
        let is_old = before.is_some_and(|before| time(entry.0) < before);
        if !is_old && max_bytes.is_none_or(|max| left <= max) {
            break;
        }
        left -= entry.3;
        pruned.entries += 1;
        pruned.bytes += entry.3;
        end = entry;
    }
    let mut to = None;
    for (held, records) in packs {
        let number = held.number;
        let goes = |record: &Record| (record.written, number, record.at, record.n_bytes()) <= end;
        if pruned.entries > 0 && records.iter().any(goes) {
            let stay = records.into_iter().filter(|record| !goes(record)).collect();
            move_all(folder, held, stay, &mut to)?;
        }
    }
    Ok(pruned)
}

fn time(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// Moves entries to the end of another pack and removes their old one.
fn move_all(
    folder: &Path,
    held: Held,
    entries: Vec<Record>,
    to: &mut Option<Writer>,
) -> io::Result<()> {
    let from = Pack::open(folder, held.number)?;
    let mut n_bytes = 0;
    for record in entries {
        // Damaged entries are dropped.
        let Some(entry) = from.entry(record.at, record.n_bytes()) else { continue };
        let to = match to {
            Some(to) => to,
            None => to.insert(Writer::open(folder)?),
        };
        let moved = Record { at: to.end(), ..record };
        to.push(&moved, entry.head(), entry.body());
        n_bytes += record.n_bytes();
        if n_bytes >= MOVE_BYTES {
            n_bytes = 0;
            to.flush()?;
        }
    }
    to.as_mut().map_or(Ok(()), Writer::flush)?;
    held.remove()
}

/// Chooses a pack to write to that is at most half dead, starting from a given one. Live entries of
/// a pack with more dead bytes are moved on.
pub(super) fn make_room(folder: &Path, mut writer: Writer) -> io::Result<Writer> {
    for _ in 0..MAX_MOVES {
        let stay = live_records(folder, writer.number());
        let n_bytes: u64 = stay.iter().map(Record::n_bytes).sum();
        if writer.end().saturating_sub(n_bytes) <= n_bytes.max(IDLE_BYTES) {
            break;
        }
        let mut to = Some(Writer::open(folder)?);
        move_all(folder, writer.stop(), stay, &mut to)?;
        writer = to.ok_or(io::ErrorKind::NotFound)?;
    }
    Ok(writer)
}

/// The live entries of a pack. The rest are superseded variants and the partial writes of
/// interrupted runs.
fn live_records(folder: &Path, number: u32) -> Vec<Record> {
    let mut newer: BTreeMap<Key, usize> = BTreeMap::new();
    let mut records = pack::records(folder, number);
    records.reverse();
    records.retain(|record| {
        let n_newer = newer.entry(record.key).or_default();
        *n_newer += 1;
        *n_newer <= N_VARIANTS
    });
    records.reverse();
    records
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::{Key, Layer, cache_content, pack, prune_cache};
    use crate::cache::store::Store;

    fn put(store: &mut Store, key: &str, n_bytes: usize) {
        store.put(Layer::Outcome, &Key::of(&[key.as_bytes()]), b"", &vec![b'x'; n_bytes]);
        store.flush();
    }

    fn is_there(folder: &std::path::Path, key: &str) -> bool {
        let key = Key::of(&[key.as_bytes()]);
        Store::open(folder).unwrap().get(Layer::Outcome, &key).is_some()
    }

    #[test]
    fn the_oldest_entries_are_removed_first() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("prune");
        let (mut one, mut other) = (Store::open(&folder).unwrap(), Store::open(&folder).unwrap());
        ["a", "b", "c"].iter().for_each(|key| put(&mut one, key, 1000));
        put(&mut other, "d", 1000);
        let max = Some(2500);
        assert_eq!(prune_cache(&folder, None, max).unwrap().in_use, 2);
        assert!(is_there(&folder, "a"));
        drop((one, other));
        let pruned = prune_cache(&folder, None, max).unwrap();
        assert_eq!((pruned.entries, pruned.in_use), (2, 0));
        assert_eq!(
            ["a", "b", "c", "d"].map(|key| is_there(&folder, key)),
            [false, false, true, true]
        );
        assert_eq!(prune_cache(&folder, Some(SystemTime::UNIX_EPOCH), None).unwrap().entries, 0);
        assert_eq!(cache_content(&folder).unwrap().layers[2].entries, 2);
        assert_eq!(prune_cache(&folder, None, Some(0)).unwrap().entries, 2);
        assert!(pack::numbers(&folder).unwrap().is_empty());
    }

    #[test]
    fn superseded_variants_do_not_accumulate() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("variants");
        for number in 0..40 {
            let mut store = Store::open(&folder).unwrap();
            put(&mut store, "a", 1 << 20);
            put(&mut store, &number.to_string(), 10);
        }
        let kept = cache_content(&folder).unwrap().layers;
        assert!(kept[2].bytes < 16 << 20, "{kept:?}");
        assert!((0..40).all(|number| is_there(&folder, &number.to_string())));
        assert!(pack::numbers(&folder).unwrap().len() <= 2);
    }
}
