//! Ink that is not part of the form: watermarks, seals, stamps, signatures.
//!
//! They differ from the page: slanted, pale, large or of another color, and over printed text. Forms
//! use each of these too, so each counts only with evidence that makes it certain: a slant by itself,
//! the others together with overlap of words or rulings. Of two overlapping texts, the one inked unlike
//! the page is foreign. What is left out is reported with its text and place.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use formgrid_model::{
    Atoms, BBox, CanvasPage, CanvasWord, Code, Diagnostics, Ink, InkRole, Place, Shape,
};

use super::text::{body_size, union, word_box};

/// Criteria of foreign ink, lengths in ems of the page's text.
struct Tolerances {
    /// Largest deviation from horizontal or vertical, in degrees, of text that runs along the page:
    /// scans are skewed by one or two.
    slant_degrees: i16,
    /// Lightness on white paper from which ink is pale: gray text meant for reading is darker.
    pale: f32,
    /// Pale text this much larger than the page's is a watermark anywhere.
    huge_em: f32,
    /// Text this much larger than the page's differs by its size.
    large_em: f32,
    /// Difference of a color channel that makes two inks.
    other_color: u8,
    /// Difference in opacity that makes two inks.
    other_opacity: f32,
    /// Covered share of the smaller of two words that counts as overlap. Lines set close touch by a
    /// tenth.
    over: f32,
    /// The same for words of one ink, one of them large: a title and a close line below it touch by a
    /// third.
    over_large: f32,
    /// How far a ruling must be inside a word that it crosses.
    crossed_em: f32,
    /// Largest distance between letters of one seal, in ems of theirs.
    seal_em: f32,
    /// Number of repetitions of a pale text that make a tiled watermark.
    tiled: usize,
    /// Largest share of slanted characters on a page; above it they are the page's own text.
    slanted_share: f32,
}

const TOLERANCES: Tolerances = Tolerances {
    slant_degrees: 4,
    pale: 0.55,
    huge_em: 3.0,
    large_em: 1.5,
    other_color: 48,
    other_opacity: 0.2,
    over: 0.25,
    over_large: 0.6,
    crossed_em: 0.4,
    seal_em: 4.0,
    tiled: 3,
    slanted_share: 0.9,
};

/// Most pairs of words, and of words and rulings, compared on a page. A page of forms needs a
/// hundredth.
const MAX_PAIRS: usize = 20_000_000;

/// Removes foreign words from the pages.
pub(super) fn leave_out(pages: &mut [CanvasPage], diagnostics: &mut Diagnostics) {
    let Some(main) = main_ink(pages) else { return };
    for page in pages {
        if page.words.iter().all(|word| is_plain(word, main)) && !has_large(page) {
            continue;
        }
        let foreign = Judgement::of(page, main).foreign;
        if foreign.contains(&true) {
            take_out(page, &foreign, diagnostics);
        }
    }
}

/// Whether only its size could set a word apart.
fn is_plain(word: &CanvasWord, main: Ink) -> bool {
    word.ink.role == InkRole::Content
        && slant(word.ink) <= TOLERANCES.slant_degrees
        && is_same(word.ink, main)
}

fn has_large(page: &CanvasPage) -> bool {
    let body = body_size(&page.words);
    page.words.iter().any(|word| word.size >= TOLERANCES.large_em * body)
}

/// The ink of most characters.
fn main_ink(pages: &[CanvasPage]) -> Option<Ink> {
    let mut n_chars: BTreeMap<([u8; 3], u32), (usize, Ink)> = BTreeMap::new();
    let key = |word: &CanvasWord| (word.ink.color, word.ink.opacity.to_bits());
    let runs = pages.iter().flat_map(|page| page.words.chunk_by(|a, b| key(a) == key(b)));
    for run in runs {
        let words = run.iter().filter(|word| slant(word.ink) <= TOLERANCES.slant_degrees);
        let Some(first) = words.clone().next() else { continue };
        let run_chars: usize = words.map(|word| word.text.text.chars().count()).sum();
        let (n, _) = n_chars.entry(key(first)).or_insert((0, first.ink));
        // Faint ink is not what a page is printed with.
        *n += run_chars * if is_pale(first.ink) { 1 } else { 4 };
    }
    n_chars.values().max_by_key(|(n, _)| *n).map(|(_, ink)| *ink)
}

/// Degrees between a word's direction and the nearest page side.
fn slant(ink: Ink) -> i16 {
    let off = ink.angle.rem_euclid(90);
    off.min(90 - off)
}

fn is_same(a: Ink, b: Ink) -> bool {
    let is_near = |(a, b): (u8, u8)| a.abs_diff(b) < TOLERANCES.other_color;
    a.color.into_iter().zip(b.color).all(is_near)
        && (a.opacity - b.opacity).abs() < TOLERANCES.other_opacity
}

/// Whether ink is pale on white paper.
fn is_pale(ink: Ink) -> bool {
    let [red, green, blue] = ink.color.map(|part| f32::from(part) / 255.0);
    let lightness = 0.3 * red + 0.59 * green + 0.11 * blue;
    1.0 - ink.opacity * (1.0 - lightness) >= TOLERANCES.pale
}

/// Which words of a page are foreign.
struct Judgement<'p> {
    words: &'p [CanvasWord],
    boxes: Vec<BBox>,
    main: Ink,
    body: f32,
    foreign: Vec<bool>,
}

impl<'p> Judgement<'p> {
    fn of(page: &'p CanvasPage, main: Ink) -> Self {
        let words = page.words.as_slice();
        let boxes = words.iter().map(|word| word_box(word).unwrap_or_default()).collect();
        let foreign = vec![false; words.len()];
        let mut judgement = Self { words, boxes, main, body: body_size(words), foreign };
        judgement.by_role_and_slant();
        judgement.by_what_they_lie_over(page);
        judgement.complete_seals();
        judgement
    }

    /// Words that the source marks as such, and slanted words.
    fn by_role_and_slant(&mut self) {
        let n_chars = |word: &CanvasWord| word.text.text.chars().count();
        let is_slanted = |word: &CanvasWord| slant(word.ink) > TOLERANCES.slant_degrees;
        let all: usize = self.words.iter().map(n_chars).sum();
        let slanted = self.words.iter().filter(|word| is_slanted(word)).map(n_chars).sum::<usize>();
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 24 bits")]
        let is_crooked = slanted as f32 > TOLERANCES.slanted_share * all as f32;
        for (word, foreign) in self.words.iter().zip(&mut self.foreign) {
            *foreign = word.ink.role != InkRole::Content || (is_slanted(word) && !is_crooked);
        }
    }

    /// Words inked unlike the page that overlap its words or rulings.
    fn by_what_they_lie_over(&mut self, page: &CanvasPage) {
        let is_set_off = |word: &CanvasWord| {
            !is_same(word.ink, self.main) || word.size >= TOLERANCES.large_em * self.body
        };
        let set_off: Vec<usize> = (0..self.words.len())
            .filter(|&at| self.words.get(at).is_some_and(is_set_off))
            .collect();
        let n_pairs = set_off.len().saturating_mul(self.words.len() + page.shapes.len());
        if n_pairs > MAX_PAIRS {
            return;
        }
        let mut marks: BTreeMap<Mark, Vec<(usize, bool)>> = BTreeMap::new();
        for at in set_off {
            let Some(word) = self.words.get(at) else { continue };
            let is_over = self.is_over_words(at) || self.is_over_rulings(at, page);
            marks.entry(Mark::of(word)).or_default().push((at, is_over));
        }
        for members in marks.values() {
            self.judge_mark(members);
        }
    }

    /// Judges words of one ink and size: those of a watermark are all foreign, of others only those
    /// that overlap something, and their continuations.
    fn judge_mark(&mut self, members: &[(usize, bool)]) {
        let word = |at: usize| self.words.get(at);
        let Some(first) = members.first().and_then(|&(at, _)| word(at)) else { return };
        let n_over = members.iter().filter(|(_, is_over)| *is_over).count();
        let is_pale = is_pale(first.ink) && !is_same(first.ink, self.main);
        let is_huge = first.size >= TOLERANCES.huge_em * self.body;
        let all: Vec<usize> = members.iter().map(|&(at, _)| at).collect();
        let taken = if is_pale && (is_huge || n_over * 2 > members.len()) {
            all
        } else if is_pale && n_over > 0 {
            let mut times: BTreeMap<&str, usize> = BTreeMap::new();
            for word in all.iter().filter_map(|&at| word(at)) {
                *times.entry(word.text.text.as_str()).or_default() += 1;
            }
            let is_tiled = |at: &usize| {
                let text = word(*at).map(|word| word.text.text.as_str());
                text.and_then(|text| times.get(text)).is_some_and(|n| *n >= TOLERANCES.tiled)
            };
            let over = members.iter().filter(|(_, is_over)| *is_over).map(|(at, _)| *at);
            over.chain(all.iter().copied().filter(is_tiled)).collect()
        } else {
            self.with_neighbors(members)
        };
        for at in taken {
            if let Some(foreign) = self.foreign.get_mut(at) {
                *foreign = true;
            }
        }
    }

    /// Members of a mark that overlap something, and their neighbors on the line.
    fn with_neighbors(&self, members: &[(usize, bool)]) -> Vec<usize> {
        let bbox = |at: usize| self.boxes.get(at).copied().unwrap_or_default();
        let over: Vec<BBox> =
            members.iter().filter(|(_, is_over)| *is_over).map(|(at, _)| bbox(*at)).collect();
        let is_beside = |at: usize| {
            let own = bbox(at);
            let height = own.y1 - own.y0;
            over.iter().take(MARKS_LOOKED_AT).any(|other| {
                let gap = (own.x0 - other.x1).max(other.x0 - own.x1);
                (own.y0 - other.y0).abs() <= 0.3 * height && gap <= 1.5 * height
            })
        };
        let all = members.iter().filter(|(at, is_over)| *is_over || is_beside(*at));
        all.map(|(at, _)| *at).collect()
    }

    /// Whether a word that differs from the page overlaps one that does not.
    fn is_over_words(&self, at: usize) -> bool {
        let (Some(word), Some(bbox)) = (self.words.get(at), self.boxes.get(at)) else {
            return false;
        };
        self.words.iter().zip(&self.boxes).enumerate().any(|(other_at, (other, other_box))| {
            let least = area(*bbox).min(area(*other_box));
            let is_large = other.size * TOLERANCES.large_em <= word.size;
            let share = match is_same(other.ink, word.ink) {
                false => TOLERANCES.over,
                true if is_large => TOLERANCES.over_large,
                true => return false,
            };
            other_at != at
                && !self.foreign.get(other_at).copied().unwrap_or(false)
                && is_same(other.ink, self.main)
                && least > 0.0
                && shared(*bbox, *other_box) >= share * least
        })
    }

    /// Whether vertical rulings cross a pale or large word.
    fn is_over_rulings(&self, at: usize, page: &CanvasPage) -> bool {
        let (Some(word), Some(bbox)) = (self.words.get(at), self.boxes.get(at)) else {
            return false;
        };
        let is_large = word.size >= TOLERANCES.large_em * self.body;
        let is_other = !is_same(word.ink, self.main);
        if word.vertical || !(is_other && (is_large || is_pale(word.ink))) {
            return false;
        }
        let slack = TOLERANCES.crossed_em * self.body;
        page.shapes.iter().any(|shape| {
            let (line, thick) = match *shape {
                Shape::Line { bbox, width } => (bbox, width),
                Shape::Fill { bbox, .. } => (bbox, bbox.x1 - bbox.x0),
            };
            let x = f32::midpoint(line.x0, line.x1);
            let middle = f32::midpoint(bbox.y0, bbox.y1);
            thick < self.body
                && line.y1 - line.y0 > self.body
                && (bbox.x0 + slack..bbox.x1 - slack).contains(&x)
                && (line.y0..line.y1).contains(&middle)
        })
    }

    /// Adds upright letters of a ring, and text inside the ring.
    fn complete_seals(&mut self) {
        for ring in self.rings() {
            let Some(bbox) =
                ring.iter().filter_map(|&at| self.boxes.get(at)).copied().reduce(union)
            else {
                continue;
            };
            let Some(letter) = ring.first().and_then(|&at| self.words.get(at)) else { continue };
            let is_own_color = !is_same(letter.ink, self.main);
            // The lower part of a ring is often open, with a line of text there.
            let side = (bbox.x1 - bbox.x0).max(bbox.y1 - bbox.y0);
            let bbox = BBox {
                x0: bbox.x0.min(bbox.x1 - side),
                y0: bbox.y0.min(bbox.y1 - side),
                x1: bbox.x1.max(bbox.x0 + side),
                y1: bbox.y1.max(bbox.y0 + side),
            };
            let reach = letter.size;
            for (at, word) in self.words.iter().enumerate() {
                let Some(own) = self.boxes.get(at) else { continue };
                let (x, y) = (f32::midpoint(own.x0, own.x1), f32::midpoint(own.y0, own.y1));
                let is_within = (bbox.x0 - reach..=bbox.x1 + reach).contains(&x)
                    && (bbox.y0 - reach..=bbox.y1 + reach).contains(&y);
                let is_single = word.text.text.chars().count() == 1;
                let is_alike = is_same(word.ink, letter.ink)
                    && (is_own_color
                        || is_single && (word.size - letter.size).abs() < 0.05 * letter.size);
                if is_within
                    && is_alike
                    && let Some(foreign) = self.foreign.get_mut(at)
                {
                    *foreign = true;
                }
            }
        }
    }

    /// Groups of at least three slanted letters of one ink near each other.
    fn rings(&self) -> Vec<Vec<usize>> {
        let mut rings: Vec<(Vec<usize>, BBox)> = Vec::new();
        for (at, (word, bbox)) in self.words.iter().zip(&self.boxes).enumerate() {
            let is_letter = slant(word.ink) > TOLERANCES.slant_degrees
                && word.text.text.chars().count() <= 2
                && self.foreign.get(at).copied().unwrap_or(false);
            if !is_letter {
                continue;
            }
            let reach = TOLERANCES.seal_em * word.size;
            let near = rings.iter_mut().rev().take(RINGS_LOOKED_AT).find(|(ring, around)| {
                let first = ring.first().and_then(|&at| self.words.get(at));
                first.is_some_and(|first| {
                    is_same(first.ink, word.ink) && (first.size - word.size).abs() < 0.1 * word.size
                }) && bbox.x0 <= around.x1 + reach
                    && bbox.x1 >= around.x0 - reach
                    && bbox.y0 <= around.y1 + reach
                    && bbox.y1 >= around.y0 - reach
            });
            match near {
                Some((ring, around)) => {
                    ring.push(at);
                    *around = union(*around, *bbox);
                }
                None => rings.push((vec![at], *bbox)),
            }
        }
        rings.into_iter().map(|(ring, _)| ring).filter(|ring| ring.len() >= 3).collect()
    }
}

/// Words of a mark compared with each that may continue it.
const MARKS_LOOKED_AT: usize = 200;

/// Seals compared with each letter: its own was begun last.
const RINGS_LOOKED_AT: usize = 16;

/// Ink and size of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    color: [u8; 3],
    opacity: u32,
    size: u32,
}

impl Mark {
    fn of(word: &CanvasWord) -> Self {
        let Ink { color, opacity, .. } = word.ink;
        Self { color, opacity: opacity.to_bits(), size: (word.size * 2.0).round().to_bits() }
    }
}

fn area(bbox: BBox) -> f32 {
    (bbox.x1 - bbox.x0).max(0.0) * (bbox.y1 - bbox.y0).max(0.0)
}

/// Area of the intersection of two boxes.
fn shared(a: BBox, b: BBox) -> f32 {
    let width = a.x1.min(b.x1) - a.x0.max(b.x0);
    let height = a.y1.min(b.y1) - a.y0.max(b.y0);
    width.max(0.0) * height.max(0.0)
}

/// Removes foreign words from a page and reports them; consecutive words of one ink share a finding.
fn take_out(page: &mut CanvasPage, foreign: &[bool], diagnostics: &mut Diagnostics) {
    let mut found: Option<(Mark, String, BBox, Atoms)> = None;
    let number = page.number;
    let mut report = |found: &mut Option<(Mark, String, BBox, Atoms)>| {
        if let Some((_, text, bbox, atoms)) = found.take() {
            let place = Place { page: Some(number), bbox: Some(bbox), ..Place::default() };
            let message = format!("a mark over page {number} was left out: {text}");
            diagnostics.consume(Code::LayoutForeignInk, place, atoms, message);
        }
    };
    for (word, is_foreign) in std::mem::take(&mut page.words).into_iter().zip(foreign) {
        if !is_foreign {
            page.words.push(word);
            continue;
        }
        let (mark, bbox) = (Mark::of(&word), word_box(&word).unwrap_or_default());
        match &mut found {
            Some((last, text, around, atoms)) if *last == mark => {
                text.push(' ');
                text.push_str(&word.text.text);
                *around = union(*around, bbox);
                atoms.extend(word.text.atom);
            }
            _ => {
                report(&mut found);
                found = Some((mark, word.text.text, bbox, word.text.atom.into_iter().collect()));
            }
        }
    }
    report(&mut found);
}
