//! The graphics state: what `q` saves and `Q` brings back.

use super::color::Color;
use crate::matrix::{Area, Matrix};

/// The graphics state.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    /// From the current coordinates to points of the visible page.
    pub(super) map: Matrix,
    /// What can be seen, as a box: a clip of another shape counts with the box around it.
    pub(super) clip: Area,
    pub(super) fill: Color,
    pub(super) stroke: Color,
    /// The clip is a box indeed.
    pub(super) shows_all: bool,
    /// What is painted is blended with what lies under it.
    pub(super) is_blended: bool,
    /// Opacity of fills and of strokes.
    pub(super) fill_alpha: f64,
    pub(super) stroke_alpha: f64,
    pub(super) line_width: f64,
    pub(super) text: TextState,
}

/// The part of the state that only text uses.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextState {
    /// Number of the font in the document's list.
    pub(super) font: Option<usize>,
    pub(super) size: f64,
    pub(super) char_space: f64,
    pub(super) word_space: f64,
    /// Horizontal scale; 1 is as designed.
    pub(super) stretch: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    /// How glyphs are drawn: 0 filled, 1 stroked, 2 both, 3 not at all; 4 to 7 likewise, and as a clip.
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
