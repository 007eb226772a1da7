//! Records: the lines of the output, one type per kind.
//!
//! Printed text is kept as printed, next to its interpretation. Every key is present, and `null` if
//! the form states nothing.

mod features;
mod filing;
mod funding;
mod indicator;
mod project;
mod prose;
mod table;

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use formgrid_model::{Atoms, BBox, Code, Place, WordTable};

pub(crate) use features::Feature;
pub use features::Features;
pub use filing::{Coverage, Filing, Print, Region, YearEvidence};
pub use funding::{Execution, Funding, HistoryAmount, Money};
pub use indicator::{Baseline, Indicator, Stage, Value, ValueKind};
pub use project::{BudgetExecution, Instalment, Project, ProjectFunding};
pub use prose::{Goal, Statement};
pub use table::{CellPart, TableCell, Unmapped, WholeTable};

/// One line of output.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Record {
    /// Fields that every record has.
    #[serde(flatten)]
    pub head: Head,
    /// Fields of its kind.
    #[serde(flatten)]
    pub body: Body,
    /// Atoms of the record, including the labels and header words that gave its fields their
    /// meaning. Not written.
    #[serde(skip)]
    pub atoms: Atoms,
    /// The features behind the confidence. Not written.
    #[serde(skip)]
    pub features: Features,
}

/// Fields that every record has.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Head {
    /// The kind of line.
    pub kind: Kind,
    /// 16 hex digits, derived from what identifies the record on the form.
    pub id: String,
    /// Id of the filing the line belongs to; a filing names itself.
    pub filing: String,
    /// Name as printed, without its code.
    pub department: Option<String>,
    /// Code printed with the name.
    pub department_code: Option<String>,
    /// Comparison key of the department: the name after NFKC without blanks and placeholders.
    pub department_key: Option<String>,
    /// Printed or inferred; the filing holds the evidence.
    pub fiscal_year: Option<i32>,
    /// 0 to 1, two decimals.
    pub confidence: f64,
    /// Where the record was read.
    pub source: Origin,
    /// Where each printed value was read, by the key of the value: `target`, `baselines.0`,
    /// `funding.fiscal`. A value of a merged cell has the place of that cell; inferred values have
    /// none.
    pub places: Places,
    /// Repairs the line went through.
    pub repairs: Vec<Code>,
}

/// Places by the key of the value that was read there, in the order in which the values were read. Keys
/// never come from documents.
pub type Places = WordTable<Spot, Cow<'static, str>>;

/// A place within a source. Parts that the medium does not have are absent.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Spot {
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Box in points, origin top left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<BBox>,
    /// Name of the sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Cell of the sheet, such as `B7`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// First line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Table of the source, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<usize>,
    /// Row of the table, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// Column of the table, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub col: Option<usize>,
    /// Rows covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row_span: Option<usize>,
    /// Columns covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub col_span: Option<usize>,
}

impl Spot {
    /// The place in the source, without its sheet.
    pub(crate) fn place(&self) -> Place {
        Place { line: self.line, page: self.page, bbox: self.bbox, ..Place::default() }
    }
}

/// The kinds of records.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What one department files in one source.
    Filing,
    /// One line of the funding table.
    Funding,
    /// One paragraph of prose with a role.
    Statement,
    /// A goal.
    Goal,
    /// A project, or a task with its own amounts.
    Project,
    /// One performance indicator.
    Indicator,
    /// A table that no rule explains, kept whole.
    Table,
    /// A cell or paragraph that no rule consumed, with its nearest label.
    Unmapped,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 8] = [
        Self::Filing,
        Self::Funding,
        Self::Statement,
        Self::Goal,
        Self::Project,
        Self::Indicator,
        Self::Table,
        Self::Unmapped,
    ];

    /// The kind as in the output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Filing => "filing",
            Self::Funding => "funding",
            Self::Statement => "statement",
            Self::Goal => "goal",
            Self::Project => "project",
            Self::Indicator => "indicator",
            Self::Table => "table",
            Self::Unmapped => "unmapped",
        }
    }
}

/// Where a record was read. Parts that the medium does not have are absent.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Origin {
    /// The source, as named on the command line or found below it.
    pub path: String,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Box in points, origin top left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<BBox>,
    /// Name of the sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Cell of the sheet, such as `B7`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// First line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Table of the source, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<usize>,
    /// Row of the table, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// Column of the table, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub col: Option<usize>,
    /// Rows covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row_span: Option<usize>,
    /// Columns covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub col_span: Option<usize>,
}

impl Origin {
    /// The place of a line in a source.
    pub(crate) fn new(path: &str, spot: Spot) -> Self {
        let Spot { page, bbox, sheet, cell, line, table, row, col, row_span, col_span } = spot;
        let path = path.to_owned();
        Self { path, page, bbox, sheet, cell, line, table, row, col, row_span, col_span }
    }

    /// The place in the source, without its sheet.
    pub(crate) fn place(&self) -> Place {
        Place { line: self.line, page: self.page, bbox: self.bbox, ..Place::default() }
    }
}

/// The part of a record that depends on its kind. Large bodies are boxed, because records are
/// sorted and moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Body {
    /// What one department files in one source.
    Filing(Box<Filing>),
    /// One line of the funding table.
    Funding(Box<Funding>),
    /// One paragraph of prose with a role.
    Statement(Statement),
    /// A goal.
    Goal(Box<Goal>),
    /// A project, or a task with its own amounts.
    Project(Box<Project>),
    /// One performance indicator.
    Indicator(Box<Indicator>),
    /// A table that no rule explains.
    Table(WholeTable),
    /// A cell or paragraph that no rule consumed.
    Unmapped(Unmapped),
}
