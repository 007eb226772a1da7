//! Glyphs to words.
//!
//! A word is a run of glyphs of one font, each beginning where the previous one ends. A space, drawn or
//! skipped, ends it, and so does any other move of the text position. The threshold is small on
//! purpose: layout, which sees the lines of the page, can join words that are set apart, but a word of
//! two cells can never be split again.

use std::{collections::BTreeMap, iter};

use formgrid_model::Ink;
use indexmap::map::Entry;

use crate::{
    Lookup,
    covers::{Covers, HiddenReason},
    font::{Glyph, Text},
    matrix::{Area, Matrix, length, single},
    page::{HiddenWord, Word},
};

/// Tolerances of a word, in ems of its font.
struct Tolerances {
    /// Widest gap within a word. A space of a proportional font is .25, of a condensed one .2; kerning
    /// stays below .1.
    gap_em: f64,
    /// Largest overlap with the previous glyph.
    overlap_em: f64,
    /// Largest distance of a glyph from the baseline.
    drift_em: f64,
    /// Largest offset of two copies that make one bold word. Producers shift by a fiftieth to a tenth.
    double_em: f64,
}

const TOLERANCES: Tolerances =
    Tolerances { gap_em: 0.18, overlap_em: 0.3, drift_em: 0.08, double_em: 0.15 };

/// A glyph to be placed. Lengths are in text space.
#[derive(Debug)]
pub(crate) struct Placed<'g> {
    pub(crate) glyph: &'g Glyph,
    /// Whether it continues a replacement text that an earlier glyph carries.
    pub(crate) is_further: bool,
    /// Index of its font.
    pub(crate) font: usize,
    pub(crate) bold: bool,
    /// Ascent and descent of the font.
    pub(crate) extent: (f64, f64),
    /// Whether the font is vertical.
    pub(crate) vertical: bool,
    /// From text space, with the glyph origin at 0, to the page.
    pub(crate) map: Matrix,
    /// Start and end of the glyph along the writing direction.
    pub(crate) along: (f64, f64),
    /// Font size in points.
    pub(crate) size: f64,
    pub(crate) visible: bool,
    pub(crate) ink: Ink,
    /// Opaque areas painted before it.
    pub(crate) n_covers: usize,
    /// Marked-content id.
    pub(crate) mark: Option<u32>,
}

/// The words of a page.
#[derive(Debug)]
pub(crate) struct Words {
    list: Vec<DrawnWord>,
    open: Option<OpenWord>,
    n_glyphs: usize,
    /// Whether a glyph has no known character.
    pub(crate) has_unknown: bool,
    /// Most glyphs kept.
    limit: usize,
}

/// A word as drawn.
#[derive(Debug)]
struct DrawnWord {
    word: Word,
    area: Area,
    visible: bool,
    /// Opaque areas painted before it.
    n_covers: usize,
}

/// The open word.
#[derive(Debug)]
struct OpenWord {
    drawn: DrawnWord,
    font: usize,
    /// Writing direction, and origin and end of the last glyph.
    direction: (f64, f64),
    start: (f64, f64),
    end: (f64, f64),
    last: Text,
}

impl Words {
    /// No words; keeps at most `limit` glyphs.
    pub(crate) fn new(limit: usize) -> Self {
        Self { list: Vec::new(), open: None, n_glyphs: 0, has_unknown: false, limit }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.n_glyphs >= self.limit
    }

    /// Adds a glyph if it is visible inside the clip.
    pub(crate) fn push(&mut self, placed: &Placed<'_>, clip: Area) {
        if placed.glyph.text.is_blank() && !placed.is_further {
            return self.finish();
        }
        let (start, end) =
            (placed.map.apply(0.0, 0.0), placed.map.apply(placed.along.0, placed.along.1));
        let area = placed.area();
        let is_seen = clip.holds((area.x0 + area.x1) / 2.0, (area.y0 + area.y1) / 2.0);
        let is_text = !matches!(placed.glyph.text, Text::None);
        if !is_seen || !placed.map.is_usable() || !is_text || self.is_full() {
            return;
        }
        self.n_glyphs += 1;
        self.has_unknown |= placed.glyph.text == Text::UNKNOWN;
        let direction = placed.direction(start, end);
        match &mut self.open {
            Some(open) if placed.is_further => open.extend(area, start, end),
            None if placed.is_further => {}
            Some(open) if open.repeats(placed, start) => open.drawn.word.bold = true,
            Some(open) if open.goes_on(placed, start, direction) => {
                open.append(placed, area, start, end);
            }
            _ => {
                self.finish();
                self.open = Some(OpenWord::new(placed, area, direction, start, end));
            }
        }
    }

    /// Adds a word that comes from no content stream.
    pub(crate) fn put(&mut self, word: Word, area: Area) {
        self.finish();
        let n_glyphs = word.text.chars().count();
        if !word.text.trim().is_empty() && self.n_glyphs.saturating_add(n_glyphs) <= self.limit {
            self.n_glyphs += n_glyphs;
            self.list.push(DrawnWord { word, area, visible: true, n_covers: usize::MAX });
        }
    }

    /// Ends the open word.
    pub(crate) fn finish(&mut self) {
        if let Some(open) = self.open.take() {
            self.list.push(open.drawn);
        }
    }

    /// The words that a reader of the page sees.
    ///
    /// Text without ink is content where it lies over an image, as OCR places it, or where the page has
    /// no other text. Elsewhere it is returned separately, as is text that is painted over or has the
    /// color of its background. `is_scan` says that images cover much of the page.
    pub(crate) fn into_list(
        mut self,
        images: &[Area],
        covers: &Covers,
        is_scan: bool,
    ) -> (Vec<Word>, Vec<HiddenWord>) {
        self.finish();
        let shows = self.list.iter().any(|drawn| drawn.visible);
        let covered = |area: Area| {
            let (x, y) = ((area.x0 + area.x1) / 2.0, (area.y0 + area.y1) / 2.0);
            images.iter().take(IMAGES_LOOKED_AT).any(|image| image.holds(x, y))
        };
        let mut hidden = Vec::new();
        let mut seen = Vec::with_capacity(self.list.len());
        for DrawnWord { word, area, visible, n_covers } in self.list {
            let is_over_image = covered(area);
            let why = covers
                .hide(area, word.ink.color, n_covers, is_scan)
                .filter(|why| visible && !(is_over_image && *why == HiddenReason::BackgroundColor));
            match why {
                Some(why) => hidden.push(HiddenWord { word, why }),
                None if visible || !shows || is_over_image => seen.push(word),
                None => hidden.push(HiddenWord { word, why: HiddenReason::NoInk }),
            }
        }
        (fold_doubles(seen), hidden)
    }
}

impl Placed<'_> {
    /// From the glyph origin to the end of its advance, as high as its font; one em wide in vertical
    /// text.
    fn area(&self) -> Area {
        let (x, y) = self.along;
        let (ascent, descent) = self.extent;
        let sides = if self.vertical {
            let half = (ascent - descent) / 2.0;
            [-half, 0.0, half, y]
        } else {
            [0.0, descent, x, ascent]
        };
        Area::mapped(sides, self.map)
    }

    /// Writing direction on the page, a unit vector.
    fn direction(&self, start: (f64, f64), end: (f64, f64)) -> (f64, f64) {
        let (x, y) = (end.0 - start.0, end.1 - start.1);
        let advance = length(x, y);
        let (x, y, length) = if advance > 1e-3 {
            (x, y, advance)
        } else {
            let Matrix { a, b, c, d, .. } = self.map;
            let (x, y) = if self.vertical { (-c, -d) } else { (a, b) };
            (x, y, length(x, y))
        };
        let length = length.max(f64::MIN_POSITIVE);
        (x / length, y / length)
    }
}

impl OpenWord {
    fn new(
        placed: &Placed<'_>,
        area: Area,
        direction: (f64, f64),
        start: (f64, f64),
        end: (f64, f64),
    ) -> Self {
        let vertical = direction.1.abs() > direction.0.abs();
        let mut word = Word {
            text: String::with_capacity(USUAL_BYTES),
            bbox: area.bbox(),
            size: single(placed.size),
            baseline: single(if vertical { start.0 } else { start.1 }),
            bold: placed.bold,
            vertical,
            ink: placed.ink,
            mark: placed.mark,
        };
        append_text(&mut word.text, &placed.glyph.text);
        let (visible, n_covers) = (placed.visible, placed.n_covers);
        let drawn = DrawnWord { word, area, visible, n_covers };
        Self { drawn, font: placed.font, direction, start, end, last: placed.glyph.text.clone() }
    }

    fn append(&mut self, placed: &Placed<'_>, area: Area, start: (f64, f64), end: (f64, f64)) {
        append_text(&mut self.drawn.word.text, &placed.glyph.text);
        self.extend(area, start, end);
        self.last = placed.glyph.text.clone();
    }

    /// Extends the word by a glyph without text of its own.
    fn extend(&mut self, area: Area, start: (f64, f64), end: (f64, f64)) {
        self.drawn.area = self.drawn.area.join(area);
        self.drawn.word.bbox = self.drawn.area.bbox();
        (self.start, self.end) = (start, end);
    }

    /// Whether a glyph repeats the last one, shifted to look bold.
    fn repeats(&self, placed: &Placed<'_>, start: (f64, f64)) -> bool {
        let apart = length(start.0 - self.start.0, start.1 - self.start.1);
        apart <= TOLERANCES.double_em * placed.size && self.last == placed.glyph.text
    }

    fn goes_on(&self, placed: &Placed<'_>, start: (f64, f64), direction: (f64, f64)) -> bool {
        let word = &self.drawn.word;
        let is_same = self.font == placed.font
            && self.drawn.visible == placed.visible
            && word.mark == placed.mark
            && word.ink == placed.ink
            && (f64::from(word.size) - placed.size).abs() <= 0.01 * placed.size;
        let (x, y) = (start.0 - self.end.0, start.1 - self.end.1);
        let along = (x * self.direction.0 + y * self.direction.1) / placed.size;
        let across = (x * self.direction.1 - y * self.direction.0) / placed.size;
        let turn = self.direction.0 * direction.0 + self.direction.1 * direction.1;
        is_same
            && turn > 0.99
            && (-TOLERANCES.overlap_em..=TOLERANCES.gap_em).contains(&along)
            && across.abs() <= TOLERANCES.drift_em
    }
}

/// Room for the text of most words, in bytes.
const USUAL_BYTES: usize = 24;

fn append_text(to: &mut String, text: &Text) {
    match text {
        Text::None => {}
        Text::Char(c) => to.push(*c),
        Text::Several(text) => to.push_str(text),
    }
}

/// Drops words drawn a second time at nearly the same place and marks the first as bold.
fn fold_doubles(mut words: Vec<Word>) -> Vec<Word> {
    let firsts = firsts_of_doubles(&words);
    if firsts.is_empty() {
        return words;
    }
    for first in firsts.values() {
        if let Some(word) = words.get_mut(*first) {
            word.bold = true;
        }
    }
    let mut at = 0..;
    words.retain(|_| at.next().is_none_or(|at| !firsts.contains_key(&at)));
    words
}

/// The words drawn a second time, by index, each with the index of the first.
fn firsts_of_doubles(words: &[Word]) -> BTreeMap<usize, usize> {
    let mut firsts = BTreeMap::new();
    // The last word kept of each text, and the one of the same text before each.
    let mut last: Lookup<&str, usize> = Lookup::default();
    let mut before: Vec<Option<usize>> = vec![None; words.len()];
    last.reserve(words.len());
    for (at, word) in words.iter().enumerate() {
        let slot = last.entry(word.text.as_str());
        let known = match &slot {
            Entry::Occupied(known) => Some(*known.get()),
            Entry::Vacant(_) => None,
        };
        let first = iter::successors(known, |&at| before.get(at).copied().flatten())
            .take(DOUBLES_LOOKED_AT)
            .find(|&at| words.get(at).is_some_and(|first| is_double(first, word)));
        match first {
            Some(first) => _ = firsts.insert(at, first),
            None => {
                if let Some(before) = before.get_mut(at) {
                    *before = known;
                }
                slot.insert_entry(at);
            }
        }
    }
    firsts
}

/// Most images compared with each invisible word. A scan in strips has a few hundred.
const IMAGES_LOOKED_AT: usize = 1_000;

/// Words of equal text compared with the next: the copy follows soon after, and a page may hold ten
/// thousand zeros.
const DOUBLES_LOOKED_AT: usize = 16;

fn is_double(first: &Word, second: &Word) -> bool {
    let reach = TOLERANCES.double_em * f64::from(first.size);
    let near = |a: f32, b: f32| f64::from(a - b).abs() <= reach;
    near(first.bbox.x0, second.bbox.x0)
        && near(first.bbox.y0, second.bbox.y0)
        && near(first.bbox.x1, second.bbox.x1)
        && near(first.size, second.size)
}
