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
    /// The record as the first side has it; absent where it was added.
    pub old: Option<WrittenRecord>,
    /// The record as the second side has it; absent where it was removed.
    pub new: Option<WrittenRecord>,
    /// Template of its filing, on the second side if present.
    pub template: Option<String>,
    /// How the two were found to be the same record; absent where there is only one.
    pub matched: Option<Matched>,
    /// What differs between the two; empty where there is only one.
    pub fields: Vec<FieldChange>,
}

/// How two records were found to be the same one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    /// By source and id.
    Id,
    /// By id alone: the source has another path.
    Moved,
    /// By what they say: the share of what both say in all that they say, from 0 to 1.
    Nearest(f64),
}

/// One field of a record that changed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FieldChange {
    /// The way to the field: `target.raw`, `baselines[0].number`.
    pub field: String,
    /// What the first side says; null for nothing.
    pub old: Value,
    /// What the second side says; null for nothing.
    pub new: Value,
}

/// How many records changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Counts {
    /// Records of the second side alone.
    pub added: usize,
    /// Records of the first side alone.
    pub removed: usize,
    /// Records of both that differ.
    pub changed: usize,
}

/// What a comparison came to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct DiffSummary {
    /// All changes.
    pub total: Counts,
    /// Records that say the same on both sides.
    pub equal: usize,
    /// Changes by department, only those that have any; the empty name is that of no department.
    pub departments: BTreeMap<String, Counts>,
    /// Changes by template of the filing, only those that have any; the empty name is that of none.
    pub templates: BTreeMap<String, Counts>,
    /// Sources that came to another status, or stand on one side alone.
    pub sources: Vec<SourceChange>,
}

/// A source that came to another status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SourceChange {
    /// The source, as records name it.
    pub path: String,
    /// Its status on the first side; absent where it is not there.
    pub old: Option<String>,
    /// Its status on the second side; absent where it is not there.
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
    /// The record, on the second side if present.
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
