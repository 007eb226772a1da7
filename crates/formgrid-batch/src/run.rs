//! The run itself: sources in, files out, and a summary.

use std::{
    fs,
    path::Path,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    time::Duration,
};

use formgrid_model::Limits;
use formgrid_sinks::SourceLine;

use crate::{
    Audit, BatchError, Isolation, Register, ResumePolicy, Source, Summary, TemplateSet,
    collect::Collector,
    expand::expand,
    outcome::unread,
    output::Output,
    quarantine::Quarantine,
    scheduler::{Progress, Scheduler},
    serve::STACK_BYTES,
    settings::Settings,
    spool::{Key, Spool},
    spool_index::{ResumeScan, ResumedOutcomes, SpoolIndex},
    streams::read_streams,
    worker_pool::{Setup, WorkerPool, with_worker_pool},
};

/// Options for a run.
#[derive(Debug)]
pub struct Options<'a> {
    /// Output folder.
    pub out: &'a Path,
    /// The form templates.
    pub templates: &'a TemplateSet,
    /// What each source may hold.
    pub limits: &'a Limits,
    /// Number of sources that are read at a time; 0 for as many as the machine has processors.
    pub jobs: usize,
    /// Where sources are read.
    pub isolation: Isolation,
    /// How to treat the spool of a stopped run.
    pub start: ResumePolicy,
    /// Cache folder.
    pub cache: Option<&'a Path>,
    /// Folder for copies of failed inputs.
    pub quarantine: Option<&'a Path>,
    /// Whether to write names and telephone numbers of contact persons.
    pub personal: bool,
    /// Whether records carry the places of their values.
    pub places: bool,
    /// Whether to write Parquet tables too.
    pub parquet: bool,
    /// The register of departments.
    pub departments: &'a Register,
    /// Whether to audit conservation.
    pub audit: bool,
    /// Set to interrupt the run.
    pub interrupt: &'a AtomicBool,
}

/// Receives the events of a run, on the thread that called [`run`].
pub trait Observer {
    /// Reading starts. A stopped run has already read `n_resumed` sources.
    fn begin(&mut self, sources: &[Source], n_resumed: usize);
    /// A source is done. The order is that of completion; of sources with the same bytes, one that
    /// ends up as a duplicate may be reported as read.
    fn done(&mut self, line: &SourceLine);
    /// No event for a second.
    fn waiting(&mut self);
    /// All sources are done; the files are being written.
    fn writing(&mut self);
    /// The final state of a source, at the end and in source order.
    fn settled(&mut self, line: &SourceLine, audit: Option<&Audit>);
}

/// Reads the sources and writes the output.
pub fn run(
    sources: Vec<Source>,
    options: &Options<'_>,
    observer: &mut dyn Observer,
) -> Result<Summary, BatchError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs)
        .stack_size(STACK_BYTES)
        .build()?;
    let output = Output::open(options.out)?;
    if options.parquet {
        output.prepare_parquet()?;
    }
    if let Some(folder) = options.cache {
        fs::create_dir_all(folder).map_err(|error| BatchError::cache(folder, error))?;
    }
    let setup = Setup {
        cache: options.cache,
        isolation: &options.isolation,
        templates: options.templates,
        settings: Settings {
            personal: options.personal,
            places: options.places,
            departments: options.departments.clone(),
            audit: options.audit,
            limits: options.limits.clone(),
        },
    };
    with_worker_pool(&setup, pool.current_num_threads(), options.interrupt, |workers| {
        Run { options, pool: &pool, workers, settings: &setup.settings }
            .execute(sources, output, observer)
    })
}

/// The context of a run.
struct Run<'a, 'c> {
    options: &'a Options<'a>,
    pool: &'a rayon::ThreadPool,
    workers: &'a WorkerPool<'c>,
    settings: &'a Settings,
}

impl Run<'_, '_> {
    fn execute(
        &self,
        mut sources: Vec<Source>,
        output: Output,
        observer: &mut dyn Observer,
    ) -> Result<Summary, BatchError> {
        read_streams(&mut sources, self.options.limits, self.options.interrupt)?;
        let sources = expand(sources, self.workers, self.pool)?;
        self.check_interrupt()?;
        let mut scan = ResumeScan::new(&sources, self.options.isolation.allowance());
        let key = Key::new(self.options.templates.fingerprint(), self.settings);
        let spool =
            Spool::open(&output.spool_path(), &key, self.options.start, |o, at| scan.add(&o, at))?;
        let resumed = ResumedOutcomes::from(scan);
        observer.begin(&sources, resumed.len());
        sources.iter().filter_map(unread).for_each(|line| observer.done(&line));
        let index = SpoolIndex::new(spool, sources.len());
        let interrupt = self.options.interrupt;
        let scheduler = Scheduler::new(&sources, resumed, index, interrupt);
        self.read(&scheduler, observer)?;
        self.check_interrupt()?;
        observer.writing();
        let mut collector =
            Collector::new(&sources, scheduler.into_index(), output, self.options.parquet)?;
        let mut summary = Summary::new(self.options.templates);
        summary.line.parquet = self.options.parquet;
        let folder = self.options.quarantine;
        let quarantine = folder.map(Quarantine::open).transpose()?;
        collector.settle(&mut summary, |source, outcome| {
            observer.settled(&outcome.line, outcome.audit.as_ref());
            match (&quarantine, self.workers.slot(0)) {
                (Some(quarantine), Some(mut slot)) => {
                    quarantine.take(source, &outcome.line, &mut slot)
                }
                _ => Ok(()),
            }
        })?;
        summary.close();
        collector.finish(self.pool, &mut summary)?;
        Ok(summary)
    }

    /// Reads all sources on all workers.
    fn read(
        &self,
        scheduler: &Scheduler<'_>,
        observer: &mut dyn Observer,
    ) -> Result<(), BatchError> {
        let n_threads = self.pool.current_num_threads();
        let (sender, progress) = mpsc::channel::<Progress>();
        let mut result = Ok(());
        self.pool.in_place_scope(|scope| {
            for thread in 0..n_threads {
                let sender = sender.clone();
                scope.spawn(move |_| scheduler.work(self.workers, thread, n_threads, &sender));
            }
            drop(sender);
            loop {
                match progress.recv_timeout(Duration::from_secs(1)) {
                    Ok(Ok(lines)) => lines.iter().for_each(|line| observer.done(line)),
                    Ok(Err(error)) => result = Err(error),
                    Err(RecvTimeoutError::Timeout) => observer.waiting(),
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            }
        });
        result
    }

    fn check_interrupt(&self) -> Result<(), BatchError> {
        if self.options.interrupt.load(Ordering::Relaxed) {
            return Err(BatchError::Interrupted);
        }
        Ok(())
    }
}
