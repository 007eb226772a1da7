//! The graphics state: saved by `q`, restored by `Q`.

use super::color::Color;
use crate::matrix::{Area, Matrix};

/// The graphics state (ISO 32000, 8.4).
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    /// From user space to points of the visible page.
    pub(super) map: Matrix,
    /// The clip, as a box: any other shape counts with its bounding box.
    pub(super) clip: Area,
    pub(super) fill: Color,
    pub(super) stroke: Color,
    /// Whether the clip is exactly that box.
    pub(super) shows_all: bool,
    /// Whether a blend mode applies.
    pub(super) is_blended: bool,
    /// Opacity of fills and strokes.
    pub(super) fill_alpha: f64,
    pub(super) stroke_alpha: f64,
    pub(super) line_width: f64,
    pub(super) text: TextState,
}

/// Text state (ISO 32000, 9.3).
#[derive(Debug, Clone, Copy)]
pub(super) struct TextState {
    /// Index of the font in the document.
    pub(super) font: Option<usize>,
    pub(super) size: f64,
    pub(super) char_space: f64,
    pub(super) word_space: f64,
    /// Horizontal scaling; 1 is normal.
    pub(super) stretch: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    /// Text rendering mode: 0 fill, 1 stroke, 2 both, 3 invisible; 4 to 7 likewise, and add to the
    /// clip.
    pub(super) mode: u8,
}

impl State {
    pub(super) fn new(map: Matrix, page: Area) -> Self {
        let text = TextState {
            font: None,
            size: 0.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        };
        Self {
            map,
            clip: page,
            fill: Color::BLACK,
            stroke: Color::BLACK,
            shows_all: true,
            is_blended: false,
            fill_alpha: 1.0,
            stroke_alpha: 1.0,
            line_width: 1.0,
            text,
        }
    }
}
