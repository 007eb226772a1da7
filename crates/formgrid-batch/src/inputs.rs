//! Finds the sources of a run from files, folders and patterns.
//!
//! Files that programs leave behind (locks, thumbnails, resource forks) and links that lead out of
//! a folder count as skipped. Sources are sorted by name, so that nothing depends on the order of
//! the inputs.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use formgrid_sinks::SourceError;
use globset::GlobBuilder;

use crate::{
    BatchError, FilePath, cause,
    names::{absolute, plain_name, relative_name, shared_folder},
    outcome::error,
    walk::{WalkEntry, walk},
};

/// One input file, or one entry of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name in the output.
    pub name: String,
    /// Where its bytes are.
    pub(crate) place: Place,
    /// Its length; 0 if unknown before it is read.
    pub bytes: u64,
    /// What the run does with it.
    pub(crate) disposition: Disposition,
}

/// Where the bytes of a source come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A file.
    File(FilePath),
    /// An entry of an archive.
    Entry {
        /// The file.
        archive: Arc<Path>,
        /// Entry numbers from the outermost archive inwards.
        chain: Box<[u32]>,
    },
    /// Standard input.
    Stdin,
    /// A pipe, which can be read only once.
    Pipe(PathBuf),
    /// Bytes already in memory.
    Given(Arc<[u8]>),
}

/// What the run does with a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Disposition {
    /// Read it.
    Read,
    /// Skip it: not a document, or not a requested one. With the reason if it is not obvious.
    Skip(Option<Box<SourceError>>),
    /// An archive without entries.
    Empty,
    /// It cannot be read, with the error.
    Unreadable(Box<SourceError>),
}

/// Finds the sources that the inputs name, sorted by name. `-` is standard input. Files below the
/// folders in `written` are excluded. Archives count as one source each.
pub fn find_sources(inputs: &[PathBuf], written: &[&Path]) -> Result<Vec<Source>, BatchError> {
    let written: Vec<PathBuf> = written.iter().copied().map(absolute).collect();
    let mut named = Vec::new();
    let mut found = Vec::new();
    let mut unreadable = Vec::new();
    for input in inputs {
        if input.as_os_str() == "-" {
            found.push(source("-".to_owned(), Place::Stdin, Disposition::Read));
        } else if is_pipe(input) {
            found.push(source(plain_name(input), Place::Pipe(input.clone()), Disposition::Read));
        } else if !input.exists() && is_pattern(input) {
            named.extend(matches(input, &written, &mut unreadable)?);
        } else {
            named.push(absolute(input));
        }
    }
    let folders = named.iter().map(|path| {
        if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(Path::new("")) }
    });
    let shared = shared_folder(folders);
    let add = |met: WalkEntry, found: &mut Vec<Source>| {
        let source = of_met(met, &shared, last(found));
        found.extend(source);
    };
    for path in &named {
        if path.is_dir() {
            walk(path, None, &written, |met| add(met, &mut found));
        } else {
            let file = FilePath::after(path, last(&found));
            found.push(named_file(path, file, relative_name(path, &shared)));
        }
    }
    // Inside a named folder, this is already known.
    unreadable.into_iter().for_each(|met| add(met, &mut found));
    Ok(sorted(found))
}

/// All sources in name order, each once. Files whose names decode to the same text get a number to
/// keep them apart. An archive may have millions of files, so names and paths are not copied.
fn sorted(mut all: Vec<Source>) -> Vec<Source> {
    // The sort is stable, so the first of equal sources stays.
    all.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| path_of(a).cmp(&path_of(b))));
    all.dedup_by(|next, first| next.name == first.name && path_of(next) == path_of(first));
    let mut numbered: BTreeSet<String> = BTreeSet::new();
    for same in all.chunk_by_mut(|a, b| a.name == b.name) {
        let Some(name) = same.first().map(|first| &first.name) else { continue };
        let is_taken = numbered.contains(name);
        if same.len() == 1 && !is_taken {
            continue;
        }
        let name = name.clone();
        let mut nth = 1;
        for source in same.iter_mut().skip(usize::from(!is_taken)) {
            loop {
                nth += 1;
                source.name = format!("{name}#{nth}");
                if numbered.insert(source.name.clone()) {
                    break;
                }
            }
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all.shrink_to_fit();
    all
}

/// The path of a file or pipe.
fn path_of(source: &Source) -> Option<PathBuf> {
    match &source.place {
        Place::File(path) => Some(path.to_path()),
        Place::Pipe(path) => Some(path.clone()),
        _ => None,
    }
}

/// The path of the last source.
fn last(found: &[Source]) -> Option<&FilePath> {
    match &found.last()?.place {
        Place::File(path) => Some(path),
        _ => None,
    }
}

fn unreadable(reason: impl ToString) -> Disposition {
    Disposition::Unreadable(Box::new(error("io/unreadable", reason)))
}

fn source(name: String, place: Place, disposition: Disposition) -> Source {
    Source { name, place, bytes: 0, disposition }
}

/// Converts an entry of a folder walk to a source; none for folders.
fn of_met(met: WalkEntry, shared: &Path, last: Option<&FilePath>) -> Option<Source> {
    let named = |path: PathBuf, disposition| {
        let name = relative_name(&path, shared);
        source(name, Place::File(FilePath::after(&path, last)), disposition)
    };
    Some(match met {
        WalkEntry::Folder(_) => return None,
        WalkEntry::File { path, bytes, is_regular } => {
            let mut source = named(path, Disposition::Read);
            source.bytes = bytes;
            if !is_regular || is_left_behind(&source.name) {
                source.disposition = Disposition::Skip(None);
            }
            source
        }
        WalkEntry::LinkOutside(path) => {
            let message = "a link that leads out of the folder; name its target as an input to have \
                           it read";
            named(path, Disposition::Skip(Some(Box::new(error("io/link-outside", message)))))
        }
        WalkEntry::Unreadable(path, reason) => named(path, unreadable(reason)),
    })
}

fn named_file(path: &Path, file: FilePath, name: String) -> Source {
    let (bytes, disposition) = match fs::metadata(path) {
        Ok(_) if is_left_behind(&name) => (0, Disposition::Skip(None)),
        Ok(metadata) if metadata.is_file() => (metadata.len(), Disposition::Read),
        Ok(_) => (0, unreadable("neither a file nor a folder")),
        Err(failure) => (0, unreadable(cause(&failure))),
    };
    Source { name, place: Place::File(file), bytes, disposition }
}

/// Whether reading an input may block.
pub(crate) fn is_waited_for(input: &Path) -> bool {
    input.as_os_str() == "-" || is_pipe(input)
}

/// Whether a path is a pipe, such as a shell's process substitution.
#[cfg(unix)]
fn is_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_pipe(_path: &Path) -> bool {
    false
}

/// Whether a file is one that programs leave behind. Only the name distinguishes a lock file from a
/// damaged document.
pub fn is_left_behind(name: &str) -> bool {
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

/// The files and folders that a pattern matches. Unreadable folders, and matching links that lead
/// out, are added to `unreadable`.
fn matches(
    pattern: &Path,
    written: &[PathBuf],
    unreadable: &mut Vec<WalkEntry>,
) -> Result<Vec<PathBuf>, BatchError> {
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
    let is_match = |path: &Path| path.strip_prefix(&base).is_ok_and(|rest| glob.is_match(rest));
    let depth = below.components().count();
    let is_deep = below.components().any(|part| part.as_os_str() == "**");
    let mut found = Vec::new();
    let no_match = || BatchError::NoMatch { pattern: text.to_string() };
    if !base.is_dir() {
        return Err(no_match());
    }
    walk(&base, Some(depth).filter(|_| !is_deep), written, |met| match met {
        WalkEntry::Folder(path) | WalkEntry::File { path, is_regular: true, .. }
            if is_match(&path) =>
        {
            found.push(path);
        }
        WalkEntry::LinkOutside(path) if is_match(&path) => {
            unreadable.push(WalkEntry::LinkOutside(path));
        }
        WalkEntry::Unreadable(..) => unreadable.push(met),
        _ => {}
    });
    if found.is_empty() && unreadable.is_empty() {
        return Err(no_match());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use tempfile::TempDir;

    use super::{Disposition, find_sources, is_left_behind};

    /// A test folder with these files.
    fn folder(files: &[&str]) -> (TempDir, PathBuf) {
        let temp = TempDir::new().unwrap();
        let root = temp.path().join("root");
        for file in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        (temp, root)
    }

    #[test]
    fn a_folder_is_walked_in_order_without_hidden_folders_and_the_output() {
        let (_temp, root) = folder(&["b.txt", "a/z.txt", ".git/x", "out/run.json", "a/~$z.docx"]);
        let out = root.join("out");
        let sources = find_sources(std::slice::from_ref(&root), &[&out]).unwrap();
        let found: Vec<_> =
            sources.iter().map(|s| (s.name.as_str(), s.disposition.clone())).collect();
        let expected = [
            ("a/z.txt", Disposition::Read),
            ("a/~$z.docx", Disposition::Skip(None)),
            ("b.txt", Disposition::Read),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_order_and_the_way_of_naming_do_not_matter() {
        let (_temp, root) = folder(&["x/1.txt", "x/2.txt", "y/3.txt"]);
        let names = |inputs: &[PathBuf]| -> Vec<String> {
            find_sources(inputs, &[]).unwrap().into_iter().map(|s| s.name).collect()
        };
        let whole = names(std::slice::from_ref(&root));
        assert_eq!(whole, ["x/1.txt", "x/2.txt", "y/3.txt"]);
        assert_eq!(names(&[root.join("y/3.txt"), root.join("x"), root.join("x/1.txt")]), whole);
        assert_eq!(names(&[root.join("*/?.txt")]), whole);
        assert_eq!(names(&[root.join("**/*.txt")]), whole);
        assert_eq!(names(&[root.join("[xy]")]), whole);
        assert_eq!(names(&[root.join("x/1.txt")]), ["1.txt"]);
    }

    #[test]
    fn a_missing_input_is_a_failed_source() {
        let sources = find_sources(&[PathBuf::from("/nowhere/at/all.txt")], &[]).unwrap();
        assert!(matches!(sources[0].disposition, Disposition::Unreadable(_)));
        assert!(find_sources(&[PathBuf::from("/nowhere/*.txt")], &[]).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_as_long_as_it_stays_in_the_folder() {
        use std::os::unix::fs::symlink;
        let (_temp_outside, outside) = folder(&["far/x.txt", "y.txt"]);
        let (_temp, root) = folder(&["a/1.txt"]);
        symlink(outside.join("far"), root.join("far")).unwrap();
        symlink(outside.join("y.txt"), root.join("y.txt")).unwrap();
        symlink(root.join("a/1.txt"), root.join("same.txt")).unwrap();
        let sources = find_sources(std::slice::from_ref(&root), &[]).unwrap();
        let read: Vec<_> =
            sources.iter().map(|s| (s.name.as_str(), s.disposition == Disposition::Read)).collect();
        assert_eq!(read, [("a/1.txt", true), ("far", false), ("same.txt", true), ("y.txt", false)]);
        let Disposition::Skip(Some(reason)) = &sources[1].disposition else {
            panic!("{:?}", sources[1])
        };
        assert_eq!(reason.code, "io/link-outside");
        let matched = find_sources(&[root.join("*")], &[]).unwrap();
        assert_eq!(matched, sources, "a pattern keeps the same rule");
    }

    #[cfg(unix)]
    #[test]
    fn names_that_read_the_same_stay_two_sources() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
        let (_temp, root) = folder(&["表.txt"]);
        fs::write(root.join(OsStr::from_bytes(b"\xb1\xed.txt")), "gbk").unwrap();
        fs::write(root.join(OsStr::from_bytes(b"\xff.txt")), "none").unwrap();
        fs::write(root.join(OsStr::from_bytes(b"\\xff.txt")), "letters").unwrap();
        let sources = find_sources(std::slice::from_ref(&root), &[]).unwrap();
        let names: Vec<_> = sources.iter().map(|source| source.name.as_str()).collect();
        assert_eq!(names, ["\\x5cxff.txt", "\\xff.txt", "表.txt", "表.txt#2"]);
    }

    #[test]
    fn leftover_files_are_recognized_by_name() {
        for name in ["a/Thumbs.db", "__MACOSX/a.txt", "~$a.docx", "x/._a.txt", ".DS_Store"] {
            assert!(is_left_behind(name), "{name}");
        }
        assert!(!is_left_behind("a/thumbs.txt"));
    }
}
