//! Progress of a run on standard error: a bar on a terminal, else a line every ten seconds. Failed
//! sources are always listed as they occur.

use std::{
    io::{self, Write as _},
    time::{Duration, Instant},
};

use formgrid_batch::{
    Audit, Kind, Lost, Observer, Source, SourceLine, Status, panic_on_request, printable,
};
use indicatif::{ProgressBar, ProgressStyle};

use crate::terminal::{self, Out};

const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// Maximum number of failed sources listed; `sources.jsonl` has all.
const MAX_NAMED: usize = 20;

/// The progress display.
#[derive(Debug)]
pub(crate) struct Progress {
    quiet: bool,
    /// Whether a bar or lines show how far the run is.
    shows_progress: bool,
    /// Audits of sources with losses.
    losses: Vec<(String, Audit)>,
    bar: Option<ProgressBar>,
    started: Instant,
    last_line: Instant,
    /// Whether reading has started.
    has_begun: bool,
    n_sources: usize,
    n_bytes: u64,
    done: usize,
    bytes_done: u64,
    failed: usize,
    named: usize,
}

impl Progress {
    pub(crate) fn new(quiet: bool, shows_progress: bool) -> Self {
        let now = Instant::now();
        Self {
            quiet,
            shows_progress: shows_progress && !quiet,
            losses: Vec::new(),
            bar: None,
            started: now,
            last_line: now,
            has_begun: false,
            n_sources: 0,
            n_bytes: 0,
            done: 0,
            bytes_done: 0,
            failed: 0,
            named: 0,
        }
    }

    /// Whether reading has started.
    pub(crate) fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// Removes the bar and returns the audits of sources with losses, in order.
    pub(crate) fn finish(self) -> Vec<(String, Audit)> {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        self.losses
    }

    fn line(&self) -> String {
        let seconds = self.started.elapsed().as_secs_f64().max(0.001);
        #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
        let (done, all) = (self.bytes_done as f64, self.n_bytes as f64);
        let left = if done > 0.0 { (all - done).max(0.0) * seconds / done } else { 0.0 };
        format!(
            "{} of {} files, {:.1} MB/s, {} failed, {left:.0} s left",
            self.done,
            self.n_sources,
            done / 1e6 / seconds,
            self.failed
        )
    }

    /// Updates the bar, or prints a line if one is due.
    fn report(&mut self) {
        if let Some(bar) = &self.bar {
            bar.set_position(self.done as u64);
            bar.set_message(self.line());
        } else if self.shows_progress && self.last_line.elapsed() >= BETWEEN_LINES {
            self.last_line = Instant::now();
            terminal::message(&self.line());
        }
    }

    fn name(&mut self, line: &SourceLine) {
        let fails = matches!(line.status, Status::Failed | Status::Unsupported);
        self.failed += usize::from(fails);
        let Some(text) = remark(line).filter(|_| fails || !self.quiet) else {
            if terminal::is_verbose() && !self.quiet {
                self.print(&format!("{}: {}", line.path, result(line)));
            }
            return;
        };
        self.named += 1;
        let text = match self.named {
            ..=MAX_NAMED => format!("{}: {text}", line.path),
            n if n == MAX_NAMED + 1 => "more of these are in sources.jsonl".to_owned(),
            _ => return,
        };
        self.print(&text);
    }

    /// Prints a message above the bar.
    fn print(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| terminal::message(text)),
            None => terminal::message(text),
        }
    }
}

/// The result of a source that went well.
fn result(line: &SourceLine) -> String {
    let n: usize = line.records.values().sum();
    format!("{}, {n} records", line.status.name())
}

/// A remark on a source, beyond what the summary counts.
fn remark(line: &SourceLine) -> Option<String> {
    let n = |kind| line.records.get(&kind).copied().unwrap_or(0);
    let understood = [Kind::Funding, Kind::Statement, Kind::Goal, Kind::Project, Kind::Indicator];
    match line.status {
        Status::Failed | Status::Unsupported => {
            let error = line.error.as_ref()?;
            Some(format!("{} ({})", error.message, error.code))
        }
        Status::Empty => Some("no visible content".to_owned()),
        Status::Partial => Some("part of it could not be read, see diagnostics.jsonl".to_owned()),
        Status::Ok if understood.into_iter().map(n).sum::<usize>() == 0 => {
            let kept = match (n(Kind::Table), n(Kind::Unmapped)) {
                (0, unmapped) => lines(unmapped, "unmapped"),
                (tables, 0) => lines(tables, "table"),
                (tables, unmapped) => {
                    format!("{} and {}", lines(tables, "table"), lines(unmapped, "unmapped"))
                }
            };
            Some(format!("no form was recognized; kept as {kept}"))
        }
        Status::Ok | Status::Duplicate | Status::Skipped => None,
    }
}

fn lines(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what} line") } else { format!("{n} {what} lines") }
}

impl Observer for Progress {
    fn begin(&mut self, sources: &[Source], n_resumed: usize) {
        if n_resumed > 0 && !self.quiet {
            let n = sources.len();
            terminal::message(&format!(
                "resuming a stopped run, which has read {n_resumed} of {n} files"
            ));
        }
        self.has_begun = true;
        self.n_sources = sources.len();
        self.n_bytes = sources.iter().map(|source| source.bytes).sum();
        if self.shows_progress && terminal::stderr_is_terminal() {
            let bar = ProgressBar::new(sources.len() as u64);
            if let Ok(style) = ProgressStyle::with_template("{bar:24} {msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            self.bar = Some(bar);
        }
    }

    fn done(&mut self, line: &SourceLine) {
        panic_on_request();
        self.done += 1;
        self.bytes_done += line.bytes.unwrap_or(0);
        self.name(line);
        self.report();
    }

    fn waiting(&mut self) {
        self.report();
    }

    fn writing(&mut self) {
        if let Some(bar) = &self.bar {
            bar.set_message("writing the output");
        }
    }

    fn settled(&mut self, line: &SourceLine, audit: Option<&Audit>) {
        if let Some(audit) = audit.filter(|audit| audit.n_lost > 0) {
            self.losses.push((line.path.clone(), audit.clone()));
        }
        self.report();
    }
}

/// Prints the audit to standard output: a line for each source with losses, one for each loss
/// listed, and a total.
pub(crate) fn print_audit(all: &Audit, losses: &[(String, Audit)]) {
    let mut out = terminal::stdout();
    // Write errors are reported at the end.
    let _ = write_audit(all, losses, &mut out);
    out.finish_with_remark();
}

/// The place of a lost text, as far as the medium has places.
fn place(lost: &Lost) -> String {
    let parts = [
        lost.place.page.map(|page| format!("page {page}, ")),
        lost.place.line.map(|line| format!("line {line}, ")),
        lost.place.cell.map(|(row, col)| format!("row {}, column {}, ", row + 1, col + 1)),
    ];
    parts.into_iter().flatten().collect()
}

fn write_audit(all: &Audit, losses: &[(String, Audit)], out: &mut Out) -> io::Result<()> {
    for (path, audit) in losses {
        let kept = audit.texts - audit.n_lost;
        writeln!(out, "{}: {kept} of {} accounted for", printable(path), audit.texts)?;
        for lost in &audit.lost {
            writeln!(out, "  lost: {}{}", place(lost), printable(&lost.message))?;
        }
    }
    let kept = all.texts - all.n_lost;
    writeln!(out, "{kept} of {} cells and paragraphs accounted for", all.texts)
}
