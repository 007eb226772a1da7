//! The lock that keeps two runs from writing to one folder.
//!
//! The lock belongs to the process and ends with it. A completed run deletes the file, so a process
//! that acquires the lock checks that the file is still the one at the path.

use std::{
    fs::{self, File, TryLockError},
    path::Path,
};

use same_file::Handle;

use crate::BatchError;

const FILE: &str = "lock";

/// How often acquiring is retried when the file disappears in between, each time because another
/// run has completed.
const ATTEMPTS: usize = 100;

/// Locks a working folder, which is created if missing.
pub(crate) fn take(out: &Path, work: &Path) -> Result<File, BatchError> {
    let path = work.join(FILE);
    for _ in 0..ATTEMPTS {
        fs::create_dir_all(work).map_err(BatchError::output(out))?;
        let opened = File::options().create(true).truncate(false).write(true).open(&path);
        let file = match opened {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            opened => opened.map_err(BatchError::output(&path))?,
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BatchError::Busy { path: out.to_owned() }),
            Err(TryLockError::Error(error)) => return Err(BatchError::output(&path)(error)),
        }
        if is_found(&path, &file) {
            return Ok(file);
        }
    }
    Err(BatchError::Busy { path: out.to_owned() })
}

fn is_found(path: &Path, file: &File) -> bool {
    let ours = file.try_clone().and_then(Handle::from_file);
    matches!((ours, Handle::from_path(path)), (Ok(ours), Ok(found)) if ours == found)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::take;
    use crate::BatchError;

    #[test]
    fn only_one_has_the_lock() {
        let temp = tempfile::tempdir().unwrap();
        let out = temp.path().join("one");
        let work = out.join("work");
        let first = take(&out, &work).unwrap();
        assert!(matches!(take(&out, &work), Err(BatchError::Busy { .. })));
        // A completing run removes the folder while it holds the lock.
        fs::remove_dir_all(&work).unwrap();
        let second = take(&out, &work).unwrap();
        drop(first);
        assert!(matches!(take(&out, &work), Err(BatchError::Busy { .. })));
        drop(second);
        take(&out, &work).unwrap();
    }
}
