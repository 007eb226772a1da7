//! The sources of a run: what the named files, folders and patterns come to.
//!
//! Folders are walked whole, except hidden folders and the output of the run. Files that programs
//! leave behind (locks, thumbnails, resource forks) are no documents: they are counted as skipped.
//! The list is sorted by name, so that nothing depends on the order in which inputs were named.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use globset::GlobBuilder;
use walkdir::{DirEntry, WalkDir};

use crate::{
    BatchError,
    names::{absolute, relative_name, shared_folder},
};

/// One input file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is called in the output.
    pub name: String,
    /// Where it lies; absent for standard input.
    pub path: Option<PathBuf>,
    /// Its length; 0 where it is not known before it is read.
    pub bytes: u64,
    /// What is to become of it.
    pub fate: Fate,
}

/// What is to become of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is to be read.
    Read,
    /// It is no document.
    Skip,
    /// It cannot be read, for this reason.
    Unreadable(String),
}

/// Finds the sources that the inputs name, sorted by name. `-` is standard input. Nothing below `out`
/// is a source.
pub fn find_sources(inputs: &[PathBuf], out: Option<&Path>) -> Result<Vec<Source>, BatchError> {
    let out = out.map(absolute);
    let mut named = Vec::new();
    let mut stdin = false;
    for input in inputs {
        if input.as_os_str() == "-" {
            stdin = true;
        } else if !input.exists() && is_pattern(input) {
            named.extend(matches(input)?);
        } else {
            named.push(absolute(input));
        }
    }
    let folders = named.iter().map(|path| {
        if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(Path::new("")) }
    });
    let shared = shared_folder(folders);
    let mut sources = BTreeMap::new();
    for path in &named {
        if path.is_dir() {
            walk(path, &shared, out.as_deref(), &mut sources);
        } else {
            let name = relative_name(path, &shared);
            sources.entry(name.clone()).or_insert_with(|| named_file(path, name));
        }
    }
    if stdin {
        let source = Source { name: "-".to_owned(), path: None, bytes: 0, fate: Fate::Read };
        sources.insert(source.name.clone(), source);
    }
    Ok(sources.into_values().collect())
}

fn walk(folder: &Path, shared: &Path, out: Option<&Path>, sources: &mut BTreeMap<String, Source>) {
    let is_wanted = |entry: &DirEntry| {
        entry.depth() == 0
            || !entry.file_type().is_dir()
            || (!is_hidden(entry) && Some(entry.path()) != out)
    };
    for entry in WalkDir::new(folder).follow_links(true).into_iter().filter_entry(is_wanted) {
        let source = match entry {
            Ok(entry) if entry.file_type().is_dir() => continue,
            Ok(entry) => walked_file(&entry, shared),
            Err(error) => unreadable(&error, folder, shared),
        };
        sources.entry(source.name.clone()).or_insert(source);
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn walked_file(entry: &DirEntry, shared: &Path) -> Source {
    let name = relative_name(entry.path(), shared);
    let document = entry.file_type().is_file() && !is_left_behind(&name);
    Source {
        name,
        path: Some(entry.path().to_owned()),
        bytes: entry.metadata().map_or(0, |metadata| metadata.len()),
        fate: if document { Fate::Read } else { Fate::Skip },
    }
}

fn unreadable(error: &walkdir::Error, folder: &Path, shared: &Path) -> Source {
    let path = error.path().unwrap_or(folder);
    let message = match error.io_error() {
        Some(error) => error.to_string(),
        None => "a link that leads back to a folder above it".to_owned(),
    };
    Source {
        name: relative_name(path, shared),
        path: Some(path.to_owned()),
        bytes: 0,
        fate: Fate::Unreadable(message),
    }
}

fn named_file(path: &Path, name: String) -> Source {
    let (bytes, fate) = match fs::metadata(path) {
        Ok(_) if is_left_behind(&name) => (0, Fate::Skip),
        Ok(metadata) => (metadata.len(), Fate::Read),
        Err(error) => (0, Fate::Unreadable(error.to_string())),
    };
    Source { name, path: Some(path.to_owned()), bytes, fate }
}

/// Whether a file is one that programs leave behind, told by its name, the only thing that tells a
/// lock file from a damaged document.
fn is_left_behind(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let lower = file.to_ascii_lowercase();
    file.starts_with("~$")
        || file.starts_with("._")
        || file.starts_with(".~lock.")
        || matches!(lower.as_str(), "thumbs.db" | ".ds_store" | "desktop.ini" | "ehthumbs.db")
        || name.split('/').any(|part| part == "__MACOSX")
}

fn is_pattern(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().iter().any(|byte| b"*?[{".contains(byte))
}

/// The files and folders that a pattern matches.
fn matches(pattern: &Path) -> Result<Vec<PathBuf>, BatchError> {
    let text = pattern.to_string_lossy();
    let plain: PathBuf =
        pattern.components().take_while(|part| !is_pattern(part.as_ref())).collect();
    let base = absolute(if plain.as_os_str().is_empty() { Path::new(".") } else { &plain });
    let below = pattern.strip_prefix(&plain).unwrap_or(pattern);
    let glob = GlobBuilder::new(&below.to_string_lossy())
        .literal_separator(true)
        .build()
        .map_err(|error| BatchError::Pattern {
            pattern: text.to_string(),
            message: error.kind().to_string(),
        })?
        .compile_matcher();
    let found: Vec<PathBuf> = WalkDir::new(&base)
        .min_depth(1)
        .follow_links(true)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().strip_prefix(&base).is_ok_and(|rest| glob.is_match(rest)))
        .map(|entry| entry.path().to_owned())
        .collect();
    if found.is_empty() {
        return Err(BatchError::NoMatch { pattern: text.to_string() });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use super::{Fate, find_sources, is_left_behind};

    /// A folder of its own for a test, with these files.
    fn folder(name: &str, files: &[&str]) -> PathBuf {
        let root = std::env::temp_dir().join(format!("formgrid-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        for file in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        root
    }

    #[test]
    fn a_folder_is_walked_in_order_without_hidden_folders_and_the_output() {
        let root = folder("walk", &["b.txt", "a/z.txt", ".git/x", "out/run.json", "a/~$z.docx"]);
        let out = root.join("out");
        let sources = find_sources(std::slice::from_ref(&root), Some(&out)).unwrap();
        let found: Vec<_> = sources.iter().map(|s| (s.name.as_str(), s.fate.clone())).collect();
        let expected = [("a/z.txt", Fate::Read), ("a/~$z.docx", Fate::Skip), ("b.txt", Fate::Read)];
        assert_eq!(found, expected);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn the_order_and_the_way_of_naming_do_not_matter() {
        let root = folder("naming", &["x/1.txt", "x/2.txt", "y/3.txt"]);
        let names = |inputs: &[PathBuf]| -> Vec<String> {
            find_sources(inputs, None).unwrap().into_iter().map(|s| s.name).collect()
        };
        let whole = names(std::slice::from_ref(&root));
        assert_eq!(whole, ["x/1.txt", "x/2.txt", "y/3.txt"]);
        assert_eq!(names(&[root.join("y/3.txt"), root.join("x"), root.join("x/1.txt")]), whole);
        assert_eq!(names(&[root.join("*/?.txt")]), whole);
        assert_eq!(names(&[root.join("x/1.txt")]), ["1.txt"]);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn what_does_not_exist_is_a_source_that_fails() {
        let sources = find_sources(&[PathBuf::from("/nowhere/at/all.txt")], None).unwrap();
        assert!(matches!(sources[0].fate, Fate::Unreadable(_)));
        assert!(find_sources(&[PathBuf::from("/nowhere/*.txt")], None).is_err());
    }

    #[test]
    fn what_programs_leave_behind_is_known_by_name() {
        for name in ["a/Thumbs.db", "__MACOSX/a.txt", "~$a.docx", "x/._a.txt", ".DS_Store"] {
            assert!(is_left_behind(name), "{name}");
        }
        assert!(!is_left_behind("a/thumbs.txt"));
    }
}
