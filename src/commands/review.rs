//! `formgrid review`: makes a report of a run and applies its corrections.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use anyhow::{Context as _, bail};
use formgrid_batch::{
    Applied, ApplyOptions, DiffFormat, DiffSummary, DiffWriter, Proposed, ReviewOptions, Select,
    Shown, TemplateFiles, TemplateSet, apply_corrections, printable, review_run,
};

use super::{isolation, template_files};
use crate::{
    args::{Review, ReviewCommand},
    config::Config,
    exit::Exit,
    signals::interrupt_flag,
    terminal,
};

/// Default report folder below that of the run.
const REPORT: &str = "review";

/// Pages between progress messages.
const PAGES_PER_MESSAGE: usize = 100;

pub(crate) fn run(args: Review, config: Config) -> anyhow::Result<Exit> {
    if let Some(ReviewCommand::Apply { corrections, known, write }) = &args.command {
        let (corrections, known, write) = (corrections.clone(), known.clone(), *write);
        return apply(args, &config, &corrections, &known, write);
    }
    let Some(run) = args.run else { bail!("no run: name the output folder of one") };
    if !(0.0..=1.0).contains(&args.below) {
        bail!("--below {}: not a confidence; name a number from 0 to 1", args.below);
    }
    if let Some(font) = args.font.as_ref().filter(|font| !font.is_file()) {
        bail!("{}: no such file", font.display());
    }
    let isolation = isolation(&args.cost, &config)?;
    let templates = TemplateSet::new(template_files(args.templates, &config)?)?;
    let limits = config.limits.clone();
    let report = args.report.unwrap_or_else(|| run.join(REPORT));
    let select =
        Select { all: args.all, patterns: args.patterns, limit: args.limit, below: args.below };
    let interrupt = interrupt_flag().context("interrupts cannot be caught")?;
    let options = ReviewOptions {
        run: &run,
        report: &report,
        sources: args.origin.sources.as_deref(),
        select: &select,
        font: args.font.as_deref(),
        templates: &templates,
        limits: &limits,
        isolation: &isolation,
        jobs: args.jobs.or(config.jobs).unwrap_or(0),
        interrupt: &interrupt,
    };
    let reported = AtomicUsize::new(0);
    let reviewed = review_run(options, &|done, all| {
        if done / PAGES_PER_MESSAGE
            > reported.fetch_max(done / PAGES_PER_MESSAGE, Ordering::Relaxed)
        {
            terminal::note(&format!("{done} of {all} pages"));
        }
    })?;
    for remark in &reviewed.remarks {
        terminal::message(remark);
    }
    terminal::note(&format!(
        "sources      {}, {} with something to look at\npages        {}\nbytes        {}\nopen         {}",
        reviewed.n_sources,
        reviewed.n_open,
        reviewed.n_pages,
        reviewed.bytes,
        reviewed.index.display()
    ));
    Ok(Exit::Done)
}

/// Previews the effect of corrections, and writes it on request.
fn apply(
    args: Review,
    config: &Config,
    corrections: &Path,
    known: &Path,
    write: bool,
) -> anyhow::Result<Exit> {
    let isolation = isolation(&args.cost, config)?;
    let limits = config.limits.clone();
    let dir: Option<PathBuf> = args.templates.dir.clone().or_else(|| config.templates.clone());
    let files = match &dir {
        // The first template creates the folder.
        Some(dir) if !dir.exists() => TemplateFiles::default(),
        _ => template_files(args.templates, config)?,
    };
    let applied = apply_corrections(ApplyOptions {
        corrections,
        known,
        templates: dir.as_deref(),
        files: &files,
        sources: args.origin.sources.as_deref(),
        limits: &limits,
        isolation: &isolation,
    })?;
    show(&applied)?;
    for problem in &applied.problems {
        terminal::message(problem);
    }
    if write {
        applied.files.iter().try_for_each(Proposed::write)?;
        terminal::note(&format!("{} files written", applied.files.len()));
    } else {
        terminal::note(&format!(
            "nothing was written; --write writes these {} files",
            applied.files.len()
        ));
    }
    Ok(if applied.problems.is_empty() { Exit::Done } else { Exit::Findings })
}

fn show(applied: &Applied) -> anyhow::Result<()> {
    let mut out = terminal::stdout();
    for file in &applied.files {
        let what = if file.is_new { "new" } else { "changed" };
        writeln!(out, "{what}: {}", printable(&file.path.display().to_string()))
            .context("standard output")?;
        match &file.shown {
            Shown::Document => {}
            Shown::Text(text) => {
                writeln!(out, "{}", printable(text)).context("standard output")?;
            }
            Shown::Records { changes, n_equal } => {
                let mut summary = DiffSummary { equal: *n_equal, ..DiffSummary::default() };
                let format = DiffFormat::Text { colors: false };
                let mut writer = DiffWriter::new(format, &mut out).context("standard output")?;
                for change in changes {
                    summary.count(change);
                    writer.change(change).context("standard output")?;
                }
                writer.finish(&summary).context("standard output")?;
            }
        }
    }
    out.finish_with_remark();
    Ok(())
}
