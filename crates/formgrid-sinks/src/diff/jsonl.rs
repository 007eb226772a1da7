//! Changes as JSON Lines: one per record, the summary last.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Change, DiffSummary, FieldChange, Matched, WrittenRecord};

/// One line of `formgrid diff --format jsonl`.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "change", rename_all = "snake_case")]
pub(crate) enum ChangeLine<'a> {
    /// A record only in the second run.
    Added(Only<'a>),
    /// A record only in the first run.
    Removed(Only<'a>),
    /// A record in both runs that differs.
    Changed(Both<'a>),
    /// The result of the comparison; the last line.
    Summary(&'a DiffSummary),
}

/// A record in only one of the runs.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Only<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    /// The record as written.
    #[schemars(with = "Map<String, Value>")]
    record: &'a WrittenRecord,
}

/// A record in both runs.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Both<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    /// How the two records were matched.
    matched: Option<Matched>,
    /// The fields that differ.
    fields: &'a [FieldChange],
}

/// Which record it is.
#[derive(Serialize, JsonSchema)]
struct Head<'a> {
    /// Its kind.
    kind: &'a str,
    /// Its id, in the second run if it is there.
    id: &'a str,
    /// Path of its source.
    path: &'a str,
    /// Its department.
    department: Option<&'a str>,
    /// Template of its filing.
    template: Option<&'a str>,
    /// Its name on the form.
    name: String,
}

pub(super) fn change(change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let Some(record) = change.record() else { return Ok(()) };
    let head = Head {
        kind: record.kind(),
        id: record.id(),
        path: record.path(),
        department: record.department(),
        template: change.template.as_deref(),
        name: record.name(),
    };
    let line = match (&change.old, &change.new) {
        (None, _) => ChangeLine::Added(Only { head, record }),
        (_, None) => ChangeLine::Removed(Only { head, record }),
        _ => ChangeLine::Changed(Both { head, matched: change.matched, fields: &change.fields }),
    };
    write(&line, out)
}

pub(super) fn summary(summary: &DiffSummary, out: &mut dyn Write) -> io::Result<()> {
    write(&ChangeLine::Summary(summary), out)
}

fn write(line: &ChangeLine<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
