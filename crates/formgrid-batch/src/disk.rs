//! The file operations of a commit, step by step.
//!
//! A process can die between any two steps, so after each step the folder must be distinguishable
//! from a finished run. Tests stop a commit at every step.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use rayon::prelude::*;

/// From this many files on, the whole file system is synced: one request instead of one per file,
/// although it may wait for data of other programs.
#[cfg(target_os = "linux")]
const MANY: usize = 32;

/// The disk as seen by a commit.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    #[cfg(test)]
    steps: tests::Steps,
}

impl Disk {
    /// Moves a file, replacing the target.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        fs::rename(from, to)
    }

    /// Removes a file.
    pub(crate) fn remove(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::remove_file(path)
    }

    /// Writes and syncs a small file.
    pub(crate) fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.step()?;
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    /// Syncs a directory, on systems that allow it.
    pub(crate) fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.step()?;
        if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
    }

    /// Syncs files, given by name below a folder. An error names its file.
    pub(crate) fn sync_files(
        &self,
        folder: &Path,
        files: &[&str],
        pool: &rayon::ThreadPool,
    ) -> Result<(), (PathBuf, io::Error)> {
        self.step().map_err(|error| (folder.to_owned(), error))?;
        if sync_all_of(folder, files.len()) {
            return Ok(());
        }
        pool.install(|| {
            files.par_iter().try_for_each(|name| {
                let path = folder.join(name);
                let file = File::options().append(true).open(&path);
                file.and_then(|file| file.sync_all()).map_err(|error| (path, error))
            })
        })
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "tests end a commit here")]
    fn step(&self) -> io::Result<()> {
        Ok(())
    }

    #[cfg(test)]
    fn step(&self) -> io::Result<()> {
        self.steps.take()
    }
}

/// Syncs the whole file system of a folder if that is faster, and returns whether it did.
#[cfg(target_os = "linux")]
fn sync_all_of(folder: &Path, n_files: usize) -> bool {
    n_files >= MANY && File::open(folder).is_ok_and(|folder| rustix::fs::syncfs(folder).is_ok())
}

#[cfg(not(target_os = "linux"))]
fn sync_all_of(_folder: &Path, _n_files: usize) -> bool {
    false
}

#[cfg(test)]
pub(crate) mod tests {
    use std::{
        io,
        sync::atomic::{AtomicUsize, Ordering},
    };

    use super::Disk;

    /// How many steps are left before the simulated crash.
    #[derive(Debug)]
    pub(super) struct Steps(AtomicUsize);

    impl Default for Steps {
        fn default() -> Self {
            Self(AtomicUsize::new(usize::MAX))
        }
    }

    impl Steps {
        pub(super) fn take(&self) -> io::Result<()> {
            let taken = self
                .0
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
            taken.map(drop).map_err(|_| io::Error::other("the process has ended"))
        }
    }

    impl Disk {
        /// A disk that fails after `n` steps.
        pub(crate) fn ending_after(n_steps: usize) -> Self {
            Self { steps: Steps(AtomicUsize::new(n_steps)) }
        }
    }
}
