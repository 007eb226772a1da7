//! Documents for benchmarks, and best-of-several timing.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// The files with an extension below a folder of `FORMGRID_CORPORA` if set, else below `corpora/`,
/// sorted by path.
pub(crate) fn documents(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let folder = match env::var_os("FORMGRID_CORPORA") {
        Some(corpora) => PathBuf::from(corpora).join(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora"),
    };
    let mut paths = files(&folder, ending);
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let open = |path: PathBuf| if path.is_dir() { files(&path, ending) } else { vec![path] };
    paths.flat_map(open).filter(|path| path.extension().is_some_and(|e| e == ending)).collect()
}

/// The best of several runs, which is the least disturbed one.
pub(crate) fn best(mut work: impl FnMut() -> usize) -> Duration {
    let run = |_| {
        let started = Instant::now();
        divan::black_box(work());
        started.elapsed()
    };
    (0..7).map(run).min().unwrap_or_default()
}
