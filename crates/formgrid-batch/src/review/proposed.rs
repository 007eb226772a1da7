//! The files that corrections propose, each with its preview.

use std::{fs, path::PathBuf};

use formgrid_sinks::Change;

use crate::{BatchError, snapshot::write};

/// The proposed changes.
#[derive(Debug, Default)]
pub struct Applied {
    /// Files to write, by path, templates first.
    pub files: Vec<Proposed>,
    /// Corrections that could not be applied, each with its reason.
    pub problems: Vec<String>,
}

/// A proposed file.
#[derive(Debug)]
pub struct Proposed {
    /// The file.
    pub path: PathBuf,
    /// Whether it replaces an existing file.
    pub is_new: bool,
    /// Its preview.
    pub shown: Shown,
    pub(super) bytes: Vec<u8>,
}

/// The preview of a file.
#[derive(Debug)]
pub enum Shown {
    /// A copy of a document.
    Document,
    /// A text: the diff to the existing or the built-in one.
    Text(String),
    /// Expected records: the diff to the previous expectation, or to what is read today.
    Records {
        /// The differing records.
        changes: Vec<Change>,
        /// Number of unchanged records.
        n_equal: usize,
    },
}

impl Proposed {
    /// Writes the file atomically.
    pub fn write(&self) -> Result<(), BatchError> {
        let folder = self.path.parent().map_or(Ok(()), fs::create_dir_all);
        let failed = |source| BatchError::Snapshot { path: self.path.clone(), source };
        folder.map_err(failed)?;
        write(&self.path, &self.bytes)
    }
}

/// Proposes a template, shown as a diff.
pub(super) fn propose_template(path: PathBuf, old: &str, new: &str, applied: &mut Applied) {
    if old == new {
        return;
    }
    let name = path.display().to_string();
    let diff = similar::TextDiff::from_lines(old, new);
    let shown = Shown::Text(diff.unified_diff().header(&name, &name).to_string());
    let is_new = !path.exists();
    let bytes = new.as_bytes().to_vec();
    applied.files.push(Proposed { path, is_new, shown, bytes });
}
