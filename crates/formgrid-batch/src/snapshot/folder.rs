//! The files of a folder of known documents.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{BatchError, Disposition, Place, find_sources, output::is_unfinished};

const ENDING: &str = ".expected.jsonl";

/// Documents of one stem with their expectation.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Expectation file, relative to the folder.
    pub(super) name: String,
    pub(super) documents: Vec<Known>,
    pub(super) is_expected: bool,
}

/// A known document.
#[derive(Debug)]
pub(super) struct Known {
    /// Its path relative to the folder, as the output names it.
    pub(super) name: String,
    /// The file.
    pub(super) path: PathBuf,
}

/// All documents and expectations below a folder, by stem.
pub(super) fn find(folder: &Path) -> Result<Vec<Found>, BatchError> {
    if !folder.is_dir() {
        let source = fs::metadata(folder).err();
        let source = source.unwrap_or_else(|| io::ErrorKind::NotADirectory.into());
        return Err(BatchError::Snapshot { path: folder.to_owned(), source });
    }
    if is_unfinished(folder) {
        return Err(BatchError::Unfinished { path: folder.to_owned() });
    }
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for source in find_sources(&[folder.to_owned()], &[])? {
        if matches!(source.disposition, Disposition::Skip(_)) {
            continue;
        }
        if let Some(stem) = source.name.strip_suffix(ENDING) {
            found.entry(stem.to_owned()).or_default().is_expected = true;
        } else if !is_note(&source.name)
            && let Place::File(path) = source.place
        {
            let known = Known { name: source.name, path: path.to_path() };
            found.entry(stem(&known.name).to_owned()).or_default().documents.push(known);
        }
    }
    let named = |(stem, found): (String, Found)| Found { name: stem + ENDING, ..found };
    Ok(found.into_iter().map(named).collect())
}

/// The expectation file of a document, both relative to the folder.
pub(crate) fn expectation_of(name: &str) -> String {
    format!("{}{ENDING}", stem(name))
}

/// A path without its extension.
fn stem(name: &str) -> &str {
    let file = name.rfind('/').map_or(0, |slash| slash + 1);
    match name.rfind('.') {
        Some(dot) if dot > file => name.get(..dot).unwrap_or(name),
        _ => name,
    }
}

/// Notes next to documents, as in test corpora.
fn is_note(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"))
}

pub(super) fn read(file: &Path) -> Result<Vec<u8>, BatchError> {
    fs::read(file).map_err(snapshot(file))
}

/// Writes a file atomically.
pub(crate) fn write(file: &Path, bytes: &[u8]) -> Result<(), BatchError> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let staged = file.with_file_name(name);
    fs::write(&staged, bytes).and_then(|()| fs::rename(&staged, file)).map_err(snapshot(file))
}

fn snapshot(path: &Path) -> impl FnOnce(io::Error) -> BatchError {
    let path: PathBuf = path.to_owned();
    move |source| BatchError::Snapshot { path, source }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn the_ending_is_that_of_the_file() {
        assert_eq!(stem("a.b/form.v2.docx"), "a.b/form.v2");
        assert_eq!(stem("a.b/form"), "a.b/form");
        assert_eq!(stem("a/.hidden"), "a/.hidden");
    }
}
