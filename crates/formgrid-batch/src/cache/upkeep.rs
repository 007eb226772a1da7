//! Looking into a cache, and making it smaller.
//!
//! Packs are appended to and never changed, so what becomes less is written anew: the entries that stay
//! go to another pack, and the one they stood in is removed. Whoever reads in it meanwhile goes on doing
//! so, and whoever comes between finds some entries twice or, at worst, not at all and makes them again.

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

/// Bytes that may lie idle in a pack, whatever else stands in it.
const IDLE_BYTES: u64 = 4 << 20;

/// How often entries are moved on. What a pack gets that holds some already may leave half of it idle.
const MAX_MOVES: usize = 3;

/// Bytes that are moved at once.
const MOVE_BYTES: u64 = 4 << 20;

/// What a cache holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheContent {
    /// Its layers, in the order of the stages.
    pub layers: Vec<LayerContent>,
}

/// What one layer of a cache holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerContent {
    /// `raw`, `document` or `outcome`.
    pub name: &'static str,
    /// How many entries it has.
    pub entries: usize,
    /// How many bytes they take.
    pub bytes: u64,
}

/// What was removed from a cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    /// How many entries.
    pub entries: usize,
    /// How many bytes they took.
    pub bytes: u64,
    /// How many packs of entries were left alone because a run writes to them.
    pub in_use: usize,
}

/// Tells what the cache in a folder holds.
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

/// Removes the entries of a cache that were written before a time, and of the rest the oldest until it
/// takes no more than some bytes.
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
    // Those that go are the first of all: a part of a list can be told by where it ends.
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

/// Moves entries of a pack, which is removed, to the end of another.
fn move_all(
    folder: &Path,
    held: Held,
    entries: Vec<Record>,
    to: &mut Option<Writer>,
) -> io::Result<()> {
    let from = Pack::open(folder, held.number)?;
    let mut n_bytes = 0;
    for record in entries {
        // One that is damaged is left behind.
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

/// Finds a pack to write to of which at most half lies idle, given one that is to be written to: of
/// another the entries that are of use are moved on.
pub(super) fn make_room(folder: &Path, mut writer: Writer) -> io::Result<Writer> {
    for _ in 0..MAX_MOVES {
        let stay = of_use(folder, writer.number());
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

/// The entries of a pack that may still be taken. What else it holds are variants that newer ones have
/// followed, and what runs were writing when they were stopped.
fn of_use(folder: &Path, number: u32) -> Vec<Record> {
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
    use std::{fs, path::PathBuf, time::SystemTime};

    use super::{Key, Layer, cache_content, pack, prune_cache};
    use crate::cache::store::Store;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("formgrid-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    fn put(store: &mut Store, key: &str, n_bytes: usize) {
        store.put(Layer::Outcome, &Key::of(&[key.as_bytes()]), b"", &vec![b'x'; n_bytes]);
        store.flush();
    }

    fn is_there(folder: &std::path::Path, key: &str) -> bool {
        let key = Key::of(&[key.as_bytes()]);
        Store::open(folder).unwrap().get(Layer::Outcome, &key).is_some()
    }

    #[test]
    fn the_oldest_go_and_the_others_stay() {
        let folder = folder("prune");
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
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_newer_variants_have_followed_does_not_pile_up() {
        let folder = folder("variants");
        for number in 0..40 {
            let mut store = Store::open(&folder).unwrap();
            put(&mut store, "a", 1 << 20);
            put(&mut store, &number.to_string(), 10);
        }
        let kept = cache_content(&folder).unwrap().layers;
        assert!(kept[2].bytes < 16 << 20, "{kept:?}");
        assert!((0..40).all(|number| is_there(&folder, &number.to_string())));
        assert!(pack::numbers(&folder).unwrap().len() <= 2);
        fs::remove_dir_all(folder).unwrap();
    }
}
