//! Stage versions, as hashes of the sources they are built from.
//!
//! Cache entries depend on the program that made them. A hand-maintained version number would one
//! day not be bumped, and the cache would keep serving what an older reader produced. The program
//! version is too coarse: a release that changes no reader must not invalidate what was read.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

/// Crates that do not affect the output of a run.
const ASIDE: &[&str] = &["formgrid-python", "formgrid-testkit"];
/// Crates of the stages after reading.
const AFTER_READING: &[&str] = &[
    "formgrid-layout",
    "formgrid-records",
    "formgrid-sinks",
    "formgrid-parquet",
    "formgrid-review",
    "formgrid-batch",
];
/// Crates that layout is built from.
const LAYOUT: &[&str] = &["formgrid-model", "formgrid-layout"];
/// Folders of a crate that are not part of the program.
const BESIDE: &[&str] = &["tests", "benches", "examples"];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let crates: Vec<String> =
        listing(&root.join("crates")).iter().map(|folder| name_of(folder)).collect();
    let all: Vec<&str> =
        crates.iter().map(String::as_str).filter(|name| !ASIDE.contains(name)).collect();
    let readers: Vec<&str> =
        all.iter().copied().filter(|name| !AFTER_READING.contains(name)).collect();
    let libraries = Libraries::new(&root);
    for (name, crates) in [("READERS", readers.as_slice()), ("LAYOUT", LAYOUT), ("ALL", &all)] {
        println!("cargo::rustc-env=FORMGRID_{name}={}", version(&root, crates, &libraries));
    }
}

/// Hash over the files of some crates and over the libraries they use.
fn version(root: &Path, crates: &[&str], libraries: &Libraries) -> String {
    let mut files = Vec::new();
    let mut open: Vec<PathBuf> = crates.iter().map(|name| root.join("crates").join(name)).collect();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let inside = listing(&path);
            open.extend(inside.into_iter().filter(|path| !BESIDE.contains(&&*name_of(path))));
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
    libraries.hash(crates, &mut hasher);
    format!("{:016x}", hasher.finish())
}

fn listing(folder: &Path) -> Vec<PathBuf> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Packages in the lock file, with the dependencies of those from outside the workspace.
struct Libraries {
    packages: BTreeMap<String, Vec<String>>,
    asked: Vec<String>,
}

impl Libraries {
    fn new(root: &Path) -> Self {
        let read = |name: &str| {
            let path = root.join(name);
            println!("cargo::rerun-if-changed={}", path.display());
            fs::read_to_string(path).unwrap_or_default()
        };
        let mut packages: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for package in read("Cargo.lock").split("[[package]]").skip(1) {
            let name = quoted(package).next().unwrap_or_default();
            packages.entry(name.to_owned()).or_default().push(package.to_owned());
        }
        let manifest = read("Cargo.toml");
        let section = manifest.split("[workspace.dependencies]").nth(1).unwrap_or_default();
        let lines = section.lines().take_while(|line| !line.starts_with('['));
        Self { packages, asked: lines.map(str::to_owned).collect() }
    }

    /// Hashes every package some crates use, directly or indirectly, except workspace members.
    fn hash(&self, crates: &[&str], hasher: &mut DefaultHasher) {
        let mut used: BTreeSet<&str> = BTreeSet::new();
        let mut open = crates.to_vec();
        while let Some(name) = open.pop() {
            let Some(packages) = self.packages.get(name).filter(|_| used.insert(name)) else {
                continue;
            };
            for package in packages {
                let list = package.split("dependencies = [").nth(1).unwrap_or_default();
                open.extend(quoted(list).filter_map(|used| used.split(' ').next()));
            }
        }
        let is_ours = |package: &&String| !package.contains("source = ");
        let packages = used.iter().filter_map(|name| self.packages.get(*name)).flatten();
        packages.filter(|package| !is_ours(package)).for_each(|package| package.hash(hasher));
        let is_used =
            |line: &&String| line.split([' ', '.']).next().is_some_and(|n| used.contains(n));
        self.asked.iter().filter(is_used).for_each(|line| line.hash(hasher));
    }
}

/// The quoted strings.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}
