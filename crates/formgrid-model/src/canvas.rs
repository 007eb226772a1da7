//! A canvas: printed pages as words and drawn shapes with coordinates.
//!
//! All coordinates are points (1/72 inch) from the top left corner of the visible page, y growing
//! downwards, after the page's rotation and crop box. Nothing is joined or guessed: layout decides
//! which shapes are rulings and which words form a line.

use serde::{Deserialize, Serialize};

use crate::{AtomId, BBox, RawText};

/// The pages of a source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RawCanvas {
    /// The pages in order, including empty ones.
    pub pages: Vec<CanvasPage>,
    /// Tables tagged by the producer, in its order.
    pub tagged: Vec<TaggedTable>,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CanvasPage {
    /// Page number in the source, from 1.
    pub number: u32,
    /// Width of the visible page in points.
    pub width: f32,
    /// Height of the visible page in points.
    pub height: f32,
    /// The visible words in drawing order.
    pub words: Vec<CanvasWord>,
    /// The lines and boxes in drawing order.
    pub shapes: Vec<Shape>,
}

/// A word: adjacent glyphs without a blank, on one baseline and in one font.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CanvasWord {
    /// The text. The place has the page and the box: from the first glyph's origin to the end of
    /// the last one's advance, and from the font's ascent to its descent.
    pub text: RawText,
    /// The effective font size in points.
    pub size: f32,
    /// The baseline: y of the glyphs' origins, or x for text that runs downwards.
    pub baseline: f32,
    /// Bold by font, or drawn twice to look bold.
    pub bold: bool,
    /// The text runs downwards or upwards.
    pub vertical: bool,
    /// Its ink, which distinguishes marks laid over the page from the page's own text.
    pub ink: Ink,
}

/// The ink of a word. The default is that of printed forms: level, black and opaque.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ink {
    /// Direction of the baseline in whole degrees from level, clockwise, from -179 to 180. Upright
    /// glyphs of vertical writing are level.
    pub angle: i16,
    /// Red, green and blue.
    pub color: [u8; 3],
    /// Opacity, from 0 (invisible) to 1.
    pub opacity: f32,
    /// Its role according to the source.
    pub role: InkRole,
}

impl Default for Ink {
    fn default() -> Self {
        Self { angle: 0, color: [0; 3], opacity: 1.0, role: InkRole::Content }
    }
}

/// The role of a word according to the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum InkRole {
    /// Page content, or unspecified.
    #[default]
    Content,
    /// A watermark or background.
    Watermark,
    /// A stamp, seal or signature.
    Stamp,
}

/// A drawn shape. Curves and clipped or invisible shapes are left out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Shape {
    /// An axis-parallel stroke.
    Line {
        /// Its center line; either width or height is 0.
        bbox: BBox,
        /// Thickness of the stroke in points.
        width: f32,
    },
    /// A filled rectangle.
    Fill {
        /// The rectangle.
        bbox: BBox,
        /// Lightness, from 0 (black) to 1 (white).
        lightness: f32,
    },
}

/// A table as tagged by the producer, which may differ from what is drawn.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TaggedTable {
    /// Its rows, each with the cells that start in it.
    pub rows: Vec<Vec<TaggedCell>>,
}

/// A cell of a tagged table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TaggedCell {
    /// Rows covered, at least 1.
    pub row_span: usize,
    /// Columns covered, at least 1.
    pub col_span: usize,
    /// Tagged as a header.
    pub header: bool,
    /// Its words.
    pub atoms: Vec<AtomId>,
}
