//! `formgrid diff`: compares two runs.

use anyhow::Context as _;
use formgrid_batch::{DiffError, DiffFormat, DiffOptions, DiffWriter, diff_runs};

use crate::{
    args::{ChangeFormat, Diff},
    exit::Exit,
    terminal,
};

pub(crate) fn run(args: &Diff) -> anyhow::Result<Exit> {
    let mut out = terminal::stdout();
    let mut writer = DiffWriter::new(format(args.format), &mut out).context("standard output")?;
    let options = DiffOptions { ignore: &args.ignored.ignore };
    let result = diff_runs(&args.old, &args.new, options, &mut |change| writer.change(change));
    let summary = match result {
        Err(DiffError::Write(error)) => return Err(error).context("standard output"),
        other => other?,
    };
    writer.finish(&summary).context("standard output")?;
    out.finish_with_remark();
    Ok(if summary.is_equal() { Exit::Done } else { Exit::Findings })
}

/// The output format, with colors on a terminal.
pub(super) fn format(format: ChangeFormat) -> DiffFormat {
    match format {
        ChangeFormat::Text => DiffFormat::Text { colors: terminal::colors() },
        ChangeFormat::Jsonl => DiffFormat::Jsonl,
        ChangeFormat::Markdown => DiffFormat::Markdown,
    }
}
