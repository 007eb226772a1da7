//! The differences between two readings of the same documents, and their output formats.
//!
//! Records are compared as written, key by key, so that runs of different program versions can be
//! compared. The caller decides which records correspond.

mod fields;
mod jsonl;
mod markdown;
mod text;
mod written;

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

pub use fields::field_changes;
pub use written::WrittenRecord;

pub(crate) use jsonl::ChangeLine;

/// A change of one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The record in the first run; absent if it was added.
    pub old: Option<WrittenRecord>,
    /// The record in the second run; absent if it was removed.
    pub new: Option<WrittenRecord>,
    /// Template of its filing, in the second run if it is there.
    pub template: Option<String>,
    /// How the two records were matched; absent if there is only one.
    pub matched: Option<Matched>,
    /// The fields that differ; empty if there is only one record.
    pub fields: Vec<FieldChange>,
}

/// How two records were matched.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    /// By source and id.
    Id,
    /// By id alone: the source has another path.
    Moved,
    /// By content, with the share that both have in common, from 0 to 1.
    Nearest(f64),
}

/// One field of a record that changed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FieldChange {
    /// Path of the field: `target.raw`, `baselines[0].number`.
    pub field: String,
    /// The value in the first run; null if it has none.
    pub old: Value,
    /// The value in the second run; null if it has none.
    pub new: Value,
}

/// Number of changed records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Counts {
    /// Records only in the second run.
    pub added: usize,
    /// Records only in the first run.
    pub removed: usize,
    /// Records in both runs that differ.
    pub changed: usize,
}

/// The result of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct DiffSummary {
    /// All changes.
    pub total: Counts,
    /// Records that are equal in both runs.
    pub equal: usize,
    /// Changes by department, without zeros; the empty name stands for records without department.
    pub departments: BTreeMap<String, Counts>,
    /// Changes by template of the filing, without zeros; the empty name stands for none.
    pub templates: BTreeMap<String, Counts>,
    /// Sources with another status, or in only one of the runs.
    pub sources: Vec<SourceChange>,
}

/// A source with another status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SourceChange {
    /// The source, as records name it.
    pub path: String,
    /// Its status in the first run; null if it is not there.
    pub old: Option<String>,
    /// Its status in the second run; null if it is not there.
    pub new: Option<String>,
}

/// The output format of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiffFormat {
    /// A block per record, for people.
    Text {
        /// Whether to color added and removed texts.
        colors: bool,
    },
    /// A JSON object per change, the summary last.
    Jsonl,
    /// Markdown with a table per record.
    Markdown,
}

/// Streams changes, with the summary at the end.
pub struct DiffWriter<'a> {
    out: &'a mut dyn Write,
    format: DiffFormat,
    alike: text::Alike,
}

impl Change {
    /// The record, from the second run if it is there.
    pub fn record(&self) -> Option<&WrittenRecord> {
        self.new.as_ref().or(self.old.as_ref())
    }

    fn counts(&self) -> Counts {
        let (old, new) = (self.old.is_some(), self.new.is_some());
        Counts {
            added: usize::from(!old),
            removed: usize::from(!new),
            changed: usize::from(old && new),
        }
    }

    /// The kind of change, in a word.
    fn word(&self) -> &'static str {
        match (&self.old, &self.new) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        }
    }
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.added += other.added;
        self.removed += other.removed;
        self.changed += other.changed;
    }

    /// All of them.
    pub fn sum(self) -> usize {
        self.added + self.removed + self.changed
    }
}

impl DiffSummary {
    /// Counts a change.
    pub fn count(&mut self, change: &Change) {
        let counts = change.counts();
        let department = change.record().and_then(WrittenRecord::department).unwrap_or_default();
        let template = change.template.as_deref().unwrap_or_default();
        self.total.add(counts);
        self.departments.entry(department.to_owned()).or_default().add(counts);
        self.templates.entry(template.to_owned()).or_default().add(counts);
    }

    /// Whether nothing differs.
    pub fn is_equal(&self) -> bool {
        self.total.sum() == 0 && self.sources.is_empty()
    }
}

impl std::fmt::Debug for DiffWriter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DiffWriter").field("format", &self.format).finish_non_exhaustive()
    }
}

impl<'a> DiffWriter<'a> {
    /// Starts the output.
    pub fn new(format: DiffFormat, out: &'a mut dyn Write) -> io::Result<Self> {
        if format == DiffFormat::Markdown {
            markdown::begin(out)?;
        }
        Ok(Self { out, format, alike: text::Alike::default() })
    }

    /// Writes a change.
    pub fn change(&mut self, change: &Change) -> io::Result<()> {
        match self.format {
            DiffFormat::Text { colors } => text::change(change, colors, &mut self.alike, self.out),
            DiffFormat::Jsonl => jsonl::change(change, self.out),
            DiffFormat::Markdown => markdown::change(change, self.out),
        }
    }

    /// Writes the summary.
    pub fn finish(mut self, summary: &DiffSummary) -> io::Result<()> {
        match self.format {
            DiffFormat::Text { .. } => {
                self.alike.flush(self.out)?;
                text::summary(summary, self.out)
            }
            DiffFormat::Jsonl => jsonl::summary(summary, self.out),
            DiffFormat::Markdown => markdown::summary(summary, self.out),
        }
    }
}
