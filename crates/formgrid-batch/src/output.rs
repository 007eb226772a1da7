//! The folder a run writes to.
//!
//! All files are written below `.formgrid/` first and moved to their places at the end, so a run that
//! fails or is stopped leaves what was there before. What it has read stays below `.formgrid/` until a
//! run is complete. Files of an earlier run that this one does not write again are removed, but only
//! those that a run has noted as its own.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io,
    path::{Component, Path, PathBuf},
};

use rayon::prelude::*;
use serde::Deserialize;

use crate::{BatchError, lock, staged::Staged};

const WORK: &str = ".formgrid";
const STAGING: &str = "staging";
const SPOOL: &str = "spool";
/// Names of the department files that a run is about to move, or that one before it has left.
const JOURNAL: &str = "files.json";
const DEPARTMENTS: &str = "departments";
const RUN: &str = "run.json";

/// Files beside those of departments, in the order in which they are moved. `run.json` is the last, so
/// that where it stands all others do.
const FILES: [&str; 4] = ["unassigned.jsonl", "sources.jsonl", "diagnostics.jsonl", RUN];

/// The output of one run, until it is committed. No other run writes to the folder meanwhile.
#[derive(Debug)]
pub(crate) struct Output {
    out: PathBuf,
    /// The files that are to be moved to their places. All others stand there as they are to be.
    fresh: BTreeSet<String>,
    committed: bool,
    _lock: File,
}

/// What is read of the `run.json` of an earlier run.
#[derive(Deserialize)]
struct Earlier {
    tool: String,
    departments: Vec<String>,
}

impl Output {
    /// Prepares the folder. Files that an interrupted run left unfinished are dropped.
    pub(crate) fn open(out: &Path) -> Result<Self, BatchError> {
        let lock = lock::take(out, &out.join(WORK))?;
        let output =
            Self { out: out.to_owned(), fresh: BTreeSet::new(), committed: false, _lock: lock };
        let staging = output.staging();
        if staging.exists() {
            fs::remove_dir_all(&staging).map_err(BatchError::output(&staging))?;
        }
        let departments = staging.join(DEPARTMENTS);
        fs::create_dir_all(&departments).map_err(BatchError::output(out))?;
        Ok(output)
    }

    /// Where what was read waits for the end. It outlives a run that is stopped.
    pub(crate) fn spool_path(&self) -> PathBuf {
        self.out.join(WORK).join(SPOOL)
    }

    /// Begins a file of the output, named by its path below the folder.
    pub(crate) fn create(&self, name: &str) -> Result<Staged, BatchError> {
        Staged::create(self.staging().join(name), &self.out.join(name))
    }

    /// Ends a file that was begun by this name.
    pub(crate) fn finish(&mut self, name: &str, file: Staged) -> Result<(), BatchError> {
        if file.finish()? {
            self.fresh.insert(name.to_owned());
        }
        Ok(())
    }

    /// Moves all files to their places. `departments` are the names of those below `departments/`.
    pub(crate) fn commit(
        mut self,
        departments: &[String],
        pool: &rayon::ThreadPool,
    ) -> Result<(), BatchError> {
        pool.install(|| self.sync())?;
        let mut noted = self.noted();
        noted.extend(departments.iter().cloned());
        self.write_journal(&noted)?;
        let folder = self.out.join(DEPARTMENTS);
        fs::create_dir_all(&folder).map_err(BatchError::output(&folder))?;
        for name in departments {
            self.place(&format!("{DEPARTMENTS}/{name}"))?;
        }
        // A name that differs by case alone is the same file on some systems.
        let kept: BTreeSet<String> = departments.iter().map(|name| name.to_lowercase()).collect();
        for name in noted.iter().filter(|name| !kept.contains(&name.to_lowercase())) {
            let path = folder.join(name);
            if path.is_file() {
                fs::remove_file(&path).map_err(BatchError::output(&path))?;
            }
        }
        for name in FILES {
            self.place(name)?;
        }
        for folder in [&folder, &self.out] {
            sync_folder(folder).map_err(BatchError::output(folder))?;
        }
        self.committed = true;
        let work = self.out.join(WORK);
        fs::remove_dir_all(&work).map_err(BatchError::output(&work))
    }

    fn staging(&self) -> PathBuf {
        self.out.join(WORK).join(STAGING)
    }

    /// Makes sure that the files are on the disk before they take the place of others.
    fn sync(&self) -> Result<(), BatchError> {
        self.fresh.par_iter().try_for_each(|name| {
            let path = self.staging().join(name);
            let file = File::options().append(true).open(&path);
            file.and_then(|file| file.sync_all()).map_err(BatchError::output(&path))
        })
    }

    fn place(&self, name: &str) -> Result<(), BatchError> {
        if !self.fresh.contains(name) {
            return Ok(());
        }
        let to = self.out.join(name);
        fs::rename(self.staging().join(name), &to).map_err(BatchError::output(&to))
    }

    /// The department files that earlier runs have noted as their own.
    fn noted(&self) -> BTreeSet<String> {
        let read = |path: PathBuf| fs::read(path).ok();
        let run = read(self.out.join(RUN))
            .and_then(|bytes| serde_json::from_slice::<Earlier>(&bytes).ok())
            .filter(|run| run.tool == "formgrid")
            .map_or_else(Vec::new, |run| run.departments);
        let journal = read(self.out.join(WORK).join(JOURNAL))
            .and_then(|bytes| serde_json::from_slice::<Vec<String>>(&bytes).ok())
            .unwrap_or_default();
        run.into_iter().chain(journal).filter(|name| is_file_name(name)).collect()
    }

    fn write_journal(&self, names: &BTreeSet<String>) -> Result<(), BatchError> {
        let path = self.out.join(WORK).join(JOURNAL);
        let bytes = serde_json::to_vec(names).unwrap_or_default();
        fs::write(&path, bytes).map_err(BatchError::output(&path))
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if !self.committed {
            // What cannot be removed now is dropped by the next run.
            let _ = fs::remove_dir_all(self.staging());
            if !self.spool_path().exists() {
                let _ = fs::remove_dir_all(self.out.join(WORK));
            }
        }
    }
}

/// Makes sure that the names of files are on the disk, where a system lets one ask for it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Whether a noted name can only mean a file right below `departments/`.
fn is_file_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None))
        && name.ends_with(".jsonl")
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    use super::Output;

    fn folder(name: &str) -> PathBuf {
        let out = std::env::temp_dir().join(format!("formgrid-out-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&out);
        out
    }

    fn run(out: &Path, departments: &[&str]) {
        let mut output = Output::open(out).unwrap();
        let names: Vec<String> = departments.iter().map(|name| (*name).to_owned()).collect();
        let line = format!(r#"{{"tool":"formgrid","departments":{names:?}}}"#);
        let mut write = |name: &str, text: &str| {
            let mut file = output.create(name).unwrap();
            file.write(text.as_bytes()).unwrap();
            output.finish(name, file).unwrap();
        };
        names.iter().for_each(|name| write(&format!("departments/{name}"), ""));
        ["unassigned.jsonl", "sources.jsonl", "diagnostics.jsonl"]
            .iter()
            .for_each(|name| write(name, ""));
        write("run.json", &line);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        output.commit(&names, &pool).unwrap();
    }

    fn listing(out: &Path) -> Vec<String> {
        let entries = fs::read_dir(out.join("departments")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn stale_files_go_and_strange_files_stay() {
        let out = folder("stale");
        run(&out, &["a.jsonl", "b.jsonl"]);
        fs::write(out.join("departments/mine.jsonl"), "{}").unwrap();
        let written = || fs::metadata(out.join("departments/b.jsonl")).unwrap().modified().unwrap();
        let before = written();
        run(&out, &["b.jsonl", "c.jsonl"]);
        assert_eq!(listing(&out), ["b.jsonl", "c.jsonl", "mine.jsonl"]);
        assert_eq!(written(), before, "what is the same is left");
        assert!(!out.join(".formgrid").exists());
        fs::remove_dir_all(out).unwrap();
    }

    #[test]
    fn a_run_that_is_not_committed_changes_nothing() {
        let out = folder("dropped");
        run(&out, &["a.jsonl"]);
        let output = Output::open(&out).unwrap();
        output.create("departments/b.jsonl").unwrap().write(b"x").unwrap();
        drop(output);
        assert_eq!(listing(&out), ["a.jsonl"]);
        assert!(!out.join(".formgrid").exists());
        fs::remove_dir_all(out).unwrap();
    }

    #[test]
    fn a_noted_name_never_leads_out_of_the_folder() {
        let out = folder("escape");
        run(&out, &["a.jsonl"]);
        fs::write(out.join("keep.jsonl"), "x").unwrap();
        let noted = r#"{"tool":"formgrid","departments":["../keep.jsonl"]}"#;
        fs::write(out.join("run.json"), noted).unwrap();
        run(&out, &["a.jsonl"]);
        assert!(out.join("keep.jsonl").exists());
        fs::remove_dir_all(out).unwrap();
    }
}
