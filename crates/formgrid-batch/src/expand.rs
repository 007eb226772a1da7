//! Replaces archives among the sources by their entries.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::{
    BatchError, Disposition, Place, Source,
    archive::{ArchiveEntry, HEAD, Listing, TAIL, ends_like_archive, is_program, may_be_archive},
    worker_pool::{WorkerError, WorkerPool},
};

/// What a possible archive turned out to be.
enum Found {
    Document,
    Failed(formgrid_sinks::SourceError),
    Entries(Vec<ArchiveEntry>),
}

/// Replaces archives by their entries; the result is sorted by name.
pub(crate) fn expand(
    sources: Vec<Source>,
    workers: &WorkerPool<'_>,
    pool: &rayon::ThreadPool,
) -> Result<Vec<Source>, BatchError> {
    let next = AtomicUsize::new(0);
    let found: Mutex<Vec<(usize, Found)>> = Mutex::new(Vec::new());
    let failure: Mutex<Option<BatchError>> = Mutex::new(None);
    pool.in_place_scope(|scope| {
        for thread in 0..pool.current_num_threads() {
            let (sources, next, found, failure) = (&sources, &next, &found, &failure);
            scope.spawn(move |_| {
                while let Some((number, path)) = next_candidate(sources, next) {
                    match look_into(&path, thread, workers) {
                        Ok(Found::Document) => {}
                        Ok(other) => lock(found).push((number, other)),
                        Err(error) => {
                            lock(failure).get_or_insert(error);
                            next.store(usize::MAX / 2, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(replace(sources, found.into_inner().unwrap_or_else(PoisonError::into_inner))),
    }
}

/// The guarded state is always consistent, so a poisoned lock is safe to use.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The next file that may be an archive.
fn next_candidate(sources: &[Source], next: &AtomicUsize) -> Option<(usize, PathBuf)> {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let source = sources.get(number)?;
        if let (Disposition::Read, Place::File(path)) = (&source.disposition, &source.place) {
            let path = path.to_path();
            if is_like_archive(&path) {
                return Some((number, path));
            }
        }
    }
}

/// Whether a file may be an archive, by its first bytes, or by its last ones if it begins like a
/// program: such files unpack themselves. A file that cannot be opened here fails when it is read.
pub(crate) fn is_like_archive(path: &Path) -> bool {
    let looked = || -> io::Result<bool> {
        let mut file = File::open(path)?;
        let mut head = Vec::with_capacity(HEAD);
        file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        if !is_program(&head) {
            return Ok(may_be_archive(&head));
        }
        let start = file.metadata()?.len().saturating_sub(TAIL);
        file.seek(SeekFrom::Start(start))?;
        let mut tail = Vec::new();
        file.take(TAIL).read_to_end(&mut tail)?;
        Ok(ends_like_archive(&tail))
    };
    looked().unwrap_or(false)
}

fn look_into(path: &Path, thread: usize, workers: &WorkerPool<'_>) -> Result<Found, BatchError> {
    let Some(mut slot) = workers.slot(thread) else { return Ok(Found::Document) };
    let mut found = Found::Document;
    let mut entries = Vec::new();
    let listed = slot.list(path, &mut |listing| match listing {
        Listing::Document => found = Found::Document,
        Listing::Failed(error) => found = Found::Failed(error),
        Listing::Some(some) => entries.extend(some),
        Listing::End(some) => {
            entries.extend(some);
            found = Found::Entries(std::mem::take(&mut entries));
        }
    });
    match listed {
        Ok(()) => Ok(found),
        Err(WorkerError::Run(error)) => Err(error),
        Err(WorkerError::Death(death)) => {
            Ok(Found::Failed(death.error(slot.allowance().unwrap_or_default())))
        }
    }
}

fn replace(sources: Vec<Source>, mut found: Vec<(usize, Found)>) -> Vec<Source> {
    if found.is_empty() {
        return sources;
    }
    found.sort_unstable_by_key(|(number, _)| *number);
    let mut found = found.into_iter().peekable();
    let mut all = Vec::with_capacity(sources.len());
    for (number, mut source) in sources.into_iter().enumerate() {
        match found.next_if(|(of, _)| *of == number) {
            None | Some((_, Found::Document)) => all.push(source),
            Some((_, Found::Failed(error))) => {
                source.disposition = Disposition::Unreadable(Box::new(error));
                all.push(source);
            }
            Some((_, Found::Entries(entries))) if entries.is_empty() => {
                source.disposition = Disposition::Empty;
                all.push(source);
            }
            Some((_, Found::Entries(entries))) => all.extend(below(&source, entries)),
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// The entries of an archive as sources.
pub(crate) fn below(archive: &Source, entries: Vec<ArchiveEntry>) -> impl Iterator<Item = Source> {
    let path: Arc<Path> = match &archive.place {
        Place::File(path) => path.to_path().into(),
        _ => Path::new("").into(),
    };
    let prefix = format!("{}!/", archive.name);
    entries.into_iter().map(move |entry| Source {
        name: format!("{prefix}{}", entry.name),
        place: Place::Entry { archive: Arc::clone(&path), chain: entry.chain.into() },
        bytes: entry.bytes,
        disposition: match entry.error {
            _ if entry.skip => Disposition::Skip(None),
            _ if entry.empty => Disposition::Empty,
            Some(error) => Disposition::Unreadable(Box::new(error)),
            None => Disposition::Read,
        },
    })
}
