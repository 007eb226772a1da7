//! What is read of a page: words and shapes in points from its top left corner.

use formgrid_model::{BBox, Ink, Shape};

use crate::{Fault, Unseen};

/// A page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// Width of the visible page in points.
    pub width: f32,
    /// Height of the visible page in points.
    pub height: f32,
    /// The visible words in the order in which they are drawn.
    pub words: Vec<Word>,
    /// Words that are drawn and cannot be seen, with the reason.
    pub hidden: Vec<HiddenWord>,
    /// The visible lines and boxes in the order in which they are drawn.
    pub shapes: Vec<Shape>,
    /// How much of the page its images cover, from 0 to 1.
    pub image_share: f32,
    /// Where pictures or outlines of letters stand that may say something, from top to bottom.
    pub unread: Vec<BBox>,
    /// What was lost, each kind once, in order.
    pub faults: Vec<Fault>,
}

/// A word that cannot be seen.
#[derive(Debug, Clone, PartialEq)]
pub struct HiddenWord {
    /// The word.
    pub word: Word,
    /// Why nobody sees it.
    pub why: Unseen,
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
    /// How it is inked.
    pub ink: Ink,
    /// Number of the marked content it stands in, where there is one.
    pub mark: Option<u32>,
}
