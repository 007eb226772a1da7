//! The report folder. Files of an earlier report are removed, other files never.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use crate::BatchError;

/// Lists the files of a report, so that a later one knows them as its own.
const LIST: &str = "review.json";

/// Names the program that made a report.
const TOOL: &str = "formgrid review";

#[derive(Serialize, Deserialize)]
struct List {
    tool: String,
    files: BTreeSet<String>,
}

/// The output folder of a report.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    written: Mutex<Written>,
}

#[derive(Debug, Default)]
struct Written {
    files: BTreeSet<String>,
    bytes: u64,
}

impl Folder {
    /// Opens the folder and removes an earlier report.
    pub(super) fn open(path: &Path) -> Result<Self, BatchError> {
        let folder = Self { path: path.to_owned(), written: Mutex::default() };
        fs::create_dir_all(path).map_err(BatchError::output(path))?;
        match fs::read(path.join(LIST)) {
            Ok(bytes) => folder.clear(&bytes)?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let mut entries = fs::read_dir(path).map_err(BatchError::output(path))?;
                if entries.next().is_some() {
                    return Err(BatchError::NotAReport { path: path.to_owned() });
                }
            }
            Err(error) => return Err(BatchError::output(path.join(LIST))(error)),
        }
        // If this report is not finished, the next one knows its files.
        folder.list()?;
        Ok(folder)
    }

    /// Removes the files of an earlier report.
    fn clear(&self, list: &[u8]) -> Result<(), BatchError> {
        let list: Option<List> = serde_json::from_slice(list).ok();
        let list = list.filter(|list| list.tool == TOOL);
        let list = list.ok_or_else(|| BatchError::NotAReport { path: self.path.clone() })?;
        for name in list.files.iter().filter(|name| is_own(name)) {
            match fs::remove_file(self.path.join(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(BatchError::output(self.path.join(name))(error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Writes a file, named relative to the folder.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), BatchError> {
        let path = self.path.join(name);
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        let written: io::Result<()> = folder.and_then(|()| fs::write(&path, bytes));
        written.map_err(BatchError::output(path))?;
        let mut all = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        all.files.insert(name.to_owned());
        all.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Writes the list of files and returns their total size in bytes.
    pub(super) fn list(&self) -> Result<u64, BatchError> {
        let all = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let list = List { tool: TOOL.to_owned(), files: all.files.clone() };
        let path = self.path.join(LIST);
        let text = serde_json::to_vec_pretty(&list).map_err(io::Error::other);
        text.and_then(|text| fs::write(&path, text)).map_err(BatchError::output(path))?;
        Ok(all.bytes)
    }
}

/// Whether a name is one a report uses, so that no list leads out of its folder.
fn is_own(name: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
    };
    name.split('/').count() <= 2 && name.split('/').all(plain)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Folder;

    #[test]
    fn a_report_replaces_another_report_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("report");
        let folder = Folder::open(&path).unwrap();
        folder.write("sources/1.html", b"1").unwrap();
        assert_eq!(folder.list().unwrap(), 1);
        fs::write(path.join("note.txt"), "mine").unwrap();
        Folder::open(&path).unwrap().write("index.html", b"").unwrap();
        assert!(!path.join("sources/1.html").exists());
        assert!(path.join("note.txt").exists());
        Folder::open(dir.path()).unwrap_err();
        let list = r#"{"tool":"formgrid review","files":["../mine","sources/../../mine"]}"#;
        fs::write(path.join("review.json"), list).unwrap();
        fs::write(dir.path().join("mine"), "").unwrap();
        Folder::open(&path).unwrap();
        assert!(dir.path().join("mine").exists());
    }
}
