//! Where in a source something was read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A box on a page, in points from the top left corner of the page, y growing downwards.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct BBox {
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge, at least `x0`.
    pub x1: f32,
    /// Bottom edge, at least `y0`.
    pub y1: f32,
}

/// A place in a source. Each part is absent if the medium does not have it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Place {
    /// Line of a text dump, from 1.
    pub line: Option<u32>,
    /// Page, from 1.
    pub page: Option<u32>,
    /// Box on that page.
    pub bbox: Option<BBox>,
    /// Sheet of a workbook, from 0; its name is in [`Document::sheets`](crate::Document::sheets).
    pub sheet: Option<u32>,
    /// Row and column of a sheet's cell, both from 0.
    pub cell: Option<(u32, u32)>,
}

impl Place {
    /// A place known only by its line; `line` counts from 1.
    pub fn at_line(line: u32) -> Self {
        Self { line: Some(line), ..Self::default() }
    }
}
