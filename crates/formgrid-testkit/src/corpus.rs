//! The corpus: one case a file, named by what is special, with a note beside it.
//!
//! A note is `<name>.md`, and `<name>.expected.jsonl` holds lines expected of a case; everything else
//! below `corpora/` is a case. What a malformed case has to do
//! stands in its name, so that it cannot be forgotten in a test.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What reading a case has to come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    /// A result without an error.
    Reads,
    /// A result that keeps what could be read.
    Recovers,
    /// An error.
    Errors,
}

/// One file of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Where the file lies.
    pub path: PathBuf,
    /// Its path below `corpora/`, with `/` on every system.
    pub name: String,
    /// What reading it has to come to.
    pub expectation: Expectation,
}

impl Case {
    /// The case of a file below a corpus folder.
    pub fn new(corpus: &Path, path: &Path) -> Self {
        let below = path.strip_prefix(corpus).unwrap_or(path);
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let stem = stem.unwrap_or_default();
        let expectation = if stem.ends_with("--errors") {
            Expectation::Errors
        } else if stem.ends_with("--recovers") {
            Expectation::Recovers
        } else {
            Expectation::Reads
        };
        Self { path: path.to_owned(), name: parts.join("/"), expectation }
    }

    /// The note beside the case: what is special and how it was made.
    pub fn note(&self) -> PathBuf {
        self.path.with_extension("md")
    }
}

/// Whether a file is no case but stands beside one: a note, or the lines expected of it.
fn is_beside(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.ends_with(".md") || name.ends_with(".expected.jsonl")
}

/// The corpus of the project.
pub fn corpus_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpora")
}

/// All cases below a folder, in the order of their names.
///
/// # Errors
///
/// Where a folder cannot be read.
pub fn cases(corpus: &Path) -> io::Result<Vec<Case>> {
    let mut found = Vec::new();
    let mut folders = vec![corpus.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if !is_beside(&path) {
                found.push(Case::new(corpus, &path));
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Checks that documents of the corpus are, to the byte, what their sources in a test make: each its name
/// below `corpora/` and its bytes. With `FORMGRID_WRITE_CORPUS` in the environment they are written first.
///
/// # Panics
///
/// Where a document is not what its source makes, or cannot be written.
#[expect(clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]
pub fn assert_made(documents: impl IntoIterator<Item = (&'static str, Vec<u8>)>) {
    let write = env::var_os("FORMGRID_WRITE_CORPUS").is_some();
    for (name, bytes) in documents {
        let path = corpus_dir().join(name);
        if write {
            let folder = path.parent().expect("a document lies in a folder");
            fs::create_dir_all(folder).expect("the folder can be made");
            fs::write(&path, &bytes).expect("the document can be written");
        }
        if !fs::read(&path).is_ok_and(|found| found == bytes) {
            panic!("{name} is not its source");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Case, Expectation};

    #[test]
    fn case_names_state_the_expected_result() {
        let check = |path: &str, name: &str, expectation| {
            let case = Case::new(Path::new("/c/corpora"), Path::new(path));
            assert_eq!((case.name.as_str(), case.expectation), (name, expectation));
        };
        check("/c/corpora/text/a.txt", "text/a.txt", Expectation::Reads);
        check(
            "/c/corpora/malformed/text/b--errors.txt",
            "malformed/text/b--errors.txt",
            Expectation::Errors,
        );
        check(
            "/c/corpora/malformed/text/c--recovers.bin",
            "malformed/text/c--recovers.bin",
            Expectation::Recovers,
        );
    }
}
