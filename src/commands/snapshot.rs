//! `formgrid snapshot`: compares known documents with their expected records.

use std::io::{self, BufRead as _, Write as _};

use anyhow::{Context as _, bail};
use formgrid_batch::{
    Case, DiffFormat, DiffOptions, DiffSummary, DiffWriter, SnapshotOptions, TemplateSet,
    check_snapshots,
};

use super::{diff, isolation, limits, template_files};
use crate::{
    args::{ChangeFormat, Snapshot, SnapshotCommand},
    config::Config,
    exit::Exit,
    terminal,
};

pub(crate) fn run(args: Snapshot, config: Config) -> anyhow::Result<Exit> {
    let templates = TemplateSet::new(template_files(args.templates, &config)?)?;
    let isolation = isolation(&args.cost, &config)?;
    let limits = limits(args.limits, &config);
    let personal = !args.no_personal.or(config.no_personal).unwrap_or(false);
    let (folder, ignore) = match &args.command {
        SnapshotCommand::Check { folder, ignored, .. }
        | SnapshotCommand::Review { folder, ignored } => (folder, ignored.ignore.as_slice()),
        SnapshotCommand::Accept { folder } => (folder, &[][..]),
    };
    let is_review = matches!(args.command, SnapshotCommand::Review { .. });
    if is_review && !(terminal::stdin_is_terminal() && terminal::stdout_is_terminal()) {
        bail!("a review asks questions and needs a terminal; use `snapshot check` and `accept`");
    }
    let diff = DiffOptions { ignore };
    let options = SnapshotOptions {
        templates: &templates,
        limits: &limits,
        isolation: &isolation,
        personal,
        diff,
    };
    let cases = check_snapshots(folder, options)?;
    if cases.is_empty() {
        bail!("{}: no documents in it", folder.display());
    }
    match args.command {
        SnapshotCommand::Check { format, .. } => check(&cases, format),
        SnapshotCommand::Accept { .. } => accept(&cases),
        SnapshotCommand::Review { .. } => review(&cases),
    }
}

fn check(cases: &[Case], format: ChangeFormat) -> anyhow::Result<Exit> {
    let mut out = terminal::stdout();
    let mut summary = DiffSummary::default();
    let mut writer = DiffWriter::new(diff::format(format), &mut out).context("standard output")?;
    for case in cases {
        summary.equal += case.n_equal;
        for change in case.changes.iter().filter(|_| case.is_expected) {
            summary.count(change);
            writer.change(change).context("standard output")?;
        }
    }
    writer.finish(&summary).context("standard output")?;
    out.finish_with_remark();
    for case in cases {
        remark(case);
        if !case.is_expected && case.failures.is_empty() {
            let (name, n) = (case.documents.join(", "), case.changes.len());
            let what = "nothing is expected of it yet; `formgrid snapshot accept` expects";
            terminal::message(&format!("{name}: {what} these {n} records"));
        }
    }
    let n_met = cases.iter().filter(|case| case.is_met()).count();
    terminal::note(&format!("{n_met} of {} as expected", cases.len()));
    Ok(exit(n_met == cases.len()))
}

/// Reports what a case lacks.
fn remark(case: &Case) {
    for (document, reason) in &case.failures {
        terminal::message(&format!("{document}: {reason}"));
    }
    if case.documents.is_empty() {
        terminal::message(&format!("{}: no document has this name", case.name));
    }
}

fn exit(is_done: bool) -> Exit {
    if is_done { Exit::Done } else { Exit::Findings }
}

fn accept(cases: &[Case]) -> anyhow::Result<Exit> {
    let mut is_done = true;
    let mut n_written = 0;
    for case in cases {
        remark(case);
        is_done &= case.failures.is_empty() && !case.documents.is_empty();
        n_written += usize::from(case.accept()?);
    }
    terminal::note(&format!("{n_written} of {} expectations written", cases.len()));
    Ok(exit(is_done))
}

/// The user's answer to a change.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Accept,
    Reject,
    Skip,
    Quit,
}

fn review(cases: &[Case]) -> anyhow::Result<Exit> {
    let mut answers = Vec::new();
    let open: Vec<&Case> = cases.iter().filter(|case| !case.is_met()).collect();
    for case in &open {
        remark(case);
        if case.failures.is_empty() && !case.documents.is_empty() {
            answers.append(&mut review_case(case)?);
        }
        if answers.last() == Some(&Answer::Quit) {
            break;
        }
    }
    let n = |wanted| answers.iter().filter(|answer| **answer == wanted).count();
    let (accepted, rejected) = (n(Answer::Accept), n(Answer::Reject));
    let skipped = n(Answer::Skip);
    terminal::note(&format!("{accepted} accepted, {rejected} rejected, {skipped} skipped"));
    let is_done = answers.iter().all(|answer| *answer == Answer::Accept);
    Ok(exit(
        is_done && open.iter().all(|case| case.failures.is_empty() && !case.documents.is_empty()),
    ))
}

/// Asks for each change of a case and writes what was accepted.
fn review_case(case: &Case) -> anyhow::Result<Vec<Answer>> {
    let mut answers = Vec::new();
    if !case.is_expected {
        let (name, n) = (case.documents.join(", "), case.changes.len());
        terminal::note(&format!("{name}: {n} records, nothing is expected of it yet"));
        let answer = ask()?;
        if answer == Answer::Accept {
            case.accept()?;
        }
        return Ok(vec![answer]);
    }
    for change in &case.changes {
        let mut out = terminal::stdout();
        let format = DiffFormat::Text { colors: terminal::colors() };
        DiffWriter::new(format, &mut out)?.change(change)?;
        out.flush().context("standard output")?;
        drop(out);
        answers.push(ask()?);
        if answers.last() == Some(&Answer::Quit) {
            break;
        }
    }
    let accepted: Vec<bool> = answers.iter().map(|answer| *answer == Answer::Accept).collect();
    case.accept_some(&accepted)?;
    Ok(answers)
}

fn ask() -> anyhow::Result<Answer> {
    loop {
        terminal::prompt("(a)ccept, (r)eject, (s)kip, (q)uit? ");
        let mut line = String::new();
        let n_read = io::stdin().lock().read_line(&mut line).context("standard input")?;
        return Ok(match line.trim() {
            "a" | "accept" | "y" | "yes" => Answer::Accept,
            "r" | "reject" | "n" | "no" => Answer::Reject,
            "s" | "skip" => Answer::Skip,
            "q" | "quit" => Answer::Quit,
            _ if n_read == 0 => Answer::Quit,
            _ => continue,
        });
    }
}
