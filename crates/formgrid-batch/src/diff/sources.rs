//! Sources with a different status, from two lists sorted by path.

use std::fs::File;
use std::io::{BufRead as _, BufReader};

use formgrid_sinks::SourceChange;
use serde::Deserialize;

use super::run_folder::RunFolder;
use crate::BatchError;

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Source {
    path: String,
    status: String,
}

/// The sources whose status differs. Both lists are streamed, so neither is held in memory.
pub(super) fn changes(old: &RunFolder, new: &RunFolder) -> Result<Vec<SourceChange>, BatchError> {
    let mut lists = [List::open(old)?, List::open(new)?];
    let mut changes = Vec::new();
    loop {
        let [old, new] = lists.each_ref().map(|list| list.next.as_ref().map(|source| &source.path));
        let (first, second) = match (old, new) {
            (None, None) => return Ok(changes),
            (Some(old), Some(new)) => (old <= new, new <= old),
            (old, _) => (old.is_some(), old.is_none()),
        };
        let [a, b] = &mut lists;
        let old = if first { a.take()? } else { None };
        let new = if second { b.take()? } else { None };
        let path = old.as_ref().or(new.as_ref()).map(|source| source.path.clone());
        let [old, new] = [old, new].map(|source| source.map(|source| source.status));
        if old != new {
            changes.push(SourceChange { path: path.unwrap_or_default(), old, new });
        }
    }
}

/// A list with its next source.
struct List<'a> {
    run: &'a RunFolder,
    file: BufReader<File>,
    next: Option<Source>,
}

impl<'a> List<'a> {
    fn open(run: &'a RunFolder) -> Result<Self, BatchError> {
        let mut list = Self { run, file: run.sources()?, next: None };
        list.take()?;
        Ok(list)
    }

    /// Takes the next source and reads the one after it.
    fn take(&mut self) -> Result<Option<Source>, BatchError> {
        let mut line = Vec::new();
        let damaged = |error: &dyn std::fmt::Display| self.run.damaged("sources.jsonl", error);
        self.file.read_until(b'\n', &mut line).map_err(|error| damaged(&error))?;
        let read = (!line.is_empty()).then(|| serde_json::from_slice(&line));
        let next = read.transpose().map_err(|error| damaged(&error))?;
        Ok(std::mem::replace(&mut self.next, next))
    }
}
