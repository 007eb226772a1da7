//! The versions of the stages, as hashes of their sources.
//!
//! What a cache holds was made by a version of the program. A number that somebody has to raise would
//! one day not be raised, and the cache would go on giving what an older reader has read.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

/// Crates without influence on what a run writes.
const ASIDE: &[&str] = &["formgrid-testkit"];
/// Crates that come after reading.
const AFTER_READING: &[&str] =
    &["formgrid-layout", "formgrid-records", "formgrid-sinks", "formgrid-batch"];
/// Crates that layout is made of.
const LAYOUT: &[&str] = &["formgrid-model", "formgrid-layout"];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let crates = listing(&root.join("crates"));
    let is_one_of = |folder: &&PathBuf, names: &[&str]| {
        folder.file_name().and_then(|name| name.to_str()).is_some_and(|name| names.contains(&name))
    };
    let all: Vec<&PathBuf> = crates.iter().filter(|folder| !is_one_of(folder, ASIDE)).collect();
    let readers = all.iter().copied().filter(|folder| !is_one_of(folder, AFTER_READING)).collect();
    let layout = all.iter().copied().filter(|folder| is_one_of(folder, LAYOUT)).collect();
    for (name, folders) in [("READERS", readers), ("LAYOUT", layout), ("ALL", all)] {
        println!("cargo::rustc-env=FORMGRID_{name}={}", version(&root, &folders));
    }
}

/// A hash over the files of crates, and over the versions of all libraries.
fn version(root: &Path, folders: &[&PathBuf]) -> String {
    let mut files = vec![root.join("Cargo.lock")];
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| (*folder).clone()).collect();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.append(&mut listing(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        file.strip_prefix(root).unwrap_or(&file).hash(&mut hasher);
        fs::read(&file).unwrap_or_default().hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

fn listing(folder: &Path) -> Vec<PathBuf> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}
