//! Underlines and strikethroughs, which are no borders.
//!
//! They are as long as the text they mark; a border is as long as its cell, and text keeps a distance
//! from its ends. Text with a line through it is deleted text.

use std::ops::Range;

use formgrid_model::{BBox, CanvasPage, CanvasWord};

use super::edges::{Edge, Edges};
use super::rulings::{Ruling, Rulings, drawn};
use super::tolerances::TOLERANCES;
use crate::canvas::text::{is_wide, word_box};

/// The rulings of a page, borders apart from the underlines and strikethroughs of texts, which are
/// sorted from top to bottom.
pub(super) fn borders_and_marks(page: &CanvasPage) -> (Rulings, Vec<Ruling>) {
    let Rulings { across, down } = drawn(page);
    if across.is_empty() {
        return (Rulings { across, down }, Vec::new());
    }
    let texts = Texts::new(page);
    let (mut marks, across): (Vec<_>, Vec<_>) =
        across.into_iter().partition(|ruling| texts.are_marked_by(ruling));
    marks.sort_by(|a, b| a.at.total_cmp(&b.at));
    (Rulings { across, down }, marks)
}

/// Indices of the words of a page that are struck through.
pub(super) fn struck(page: &CanvasPage) -> Vec<usize> {
    let (_, lines) = borders_and_marks(page);
    let is_struck = |&index: &usize| {
        let word = page.words.get(index).filter(|word| !word.vertical);
        word.and_then(word_box).is_some_and(|bbox| {
            through(&lines, bbox).any(|ruling| {
                ruling.start <= bbox.x0 + UNDERLINE_PT && ruling.end >= bbox.x1 - UNDERLINE_PT
            })
        })
    };
    (0..page.words.len()).filter(is_struck).collect()
}

/// Splits words of which only some characters are struck, given the lines at texts. That is possible
/// only if all characters are equally wide.
pub(super) fn part_struck(page: &mut CanvasPage, lines: &[Ruling]) {
    for word in std::mem::take(&mut page.words) {
        match parted(&word, lines) {
            Some(pieces) => page.words.extend(pieces),
            None => page.words.push(word),
        }
    }
}

/// Lines at the height of a strikethrough of a word.
fn through(lines: &[Ruling], bbox: BBox) -> impl Iterator<Item = &Ruling> {
    let height = bbox.y1 - bbox.y0;
    let (top, bottom) = (bbox.y0 + THROUGH.0 * height, bbox.y0 + THROUGH.1 * height);
    let first = lines.partition_point(|ruling| ruling.at < top);
    lines.iter().skip(first).take_while(move |ruling| ruling.at <= bottom)
}

/// The pieces of a partly struck word. The first visible piece keeps the word's atom.
fn parted(word: &CanvasWord, lines: &[Ruling]) -> Option<Vec<CanvasWord>> {
    let bbox = word_box(word).filter(|_| !word.vertical)?;
    let chars: Vec<char> = word.text.text.chars().collect();
    let ends: Vec<f32> = evenly(bbox, &chars)?;
    let at = |x: f32| {
        let x = x.clamp(bbox.x0, bbox.x1);
        ends.iter().position(|end| (end - x).abs() <= UNDERLINE_PT)
    };
    let struck = through(lines, bbox).find_map(|line| {
        let (from, to) = (at(line.start)?, at(line.end)?);
        (from < to && to - from < chars.len()).then_some(from..to)
    })?;
    let mut atom = word.text.atom;
    let piece = |range: Range<usize>, atom| {
        let (x0, x1) = (*ends.get(range.start)?, *ends.get(range.end)?);
        let mut piece = word.clone();
        piece.text.text = chars.get(range)?.iter().collect();
        piece.text.place.bbox = Some(BBox { x0, x1, ..bbox });
        piece.text.atom = atom;
        Some(piece)
    };
    let ranges = [0..struck.start, struck.clone(), struck.end..chars.len()];
    let pieces = ranges.into_iter().filter(|range| !range.is_empty()).map(|range| {
        let atom = if range == struck { None } else { atom.take() };
        piece(range, atom)
    });
    pieces.collect()
}

/// Start of each character of a word, and end of the last; `None` if characters may differ in width.
#[expect(clippy::cast_precision_loss, reason = "a word has few characters")]
fn evenly(bbox: BBox, chars: &[char]) -> Option<Vec<f32>> {
    let n = chars.len();
    let is_even = n > 1 && chars.iter().all(|&c| is_wide(c));
    let advance = (bbox.x1 - bbox.x0) / n as f32;
    is_even.then(|| (0..=n).map(|nth| bbox.x0 + advance * nth as f32).collect())
}

/// The edges of a page without underlines that run from border to border: between such a line and the
/// next edge below there is no room for text.
pub(super) fn without_underlines(mut edges: Edges, page: &CanvasPage) -> Edges {
    let words: Vec<BBox> = page.words.iter().filter(|w| !w.vertical).filter_map(word_box).collect();
    let across = edges.across.as_slice();
    if across.len().saturating_mul(words.len() + across.len()) > MAX_PAIRS {
        return edges;
    }
    let bottoms = Bottoms::new(&words);
    let is_underline = |edge: &Edge| {
        let middle = |word: &BBox| f32::midpoint(word.x0, word.x1);
        let is_along = |word: &&BBox| (edge.start..=edge.end).contains(&middle(word));
        let is_marked = |word: &&BBox| {
            let height = word.y1 - word.y0;
            (-UNDER.0 * height..=UNDER.1 * height).contains(&(edge.at - word.y1))
                && word.y0 < edge.at
        };
        let near = bottoms.near(edge.at);
        let near = near.iter().filter_map(|&(_, at)| Some((at, words.get(at)?)));
        let marked = near.filter(|(_, word)| is_along(word) && is_marked(word));
        let marked = marked.min_by_key(|&(at, _)| at).map(|(_, word)| word);
        let Some(height) = marked.map(|word| word.y1 - word.y0) else { return false };
        let first = across.partition_point(|other| other.at <= edge.at + TOLERANCES.snap_pt);
        let below = across.iter().skip(first).take_while(|o| o.at - edge.at < ROOM * height);
        let mut under = below.filter(|other| {
            let shared = other.end.min(edge.end) - other.start.max(edge.start);
            shared >= 0.9 * (edge.end - edge.start)
        });
        under.next().is_some_and(|below| {
            !words.iter().filter(is_along).any(|word| {
                let y = f32::midpoint(word.y0, word.y1);
                edge.at < y && y < below.at
            })
        })
    };
    let is_kept: Vec<bool> = across.iter().map(|edge| !is_underline(edge)).collect();
    let mut is_kept = is_kept.into_iter();
    edges.across.retain(|_| is_kept.next().unwrap_or(true));
    edges
}

/// The bottoms of words, to find those near an edge.
struct Bottoms {
    /// y and index of the word, ascending.
    sorted: Vec<(f32, usize)>,
    /// Largest distance of an underline from its text, above or below.
    reach: f32,
}

impl Bottoms {
    fn new(words: &[BBox]) -> Self {
        let ys = words.iter().enumerate().map(|(at, word)| (word.y1, at));
        let mut sorted: Vec<_> = ys.filter(|(y, _)| !y.is_nan()).collect();
        sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let tallest = words.iter().map(|word| word.y1 - word.y0).fold(0.0, f32::max);
        Self { sorted, reach: UNDER.0.max(UNDER.1) * tallest + BAND_PT }
    }

    /// The bottoms within reach of an edge, and some more.
    fn near(&self, y: f32) -> &[(f32, usize)] {
        let first = self.sorted.partition_point(|&(bottom, _)| bottom < y - self.reach);
        let end = self.sorted.partition_point(|&(bottom, _)| bottom <= y + self.reach);
        self.sorted.get(first..end).unwrap_or_default()
    }
}

/// Distance of an underline above and below a text's bottom, in text heights.
const UNDER: (f32, f32) = (0.3, 0.35);
/// Least room for a line of text, in text heights.
const ROOM: f32 = 0.85;
/// Most pairs of an edge and a word; more are a picture.
const MAX_PAIRS: usize = 5_000_000;

/// Position of a strikethrough in a text's height: an underline is below nine tenths.
const THROUGH: (f32, f32) = (0.35, 0.75);

/// Words of a page, in bands of its height.
struct Texts {
    /// Stretches of text by band, from left to right.
    stretches: Vec<Stretch>,
    /// Where the stretches of each band begin, and the end of the last.
    starts: Vec<usize>,
}

/// Adjacent words.
#[derive(Clone, Copy)]
struct Stretch {
    start: f32,
    end: f32,
    top: f32,
    bottom: f32,
}

/// Height of a band: the smallest printed type.
const BAND_PT: f32 = 4.0;
/// Most bands: a page of the largest format has fewer.
const MAX_BANDS: usize = 4_000;
/// Largest offset between the ends of an underline and its text.
const UNDERLINE_PT: f32 = 0.75;
/// Largest gap between words under one line, in text heights.
const GAP_EM: f32 = 0.5;

impl Texts {
    fn new(page: &CanvasPage) -> Self {
        let last = band(page.height);
        let boxes = page.words.iter().filter(|word| !word.vertical).filter_map(word_box);
        let words = boxes.map(|bbox| {
            let word = Stretch { start: bbox.x0, end: bbox.x1, top: bbox.y0, bottom: bbox.y1 };
            (band(f32::midpoint(word.top, word.bottom)).min(last), word)
        });
        let mut words: Vec<(usize, Stretch)> = words.collect();
        words.sort_by(|(a_band, a), (b_band, b)| {
            let by_start = || a.start.total_cmp(&b.start).then(a.end.total_cmp(&b.end));
            a_band.cmp(b_band).then_with(by_start)
        });
        let (mut stretches, mut starts) = (Vec::with_capacity(words.len()), vec![0; last + 2]);
        for words in words.chunk_by(|(a, _), (b, _)| a == b) {
            add_joined(&mut stretches, words.iter().map(|(_, word)| *word));
            if let Some(end) = words.first().and_then(|(band, _)| starts.get_mut(band + 1)) {
                *end = stretches.len();
            }
        }
        // Bands without words end where the one before ends.
        let mut end = 0;
        for start in &mut starts {
            end = end.max(*start);
            *start = end;
        }
        Self { stretches, starts }
    }

    fn band(&self, band: usize) -> &[Stretch] {
        let range = self.starts.get(band).zip(self.starts.get(band + 1));
        range.and_then(|(&from, &to)| self.stretches.get(from..to)).unwrap_or_default()
    }

    /// Whether a ruling is an underline or strikethrough: as long as a text, and at its height.
    fn are_marked_by(&self, ruling: &Ruling) -> bool {
        // The middle of the text is at most half a large title's height above the line.
        let first = band(ruling.at - 24.0);
        let last = band(ruling.at + 8.0).min(self.starts.len().saturating_sub(2));
        (first..=last).any(|band| {
            let stretches = self.band(band);
            let after = stretches.partition_point(|s| s.start <= ruling.start + UNDERLINE_PT);
            let before = after.checked_sub(1).and_then(|at| stretches.get(at));
            before.is_some_and(|text| is_marked(text, ruling))
        })
    }
}

fn is_marked(text: &Stretch, ruling: &Ruling) -> bool {
    let height = text.bottom - text.top;
    text.end + UNDERLINE_PT >= ruling.end
        && ruling.at > text.top + 0.2 * height
        && ruling.at < text.bottom + 0.1 * height
}

/// The band of a y coordinate; the last one includes everything below.
fn band(y: f32) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a small range; a cast of what is no number gives 0"
    )]
    let band = (y / BAND_PT).clamp(0.0, 1e6) as usize;
    band.min(MAX_BANDS)
}

/// Adds the words of a band, from left to right, joined where only a space is between them.
fn add_joined(stretches: &mut Vec<Stretch>, words: impl Iterator<Item = Stretch>) {
    let n_before = stretches.len();
    for word in words {
        let gap = GAP_EM * (word.bottom - word.top);
        match stretches.get_mut(n_before..).and_then(<[_]>::last_mut) {
            Some(last) if word.start - last.end <= gap => {
                last.end = last.end.max(word.end);
                last.top = last.top.min(word.top);
                last.bottom = last.bottom.max(word.bottom);
            }
            _ => stretches.push(word),
        }
    }
}
