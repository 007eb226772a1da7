//! Known documents with their expected records next to them.
//!
//! `<name>.expected.jsonl` holds the records of every document called `<name>`, whatever its
//! extension: a form kept as docx and PDF has one expectation, in which each record names its
//! source. Paths are relative to the folder that is checked, so the folder can be moved.

mod decide;
mod folder;
mod reading;

use std::{
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use formgrid_model::Limits;
use formgrid_sinks::Change;
use rayon::prelude::*;

use crate::{
    BatchError, DiffOptions, Isolation, Place, Register, TemplateSet,
    diff::{Comparison, Step, compare, lines, pair},
    serve::STACK_BYTES,
    session::SourceRequest,
    settings::Settings,
    worker_pool::{Setup, WorkerPool, with_worker_pool},
};

use folder::Found;
pub(crate) use folder::{expectation_of, write};
pub(crate) use reading::read;

/// Options for checking known documents.
#[derive(Debug, Clone, Copy)]
pub struct SnapshotOptions<'a> {
    /// The form templates.
    pub templates: &'a TemplateSet,
    /// The limits of one document.
    pub limits: &'a Limits,
    /// Where documents are read.
    pub isolation: &'a Isolation,
    /// Whether names and telephone numbers of contact persons are expected.
    pub personal: bool,
    /// Options of the comparison.
    pub diff: DiffOptions<'a>,
}

/// An expectation, what was read, and the differences.
#[derive(Debug)]
pub struct Case {
    /// Expectation file, relative to the folder.
    pub name: String,
    /// The documents, relative to the folder; empty if missing.
    pub documents: Vec<String>,
    /// Documents that could not be read, with the reason.
    pub failures: Vec<(String, String)>,
    /// Whether an expectation exists.
    pub is_expected: bool,
    /// The differences; without an expectation every record counts as added.
    pub changes: Vec<Change>,
    /// Number of records that match.
    pub n_equal: usize,
    file: PathBuf,
    old: Vec<u8>,
    new: Vec<u8>,
    steps: Vec<Step>,
    /// The step of each change.
    step_of: Vec<usize>,
}

/// Reads the known documents below a folder and compares them with their expectations. Cases are in
/// name order.
pub fn check_snapshots(
    folder: &Path,
    options: SnapshotOptions<'_>,
) -> Result<Vec<Case>, BatchError> {
    let found = folder::find(folder)?;
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build()?;
    let limits = options.limits.clone();
    let setup = Setup {
        cache: None,
        isolation: options.isolation,
        templates: options.templates,
        settings: Settings {
            personal: options.personal,
            places: true,
            departments: Register::default(),
            audit: false,
            limits,
        },
    };
    let interrupt = AtomicBool::new(false);
    with_worker_pool(&setup, pool.current_num_threads(), &interrupt, |workers| {
        let check = |found| Case::check(folder, found, options.diff, workers);
        pool.install(|| found.into_par_iter().map(check).collect())
    })
}

impl Case {
    fn check(
        folder: &Path,
        found: Found,
        options: DiffOptions<'_>,
        workers: &WorkerPool<'_>,
    ) -> Result<Self, BatchError> {
        let file = folder.join(&found.name);
        let old = if found.is_expected { folder::read(&file)? } else { Vec::new() };
        let mut new = Vec::new();
        let mut failures = Vec::new();
        for document in &found.documents {
            let place = Place::File(document.path.as_path().into());
            match read(workers, &SourceRequest::new(&document.name, &place))? {
                Ok(mut lines) => new.append(&mut lines),
                Err(error) => failures.push((document.name.clone(), error.message)),
            }
        }
        let (steps, comparison) = compared(&old, &new, options).map_err(|error| {
            BatchError::Expectation { path: file.clone(), source: error.into() }
        })?;
        Ok(Self {
            name: found.name,
            documents: found.documents.into_iter().map(|document| document.name).collect(),
            failures,
            is_expected: found.is_expected,
            changes: comparison.changes,
            n_equal: comparison.equal,
            file,
            old,
            new,
            steps,
            step_of: comparison.steps,
        })
    }

    /// Whether everything matches.
    pub fn is_met(&self) -> bool {
        self.is_expected
            && self.changes.is_empty()
            && self.failures.is_empty()
            && !self.documents.is_empty()
    }

    /// Writes what was read as the expectation and returns whether it was written. If a document is
    /// missing or unreadable, the expectation is kept, because its records would be lost.
    pub fn accept(&self) -> Result<bool, BatchError> {
        let may = self.failures.is_empty() && !self.documents.is_empty();
        let differs = !self.is_expected || self.old != self.new;
        if may && differs {
            write(&self.file, &self.new)?;
        }
        Ok(may && differs)
    }

    /// Writes the expectation with the accepted changes, given in order; missing answers count as
    /// rejected. Returns whether anything was written.
    pub fn accept_some(&self, accepted: &[bool]) -> Result<bool, BatchError> {
        if !accepted.contains(&true) {
            return Ok(false);
        }
        let accepted_steps: Vec<usize> = self
            .step_of
            .iter()
            .zip(accepted)
            .filter_map(|(step, accepted)| accepted.then_some(*step))
            .collect();
        let [old, new] = [lines(&self.old)?, lines(&self.new)?];
        let [old, new] = [&old, &new].map(|lines| lines.iter().map(|line| line.bytes).collect());
        write(&self.file, &decide::decided(&self.steps, old, new, &accepted_steps))?;
        Ok(true)
    }
}

pub(crate) fn compared(
    old: &[u8],
    new: &[u8],
    options: DiffOptions<'_>,
) -> Result<(Vec<Step>, Comparison), BatchError> {
    let (old, new) = (lines(old)?, lines(new)?);
    let steps = pair(&old, &new)?;
    let comparison = compare(&old, &new, &steps, options)?;
    Ok((steps, comparison))
}
