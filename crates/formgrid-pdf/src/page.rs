//! A page: words and shapes in points from its top left corner.

use formgrid_model::{BBox, Ink, Shape};

use crate::{Fault, HiddenReason};

/// Share of a page that images cover if it is a scan. Less is a seal, a letterhead or a patch.
pub const SCAN_SHARE: f64 = 0.2;

/// A page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// Width of the visible page, in points.
    pub width: f32,
    /// Height of the visible page, in points.
    pub height: f32,
    /// Visible words, in drawing order.
    pub words: Vec<Word>,
    /// Words that are drawn but cannot be seen.
    pub hidden: Vec<HiddenWord>,
    /// Visible lines and boxes, in drawing order.
    pub shapes: Vec<Shape>,
    /// Whether images cover much of the page.
    pub is_scan: bool,
    /// Boxes of pictures or outlined letters that may hold text, from top to bottom.
    pub unread: Vec<BBox>,
    /// Boxes of pictures that fill a cell of a table in place of words, from top to bottom.
    pub pictures: Vec<BBox>,
    /// Losses, each kind once, in order.
    pub faults: Vec<Fault>,
}

/// A word that cannot be seen.
#[derive(Debug, Clone, PartialEq)]
pub struct HiddenWord {
    /// The word.
    pub word: Word,
    /// Why it cannot be seen.
    pub why: HiddenReason,
}

/// A word.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Word {
    /// Its characters; never blank.
    pub text: String,
    /// From the first glyph's origin to the end of the last glyph's advance, and from the font's ascent
    /// to its descent, in points.
    pub bbox: BBox,
    /// Font size in points, as displayed.
    pub size: f32,
    /// y of the glyph origins, in points; x for vertical text.
    pub baseline: f32,
    /// Whether the font is bold, or the glyphs are drawn twice to look bold.
    pub bold: bool,
    /// Whether the text runs downwards or upwards.
    pub vertical: bool,
    /// Color and style of the glyphs.
    pub ink: Ink,
    /// Marked-content id, if any.
    pub mark: Option<u32>,
}
