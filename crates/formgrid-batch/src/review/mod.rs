//! A run for a person to look at: a report of static pages, and what becomes of the corrections made there.
//!
//! The records are those that the run has written. What a document shows beside them, its grid above
//! all, no run keeps: workers read it again, under the limits of a run.

mod apply;
mod contents;
mod folder;
mod fonts;
mod forms;
mod inspect;
mod known;
mod origin;

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
    one_source::with_retry,
    serve::STACK_BYTES,
    session::SourceRequest,
    settings::Settings,
    source::{hash, hex},
    worker_pool::{Setup, WorkerPool, with_worker_pool},
};

pub use apply::{Applied, ApplyOptions, Proposed, Shown, apply_corrections};
pub(crate) use inspect::{InspectRequest, Inspection, Inspector};

use inspect::ImageRequest;

use contents::{Contents, SourceEntry};
use folder::Folder;

/// Pages of a source that there are images of, those with doubts first.
const MAX_IMAGES: usize = 12;

/// What a report is to hold, and how it is made.
#[derive(Debug, Clone, Copy)]
pub struct ReviewOptions<'a> {
    /// Folder of the run.
    pub run: &'a Path,
    /// Folder of the report.
    pub report: &'a Path,
    /// Folder that the names of the sources are taken from; where none is given it is looked for.
    pub sources: Option<&'a Path>,
    /// Which sources get a page.
    pub select: &'a Select,
    /// Font for characters that documents use and do not hold; where none is given, one of the system's.
    pub font: Option<&'a Path>,
    /// The form templates.
    pub templates: &'a TemplateSet,
    /// What each source may hold.
    pub limits: &'a Limits,
    /// Where documents are read.
    pub isolation: &'a Isolation,
    /// Number of documents that are read at a time; 0 for as many as the machine has processors.
    pub jobs: usize,
    /// Set from outside to stop.
    pub interrupt: &'a AtomicBool,
}

/// Which sources get a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Select {
    /// Also those with nothing to look at.
    pub all: bool,
    /// Only those whose names match one of these patterns, if there are any.
    pub patterns: Vec<String>,
    /// At most so many.
    pub limit: usize,
    /// Records below this confidence are doubtful.
    pub below: f64,
}

/// What a report came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// The page to begin with.
    pub index: PathBuf,
    /// Sources of the run.
    pub n_sources: usize,
    /// Sources with something to look at.
    pub n_open: usize,
    /// Sources that got a page.
    pub n_pages: usize,
    /// Bytes of the report.
    pub bytes: u64,
    /// What a person has to know of it.
    pub remarks: Vec<String>,
}

/// Makes a report of a run. `tell` is told how many of how many pages are done.
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
            "{unseen} documents are not there any more or have changed since; their pages show records alone"
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

/// The numbers of the sources that get a page, those first that need a person most.
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

/// What holds for documents that are read for a person.
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
    /// Writes all pages, and tells of how many sources the document could not be shown.
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

    /// Writes the page of a source, and tells whether its document is shown.
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

    /// What a source shows, with the images of its pages; none where its document is not the one that the
    /// run has read.
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

/// Asks the worker of this thread for something of a source.
fn ask(
    workers: &WorkerPool<'_>,
    request: &SourceRequest,
    wanted: &InspectRequest,
) -> Result<Result<(Inspection, Vec<u8>), formgrid_sinks::SourceError>, BatchError> {
    let thread = rayon::current_thread_index().unwrap_or(0);
    let Some(mut slot) = workers.slot(thread) else { return Err(BatchError::Interrupted) };
    with_retry(&mut slot, |slot| slot.inspect(request.clone(), wanted.clone()))
}
