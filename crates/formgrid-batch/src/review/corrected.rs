//! The corrected sources: loaded, and read with some templates.

use std::{collections::BTreeMap, path::Path, sync::atomic::AtomicBool};

use formgrid_model::Limits;
use formgrid_review::Correction;

use super::{known, settings};
use crate::{
    BatchError, Isolation, Source, TemplateFiles, TemplateSet,
    inspect::InspectRequest,
    serve::STACK_BYTES,
    session::SourceRequest,
    snapshot::read,
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

/// The corrections of one source.
#[derive(Debug)]
pub(super) struct SourceEntry<'a> {
    pub(super) request: SourceRequest,
    pub(super) name: &'a str,
    pub(super) corrections: Vec<&'a Correction>,
    pub(super) bytes: Vec<u8>,
}

/// Loads the sources. One that has changed since the report is a problem.
pub(super) fn load<'a>(
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

/// Does some work with one worker and one thread.
pub(super) fn with_workers<T: Send>(
    options: ApplyOptions<'_>,
    templates: &TemplateSet,
    work: impl FnOnce(&WorkerPool<'_>, &rayon::ThreadPool) -> Result<T, BatchError>,
) -> Result<T, BatchError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK_BYTES).build()?;
    let isolation = options.isolation;
    let setup = Setup { cache: None, isolation, templates, settings: settings(options.limits) };
    with_worker_pool(&setup, 1, &AtomicBool::new(false), |workers| work(workers, &pool))
}
