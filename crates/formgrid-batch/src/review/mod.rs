//! Reviews of a run: a report of static pages, and the corrections made there.
//!
//! The records come from the run's output. The document view, above all its grid, is not part of
//! the output, so workers read the documents again under the limits of a run.

mod apply;
mod contents;
mod corrected;
mod folder;
mod fonts;
mod forms;
mod known;
mod origin;
mod proposed;

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use formgrid_model::Limits;
use formgrid_review::{ASSETS, Neighbours, Report, View};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rayon::prelude::*;

use crate::{
    BatchError, Isolation, Register, Source, TemplateSet,
    inspect::{ImageRequest, InspectRequest, Inspection},
    one_source::with_retry,
    serve::STACK_BYTES,
    session::SourceRequest,
    settings::Settings,
    source::{hash, hex},
    worker_pool::{Setup, WorkerPool, with_worker_pool},
};

pub use apply::apply_corrections;
pub use corrected::ApplyOptions;
pub use proposed::{Applied, Proposed, Shown};

use contents::{Contents, SourceEntry};
use folder::Folder;

/// Maximum number of page images per source, doubtful pages first.
const MAX_IMAGES: usize = 12;

/// Options for a report.
#[derive(Debug, Clone, Copy)]
pub struct ReviewOptions<'a> {
    /// Folder of the run.
    pub run: &'a Path,
    /// Folder of the report.
    pub report: &'a Path,
    /// Folder that source names are relative to; searched for if absent.
    pub sources: Option<&'a Path>,
    /// Which sources get a page.
    pub select: &'a Select,
    /// Font for characters whose font is not embedded; a system font if absent.
    pub font: Option<&'a Path>,
    /// The form templates.
    pub templates: &'a TemplateSet,
    /// What each source may hold.
    pub limits: &'a Limits,
    /// Where documents are read.
    pub isolation: &'a Isolation,
    /// Number of documents that are read at a time; 0 for as many as the machine has processors.
    pub jobs: usize,
    /// Set to interrupt.
    pub interrupt: &'a AtomicBool,
}

/// Which sources get a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Select {
    /// Include sources without doubts.
    pub all: bool,
    /// Only sources that match one of these patterns, if there are any.
    pub patterns: Vec<String>,
    /// Maximum number of pages.
    pub limit: usize,
    /// Records below this confidence are doubtful.
    pub below: f64,
}

/// Summary of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// The index page.
    pub index: PathBuf,
    /// Sources of the run.
    pub n_sources: usize,
    /// Sources with doubts.
    pub n_open: usize,
    /// Sources that got a page.
    pub n_pages: usize,
    /// Bytes of the report.
    pub bytes: u64,
    /// Remarks for the user.
    pub remarks: Vec<String>,
}

/// Makes a report of a run. `on_page` receives the number of pages done and the total.
pub fn review_run(
    options: ReviewOptions<'_>,
    on_page: &(dyn Fn(usize, usize) + Sync),
) -> Result<Reviewed, BatchError> {
    let mut contents = Contents::read(options.run, options.select.below)?;
    let chosen = choose(&contents, options.select)?;
    let names = || chosen.iter().filter_map(|at| Some(contents.sources.get_index(*at)?.0.as_str()));
    let found = options.sources.map(Path::to_owned);
    let root = found.or_else(|| origin::find_root(options.run, names()));
    let mut remarks = remarks(&contents, &chosen, options.select);
    if root.is_none() && !chosen.is_empty() {
        remarks.push(
            "the documents were not found, so pages show records alone; name their folder with \
             --sources DIR"
                .to_owned(),
        );
    }
    let folder = Folder::open(options.report)?;
    for (name, text) in ASSETS {
        folder.write(name, text.as_bytes())?;
    }
    for (nth, at) in chosen.iter().enumerate() {
        if let Some((_, source)) = contents.sources.get_index_mut(*at) {
            source.tally.page = Some(format!("sources/{}", file_name(nth)));
        }
    }
    let report = report(&contents, options, remarks.clone());
    let unseen = with_workers(options, |workers, pool| {
        let names =
            || chosen.iter().filter_map(|at| Some(contents.sources.get_index(*at)?.0.as_str()));
        let sources = match &root {
            Some(root) => origin::sources(root, names(), workers, pool)?,
            None => Vec::new(),
        };
        let font = options.font.map(Path::to_owned).or_else(fonts::system_font);
        let (contents, chosen, sources, report) = (&contents, &chosen, &sources, &report);
        let pages = Pages { contents, chosen, sources, report, font };
        pages.write(&folder, options, workers, pool, on_page)
    })?;
    if root.is_some() && unseen > 0 {
        remarks.push(format!(
            "{unseen} documents are missing or have changed since the run; their pages show only records"
        ));
    }
    let report = Report { remarks: remarks.clone(), ..report };
    let mut tallies: Vec<_> =
        std::mem::take(&mut contents.sources).into_values().map(|source| source.tally).collect();
    tallies.sort_by(|a, b| {
        (a.page.is_none(), a.urgency(), &a.path).cmp(&(b.page.is_none(), b.urgency(), &b.path))
    });
    folder.write("index.html", formgrid_review::index(&report, &tallies).as_bytes())?;
    Ok(Reviewed {
        index: options.report.join("index.html"),
        n_sources: report.n_sources,
        n_open: report.n_open,
        n_pages: chosen.len(),
        bytes: folder.list()?,
        remarks,
    })
}

fn file_name(nth: usize) -> String {
    format!("{}.html", nth + 1)
}

/// The indices of the sources that get a page, most urgent first.
fn choose(contents: &Contents, select: &Select) -> Result<Vec<usize>, BatchError> {
    let patterns = patterns(&select.patterns)?;
    let is_wanted = |source: &SourceEntry| {
        let tally = &source.tally;
        let is_named = select.patterns.is_empty() || patterns.is_match(&tally.path);
        tally.is_read() && is_named && (select.all || !tally.reasons().is_empty())
    };
    let mut chosen: Vec<usize> = contents
        .sources
        .values()
        .enumerate()
        .filter(|(_, source)| is_wanted(source))
        .map(|(at, _)| at)
        .collect();
    chosen.sort_by_cached_key(|at| contents.sources.get_index(*at).map(|(_, s)| s.tally.urgency()));
    chosen.truncate(select.limit);
    Ok(chosen)
}

fn patterns(patterns: &[String]) -> Result<GlobSet, BatchError> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let wrong = |error: globset::Error| BatchError::Pattern {
            pattern: pattern.clone(),
            message: error.kind().to_string(),
        };
        set.add(GlobBuilder::new(pattern).build().map_err(wrong)?);
    }
    set.build().map_err(|error| BatchError::Pattern {
        pattern: patterns.join(" "),
        message: error.kind().to_string(),
    })
}

fn remarks(contents: &Contents, chosen: &[usize], select: &Select) -> Vec<String> {
    let is_open =
        |source: &&SourceEntry| source.tally.is_read() && !source.tally.reasons().is_empty();
    let n_open = contents.sources.values().filter(is_open).count();
    let is_cut = select.patterns.is_empty() && !select.all && n_open > chosen.len();
    let cut = is_cut.then(|| {
        format!(
            "only the {} sources that need it most have a page; --limit N makes more",
            chosen.len()
        )
    });
    cut.into_iter().collect()
}

fn report(contents: &Contents, options: ReviewOptions<'_>, remarks: Vec<String>) -> Report {
    let tallies = || contents.sources.values().map(|source| &source.tally);
    let hashes: String = tallies().map(|tally| tally.sha256.as_str()).collect();
    let run = options.run.file_name().map(|name| name.to_string_lossy().into_owned());
    Report {
        run: run.unwrap_or_else(|| options.run.display().to_string()),
        fingerprint: hex(&hash(hashes.as_bytes())).chars().take(16).collect(),
        below: options.select.below,
        n_sources: contents.sources.len(),
        n_open: tallies().filter(|tally| tally.is_read() && !tally.reasons().is_empty()).count(),
        remarks,
    }
}

/// Runs a function with workers that read documents.
fn with_workers<T: Send>(
    options: ReviewOptions<'_>,
    work: impl FnOnce(&WorkerPool<'_>, &rayon::ThreadPool) -> Result<T, BatchError>,
) -> Result<T, BatchError> {
    let ReviewOptions { templates, limits, isolation, jobs, interrupt, .. } = options;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK_BYTES).build()?;
    let setup = Setup { cache: None, isolation, templates, settings: settings(limits) };
    with_worker_pool(&setup, pool.current_num_threads(), interrupt, |workers| work(workers, &pool))
}

/// The settings for reading documents for a review.
fn settings(limits: &Limits) -> Settings {
    Settings {
        personal: true,
        places: true,
        departments: Register::default(),
        audit: false,
        limits: limits.clone(),
    }
}

/// The pages of the sources.
struct Pages<'a> {
    contents: &'a Contents,
    chosen: &'a [usize],
    /// Sorted by name.
    sources: &'a [Source],
    report: &'a Report,
    font: Option<PathBuf>,
}

impl Pages<'_> {
    /// Writes all pages and returns how many documents could not be shown.
    fn write(
        &self,
        folder: &Folder,
        options: ReviewOptions<'_>,
        workers: &WorkerPool<'_>,
        pool: &rayon::ThreadPool,
        on_page: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<usize, BatchError> {
        let counts = Mutex::new((0, 0));
        let one = |nth: usize| {
            if options.interrupt.load(Ordering::Relaxed) {
                return Err(BatchError::Interrupted);
            }
            let is_seen = self.one(nth, folder, workers)?;
            let mut counts = counts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            counts.0 += 1;
            counts.1 += usize::from(!is_seen);
            on_page(counts.0, self.chosen.len());
            Ok(())
        };
        pool.install(|| (0..self.chosen.len()).into_par_iter().try_for_each(one))?;
        Ok(counts.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).1)
    }

    /// Writes the page of a source and returns whether its document is shown.
    fn one(
        &self,
        nth: usize,
        folder: &Folder,
        workers: &WorkerPool<'_>,
    ) -> Result<bool, BatchError> {
        let source = self.chosen.get(nth).and_then(|at| self.contents.sources.get_index(*at));
        let Some((name, of)) = source else { return Ok(true) };
        let (records, findings) = self.contents.lines(of)?;
        let font = self.font.as_ref().map(|font| font.as_os_str().to_owned());
        let pages = formgrid_review::pages_of(&records, &findings, self.report.below, MAX_IMAGES);
        let view = self.view(name, &of.tally.sha256, ImageRequest { pages, font }, workers)?;
        let images = format!("pages/{}-", nth + 1);
        if let Some((view, bytes)) = &view {
            let mut rest = bytes.as_slice();
            for image in &view.pages {
                let (png, after) = rest.split_at_checked(image.bytes).unwrap_or((rest, &[]));
                folder.write(&format!("{images}{}.png", image.page), png)?;
                rest = after;
            }
        }
        let shown = formgrid_review::Source {
            tally: &of.tally,
            records: &records,
            findings: &findings,
            view: view.as_ref().map(|(view, _)| view),
            images: &images,
        };
        let (previous, next) = (nth.checked_sub(1).map(file_name), file_name(nth + 1));
        let neighbours = Neighbours {
            previous: previous.as_deref(),
            next: Some(next.as_str()).filter(|_| nth + 1 < self.chosen.len()),
        };
        let page = formgrid_review::page(self.report, shown, neighbours);
        folder.write(&format!("sources/{}", file_name(nth)), page.as_bytes())?;
        Ok(view.is_some())
    }

    /// The view of a source with its page images; none if the document has changed since the run.
    fn view(
        &self,
        name: &str,
        sha256: &str,
        wish: ImageRequest,
        workers: &WorkerPool<'_>,
    ) -> Result<Option<(View, Vec<u8>)>, BatchError> {
        let at = self.sources.binary_search_by(|source| source.name.as_str().cmp(name));
        let Some(source) = at.ok().and_then(|at| self.sources.get(at)) else { return Ok(None) };
        let Ok((inspection, bytes)) =
            ask(workers, &SourceRequest::new(name, &source.place), &InspectRequest::View(wish))?
        else {
            return Ok(None);
        };
        if inspection.sha256 != sha256 {
            return Ok(None);
        }
        let (view, images) = bytes.split_at_checked(inspection.n_bytes).unwrap_or((&bytes, &[]));
        Ok(serde_json::from_slice(view).ok().map(|view| (view, images.to_vec())))
    }
}

/// Inspects a source on the worker of this thread.
fn ask(
    workers: &WorkerPool<'_>,
    request: &SourceRequest,
    wanted: &InspectRequest,
) -> Result<Result<(Inspection, Vec<u8>), formgrid_sinks::SourceError>, BatchError> {
    let thread = rayon::current_thread_index().unwrap_or(0);
    let Some(mut slot) = workers.slot(thread) else { return Err(BatchError::Interrupted) };
    with_retry(&mut slot, |slot| slot.inspect(request.clone(), wanted.clone()))
}
