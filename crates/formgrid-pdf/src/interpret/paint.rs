//! Path construction, painting and clipping.

use super::Interpreter;
use crate::{content::Tokens, path::boxes, shapes::Paint};

/// Opacity from which an area hides what lies under it.
pub(super) const OPAQUE: f64 = 0.99;

impl Interpreter<'_, '_> {
    /// Runs a path construction operator; false if it is none.
    pub(super) fn path_operator(&mut self, operator: &[u8], tokens: &Tokens<'_>) -> bool {
        let map = self.state.map;
        match operator {
            b"m" => drop(tokens.numbers().map(|to| self.path.move_to(map, to))),
            b"l" => drop(tokens.numbers().map(|to| self.path.line_to(map, to))),
            b"c" | b"v" | b"y" => drop(tokens.numbers().map(|to| self.path.curve_to(map, to))),
            b"re" => drop(tokens.numbers().map(|sides| self.path.rectangle(map, sides))),
            b"h" => self.path.close(),
            b"W" | b"W*" => self.clips = true,
            _ => return false,
        }
        true
    }

    /// Runs a path painting operator; false if it is none.
    pub(super) fn paint_operator(&mut self, operator: &[u8]) -> bool {
        let (fills, strokes, closes) = match operator {
            b"n" => (false, false, false),
            b"S" => (false, true, false),
            b"s" => (false, true, true),
            b"f" | b"F" | b"f*" => (true, false, false),
            b"B" | b"B*" => (true, true, false),
            b"b" | b"b*" => (true, true, true),
            b"sh" => {
                let clip = self.state.clip;
                if !clip.is_empty() && !self.marks.current().hidden {
                    self.shapes.covers.push(clip, None);
                }
                return true;
            }
            _ => return false,
        };
        if closes {
            self.path.close();
        }
        let state = &self.state;
        let seen = !self.marks.current().hidden && !state.clip.is_empty();
        if seen && fills && state.fill_alpha > 0.0 {
            let color = state.fill.is_plain().then(|| state.fill.bytes());
            let paint = Paint {
                lightness: state.fill.lightness(),
                color,
                is_opaque: state.fill_alpha >= OPAQUE && !state.is_blended,
                is_even_odd: operator.ends_with(b"*"),
            };
            self.shapes.fill(&self.path, paint, state.clip, state.shows_all);
            self.outlines.add(&self.path, state.clip);
        }
        if seen && strokes && state.stroke_alpha > 0.0 && state.line_width.is_finite() {
            let (across, along) = state.map.scales();
            let width = state.line_width * (across * along).sqrt();
            self.shapes.stroke(&self.path, width, state.stroke.lightness(), state.clip);
        }
        self.end_path();
        true
    }

    fn end_path(&mut self) {
        if std::mem::take(&mut self.clips)
            && let Some(area) = self.path.area()
        {
            self.state.clip = self.state.clip.intersect(area);
            let is_box = |part| boxes::of(part).is_some();
            self.state.shows_all &= self.path.parts().take(2).all(is_box);
        }
        self.path.clear();
    }
}
