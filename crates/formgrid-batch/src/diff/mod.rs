//! Compares two runs record by record.
//!
//! Groups of files are compared one after another, so memory holds the largest department, not the
//! runs. A department with another name in the other run is compared by its sources.

mod groups;
mod lines;
mod nearest;
mod pair;
mod run_folder;
mod sources;

use std::{collections::BTreeMap, io, path::Path};

use formgrid_sinks::{Change, DiffSummary, FieldChange, field_changes};
use indexmap::IndexMap;

use crate::BatchError;

pub(crate) use lines::{Line, lines};
pub(crate) use pair::{Step, pair};

pub(crate) use run_folder::RunFolder;

/// What to compare.
#[derive(Debug, Default, Clone, Copy)]
pub struct DiffOptions<'a> {
    /// Fields to ignore, with everything below them: `source`, `confidence`.
    pub ignore: &'a [String],
}

/// Compares two runs and reports each change as it is found, department by department.
pub fn diff_runs(
    old: &Path,
    new: &Path,
    options: DiffOptions<'_>,
    on_change: &mut dyn FnMut(&Change) -> io::Result<()>,
) -> Result<DiffSummary, DiffError> {
    let (old, new) = (RunFolder::open(old)?, RunFolder::open(new)?);
    let mut summary = DiffSummary::default();
    for group in groups::groups(&old, &new)? {
        let (left, right) = (old.read(&group.old)?, new.read(&group.new)?);
        let (left, right) = (old.lines(&left)?, new.lines(&right)?);
        let comparison = compare(&left, &right, &pair(&left, &right)?, options)?;
        summary.equal += comparison.equal;
        for change in &comparison.changes {
            summary.count(change);
            on_change(change)?;
        }
    }
    summary.sources = sources::changes(&old, &new)?;
    Ok(summary)
}

/// Why a comparison failed.
#[derive(Debug, thiserror::Error)]
pub enum DiffError {
    /// A run could not be read.
    #[error(transparent)]
    Run(#[from] BatchError),
    /// The changes could not be written.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// The comparison of two lists of records.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) changes: Vec<Change>,
    /// For each change, the index of its step from [`pair`].
    pub(crate) steps: Vec<usize>,
    pub(crate) equal: usize,
}

/// Compares two lists of corresponding records.
pub(crate) fn compare(
    old: &[Line<'_>],
    new: &[Line<'_>],
    steps: &[Step],
    options: DiffOptions<'_>,
) -> Result<Comparison, BatchError> {
    let renamed = renamed(old, new, steps);
    let [old_templates, new_templates] = [templates(old), templates(new)];
    let mut comparison = Comparison::default();
    for (number, step) in steps.iter().enumerate() {
        let (before, after) = (step.old.map(|n| &old[n]), step.new.map(|n| &new[n]));
        if let (Some(before), Some(after)) = (before, after)
            && before.bytes == after.bytes
        {
            comparison.equal += 1;
            continue;
        }
        let template = |line: &Line<'_>, of: &BTreeMap<_, &str>| {
            of.get(&(line.path(), line.filing())).map(|id| (*id).to_owned())
        };
        let mut change = Change {
            old: before.map(Line::record).transpose()?,
            new: after.map(Line::record).transpose()?,
            template: after
                .and_then(|line| template(line, &new_templates))
                .or_else(|| before.and_then(|line| template(line, &old_templates))),
            matched: step.matched,
            fields: Vec::new(),
        };
        if let (Some(before), Some(after)) = (&change.old, &change.new) {
            change.fields = field_changes(before, after);
            let path = before.path();
            change.fields.retain(|field| {
                !is_ignored(field, options.ignore) && !is_renamed(field, path, &renamed)
            });
            if change.fields.is_empty() {
                comparison.equal += 1;
                continue;
            }
        }
        comparison.changes.push(change);
        comparison.steps.push(number);
    }
    Ok(comparison)
}

/// Maps path and id on the first side to the id on the second, where they differ.
type Renamed<'a> = IndexMap<(&'a str, &'a str), &'a str>;

fn renamed<'a>(old: &'a [Line<'_>], new: &'a [Line<'_>], steps: &[Step]) -> Renamed<'a> {
    let both = steps.iter().filter_map(|step| Some((&old[step.old?], &new[step.new?])));
    both.filter(|(old, new)| old.id() != new.id())
        .map(|(old, new)| ((old.path(), old.id()), new.id()))
        .collect()
}

/// Whether a field refers to a record and both sides refer to the same one.
fn is_renamed(change: &FieldChange, path: &str, renamed: &Renamed<'_>) -> bool {
    let refers = matches!(change.field.as_str(), "filing" | "goal" | "project");
    let names = change.old.as_str().zip(change.new.as_str());
    refers && names.is_some_and(|(old, new)| renamed.get(&(path, old)) == Some(&new))
}

fn is_ignored(change: &FieldChange, ignore: &[String]) -> bool {
    ignore.iter().any(|ignored| {
        let rest = change.field.strip_prefix(ignored.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    })
}

/// The template of each filing, by source and id.
fn templates<'a>(lines: &'a [Line<'_>]) -> BTreeMap<(&'a str, &'a str), &'a str> {
    let filings = lines.iter().filter(|line| line.kind() == "filing");
    filings.filter_map(|line| Some(((line.path(), line.id()), line.template()?))).collect()
}
