//! A document: blocks as a person would see them, tables with their merges.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Atoms, Code, Format, Grid, Place};

/// A source after layout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The format it was read from.
    pub format: Format,
    /// Paragraphs and tables in reading order. Furniture is left out and named in diagnostics.
    pub blocks: Vec<Block>,
    /// How many atoms the reader gave out.
    pub n_atoms: u32,
    /// Names of the sheets of a workbook; empty for other formats.
    pub sheets: Vec<String>,
}

impl Document {
    /// The tables with their numbers, from 0 in reading order.
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
    /// Text outside of tables.
    Paragraph(Paragraph),
    /// A table.
    Table(Box<Table>),
}

/// A paragraph outside of tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Its text, outer blanks trimmed; never blank.
    pub text: String,
    /// Where it starts.
    pub place: Place,
    /// What it was made of.
    pub atoms: Atoms,
    /// The medium marks it as a heading.
    pub heading: bool,
}

/// A table with its merges.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The cells.
    pub grid: Grid,
    /// How the grid was found.
    pub method: Method,
    /// Confidence in the whole, 0 to 1.
    pub confidence: f32,
    /// The rows that name columns, zero-based, ascending. They may stand anywhere: a form has several
    /// blocks with a header each.
    pub header_rows: Vec<usize>,
    /// Text that names the table, where the medium ties it to the table.
    pub caption: Option<String>,
    /// A note for every row of the grid, in order.
    pub rows: Vec<RowNote>,
}

/// What layout has to say of one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowNote {
    /// Confidence in the row's cells and their columns, 0 to 1; 1 where the medium states its grid.
    pub confidence: f32,
    /// The repairs the row went through, in order.
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
    /// The name that output carries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Rows => "rows",
            Self::Lattice => "lattice",
            Self::Stream => "stream",
        }
    }
}
