//! A document: blocks as a person sees them, tables with their merges.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Atoms, Code, Format, Grid, Place};

/// A source after layout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The format it was read from.
    pub format: Format,
    /// Paragraphs and tables in reading order. Furniture is left out and reported in findings.
    pub blocks: Vec<Block>,
    /// Number of atoms.
    pub n_atoms: u32,
    /// Names of the sheets of a workbook; empty for other formats.
    pub sheets: Vec<String>,
}

impl Document {
    /// The tables with their indices, from 0 in reading order.
    pub fn tables(&self) -> impl Iterator<Item = (usize, &Table)> {
        self.blocks
            .iter()
            .filter_map(|block| match block {
                Block::Table(table) => Some(table.as_ref()),
                Block::Paragraph(_) => None,
            })
            .enumerate()
    }
}

/// A block of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// Text outside tables.
    Paragraph(Paragraph),
    /// A table.
    Table(Box<Table>),
}

/// A paragraph outside tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Its text, trimmed; never blank.
    pub text: String,
    /// Where it starts.
    pub place: Place,
    /// Its atoms.
    pub atoms: Atoms,
    /// Whether the medium marks it as a heading.
    pub heading: bool,
}

/// A table with its merges.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The cells.
    pub grid: Grid,
    /// How the grid was obtained.
    pub method: Method,
    /// Confidence in the whole grid, 0 to 1.
    pub confidence: f32,
    /// The header rows, zero-based, ascending. They may be anywhere: a form has several blocks with
    /// a header each.
    pub header_rows: Vec<usize>,
    /// The caption, if the medium attaches one.
    pub caption: Option<String>,
    /// A note for every row, in order.
    pub rows: Vec<RowNote>,
}

/// Layout's note on one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowNote {
    /// Confidence in the row's cells and columns, 0 to 1; 1 if the medium states its grid.
    pub confidence: f32,
    /// The repairs of the row, in order.
    pub repairs: Vec<Code>,
}

impl Default for RowNote {
    fn default() -> Self {
        Self { confidence: 1.0, repairs: Vec::new() }
    }
}

/// How a grid was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Stated by the format.
    Declared,
    /// Rebuilt from the delimiters of a text dump.
    Rows,
    /// Rebuilt from the rulings of a page.
    Lattice,
    /// Rebuilt from the alignment of the words of a page.
    Stream,
}

impl Method {
    /// The name in the output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Rows => "rows",
            Self::Lattice => "lattice",
            Self::Stream => "stream",
        }
    }
}
