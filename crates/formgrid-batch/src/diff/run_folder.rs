//! Reads the folder of a finished run.

use std::{
    fs::{self, File},
    io::BufReader,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::lines::{Line, lines};
use crate::{BatchError, cause, output::is_unfinished};

const UNASSIGNED: &str = "unassigned.jsonl";

/// A finished run.
#[derive(Debug)]
pub(crate) struct RunFolder {
    folder: PathBuf,
    /// Record files by path below the folder, sorted, `unassigned.jsonl` last.
    pub(crate) files: Vec<String>,
}

/// The keys of `run.json` that are used.
#[derive(Deserialize)]
struct Run {
    tool: String,
    departments: Vec<String>,
}

/// Contents of some record files.
#[derive(Debug)]
pub(crate) struct FileBytes(Vec<(String, Vec<u8>)>);

impl RunFolder {
    pub(crate) fn open(folder: &Path) -> Result<Self, BatchError> {
        let not_a_run = |why: String| BatchError::NotARun { path: folder.to_owned(), message: why };
        if is_unfinished(folder) {
            return Err(BatchError::Unfinished { path: folder.to_owned() });
        }
        let bytes = fs::read(folder.join("run.json"))
            .map_err(|error| not_a_run(format!("run.json: {}", cause(&error))))?;
        let run: Run = serde_json::from_slice(&bytes)
            .map_err(|error| not_a_run(format!("run.json is not one of a run: {error}")))?;
        if run.tool != "formgrid" {
            return Err(not_a_run("run.json is that of another program".to_owned()));
        }
        let mut departments = run.departments;
        departments.sort();
        let mut files: Vec<String> =
            departments.iter().map(|name| format!("departments/{name}")).collect();
        files.push(UNASSIGNED.to_owned());
        Ok(Self { folder: folder.to_owned(), files })
    }

    /// Files without a counterpart in the other run. `unassigned.jsonl` counts as one, because its
    /// records may have been assigned to a department.
    pub(crate) fn lone(&self, other: &Self) -> Vec<&str> {
        let files = self.files.iter().map(String::as_str);
        files.filter(|file| *file == UNASSIGNED || !other.has(file)).collect()
    }

    pub(crate) fn has(&self, file: &str) -> bool {
        self.files.iter().any(|own| own == file)
    }

    /// The bytes of some of the files.
    pub(crate) fn read(&self, files: &[&str]) -> Result<FileBytes, BatchError> {
        let read = |file: &&str| {
            let bytes =
                fs::read(self.folder.join(file)).map_err(|e| self.damaged(file, &cause(&e)))?;
            Ok(((*file).to_owned(), bytes))
        };
        files.iter().map(read).collect::<Result<_, _>>().map(FileBytes)
    }

    /// The records in the files.
    pub(crate) fn lines<'a>(&self, files: &'a FileBytes) -> Result<Vec<Line<'a>>, BatchError> {
        let mut all = Vec::new();
        for (file, bytes) in &files.0 {
            all.append(&mut lines(bytes).map_err(|error| self.damaged(file, &error))?);
        }
        Ok(all)
    }

    /// Opens the run's list of sources.
    pub(crate) fn sources(&self) -> Result<BufReader<File>, BatchError> {
        let file = File::open(self.folder.join("sources.jsonl"));
        file.map(BufReader::new).map_err(|error| self.damaged("sources.jsonl", &cause(&error)))
    }

    pub(crate) fn damaged(&self, file: &str, why: &dyn std::fmt::Display) -> BatchError {
        BatchError::NotARun { path: self.folder.join(file), message: why.to_string() }
    }
}
