//! The corpus: one case per file, named by what is special, with a note next to it.
//!
//! A note is `<name>.md`, and `<name>.expected.jsonl` holds expected lines; everything else below
//! `corpora/` is a case. The name of a malformed case states the expected result, so that no test
//! can forget it.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The expected result of reading a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    /// A result without an error.
    Reads,
    /// A partial result.
    Recovers,
    /// An error.
    Errors,
}

/// One file of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Path of the file.
    pub path: PathBuf,
    /// Its path below `corpora/`, with `/` on every system.
    pub name: String,
    /// The expected result.
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

    /// The note of the case: what is special and how it was made.
    pub fn note(&self) -> PathBuf {
        self.path.with_extension("md")
    }
}

/// Whether a file belongs to a case: a note, or expected lines.
fn is_beside(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.ends_with(".md") || name.ends_with(".expected.jsonl")
}

/// The corpus of the project.
pub fn corpus_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpora")
}

/// All cases below a folder, sorted by name.
///
/// # Errors
///
/// If a folder cannot be read.
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

/// Checks that generated documents of the corpus match their generators byte by byte: each is a
/// name below `corpora/` with its bytes. With `FORMGRID_WRITE_CORPUS` set they are written first.
///
/// # Panics
///
/// If a document differs from its generator's output, or cannot be written.
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
