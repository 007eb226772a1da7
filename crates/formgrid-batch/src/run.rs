//! The run itself: sources in, files out, and a summary.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use formgrid_model::{Code, Limits};
use formgrid_records::{Coverage, Kind, Templates};
use formgrid_sinks::{DriftLine, RunLine, SCHEMA_VERSION, SourceLine, Status, TemplateSet};

use crate::{
    Audit, BatchError, Drift, Source,
    collect::Collector,
    duplicates,
    ordered::for_each_ordered,
    output::Output,
    source::{Outcome, Wanted, process},
};

/// Stack of a worker thread. Stages do not recurse with the depth of a document; the room is for
/// those of the libraries that do.
const STACK_BYTES: usize = 16 << 20;

/// What a run is to do.
#[derive(Debug)]
pub struct Options<'a> {
    /// The sources, sorted by name, as [`find_sources`](crate::find_sources) gives them.
    pub sources: &'a [Source],
    /// Folder to write to.
    pub out: &'a Path,
    /// The form templates.
    pub templates: &'a Templates,
    /// What each source may cost.
    pub limits: &'a Limits,
    /// Number of threads; 0 for as many as the machine has.
    pub jobs: usize,
    /// Whether names and telephone numbers of contact persons are written.
    pub personal: bool,
    /// Whether every atom is accounted for.
    pub audit: bool,
    /// Set from outside to stop the run.
    pub interrupt: &'a AtomicBool,
}

/// Is told what happens in a run, on the thread that called [`run`].
pub trait Observer {
    /// The run begins to read.
    fn begin(&mut self, sources: &[Source]);
    /// A source is done. Sources are told in their order.
    fn done(&mut self, line: &SourceLine, audit: Option<&Audit>);
}

/// What came of a run.
#[derive(Debug)]
pub struct Summary {
    /// Counts, as `run.json` holds them.
    pub line: RunLine,
    /// What became of the non-empty cells of all filings.
    pub coverage: Coverage,
    /// Atoms of all sources, and how many of them ended nowhere; zeros without an audit.
    pub audit: Audit,
    /// What the forms show that the templates do not know.
    pub drift: Drift,
}

/// Reads the sources and writes the output.
pub fn run(options: &Options<'_>, observer: &mut dyn Observer) -> Result<Summary, BatchError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs)
        .stack_size(STACK_BYTES)
        .build()?;
    let mut collector = Collector::new(Output::open(options.out)?)?;
    let sources = options.sources;
    observer.begin(sources);
    let duplicate_of = duplicates::find(sources, options.limits, &pool);
    let wanted = Wanted {
        templates: options.templates,
        limits: options.limits,
        personal: options.personal,
        audit: options.audit,
    };
    let mut summary = Summary::new(options.templates);
    let mut result = Ok(());
    let work = |number: usize| {
        let first = duplicate_of[number].map(|first| &sources[first]);
        process(&sources[number], first, wanted)
    };
    for_each_ordered(&pool, sources.len(), work, |outcome| {
        observer.done(&outcome.line, outcome.audit.as_ref());
        summary.count(&outcome);
        result = collector.take(outcome);
        result.is_ok() && !options.interrupt.load(Ordering::Relaxed)
    });
    result?;
    if options.interrupt.load(Ordering::Relaxed) {
        return Err(BatchError::Interrupted);
    }
    summary.drift.finish();
    summary.line.drift = summary.drift.line.clone();
    collector.finish(&mut summary)?;
    Ok(summary)
}

impl Summary {
    fn new(templates: &Templates) -> Self {
        let line = RunLine {
            tool: "formgrid",
            version: env!("CARGO_PKG_VERSION"),
            schema_version: SCHEMA_VERSION,
            templates: TemplateSet {
                fingerprint: templates.fingerprint().to_owned(),
                count: templates.list().len(),
            },
            sources: Status::ALL.into_iter().map(|status| (status, 0)).collect(),
            records: Kind::ALL.into_iter().map(|kind| (kind, 0)).collect(),
            diagnostics: BTreeMap::new(),
            drift: DriftLine::default(),
            departments: Vec::new(),
        };
        Self {
            line,
            coverage: Coverage::default(),
            audit: Audit::default(),
            drift: Drift::default(),
        }
    }

    fn count(&mut self, outcome: &Outcome) {
        *self.line.sources.entry(outcome.line.status).or_default() += 1;
        for (kind, n) in &outcome.line.records {
            *self.line.records.entry(*kind).or_default() += n;
        }
        self.drift.count(&outcome.line.path, &outcome.prints);
        for (code, n) in &outcome.codes {
            *self.line.diagnostics.entry(*code).or_default() += n;
        }
        self.coverage.cells += outcome.coverage.cells;
        self.coverage.mapped += outcome.coverage.mapped;
        self.coverage.unmapped += outcome.coverage.unmapped;
        if let Some(audit) = &outcome.audit {
            self.audit.atoms += audit.atoms;
            self.audit.n_lost += audit.n_lost;
        }
    }

    /// How many sources came to a status.
    pub fn n_sources(&self, status: Status) -> usize {
        self.line.sources.get(&status).copied().unwrap_or(0)
    }

    /// Findings of a code or, where only an area is given, of all its codes.
    pub fn n_findings(&self, code_or_area: &str) -> usize {
        let is_meant = |code: Code| {
            let name = code.as_str();
            name == code_or_area || name.split('/').next() == Some(code_or_area)
        };
        let counts = self.line.diagnostics.iter();
        counts.filter(|(code, _)| is_meant(**code)).map(|(_, n)| n).sum()
    }
}
