//! The folder walk, shared by inputs that name a folder and patterns that search it.
//!
//! Hidden folders and those the run writes to are skipped. A link is followed if its target is in
//! the folder, because naming a folder means its content. Unreadable entries are reported.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, Error, WalkDir};

/// An entry of a folder walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WalkEntry {
    Folder(PathBuf),
    /// A file with its length. Pipes and devices are not regular files.
    File {
        path: PathBuf,
        bytes: u64,
        is_regular: bool,
    },
    /// A link that leads out of the folder.
    LinkOutside(PathBuf),
    /// An unreadable entry, with the reason.
    Unreadable(PathBuf, String),
}

/// Walks a folder, to a maximum depth if given, and reports entries in path order.
pub(crate) fn walk(
    folder: &Path,
    depth: Option<usize>,
    written: &[PathBuf],
    mut on_entry: impl FnMut(WalkEntry),
) {
    let mut outside = Vec::new();
    let entries = WalkDir::new(folder)
        .follow_links(true)
        .max_depth(depth.unwrap_or(usize::MAX))
        .sort_by(|one, other| one.path().cmp(other.path()))
        .into_iter()
        .filter_entry(|entry| {
            if entry.depth() == 0 {
                return true;
            }
            if leads_out(entry, folder) {
                outside.push(entry.path().to_owned());
                return false;
            }
            !(is_folder(entry)
                && (is_hidden(entry) || written.iter().any(|folder| folder == entry.path())))
        });
    for entry in entries {
        match entry {
            Ok(entry) if entry.depth() == 0 => {}
            Ok(entry) if is_folder(&entry) => on_entry(WalkEntry::Folder(entry.into_path())),
            Ok(entry) => {
                let is_regular = entry.file_type().is_file();
                let bytes = entry.metadata().map_or(0, |metadata| metadata.len());
                on_entry(WalkEntry::File { path: entry.into_path(), bytes, is_regular });
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                on_entry(WalkEntry::Unreadable(path.to_owned(), reason(&error)));
            }
        }
    }
    outside.into_iter().map(WalkEntry::LinkOutside).for_each(on_entry);
}

fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_dir()
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// Whether an entry is a link to a target outside the folder.
fn leads_out(entry: &DirEntry, folder: &Path) -> bool {
    entry.path_is_symlink()
        && entry.path().canonicalize().is_ok_and(|target| !target.starts_with(folder))
}

/// Why an entry cannot be read. The path is not repeated: where an archive lies must not change the
/// output.
fn reason(error: &Error) -> String {
    match error.io_error() {
        Some(error) => error.to_string(),
        None => "a link that leads back to a folder above it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{WalkEntry, walk};

    fn met(folder: &Path, depth: Option<usize>) -> Vec<String> {
        let mut all = Vec::new();
        walk(folder, depth, &[], |met| {
            let (kind, path) = match met {
                WalkEntry::Folder(path) => ("folder", path),
                WalkEntry::File { path, is_regular: true, .. } => ("file", path),
                WalkEntry::File { path, .. } => ("other", path),
                WalkEntry::LinkOutside(path) => ("outside", path),
                WalkEntry::Unreadable(path, reason) => {
                    assert!(!reason.is_empty() && !reason.contains('/'), "{reason}");
                    ("unreadable", path)
                }
            };
            all.push(format!("{kind} {}", path.strip_prefix(folder).unwrap().display()));
        });
        all
    }

    #[test]
    fn a_folder_is_walked_to_a_depth() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["a/b/c.txt", "a/d.txt", ".hidden/e.txt", "f.txt"] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let root = folder.path().canonicalize().unwrap();
        assert_eq!(met(&root, Some(1)), ["folder a", "file f.txt"]);
        let all = ["folder a", "folder a/b", "file a/b/c.txt", "file a/d.txt", "file f.txt"];
        assert_eq!(met(&root, None), all);
    }

    #[cfg(unix)]
    #[test]
    fn dangling_and_circular_links_are_reported() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir(root.join("a")).unwrap();
        symlink(root.join("none"), root.join("dangling")).unwrap();
        symlink(&root, root.join("a/loop")).unwrap();
        symlink("/", root.join("far")).unwrap();
        let mut all = met(&root, None);
        all.sort();
        assert_eq!(all, ["folder a", "outside far", "unreadable a/loop", "unreadable dangling"]);
    }
}
