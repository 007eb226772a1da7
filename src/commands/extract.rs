//! `formgrid extract`: the main command.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow, bail};
use formgrid_batch::{
    CacheCounts, Code, LookAlikes, Options, Register, ResumePolicy, Status, Summary, TemplateSet,
    find_sources, read_list,
};

use super::{isolation, limits, template_files};
use crate::{
    args::Extract,
    config::Config,
    drift,
    exit::Exit,
    progress::{Progress, print_audit},
    signals::interrupt_flag,
    suggest::suggestion,
    terminal,
};

pub(crate) fn run(args: Extract, mut config: Config) -> anyhow::Result<Exit> {
    let Extract { input, output, run, templates, limits: limit_args, cost, checks, messages } =
        args;
    let mut inputs = input.inputs;
    if let Some(list) = &input.files_from {
        inputs.extend(listed(list, input.null)?);
    }
    if let Some(message) = config.drop_folders_from_inputs(&inputs) {
        terminal::message(&message);
    }
    let quiet = messages.quiet.or(config.quiet).unwrap_or(false);
    let audit = checks.audit.or(config.audit).unwrap_or(false);
    let isolation = isolation(&cost, &config)?;
    let start = match (run.resume, run.force) {
        (true, _) => ResumePolicy::Require,
        (false, true) => ResumePolicy::Never,
        (false, false) => ResumePolicy::IfPossible,
    };
    let templates = TemplateSet::new(template_files(templates, &config)?)?;
    let limits = limits(limit_args, &config);
    let register = output.departments.or(config.departments);
    let departments = register.as_deref().map(Register::read).transpose()?.unwrap_or_default();
    let deny = checks.deny.or(config.deny).unwrap_or_default();
    check_codes(&deny)?;
    let out = output
        .out
        .or(config.output.folder)
        .ok_or_else(|| anyhow!("no output folder: name one with -o OUT"))?;
    let quarantine = output.quarantine.or(config.quarantine);
    let cache = run.cache.or(config.cache);
    let written: Vec<&Path> = [Some(out.as_path()), quarantine.as_deref(), cache.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    let sources = find_sources(&inputs, &written)?;
    let interrupt = interrupt_flag().context("interrupts cannot be caught")?;
    let options = Options {
        out: &out,
        templates: &templates,
        isolation,
        start,
        quarantine: quarantine.as_deref(),
        cache: cache.as_deref(),
        limits: &limits,
        jobs: run.jobs.or(config.jobs).unwrap_or(0),
        personal: !output.no_personal.or(config.no_personal).unwrap_or(false),
        parquet: output.parquet.or(config.output.parquet).unwrap_or(false),
        places: !output.no_places.or(config.no_places).unwrap_or(false),
        departments: &departments,
        audit,
        interrupt: &interrupt,
    };
    let mut progress = Progress::new(quiet, !messages.no_progress);
    let summary = formgrid_batch::run(sources, &options, &mut progress);
    let has_begun = progress.has_begun();
    let losses = progress.finish();
    let summary = match summary {
        Ok(summary) => summary,
        Err(error) => {
            let exit = Exit::of_error(&error.into());
            let failed = has_begun && exit == Exit::NotStarted;
            return Ok(if failed { Exit::Failed } else { exit });
        }
    };
    // A closed output must not hide the result.
    if audit {
        print_audit(&summary.audit, &losses);
    }
    if !quiet {
        terminal::note(&describe(&summary, &out, cache.is_some()));
    }
    Ok(exit(&summary, &inputs, &deny))
}

fn exit(summary: &Summary, inputs: &[PathBuf], deny: &[String]) -> Exit {
    let mut exit = Exit::Done;
    let n_read =
        [Status::Ok, Status::Partial, Status::Empty].map(|status| summary.n_sources(status));
    let n_failed = summary.n_sources(Status::Failed) + summary.n_sources(Status::Unsupported);
    if n_read.iter().sum::<usize>() == 0 {
        let names: Vec<String> = inputs.iter().map(|path| path.display().to_string()).collect();
        terminal::message(&format!("{}: no readable file in it", names.join(", ")));
        exit = Exit::Findings;
    }
    for code in deny {
        let n = summary.n_findings(code);
        if n > 0 {
            terminal::message(&format!("{n} findings of {code}, which is denied"));
            exit = Exit::Findings;
        }
    }
    if summary.audit.n_lost > 0 {
        let n = summary.audit.n_lost;
        terminal::message(&format!("{n} cells or paragraphs are not accounted for"));
    }
    if n_failed > 0 || summary.audit.n_lost > 0 { Exit::Findings } else { exit }
}

/// The summary of a run, at most 15 lines.
fn describe(summary: &Summary, out: &Path, has_cache: bool) -> String {
    let line = &summary.line;
    let list =
        |counts: Vec<String>| if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
    let sources = line.sources.iter().filter(|(_, n)| **n > 0);
    let records = line.records.iter().filter(|(_, n)| **n > 0);
    let mut text = vec![
        format!(
            "sources      {}",
            list(sources.map(|(s, n)| format!("{n} {}", s.name())).collect())
        ),
        format!("departments  {}{}", line.departments.len(), look_alikes(&summary.look_alikes)),
        format!(
            "records      {}",
            list(records.map(|(k, n)| format!("{n} {}", k.name())).collect())
        ),
    ];
    if has_cache {
        text.push(format!("cache        {}", list(taken(summary.taken))));
    }
    let (mapped, cells) = (summary.coverage.mapped, summary.coverage.cells);
    if cells > 0 {
        #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
        let share = mapped as f64 * 100.0 / cells as f64;
        text.push(format!("mapped       {share:.1} % of {cells} cells"));
    }
    if summary.audit.texts > 0 {
        let kept = summary.audit.texts - summary.audit.n_lost;
        text.push(format!("audit        {kept} of {} accounted for", summary.audit.texts));
    }
    let mut codes: Vec<(&Code, &usize)> = line.diagnostics.iter().collect();
    codes.sort_by_key(|(code, n)| (std::cmp::Reverse(**n), code.as_str()));
    for (nth, (code, n)) in codes.into_iter().take(5).enumerate() {
        let head = if nth == 0 { "findings" } else { "" };
        text.push(format!("{head:<12} {n} {}", code.as_str()));
    }
    text.extend(drift::lines(&summary.drift));
    text.push(format!("output       {}", out.display()));
    text.join("\n")
}

/// The names of departments that look alike and may be the same; empty if there are none.
fn look_alikes(found: &LookAlikes) -> String {
    if found.n_pairs == 0 {
        return String::new();
    }
    let named: Vec<String> =
        found.nearest.iter().map(|(one, two)| format!("{one} ~ {two}")).collect();
    let more = match found.n_pairs.saturating_sub(named.len()) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    format!("; look alike: {}{more}", named.join(", "))
}

/// The cache counts, if anything was cached.
fn taken(taken: CacheCounts) -> Vec<String> {
    let counts = [
        (taken.unchanged, "unchanged"),
        (taken.documents, "kept as documents"),
        (taken.laid_out, "laid out again"),
        (taken.read, "read"),
    ];
    counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect()
}

/// The inputs listed in a file.
fn listed(path: &Path, by_nul: bool) -> anyhow::Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        io::stdin().lock().read_to_end(&mut bytes).context("standard input")?;
    } else {
        bytes = fs::read(path)
            .with_context(|| format!("{}: the list of files cannot be read", path.display()))?;
    }
    Ok(read_list(&bytes, by_nul))
}

fn check_codes(deny: &[String]) -> anyhow::Result<()> {
    for denied in deny {
        let area = |code: &Code| code.as_str().split('/').next() == Some(denied);
        if !Code::ALL.iter().any(|code| code.as_str() == denied || area(code)) {
            let mut all: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
            all.sort_unstable();
            let hint = suggestion(denied, all.iter().copied());
            bail!("{denied}: no finding has this code{hint}; the codes are {}", all.join(", "));
        }
    }
    Ok(())
}
