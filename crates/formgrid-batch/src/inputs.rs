//! The sources of a run: what the named files, folders and patterns come to.
//!
//! Folders are walked whole, except hidden folders and those the run writes to. Files that programs
//! leave behind (locks, thumbnails, resource forks) are no documents: they are counted as skipped, and
//! so are links that lead out of the folder, because whoever names a folder means what lies in it.
//! The list is sorted by name, so that nothing depends on the order in which inputs were named.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use formgrid_sinks::SourceError;
use globset::GlobBuilder;
use walkdir::{DirEntry, WalkDir};

use crate::{
    BatchError,
    names::{absolute, relative_name, shared_folder},
    outcome::error,
};

/// One input file, or one entry of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What it is called in the output.
    pub name: String,
    /// Where its bytes are.
    pub place: Place,
    /// Its length; 0 where it is not known before it is read.
    pub bytes: u64,
    /// What is to become of it.
    pub fate: Fate,
}

/// Where the bytes of a source are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file.
    File(PathBuf),
    /// In an archive.
    Entry {
        /// The file.
        archive: Arc<Path>,
        /// Number of the entry; where archives are nested, the numbers from the outermost inwards.
        chain: Box<[u32]>,
    },
    /// They come from standard input.
    Stdin,
}

/// What is to become of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is to be read.
    Read,
    /// It is no document, or none that was asked for. The reason where it is not obvious.
    Skip(Option<SourceError>),
    /// It is an archive with nothing in it.
    Empty,
    /// It cannot be read, for this reason.
    Unreadable(SourceError),
}

/// Finds the sources that the inputs name, sorted by name. `-` is standard input. Nothing below the
/// folders in `written` is a source. Archives are one source each.
pub fn find_sources(inputs: &[PathBuf], written: &[&Path]) -> Result<Vec<Source>, BatchError> {
    let written: Vec<PathBuf> = written.iter().copied().map(absolute).collect();
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
            walk(path, &shared, &written, &mut sources);
        } else {
            let name = relative_name(path, &shared);
            sources.entry(name.clone()).or_insert_with(|| named_file(path, name));
        }
    }
    if stdin {
        let name = "-".to_owned();
        let source = Source { name, place: Place::Stdin, bytes: 0, fate: Fate::Read };
        sources.insert(source.name.clone(), source);
    }
    Ok(sources.into_values().collect())
}

fn walk(folder: &Path, shared: &Path, written: &[PathBuf], sources: &mut BTreeMap<String, Source>) {
    let mut entries = WalkDir::new(folder).follow_links(true).into_iter();
    while let Some(entry) = entries.next() {
        let source = match entry {
            Ok(entry) if leads_out(&entry, folder) => {
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
                link_outside(&entry, shared)
            }
            Ok(entry) if entry.file_type().is_dir() => {
                let is_written = written.iter().any(|folder| folder == entry.path());
                if entry.depth() > 0 && (is_hidden(&entry) || is_written) {
                    entries.skip_current_dir();
                }
                continue;
            }
            Ok(entry) => walked_file(&entry, shared),
            Err(error) => unreadable(&error, folder, shared),
        };
        sources.entry(source.name.clone()).or_insert(source);
    }
}

/// Whether an entry is a link to something that does not lie in the folder.
fn leads_out(entry: &DirEntry, folder: &Path) -> bool {
    entry.depth() > 0
        && entry.path_is_symlink()
        && entry.path().canonicalize().is_ok_and(|target| !target.starts_with(folder))
}

fn link_outside(entry: &DirEntry, shared: &Path) -> Source {
    let message =
        "a link that leads out of the folder; name its target as an input to have it read";
    Source {
        name: relative_name(entry.path(), shared),
        place: Place::File(entry.path().to_owned()),
        bytes: 0,
        fate: Fate::Skip(Some(error("io/link-outside", message))),
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
        place: Place::File(entry.path().to_owned()),
        bytes: entry.metadata().map_or(0, |metadata| metadata.len()),
        fate: if document { Fate::Read } else { Fate::Skip(None) },
    }
}

fn unreadable(failure: &walkdir::Error, folder: &Path, shared: &Path) -> Source {
    let path = failure.path().unwrap_or(folder);
    let message = match failure.io_error() {
        Some(error) => error.to_string(),
        None => "a link that leads back to a folder above it".to_owned(),
    };
    Source {
        name: relative_name(path, shared),
        place: Place::File(path.to_owned()),
        bytes: 0,
        fate: Fate::Unreadable(error("io/unreadable", message)),
    }
}

fn named_file(path: &Path, name: String) -> Source {
    let (bytes, fate) = match fs::metadata(path) {
        Ok(_) if is_left_behind(&name) => (0, Fate::Skip(None)),
        Ok(metadata) => (metadata.len(), Fate::Read),
        Err(failure) => (0, Fate::Unreadable(error("io/unreadable", failure))),
    };
    Source { name, place: Place::File(path.to_owned()), bytes, fate }
}

/// Whether a file is one that programs leave behind, told by its name, the only thing that tells a
/// lock file from a damaged document.
pub(crate) fn is_left_behind(name: &str) -> bool {
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
        let sources = find_sources(std::slice::from_ref(&root), &[&out]).unwrap();
        let found: Vec<_> = sources.iter().map(|s| (s.name.as_str(), s.fate.clone())).collect();
        let expected =
            [("a/z.txt", Fate::Read), ("a/~$z.docx", Fate::Skip(None)), ("b.txt", Fate::Read)];
        assert_eq!(found, expected);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn the_order_and_the_way_of_naming_do_not_matter() {
        let root = folder("naming", &["x/1.txt", "x/2.txt", "y/3.txt"]);
        let names = |inputs: &[PathBuf]| -> Vec<String> {
            find_sources(inputs, &[]).unwrap().into_iter().map(|s| s.name).collect()
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
        let sources = find_sources(&[PathBuf::from("/nowhere/at/all.txt")], &[]).unwrap();
        assert!(matches!(sources[0].fate, Fate::Unreadable(_)));
        assert!(find_sources(&[PathBuf::from("/nowhere/*.txt")], &[]).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_as_long_as_it_stays_in_the_folder() {
        use std::os::unix::fs::symlink;
        let outside = folder("outside", &["far/x.txt", "y.txt"]);
        let root = folder("links", &["a/1.txt"]);
        symlink(outside.join("far"), root.join("far")).unwrap();
        symlink(outside.join("y.txt"), root.join("y.txt")).unwrap();
        symlink(root.join("a/1.txt"), root.join("same.txt")).unwrap();
        let sources = find_sources(std::slice::from_ref(&root), &[]).unwrap();
        let read: Vec<_> =
            sources.iter().map(|s| (s.name.as_str(), s.fate == Fate::Read)).collect();
        assert_eq!(read, [("a/1.txt", true), ("far", false), ("same.txt", true), ("y.txt", false)]);
        let Fate::Skip(Some(reason)) = &sources[1].fate else { panic!("{:?}", sources[1]) };
        assert_eq!(reason.code, "io/link-outside");
        fs::remove_dir_all(root).unwrap();
        fs::remove_dir_all(outside).unwrap();
    }

    #[test]
    fn what_programs_leave_behind_is_known_by_name() {
        for name in ["a/Thumbs.db", "__MACOSX/a.txt", "~$a.docx", "x/._a.txt", ".DS_Store"] {
            assert!(is_left_behind(name), "{name}");
        }
        assert!(!is_left_behind("a/thumbs.txt"));
    }
}
