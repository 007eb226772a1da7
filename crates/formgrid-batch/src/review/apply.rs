//! Turns corrections into known documents with expected records, and into template changes.
//! Everything is proposed first and written on confirmation.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use formgrid_model::Limits;
use formgrid_review::{Action, Correction, read_corrections};
use formgrid_sinks::Change;

use super::{forms, inspect::InspectRequest, known, origin, settings};
use crate::{
    BatchError, DiffOptions, Isolation, Source, TemplateFiles, TemplateSet,
    diff::{lines, pair},
    serve::STACK_BYTES,
    session::SourceRequest,
    snapshot::{compared, expectation_of, read, write},
    worker_pool::{Setup, WorkerPool, with_worker_pool},
};

/// Options for applying corrections.
#[derive(Debug, Clone, Copy)]
pub struct ApplyOptions<'a> {
    /// The corrections file saved by a report.
    pub corrections: &'a Path,
    /// Folder of known documents.
    pub known: &'a Path,
    /// Folder of the user's templates, if any; it need not exist yet.
    pub templates: Option<&'a Path>,
    /// The templates in it and the excluded ones.
    pub files: &'a TemplateFiles,
    /// Folder that source names are relative to; searched for if absent.
    pub sources: Option<&'a Path>,
    /// What each source may hold.
    pub limits: &'a Limits,
    /// Where documents are read.
    pub isolation: &'a Isolation,
}

/// The proposed changes.
#[derive(Debug, Default)]
pub struct Applied {
    /// Files to write, by path, templates first.
    pub files: Vec<Proposed>,
    /// Corrections that could not be applied, each with its reason.
    pub problems: Vec<String>,
}

/// A proposed file.
#[derive(Debug)]
pub struct Proposed {
    /// The file.
    pub path: PathBuf,
    /// Whether it replaces an existing file.
    pub is_new: bool,
    /// Its preview.
    pub shown: Shown,
    bytes: Vec<u8>,
}

/// The preview of a file.
#[derive(Debug)]
pub enum Shown {
    /// A copy of a document.
    Document,
    /// A text: the diff to the existing or the built-in one.
    Text(String),
    /// Expected records: the diff to the previous expectation, or to what is read today.
    Records {
        /// The differing records.
        changes: Vec<Change>,
        /// Number of unchanged records.
        n_equal: usize,
    },
}

impl Proposed {
    /// Writes the file atomically.
    pub fn write(&self) -> Result<(), BatchError> {
        let folder = self.path.parent().map_or(Ok(()), fs::create_dir_all);
        let failed = |source| BatchError::Snapshot { path: self.path.clone(), source };
        folder.map_err(failed)?;
        write(&self.path, &self.bytes)
    }
}

/// The corrections of one source.
#[derive(Debug)]
pub(super) struct SourceEntry<'a> {
    pub(super) request: SourceRequest,
    pub(super) name: &'a str,
    pub(super) corrections: Vec<&'a Correction>,
    bytes: Vec<u8>,
}

/// Computes the proposed changes. Nothing is written.
pub fn apply_corrections(options: ApplyOptions<'_>) -> Result<Applied, BatchError> {
    let wrong =
        |message: String| BatchError::Corrections { path: options.corrections.to_owned(), message };
    let text = fs::read_to_string(options.corrections).map_err(|error| wrong(error.to_string()))?;
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

/// Loads the sources. One that has changed since the report is a problem.
fn load<'a>(
    by_source: &BTreeMap<&'a str, Vec<&'a Correction>>,
    found: &[Source],
    workers: &WorkerPool<'_>,
    problems: &mut Vec<String>,
) -> Result<Vec<SourceEntry<'a>>, BatchError> {
    let mut all = Vec::new();
    for (&name, corrections) in by_source {
        let at = found.binary_search_by(|source| source.name.as_str().cmp(name));
        let Some(source) = at.ok().and_then(|at| found.get(at)) else {
            problems.push(format!("{name}: the document is missing"));
            continue;
        };
        let Some(known_name) = known::name(name) else {
            problems.push(format!("{name}: not a valid file name"));
            continue;
        };
        let (inspection, bytes) = match super::ask(
            workers,
            &SourceRequest::new(name, &source.place),
            &InspectRequest::Bytes,
        )? {
            Ok(inspected) => inspected,
            Err(error) => {
                problems.push(format!("{name}: {}", error.message));
                continue;
            }
        };
        if corrections.iter().any(|correction| correction.sha256 != inspection.sha256) {
            problems.push(format!("{name}: the document has changed since the report was made"));
            continue;
        }
        let request = SourceRequest::new(&known_name, &source.place);
        all.push(SourceEntry { request, name, corrections: corrections.clone(), bytes });
    }
    Ok(all)
}

/// The record lines of the sources, read with some templates.
pub(super) fn read_all<'a>(
    options: ApplyOptions<'_>,
    templates: &TemplateSet,
    sources: &[SourceEntry<'a>],
    problems: &mut Vec<String>,
) -> Result<BTreeMap<&'a str, Vec<u8>>, BatchError> {
    with_workers(options, templates, |workers, pool| {
        pool.install(|| {
            let mut all = BTreeMap::new();
            for source in sources {
                match read(workers, &source.request)? {
                    Ok(lines) => {
                        all.insert(source.name, lines);
                    }
                    Err(error) => problems.push(format!("{}: {}", source.name, error.message)),
                }
            }
            Ok(all)
        })
    })
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

/// Proposes a template, shown as a diff.
pub(super) fn propose_template(path: PathBuf, old: &str, new: &str, applied: &mut Applied) {
    if old == new {
        return;
    }
    let name = path.display().to_string();
    let diff = similar::TextDiff::from_lines(old, new);
    let shown = Shown::Text(diff.unified_diff().header(&name, &name).to_string());
    let is_new = !path.exists();
    let bytes = new.as_bytes().to_vec();
    applied.files.push(Proposed { path, is_new, shown, bytes });
}

fn with_workers<T: Send>(
    options: ApplyOptions<'_>,
    templates: &TemplateSet,
    work: impl FnOnce(&WorkerPool<'_>, &rayon::ThreadPool) -> Result<T, BatchError>,
) -> Result<T, BatchError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK_BYTES).build()?;
    let isolation = options.isolation;
    let setup = Setup { cache: None, isolation, templates, settings: settings(options.limits) };
    with_worker_pool(&setup, 1, &AtomicBool::new(false), |workers| work(workers, &pool))
}

/// Matches the records of two sides, by index.
pub(super) fn pairs(old: &[u8], new: &[u8]) -> Result<Vec<(usize, usize)>, BatchError> {
    let steps = pair(&lines(old)?, &lines(new)?)?;
    Ok(steps.iter().filter_map(|step| step.old.zip(step.new)).collect())
}
