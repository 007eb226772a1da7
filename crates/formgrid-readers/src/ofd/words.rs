//! Glyphs to words.
//!
//! A word is a run of glyphs of one size on one line, each beginning where the previous one ends, as in
//! a PDF. A space ends it.

use formgrid_model::{BBox, is_blank};
use formgrid_pdf::Word;

use super::numbers::points;

/// Widest gap and widest overlap within a word, in ems.
const GAP_EM: f64 = 0.18;
const OVERLAP_EM: f64 = 0.3;

/// Largest distance of a glyph from the baseline, in ems.
const DRIFT_EM: f64 = 0.08;

/// Largest offset of two copies that make one bold word, in ems.
const DOUBLE_EM: f32 = 0.15;

/// Largest advance that is a glyph's own width, in ems. A larger one contains a gap.
const MAX_STEP_EM: f64 = 1.25;

/// Extent above and below the baseline, in ems.
const ASCENT: f64 = 0.88;
const DESCENT: f64 = 0.12;

/// Words compared with the next one in search of a copy.
const DOUBLES_LOOKED_AT: usize = 16;

/// A glyph, in millimeters of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    pub(super) c: char,
    /// Origin on the baseline.
    pub(super) at: (f64, f64),
    /// Advance to the next glyph, or to its own end.
    pub(super) step: (f64, f64),
}

/// What the glyphs of an object share, in millimeters of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Face {
    /// One em along the baseline of horizontal text.
    pub(super) em: (f64, f64),
    /// Its length and direction.
    em_length: f64,
    level: (f64, f64),
    /// From the baseline to the upper and the lower end of a glyph.
    ends: [(f64, f64); 2],
    size: f64,
    bold: bool,
}

impl Face {
    pub(super) fn new(em: (f64, f64), size: f64, bold: bool) -> Self {
        let em_length = length(em);
        let level = (em.0 / em_length, em.1 / em_length);
        // Up from the baseline: a quarter turn against the direction of horizontal text.
        let up = (level.1, -level.0);
        let ends = [ASCENT * size, -DESCENT * size].map(|height| (up.0 * height, up.1 * height));
        Self { em, em_length, level, ends, size, bold }
    }

    /// A glyph's advance and writing direction.
    fn advance(&self, glyph: &Glyph) -> ((f64, f64), (f64, f64)) {
        let level = self.level;
        let (x, y) = glyph.step;
        let length = length(glyph.step);
        let direction = (x / length, y / length);
        // A step backwards is no writing direction.
        let is_level = direction.0 * level.0 + direction.1 * level.1 > 0.9;
        let is_down = direction.1 > 0.9;
        if length <= MAX_STEP_EM * self.em_length && (is_level || is_down) {
            return ((x, y), direction);
        }
        let usual = width(glyph.c) * self.em_length;
        ((level.0 * usual, level.1 * usual), level)
    }
}

/// The length of a vector, at least the smallest positive number.
fn length((x, y): (f64, f64)) -> f64 {
    // Most text is level, and needs no root.
    let length = if y == 0.0 { x.abs() } else { x.hypot(y) };
    length.max(f64::MIN_POSITIVE)
}

/// The words of a part.
#[derive(Debug)]
pub(super) struct Words {
    list: Vec<Word>,
    open: Option<OpenWord>,
    /// Text of the open word. It is kept for the next one, so that it grows only once.
    text: String,
    n_glyphs: usize,
    /// Most glyphs kept.
    limit: usize,
}

/// The open word, without its text.
#[derive(Debug)]
struct OpenWord {
    /// Left, top, right and bottom.
    sides: [f64; 4],
    size: f64,
    bold: bool,
    /// Writing direction, a unit vector.
    direction: (f64, f64),
    start: (f64, f64),
    /// End of its last glyph.
    end: (f64, f64),
}

impl Words {
    /// No words of a part of so many bytes; keeps at most `limit` glyphs.
    pub(super) fn new(len: usize, limit: usize) -> Self {
        /// Bytes that state a word, usually.
        const WORD_BYTES: usize = 200;
        let list = Vec::with_capacity(len / WORD_BYTES);
        Self { list, open: None, text: String::new(), n_glyphs: 0, limit }
    }

    pub(super) fn push(&mut self, glyph: &Glyph, face: &Face) {
        if glyph.c.is_whitespace() || face.size <= 0.0 || self.n_glyphs >= self.limit {
            return self.end();
        }
        self.n_glyphs += 1;
        let (advance, direction) = face.advance(glyph);
        if self.open.as_ref().is_some_and(|open| !open.goes_on(glyph, face, direction)) {
            self.end();
        }
        let open = self.open.get_or_insert_with(|| OpenWord::new(glyph, face, direction));
        open.append(glyph, face, advance, direction);
        self.text.push(glyph.c);
    }

    fn end(&mut self) {
        let Some(open) = self.open.take() else { return };
        if !is_blank(&self.text) {
            self.list.push(open.word(self.text.clone()));
        }
        self.text.clear();
    }

    pub(super) fn finish(mut self) -> Vec<Word> {
        self.end();
        self.list
    }
}

/// Width of a character in ems, an average over fonts.
pub(super) fn width(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '('
        | ')' | '[' | ']' | ' ' => 0.3,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.85,
        'A'..='Z' | '&' | '+' | '=' | '<' | '>' => 0.65,
        c if c.is_ascii() => 0.5,
        _ => 1.0,
    }
}

impl OpenWord {
    /// A word of no glyphs, to begin with a glyph.
    fn new(glyph: &Glyph, face: &Face, direction: (f64, f64)) -> Self {
        let (x, y) = glyph.at;
        Self {
            sides: [x, y, x, y],
            size: face.size,
            bold: face.bold,
            direction,
            start: glyph.at,
            end: glyph.at,
        }
    }

    fn append(&mut self, glyph: &Glyph, face: &Face, advance: (f64, f64), direction: (f64, f64)) {
        let (x, y) = glyph.at;
        self.end = (x + advance.0, y + advance.1);
        let is_down = direction.0 * face.level.0 + direction.1 * face.level.1 < 0.5;
        let wide = if is_down { face.em } else { advance };
        for end in face.ends {
            self.cover(x + end.0, y + end.1);
            self.cover(x + wide.0 + end.0, y + wide.1 + end.1);
        }
    }

    /// Extends the box to a point.
    fn cover(&mut self, x: f64, y: f64) {
        // Coordinates are finite: plain comparisons do, where `min` and `max` take care of NaN.
        let (least, most) = (|a, b| if b < a { b } else { a }, |a, b| if b > a { b } else { a });
        let [left, top, right, bottom] = self.sides;
        self.sides = [least(left, x), least(top, y), most(right, x), most(bottom, y)];
    }

    fn goes_on(&self, glyph: &Glyph, face: &Face, direction: (f64, f64)) -> bool {
        let (x, y) = (glyph.at.0 - self.end.0, glyph.at.1 - self.end.1);
        let along = (x * self.direction.0 + y * self.direction.1) / self.size;
        let across = (x * self.direction.1 - y * self.direction.0) / self.size;
        let turn = self.direction.0 * direction.0 + self.direction.1 * direction.1;
        turn > 0.99
            && (self.size - face.size).abs() <= 0.01 * self.size
            && (-OVERLAP_EM..=GAP_EM).contains(&along)
            && across.abs() <= DRIFT_EM
    }

    fn word(self, text: String) -> Word {
        let [left, top, right, bottom] = self.sides;
        let bbox =
            BBox { x0: points(left), y0: points(top), x1: points(right), y1: points(bottom) };
        let vertical = self.direction.1.abs() > self.direction.0.abs();
        let baseline = if vertical { (bbox.x0 + bbox.x1) / 2.0 } else { points(self.start.1) };
        Word {
            text,
            bbox,
            size: points(self.size),
            baseline,
            bold: self.bold,
            vertical,
            ..Word::default()
        }
    }
}

/// Moves a word by an offset.
pub(super) fn shift(word: &mut Word, (x, y): (f32, f32)) {
    let b = word.bbox;
    word.bbox = BBox { x0: b.x0 + x, y0: b.y0 + y, x1: b.x1 + x, y1: b.y1 + y };
    word.baseline += if word.vertical { x } else { y };
}

/// Drops words drawn a second time at nearly the same place and marks the first as bold.
pub(super) fn fold_doubles(words: &mut Vec<Word>) {
    let mut n_kept = 0;
    for at in 0..words.len() {
        let (before, rest) = words.split_at_mut(at);
        let (Some(kept), Some(word)) = (before.get_mut(..n_kept), rest.first()) else { return };
        let mut looked_at = kept.iter_mut().rev().take(DOUBLES_LOOKED_AT);
        match looked_at.find(|first| is_double(first, word)) {
            Some(first) => first.bold = true,
            None => {
                if n_kept < at {
                    words.swap(n_kept, at);
                }
                n_kept += 1;
            }
        }
    }
    words.truncate(n_kept);
}

/// Whether two words have one text and nearly one place. The place is compared first, because it
/// nearly always differs.
fn is_double(first: &Word, word: &Word) -> bool {
    let reach = DOUBLE_EM * word.size;
    let near = |a: f32, b: f32| (a - b).abs() <= reach;
    near(first.bbox.x0, word.bbox.x0)
        && near(first.bbox.y0, word.bbox.y0)
        && near(first.bbox.x1, word.bbox.x1)
        && first.text == word.text
}
