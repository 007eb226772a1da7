//! Locates the sources of a run. A run names them relative to the common folder of its inputs and
//! does not record that folder, because its output must not depend on it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    BatchError, Disposition, Place, Source, expand::expand, names::absolute,
    open::by_readable_name, worker_pool::WorkerPool,
};

/// How many sources must exist in a folder for it to be the root.
const N_PROOFS: usize = 3;

/// Separator of archive and entry in a name.
const ENTRY: &str = "!/";

/// The root of the source names: the working directory, the folder of the output, or one directly
/// below either. The first that has some of the sources is chosen; hashes later confirm that they
/// are the same.
pub(super) fn find_root<'a>(run: &Path, names: impl Iterator<Item = &'a str>) -> Option<PathBuf> {
    let proofs: Vec<&str> = names.map(file_of).take(N_PROOFS).collect();
    if proofs.is_empty() {
        return None;
    }
    let run = absolute(run);
    let above = [absolute(Path::new(".")), run.parent().unwrap_or(&run).to_owned()];
    let below = above.iter().flat_map(|folder| folders(folder));
    let mut candidates = above.iter().cloned().chain(below);
    candidates.find(|folder| proofs.iter().all(|name| file(folder, name).is_some()))
}

/// The folders in a folder, sorted.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    all.sort();
    all
}

/// The file of a source, or of its archive.
fn file_of(name: &str) -> &str {
    name.split_once(ENTRY).map_or(name, |(archive, _)| archive)
}

fn file(root: &Path, name: &str) -> Option<PathBuf> {
    let path = root.join(name);
    let path = by_readable_name(&path).unwrap_or(path);
    path.is_file().then_some(path)
}

/// The sources of some names below a folder, sorted; missing ones are left out.
pub(super) fn sources<'a>(
    root: &Path,
    names: impl Iterator<Item = &'a str>,
    workers: &WorkerPool<'_>,
    pool: &rayon::ThreadPool,
) -> Result<Vec<Source>, BatchError> {
    let names: BTreeSet<&str> = names.map(file_of).collect();
    let source = |name: &&str| {
        let place = Place::File(file(root, name)?.as_path().into());
        Some(Source { name: (*name).to_owned(), place, bytes: 0, disposition: Disposition::Read })
    };
    expand(names.iter().filter_map(source).collect(), workers, pool)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{file_of, find_root};

    #[test]
    fn the_folder_is_the_one_that_has_the_sources() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a/other.txt", "inputs/2024/form.docx", "inputs/more.zip", "out/run.json"] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let names = ["2024/form.docx", "more.zip!/b.xlsx"];
        let found = find_root(&dir.path().join("out"), names.into_iter());
        assert_eq!(found.as_deref(), Some(dir.path().join("inputs").as_path()));
        assert_eq!(find_root(&dir.path().join("out"), ["none.txt"].into_iter()), None);
        assert_eq!(file_of("a.zip!/b.zip!/c"), "a.zip");
    }
}
