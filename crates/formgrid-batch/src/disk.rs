//! What a commit asks of the disk, step by step.
//!
//! A process can end between any two steps, so whatever a commit does in one step has to leave a folder
//! that can be told from a finished one. Tests end it at each of them.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use rayon::prelude::*;

/// From so many files on they are brought to the disk with everything else that waits there. That is one
/// request and not one for each file, but it may also wait for the data of other programs.
#[cfg(target_os = "linux")]
const MANY: usize = 32;

/// The disk, as a commit sees it.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    #[cfg(test)]
    steps: tests::Steps,
}

impl Disk {
    /// Moves a file, which takes the place of another.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        fs::rename(from, to)
    }

    /// Removes a file.
    pub(crate) fn remove(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::remove_file(path)
    }

    /// Writes a small file and brings it to the disk.
    pub(crate) fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.step()?;
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    /// Brings the names of a folder's files to the disk, where a system lets one ask for it.
    pub(crate) fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.step()?;
        if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
    }

    /// Brings files below a folder to the disk. An error comes with the file.
    pub(crate) fn sync_files(
        &self,
        folder: &Path,
        files: &[PathBuf],
        pool: &rayon::ThreadPool,
    ) -> Result<(), (PathBuf, io::Error)> {
        self.step().map_err(|error| (folder.to_owned(), error))?;
        if sync_all_of(folder, files.len()) {
            return Ok(());
        }
        pool.install(|| {
            files.par_iter().try_for_each(|path| {
                let file = File::options().append(true).open(path);
                file.and_then(|file| file.sync_all()).map_err(|error| (path.clone(), error))
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

/// Brings the whole file system of a folder to the disk where that is the shorter way, and tells whether
/// it was done.
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

    /// How many steps are left before the process ends.
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
        /// A disk that does so many steps and no more.
        pub(crate) fn ending_after(n_steps: usize) -> Self {
            Self { steps: Steps(AtomicUsize::new(n_steps)) }
        }
    }
}
