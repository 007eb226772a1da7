//! What is read of a page: words and shapes in points from its top left corner.

use formgrid_model::{BBox, Shape};

use crate::Fault;

/// A page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// Width of the visible page in points.
    pub width: f32,
    /// Height of the visible page in points.
    pub height: f32,
    /// The visible words in the order in which they are drawn.
    pub words: Vec<Word>,
    /// The visible lines and boxes in the order in which they are drawn.
    pub shapes: Vec<Shape>,
    /// How much of the page its images cover, from 0 to 1.
    pub image_share: f32,
    /// What was lost, each kind once, in order.
    pub faults: Vec<Fault>,
}

/// A word.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Word {
    /// What its glyphs say; never blank.
    pub text: String,
    /// From the first glyph's origin to the end of the last one's advance, and from the font's ascent to
    /// its descent.
    pub bbox: BBox,
    /// The font's size in points as it appears on the page.
    pub size: f32,
    /// y of the glyphs' origins; x where the text runs downwards or upwards.
    pub baseline: f32,
    /// The font is a bold one, or its glyphs were drawn twice to appear so.
    pub bold: bool,
    /// The text runs downwards or upwards.
    pub vertical: bool,
    /// Number of the marked content it stands in, where there is one.
    pub mark: Option<u32>,
}
