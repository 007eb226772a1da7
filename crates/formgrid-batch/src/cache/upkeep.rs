//! Looking into a cache, and making it smaller.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use walkdir::WalkDir;

use super::layer::Layer;
use super::store::UNFINISHED;
use crate::BatchError;

/// How old what an interrupted run has left unfinished has to be before it is removed: no entry takes
/// longer to write.
const ABANDONED: Duration = Duration::from_secs(3600);

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
}

/// An entry as a file.
#[derive(Debug)]
struct EntryFile {
    path: PathBuf,
    bytes: u64,
    written: SystemTime,
    is_unfinished: bool,
}

/// Tells what the cache in a folder holds.
pub fn cache_content(folder: &Path) -> Result<CacheContent, BatchError> {
    let of_layer = |layer: Layer| {
        let files = entries(folder, layer)?;
        let whole = || files.iter().filter(|file| !file.is_unfinished);
        let bytes = whole().map(|file| file.bytes).sum();
        Ok(LayerContent { name: layer.name(), entries: whole().count(), bytes })
    };
    Layer::ALL
        .into_iter()
        .map(of_layer)
        .collect::<Result<_, _>>()
        .map(|layers| CacheContent { layers })
}

/// Removes the entries of a cache that were written before a time, and of the rest the oldest until it
/// takes no more than some bytes. `now` tells what an interrupted run has left unfinished.
pub fn prune_cache(
    folder: &Path,
    before: Option<SystemTime>,
    max_bytes: Option<u64>,
    now: SystemTime,
) -> Result<Pruned, BatchError> {
    let mut files = Vec::new();
    for layer in Layer::ALL {
        files.append(&mut entries(folder, layer)?);
    }
    files.sort_by(|a, b| (a.written, &a.path).cmp(&(b.written, &b.path)));
    let mut left: u64 = files.iter().map(|file| file.bytes).sum();
    let mut pruned = Pruned::default();
    for file in files {
        let is_abandoned =
            file.is_unfinished && now.duration_since(file.written).is_ok_and(|age| age > ABANDONED);
        let is_old = before.is_some_and(|before| file.written < before);
        let is_too_much = max_bytes.is_some_and(|max| left > max);
        if is_abandoned || (!file.is_unfinished && (is_old || is_too_much)) {
            match fs::remove_file(&file.path) {
                Ok(()) => {}
                // Another run may have removed it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(BatchError::cache(&file.path, error)),
            }
            left = left.saturating_sub(file.bytes);
            pruned.entries += 1;
            pruned.bytes += file.bytes;
        }
    }
    Ok(pruned)
}

fn entries(folder: &Path, layer: Layer) -> Result<Vec<EntryFile>, BatchError> {
    let top = folder.join(layer.name());
    let mut files = Vec::new();
    for entry in WalkDir::new(&top).min_depth(2).max_depth(2) {
        let metadata = entry.and_then(|entry| Ok((entry.metadata()?, entry.into_path())));
        match metadata {
            Ok((metadata, path)) => files.push(EntryFile {
                bytes: metadata.len(),
                written: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
                is_unfinished: path.extension().is_some_and(|ending| ending == UNFINISHED),
                path,
            }),
            Err(error) => return Err(BatchError::cache(&top, error.into())),
        }
    }
    Ok(files)
}
