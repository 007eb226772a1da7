//! Turns corrections into known documents with expected records, and into template changes.
//! Everything is proposed first and written on confirmation.

use std::{collections::BTreeMap, fs, path::Path};

use formgrid_review::{Action, Correction, read_corrections};

use super::{
    corrected::{ApplyOptions, SourceEntry, load, read_all, with_workers},
    forms, known, origin,
    proposed::{Applied, Proposed, Shown},
};
use crate::{
    BatchError, DiffOptions, TemplateSet, cause,
    diff::lines,
    snapshot::{compared, expectation_of},
};

/// Computes the proposed changes. Nothing is written.
pub fn apply_corrections(options: ApplyOptions<'_>) -> Result<Applied, BatchError> {
    let wrong =
        |message: String| BatchError::Corrections { path: options.corrections.to_owned(), message };
    let text = fs::read_to_string(options.corrections).map_err(|error| wrong(cause(&error)))?;
    let corrections = read_corrections(&text).map_err(|error| wrong(error.to_string()))?;
    if corrections.is_empty() {
        return Err(wrong("no corrections in it".to_owned()));
    }
    let mut by_source: BTreeMap<&str, Vec<&Correction>> = BTreeMap::new();
    for correction in &corrections {
        by_source.entry(&correction.source).or_default().push(correction);
    }
    let names = || by_source.keys().copied();
    let found = options.sources.map(Path::to_owned);
    let root = found.or_else(|| origin::find_root(options.corrections, names()));
    let root = root.ok_or_else(|| {
        wrong("the documents were not found; name their folder with --sources DIR".to_owned())
    })?;
    let mut applied = Applied::default();
    let old = TemplateSet::new(options.files.clone())?;
    let sources = with_workers(options, &old, |workers, pool| {
        let found = origin::sources(&root, names(), workers, pool)?;
        pool.install(|| load(&by_source, &found, workers, &mut applied.problems))
    })?;
    let before = read_all(options, &old, &sources, &mut applied.problems)?;
    let files = forms::amended(options, &sources, &before, &mut applied)?;
    let new = TemplateSet::new(files)?;
    let is_same = new.fingerprint() == old.fingerprint();
    let after = if is_same {
        None
    } else {
        Some(read_all(options, &new, &sources, &mut applied.problems)?)
    };
    for source in &sources {
        let Some(before) = before.get(source.name) else { continue };
        let after = after.as_ref().map_or(Some(before), |after| after.get(source.name));
        if let Some(after) = after {
            propose(options, source, before, after, &mut applied)?;
        }
    }
    Ok(applied)
}

/// Proposes a known document with its expectation.
fn propose(
    options: ApplyOptions<'_>,
    source: &SourceEntry<'_>,
    before: &[u8],
    after: &[u8],
    applied: &mut Applied,
) -> Result<(), BatchError> {
    let Some(name) = known::name(source.name) else { return Ok(()) };
    let path = options.known.join(&name);
    let is_there = path.exists();
    if is_there && fs::read(&path).ok().as_deref() != Some(&source.bytes) {
        let shown = path.display();
        applied.problems.push(format!("{shown}: another document of this name is known already"));
        return Ok(());
    }
    let expected = options.known.join(expectation_of(&name));
    let old = if expected.exists() { Some(known::read(&expected)?) } else { None };
    let mut edits = Vec::new();
    for correction in &source.corrections {
        if let Action::Edit { id, kind, field, new, .. } = &correction.action {
            edits.push(known::Edit { id, kind, field, text: new });
        }
    }
    let parsed = [before, after, old.as_deref().unwrap_or_default()];
    let [before_lines, after_lines, old_lines] = parsed.map(lines);
    let base = known::merged(
        &name,
        &before_lines?,
        &after_lines?,
        old.as_ref().map(|_| old_lines).transpose()?.as_deref(),
    );
    let new = known::edited(base, before, &edits, source.name, &mut applied.problems)?;
    let shown_old = old.as_deref().unwrap_or(before);
    let (_, comparison) = compared(shown_old, &new, DiffOptions::default())?;
    if !is_there {
        let (shown, bytes) = (Shown::Document, source.bytes.clone());
        applied.files.push(Proposed { path, is_new: true, shown, bytes });
    }
    if old.as_deref() != Some(new.as_slice()) {
        let shown = Shown::Records { changes: comparison.changes, n_equal: comparison.equal };
        applied.files.push(Proposed { path: expected, is_new: old.is_none(), shown, bytes: new });
    }
    Ok(())
}
