//! The output folder of a run.
//!
//! Files are written below `.formgrid/` and moved into place at the end, so a failed or interrupted
//! run leaves the previous output intact. What the run has read stays below `.formgrid/` until it
//! completes. Files of an earlier run are removed if this run does not replace them and the earlier
//! run recorded them as its own.
//!
//! Files cannot be moved atomically. So the old `run.json` is moved away before the first of them
//! and the new one comes last: if it exists, all files belong to one run; if it is missing next to
//! a `.formgrid/`, the run is unfinished and the next one completes it.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io,
    path::{Component, Path, PathBuf},
};

use formgrid_parquet::TABLES;
use serde::Deserialize;

use crate::{BatchError, disk::Disk, lock, staged::Staged};

const WORK: &str = ".formgrid";
const STAGING: &str = "staging";
const SPOOL: &str = "spool";
/// Names of the department and table files that a run is about to move, or that an earlier run
/// left.
const JOURNAL: &str = "files.json";
const DEPARTMENTS: &str = "departments";
const PARQUET: &str = "parquet";
const RUN: &str = "run.json";

/// The uncommitted output of a run. It holds the lock on the folder.
#[derive(Debug)]
pub(crate) struct Output {
    out: PathBuf,
    /// All files of this run, in order of completion.
    written: Vec<Written>,
    committed: bool,
    disk: Disk,
    _lock: File,
}

/// A file of a run, by path below the output folder.
#[derive(Debug)]
struct Written {
    name: Box<str>,
    /// Whether it is to be moved into place. The others are unchanged.
    is_fresh: bool,
}

/// The keys used of an earlier run's `run.json`.
#[derive(Deserialize)]
struct PreviousRun {
    tool: String,
    departments: Vec<String>,
    #[serde(default)]
    parquet: bool,
}

impl PreviousRun {
    /// The department and table files, by path below the output folder.
    fn files(self) -> Vec<String> {
        let departments = self.departments.iter().map(|name| format!("{DEPARTMENTS}/{name}"));
        let tables = TABLES.iter().filter(|_| self.parquet).map(|name| parquet_file(name));
        departments.chain(tables).collect()
    }
}

/// The path of a Parquet table below the output folder.
pub(crate) fn parquet_file(table: &str) -> String {
    format!("{PARQUET}/{table}.parquet")
}

impl Output {
    /// Prepares the folder and drops the unfinished files of an interrupted run.
    pub(crate) fn open(out: &Path) -> Result<Self, BatchError> {
        let lock = lock::take(out, &out.join(WORK))?;
        let output = Self {
            out: out.to_owned(),
            written: Vec::new(),
            committed: false,
            disk: Disk::default(),
            _lock: lock,
        };
        let staging = output.staging();
        if staging.exists() {
            fs::remove_dir_all(&staging).map_err(BatchError::output(&staging))?;
        }
        let departments = staging.join(DEPARTMENTS);
        fs::create_dir_all(&departments).map_err(BatchError::output(out))?;
        Ok(output)
    }

    /// Prepares the folder for tables, so that an unusable path fails before anything is read.
    pub(crate) fn prepare_parquet(&self) -> Result<(), BatchError> {
        let folder = self.out.join(PARQUET);
        if fs::symlink_metadata(&folder).is_ok() && !folder.is_dir() {
            return Err(BatchError::output(&folder)(io::ErrorKind::NotADirectory.into()));
        }
        let staging = self.staging().join(PARQUET);
        fs::create_dir_all(&staging).map_err(BatchError::output(&staging))
    }

    /// The path of the spool. It survives an interrupted run.
    pub(crate) fn spool_path(&self) -> PathBuf {
        self.out.join(WORK).join(SPOOL)
    }

    /// Creates an output file, named by its path below the folder.
    pub(crate) fn create(&self, name: &str) -> Result<Staged, BatchError> {
        Staged::create(self.staging().join(name), &self.out.join(name))
    }

    /// Creates a file without a name, which is gone when it is closed.
    pub(crate) fn scratch(&self) -> Result<File, BatchError> {
        let folder = self.staging();
        tempfile::tempfile_in(&folder).map_err(BatchError::output(&folder))
    }

    /// Completes the file created under this name.
    pub(crate) fn finish(&mut self, name: &str, file: Staged) -> Result<(), BatchError> {
        self.written.push(Written { name: name.into(), is_fresh: file.finish()? });
        Ok(())
    }

    /// Moves all files into place.
    pub(crate) fn commit(mut self, pool: &rayon::ThreadPool) -> Result<(), BatchError> {
        let noted = self.noted();
        let stale = self.stale(&noted);
        if self.fresh().next().is_some() || !stale.is_empty() {
            self.sync(pool)?;
            self.write_journal(&noted)?;
            self.put_run_away()?;
            self.place_all(&stale)?;
            self.place_run()?;
        }
        self.committed = true;
        let work = self.work();
        fs::remove_dir_all(&work).map_err(BatchError::output(&work))
    }

    /// The files to be moved into place.
    fn fresh(&self) -> impl Iterator<Item = &str> {
        self.written.iter().filter(|file| file.is_fresh).map(|file| file.name.as_ref())
    }

    fn work(&self) -> PathBuf {
        self.out.join(WORK)
    }

    fn staging(&self) -> PathBuf {
        self.work().join(STAGING)
    }

    /// Syncs the files before they replace others.
    fn sync(&self, pool: &rayon::ThreadPool) -> Result<(), BatchError> {
        let staging = self.staging();
        let files: Vec<&str> = self.fresh().collect();
        let synced = self.disk.sync_files(&staging, &files, pool);
        synced.map_err(|(path, error)| BatchError::output(path)(error))
    }

    /// Moves the old `run.json` away. From here on the folder is unfinished.
    fn put_run_away(&self) -> Result<(), BatchError> {
        let run = self.out.join(RUN);
        if fs::symlink_metadata(&run).is_ok() {
            self.rename(&run, &self.work().join(RUN))?;
            self.sync_folder(&self.out)?;
            self.sync_folder(&self.work())?;
        }
        Ok(())
    }

    fn place_all(&self, stale: &[String]) -> Result<(), BatchError> {
        let folders = [DEPARTMENTS, PARQUET].map(|name| self.out.join(name));
        for folder in folders.iter().filter(|folder| self.is_wanted(folder)) {
            fs::create_dir_all(folder).map_err(BatchError::output(folder))?;
        }
        for name in self.fresh().filter(|name| *name != RUN) {
            self.rename(&self.staging().join(name), &self.out.join(name))?;
        }
        for name in stale {
            let path = self.out.join(name);
            self.disk.remove(&path).map_err(BatchError::output(&path))?;
        }
        for folder in &folders {
            if self.is_wanted(folder) {
                self.sync_folder(folder)?;
            } else {
                // The folder stays if others have files in it.
                let _ = fs::remove_dir(folder);
            }
        }
        self.sync_folder(&self.out)
    }

    /// Whether this run uses a folder below the output.
    fn is_wanted(&self, folder: &Path) -> bool {
        let has_files = || {
            self.written.iter().any(|file| self.out.join(file.name.as_ref()).starts_with(folder))
        };
        folder.ends_with(DEPARTMENTS) || has_files()
    }

    /// Places `run.json`, which marks the folder as finished: the new one, or the old one if they
    /// are equal.
    fn place_run(&self) -> Result<(), BatchError> {
        let from = if self.fresh().any(|name| name == RUN) { self.staging() } else { self.work() };
        self.rename(&from.join(RUN), &self.out.join(RUN))?;
        self.sync_folder(&self.out)
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), BatchError> {
        self.disk.rename(from, to).map_err(BatchError::output(to))
    }

    fn sync_folder(&self, folder: &Path) -> Result<(), BatchError> {
        self.disk.sync_folder(folder).map_err(BatchError::output(folder))
    }

    /// Files of an earlier run that this one does not write.
    fn stale(&self, noted: &BTreeSet<String>) -> Vec<String> {
        if noted.is_empty() {
            return Vec::new();
        }
        // On some file systems names that differ only in case are the same file.
        let kept: BTreeSet<String> =
            self.written.iter().map(|file| file.name.to_lowercase()).collect();
        let noted = noted.iter().filter(|name| !kept.contains(&name.to_lowercase()));
        noted.filter(|name| self.out.join(name).is_file()).cloned().collect()
    }

    /// The department and table files that earlier runs recorded as their own.
    fn noted(&self) -> BTreeSet<String> {
        let read = |path: PathBuf| fs::read(path).ok();
        let of_run = |folder: PathBuf| {
            read(folder.join(RUN))
                .and_then(|bytes| serde_json::from_slice::<PreviousRun>(&bytes).ok())
                .filter(|run| run.tool == "formgrid")
                .map_or_else(Vec::new, PreviousRun::files)
        };
        let journal = read(self.work().join(JOURNAL))
            .and_then(|bytes| serde_json::from_slice::<Vec<String>>(&bytes).ok())
            .unwrap_or_default();
        let runs = of_run(self.out.clone()).into_iter().chain(of_run(self.work()));
        runs.chain(journal).filter(|name| is_ours(name)).collect()
    }

    /// Records the names of all department and table files that exist or will exist, so that the
    /// next run knows them as ours wherever this one stops.
    fn write_journal(&self, noted: &BTreeSet<String>) -> Result<(), BatchError> {
        let written = self.written.iter().map(|file| file.name.as_ref());
        let mut names: BTreeSet<&str> = written.filter(|name| is_ours(name)).collect();
        names.extend(noted.iter().map(String::as_str));
        let path = self.work().join(JOURNAL);
        let bytes = serde_json::to_vec(&names).unwrap_or_default();
        self.disk.write(&path, &bytes).map_err(BatchError::output(&path))?;
        self.sync_folder(&self.work())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if !self.committed {
            // The next run drops what cannot be removed now.
            let _ = fs::remove_dir_all(self.staging());
            if !self.spool_path().exists() && !self.work().join(JOURNAL).exists() {
                let _ = fs::remove_dir_all(self.work());
            }
        }
    }
}

/// Whether a folder holds an unfinished run; parts of the previous run may remain next to it.
pub(crate) fn is_unfinished(folder: &Path) -> bool {
    folder.join(WORK).is_dir() && !folder.join(RUN).exists()
}

/// Whether a recorded name can only be a file directly below `departments/` or `parquet/`.
fn is_ours(name: &str) -> bool {
    let parts: Vec<Component<'_>> = Path::new(name).components().collect();
    let [Component::Normal(folder), Component::Normal(_)] = parts.as_slice() else { return false };
    match folder.to_str() {
        Some(DEPARTMENTS) => name.ends_with(".jsonl"),
        Some(PARQUET) => name.ends_with(".parquet"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path, time::Instant};

    use super::{Output, RUN, is_unfinished};
    use crate::disk::Disk;

    /// Runs a commit that stops after `n` steps. Returns whether it completed.
    fn run_until(out: &Path, departments: &[&str], text: &str, n_steps: usize) -> bool {
        let mut output = Output::open(out).unwrap();
        output.disk = Disk::ending_after(n_steps);
        let names: Vec<String> = departments.iter().map(|name| (*name).to_owned()).collect();
        let line = format!(r#"{{"tool":"formgrid","departments":{names:?}}}"#);
        let mut write = |name: &str, text: &str| {
            let mut file = output.create(name).unwrap();
            file.write(text.as_bytes()).unwrap();
            output.finish(name, file).unwrap();
        };
        names.iter().for_each(|name| write(&format!("departments/{name}"), text));
        ["unassigned.jsonl", "sources.jsonl", "diagnostics.jsonl"]
            .iter()
            .for_each(|name| write(name, text));
        write("run.json", &line);
        // Every run has a spool, which stays if the run stops.
        fs::write(output.spool_path(), "").unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        output.commit(&pool).is_ok()
    }

    fn run(out: &Path, departments: &[&str]) {
        assert!(run_until(out, departments, "", usize::MAX));
    }

    /// All files of a run with their texts; none if it is unfinished.
    fn seen(out: &Path) -> Option<Vec<(String, String)>> {
        if !out.join(RUN).exists() {
            assert!(is_unfinished(out));
            return None;
        }
        let read = |name: &str| (name.to_owned(), fs::read_to_string(out.join(name)).unwrap());
        let departments = listing(out).into_iter().map(|name| format!("departments/{name}"));
        let files = [RUN, "unassigned.jsonl", "sources.jsonl", "diagnostics.jsonl"];
        Some(departments.chain(files.map(str::to_owned)).map(|name| read(&name)).collect())
    }

    /// Stops the second of two runs after each of its steps, then completes it.
    fn check_ends(name: &str, first: (&[&str], &str), second: (&[&str], &str)) {
        let temp = tempfile::tempdir().unwrap();
        let out = temp.path().join(name);
        let mut seen_unfinished = 0;
        for n_steps in 0.. {
            let _ = fs::remove_dir_all(&out);
            run_until(&out, first.0, first.1, usize::MAX);
            let old = seen(&out).unwrap();
            let complete = run_until(&out, second.0, second.1, n_steps);
            let found = seen(&out);
            assert!(run_until(&out, second.0, second.1, usize::MAX));
            let new = seen(&out).unwrap();
            assert!(!out.join(".formgrid").exists());
            let whole = found.as_ref().is_none_or(|found| *found == old || *found == new);
            assert!(whole, "ended after {n_steps} steps: {found:?}");
            seen_unfinished += usize::from(found.is_none());
            if complete {
                break;
            }
        }
        assert!(seen_unfinished > 0 || first == second);
    }

    #[test]
    fn a_commit_that_stops_anywhere_leaves_the_old_run_the_new_run_or_an_unfinished_one() {
        let (a, b) = (["a.jsonl", "b.jsonl"], ["b.jsonl", "c.jsonl", "d.jsonl"]);
        check_ends("other", (&a, "1"), (&b, "2"));
        check_ends("same-run", (&a, "1"), (&a, "2"));
        check_ends("fewer", (&b, "1"), (&b[..1], "1"));
        check_ends("same", (&a, "1"), (&a, "1"));
        let many: Vec<String> = (0..40).map(|number| format!("{number}.jsonl")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        check_ends("many", (&many, "1"), (&many[7..], "2"));
    }

    #[test]
    fn two_interrupted_runs_leave_no_files() {
        let temp = tempfile::tempdir().unwrap();
        let out = temp.path().join("twice");
        run(&out, &["a.jsonl"]);
        for (names, n_steps) in [(["b.jsonl"], 7), (["c.jsonl"], 6), (["d.jsonl"], 5)] {
            run_until(&out, &names, "x", n_steps);
            assert!(is_unfinished(&out), "{names:?}");
        }
        run(&out, &["e.jsonl"]);
        assert_eq!(listing(&out), ["e.jsonl"]);
    }

    fn listing(out: &Path) -> Vec<String> {
        let entries = fs::read_dir(out.join("departments")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    #[ignore = "it measures the machine; run it alone, with optimization"]
    fn syncing_files_does_not_dominate() {
        let temp = tempfile::tempdir().unwrap();
        let out = temp.path().join("cost");
        let text = "x".repeat(20_000);
        let pool = rayon::ThreadPoolBuilder::new().build().unwrap();
        let mut output = Output::open(&out).unwrap();
        let names: Vec<String> = (0..5000).map(|number| format!("{number}.jsonl")).collect();
        let start = Instant::now();
        for name in names.iter().map(|name| format!("departments/{name}")) {
            let mut file = output.create(&name).unwrap();
            file.write(text.as_bytes()).unwrap();
            output.finish(&name, file).unwrap();
        }
        let mut run = output.create(RUN).unwrap();
        run.write(br#"{"tool":"formgrid","departments":[]}"#).unwrap();
        output.finish(RUN, run).unwrap();
        let written = start.elapsed();
        output.sync(&pool).unwrap();
        let synced = start.elapsed() - written;
        output.commit(&pool).unwrap();
        let moved = start.elapsed() - written - synced;
        assert!(synced < written + moved, "{written:?}, {synced:?}, {moved:?}");
    }

    #[test]
    fn stale_files_go_and_strange_files_stay() {
        let temp = tempfile::tempdir().unwrap();
        let out = temp.path().join("stale");
        run(&out, &["a.jsonl", "b.jsonl"]);
        fs::write(out.join("departments/mine.jsonl"), "{}").unwrap();
        let written = || fs::metadata(out.join("departments/b.jsonl")).unwrap().modified().unwrap();
        let before = written();
        run(&out, &["b.jsonl", "c.jsonl"]);
        assert_eq!(listing(&out), ["b.jsonl", "c.jsonl", "mine.jsonl"]);
        assert_eq!(written(), before, "what is the same is left");
        assert!(!out.join(".formgrid").exists());
    }

    #[test]
    fn a_run_that_is_not_committed_changes_nothing() {
        let temp = tempfile::tempdir().unwrap();
        let out = temp.path().join("dropped");
        run(&out, &["a.jsonl"]);
        let output = Output::open(&out).unwrap();
        output.create("departments/b.jsonl").unwrap().write(b"x").unwrap();
        drop(output);
        assert_eq!(listing(&out), ["a.jsonl"]);
        assert!(!out.join(".formgrid").exists());
    }

    #[test]
    fn a_recorded_name_never_leads_out_of_the_folder() {
        let temp = tempfile::tempdir().unwrap();
        let out = temp.path().join("escape");
        run(&out, &["a.jsonl"]);
        fs::write(out.join("keep.jsonl"), "x").unwrap();
        let noted = r#"{"tool":"formgrid","departments":["../keep.jsonl"]}"#;
        fs::write(out.join("run.json"), noted).unwrap();
        run(&out, &["a.jsonl"]);
        assert!(out.join("keep.jsonl").exists());
    }
}
