//! A canvas: pages as they are printed, words and drawn shapes with their coordinates.
//!
//! All coordinates are points (1/72 inch) from the top left corner of the visible page, y growing
//! downwards, with the page's rotation and crop box applied. Nothing is joined or guessed: which shapes
//! are rulings and which words make a line is left to layout.

use serde::{Deserialize, Serialize};

use crate::{AtomId, BBox, RawText};

/// The pages of a source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RawCanvas {
    /// The pages in order, those without content included.
    pub pages: Vec<CanvasPage>,
    /// Tables that the producer of the source has tagged, in its order; empty where it tagged none.
    pub tagged: Vec<TaggedTable>,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CanvasPage {
    /// Number of the page in the source, from 1.
    pub number: u32,
    /// Width of the visible page in points.
    pub width: f32,
    /// Height of the visible page in points.
    pub height: f32,
    /// The visible words in the order in which the page draws them.
    pub words: Vec<CanvasWord>,
    /// The lines and boxes the page draws, in its order.
    pub shapes: Vec<Shape>,
}

/// A word: glyphs drawn side by side with no blank between them, on one baseline and in one font.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CanvasWord {
    /// What the glyphs say. The place has the page and the box: from the first glyph's origin to the end
    /// of the last one's advance, and from the font's ascent to its descent.
    pub text: RawText,
    /// The font's size in points as it appears on the page.
    pub size: f32,
    /// The baseline: y of the glyphs' origins; x where the text runs downwards.
    pub baseline: f32,
    /// The font is a bold one, or its glyphs were drawn twice to appear so.
    pub bold: bool,
    /// The text runs downwards or upwards.
    pub vertical: bool,
    /// How it is inked, by which a mark laid over the page tells itself from the page's own text.
    pub ink: Ink,
}

/// How a word is inked. The default is what forms are printed with: level, black and opaque.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ink {
    /// The direction of its glyphs' baseline in whole degrees from level, clockwise as the page is seen,
    /// from -179 to 180. Upright glyphs of vertical writing are level.
    pub angle: i16,
    /// Red, green and blue.
    pub color: [u8; 3],
    /// From 0 for what cannot be seen to 1.
    pub opacity: f32,
    /// What the source says it is.
    pub role: InkRole,
}

impl Default for Ink {
    fn default() -> Self {
        Self { angle: 0, color: [0; 3], opacity: 1.0, role: InkRole::Content }
    }
}

/// What a source says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum InkRole {
    /// Nothing, or that it belongs to the page's content.
    #[default]
    Content,
    /// It is a watermark or a background.
    Watermark,
    /// It is a stamp, a seal or a signature.
    Stamp,
}

/// A drawn shape. Curves, clipped and invisible ones are left out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Shape {
    /// A straight stroke parallel to an axis.
    Line {
        /// From the one end of its middle line to the other; either width or height is 0.
        bbox: BBox,
        /// Thickness of the stroke in points.
        width: f32,
    },
    /// A filled rectangle.
    Fill {
        /// The rectangle.
        bbox: BBox,
        /// How light it is, from 0 for black to 1 for white.
        lightness: f32,
    },
}

/// A table as the producer of the source has tagged it, which may not be what it has drawn.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TaggedTable {
    /// Its rows, each with the cells that begin in it.
    pub rows: Vec<Vec<TaggedCell>>,
}

/// A cell of a tagged table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TaggedCell {
    /// Rows covered, at least 1.
    pub row_span: usize,
    /// Columns covered, at least 1.
    pub col_span: usize,
    /// It is tagged as a header.
    pub header: bool,
    /// The words that stand in it.
    pub atoms: Vec<AtomId>,
}
