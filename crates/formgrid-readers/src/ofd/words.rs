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
    size: f64,
    bold: bool,
}

impl Face {
    pub(super) fn new(em: (f64, f64), size: f64, bold: bool) -> Self {
        let em_length = em.0.hypot(em.1).max(f64::MIN_POSITIVE);
        let level = (em.0 / em_length, em.1 / em_length);
        Self { em, em_length, level, size, bold }
    }

    /// A glyph's advance and writing direction.
    fn advance(&self, glyph: &Glyph) -> ((f64, f64), (f64, f64)) {
        let level = self.level;
        let usual = width(glyph.c) * self.em_length;
        let (x, y) = glyph.step;
        let length = x.hypot(y).max(f64::MIN_POSITIVE);
        let direction = (x / length, y / length);
        // A step backwards is no writing direction.
        let is_level = direction.0 * level.0 + direction.1 * level.1 > 0.9;
        let is_down = direction.1 > 0.9;
        match length <= MAX_STEP_EM * self.em_length && (is_level || is_down) {
            true => ((x, y), direction),
            false => ((level.0 * usual, level.1 * usual), level),
        }
    }
}

/// The words of a part.
#[derive(Debug)]
pub(super) struct Words {
    list: Vec<Word>,
    open: Option<OpenWord>,
    n_glyphs: usize,
    /// Most glyphs kept.
    limit: usize,
}

/// The open word.
#[derive(Debug)]
struct OpenWord {
    text: String,
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
    /// No words; keeps at most `limit` glyphs.
    pub(super) fn new(limit: usize) -> Self {
        Self { list: Vec::new(), open: None, n_glyphs: 0, limit }
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
    }

    fn end(&mut self) {
        let Some(open) = self.open.take() else { return };
        if !is_blank(&open.text) {
            self.list.push(open.word());
        }
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
            text: String::new(),
            sides: [x, y, x, y],
            size: face.size,
            bold: face.bold,
            direction,
            start: glyph.at,
            end: glyph.at,
        }
    }

    fn append(&mut self, glyph: &Glyph, face: &Face, advance: (f64, f64), direction: (f64, f64)) {
        self.text.push(glyph.c);
        let (x, y) = glyph.at;
        self.end = (x + advance.0, y + advance.1);
        // Up from the baseline: a quarter turn against the direction of horizontal text.
        let (along, up) = (face.level, (face.level.1, -face.level.0));
        let is_down = direction.0 * along.0 + direction.1 * along.1 < 0.5;
        let wide = if is_down { face.em } else { advance };
        for (side, height) in [(0.0, ASCENT), (1.0, ASCENT), (0.0, -DESCENT), (1.0, -DESCENT)] {
            let height = height * face.size;
            let corner = (x + wide.0 * side + up.0 * height, y + wide.1 * side + up.1 * height);
            let [left, top, right, bottom] = &mut self.sides;
            (*left, *top) = (left.min(corner.0), top.min(corner.1));
            (*right, *bottom) = (right.max(corner.0), bottom.max(corner.1));
        }
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

    fn word(self) -> Word {
        let [left, top, right, bottom] = self.sides;
        let bbox =
            BBox { x0: points(left), y0: points(top), x1: points(right), y1: points(bottom) };
        let vertical = self.direction.1.abs() > self.direction.0.abs();
        let baseline = if vertical { (bbox.x0 + bbox.x1) / 2.0 } else { points(self.start.1) };
        Word {
            text: self.text,
            bbox,
            size: points(self.size),
            baseline,
            bold: self.bold,
            vertical,
            ..Word::default()
        }
    }
}

/// A word moved by an offset.
pub(super) fn shifted(mut word: Word, (x, y): (f32, f32)) -> Word {
    let b = word.bbox;
    word.bbox = BBox { x0: b.x0 + x, y0: b.y0 + y, x1: b.x1 + x, y1: b.y1 + y };
    word.baseline += if word.vertical { x } else { y };
    word
}

/// Drops words drawn a second time at nearly the same place and marks the first as bold.
pub(super) fn fold_doubles(words: &mut Vec<Word>) {
    let mut kept: Vec<Word> = Vec::with_capacity(words.len());
    for word in words.drain(..) {
        let reach = DOUBLE_EM * word.size;
        let near = |a: f32, b: f32| (a - b).abs() <= reach;
        let copy = kept.iter_mut().rev().take(DOUBLES_LOOKED_AT).find(|first| {
            first.text == word.text
                && near(first.bbox.x0, word.bbox.x0)
                && near(first.bbox.y0, word.bbox.y0)
                && near(first.bbox.x1, word.bbox.x1)
        });
        match copy {
            Some(first) => first.bold = true,
            None => kept.push(word),
        }
    }
    *words = kept;
}
