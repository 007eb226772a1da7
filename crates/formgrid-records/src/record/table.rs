//! Unexplained content: single texts and whole tables.

use schemars::JsonSchema;
use serde::Serialize;

use formgrid_model::{BBox, Cell, Place};

/// A table that no rule explains, kept whole.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct WholeTable {
    /// Number of rows.
    pub n_rows: usize,
    /// Number of columns.
    pub n_cols: usize,
    /// Rows that name columns.
    pub header_rows: Vec<usize>,
    /// All cells in reading order.
    pub cells: Vec<TableCell>,
}

/// A cell as `formgrid tables` prints it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct TableCell {
    /// Row of the origin, from 0.
    pub row: usize,
    /// Column of the origin, from 0.
    pub col: usize,
    /// Rows covered.
    pub row_span: usize,
    /// Columns covered.
    pub col_span: usize,
    /// The text.
    pub text: String,
    /// Box on its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<BBox>,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Its parts on further pages, if it continues across a page break.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub continued: Vec<CellPart>,
    /// First line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// A part of a cell on a further page, if the cell continues across a page break.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct CellPart {
    /// Page, from 1.
    pub page: Option<u32>,
    /// Box on that page.
    pub bbox: Option<BBox>,
}

impl From<&Cell> for TableCell {
    fn from(cell: &Cell) -> Self {
        let Place { line, page, bbox, .. } = cell.place;
        let part = |place: &Place| CellPart { page: place.page, bbox: place.bbox };
        Self {
            row: cell.row,
            col: cell.col,
            row_span: cell.row_span,
            col_span: cell.col_span,
            text: cell.text.clone(),
            bbox,
            page,
            continued: cell.continued.iter().map(part).collect(),
            line,
        }
    }
}

/// A cell or paragraph that no rule consumed, with its nearest label.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Unmapped {
    /// The nearest label.
    pub label: Option<String>,
    /// The text.
    pub text: String,
}
