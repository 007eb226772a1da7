//! Lines under and through texts, which are no borders.
//!
//! They are as long as the text they mark; a border is as long as its cell, and the text keeps away from
//! its ends. What a line runs through is deleted text, as a person reads it.

use std::ops::Range;

use formgrid_model::{BBox, CanvasPage, CanvasWord};

use super::edges::{Edge, Edges};
use super::rulings::{Ruling, Rulings, drawn};
use super::tolerances::TOLERANCES;
use crate::canvas::text::{is_wide, word_box};

/// The rulings of a page that mark no text, which are borders.
pub(super) fn borders(page: &CanvasPage) -> Rulings {
    let mut rulings = drawn(page);
    let texts = Texts::new(page);
    rulings.across.retain(|ruling| !texts.are_marked_by(ruling));
    rulings
}

/// The indices of the words of a page that a line runs through.
pub(super) fn struck(page: &CanvasPage) -> Vec<usize> {
    let lines = lines_at_texts(page);
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

/// Parts the words of which a line runs through some characters and not through others. Only where all
/// characters are equally wide can be told which they are.
pub(super) fn part_struck(page: &mut CanvasPage) {
    let lines = lines_at_texts(page);
    if lines.is_empty() {
        return;
    }
    for word in std::mem::take(&mut page.words) {
        match parted(&word, &lines) {
            Some(pieces) => page.words.extend(pieces),
            None => page.words.push(word),
        }
    }
}

/// The lines under and through the texts of a page, from top to bottom.
fn lines_at_texts(page: &CanvasPage) -> Vec<Ruling> {
    let mut across = drawn(page).across;
    let texts = Texts::new(page);
    across.retain(|ruling| texts.are_marked_by(ruling));
    across.sort_by(|a, b| a.at.total_cmp(&b.at));
    across
}

/// The lines at the height at which they run through a word.
fn through(lines: &[Ruling], bbox: BBox) -> impl Iterator<Item = &Ruling> {
    let height = bbox.y1 - bbox.y0;
    let (top, bottom) = (bbox.y0 + THROUGH.0 * height, bbox.y0 + THROUGH.1 * height);
    let first = lines.partition_point(|ruling| ruling.at < top);
    lines.iter().skip(first).take_while(move |ruling| ruling.at <= bottom)
}

/// The pieces of a word that a line runs through in part. The first of those that stay keeps the number of
/// the word.
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

/// Where the characters of a word begin, and where the last one ends; none where they may be of different
/// widths.
#[expect(clippy::cast_precision_loss, reason = "a word has few characters")]
fn evenly(bbox: BBox, chars: &[char]) -> Option<Vec<f32>> {
    let n = chars.len();
    let is_even = n > 1 && chars.iter().all(|&c| is_wide(c));
    let advance = (bbox.x1 - bbox.x0) / n as f32;
    is_even.then(|| (0..=n).map(|nth| bbox.x0 + advance * nth as f32).collect())
}

/// The edges of a page without those that underline a text from border to border: between such a line
/// and the next edge below there is room for no text.
pub(super) fn without_underlines(mut edges: Edges, page: &CanvasPage) -> Edges {
    let words: Vec<BBox> = page.words.iter().filter(|w| !w.vertical).filter_map(word_box).collect();
    let across = edges.across.as_slice();
    if across.len().saturating_mul(words.len() + across.len()) > MAX_PAIRS {
        return edges;
    }
    let is_underline = |edge: &Edge| {
        let middle = |word: &BBox| f32::midpoint(word.x0, word.x1);
        let is_along = |word: &&BBox| (edge.start..=edge.end).contains(&middle(word));
        let marked = words.iter().filter(is_along).find(|word| {
            let height = word.y1 - word.y0;
            (-UNDER.0 * height..=UNDER.1 * height).contains(&(edge.at - word.y1))
                && word.y0 < edge.at
        });
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

/// How far above and below a text's bottom a line stands that underlines it, in heights of the text.
const UNDER: (f32, f32) = (0.3, 0.35);
/// The least room of a line of text, in heights of the text.
const ROOM: f32 = 0.85;
/// More pairs of an edge and a word are a picture.
const MAX_PAIRS: usize = 5_000_000;

/// Where a line through a text stands in its height: a line under it stands below nine tenths.
const THROUGH: (f32, f32) = (0.35, 0.75);

/// Where the words of a page stand, in bands of its height.
struct Texts {
    /// Stretches of text by band, each band's from left to right.
    bands: Vec<Vec<Stretch>>,
}

/// Words side by side.
#[derive(Clone, Copy)]
struct Stretch {
    start: f32,
    end: f32,
    top: f32,
    bottom: f32,
}

/// Height of a band: the smallest type that is printed.
const BAND_PT: f32 = 4.0;
/// More bands than a page of the largest format has.
const MAX_BANDS: usize = 4_000;
/// A line under a text begins and ends with it, but for rounding.
const UNDERLINE_PT: f32 = 0.75;
/// Words this much of their height apart are under one line.
const GAP_EM: f32 = 0.5;

impl Texts {
    fn new(page: &CanvasPage) -> Self {
        let mut bands: Vec<Vec<Stretch>> = vec![Vec::new(); band(page.height) + 1];
        let n_bands = bands.len();
        for bbox in page.words.iter().filter(|word| !word.vertical).filter_map(word_box) {
            let word = Stretch { start: bbox.x0, end: bbox.x1, top: bbox.y0, bottom: bbox.y1 };
            bands[band(f32::midpoint(word.top, word.bottom)).min(n_bands - 1)].push(word);
        }
        for band in &mut bands {
            *band = joined(std::mem::take(band));
        }
        Self { bands }
    }

    /// Whether a ruling is a line under or through a text: as long as the text, and at its height.
    fn are_marked_by(&self, ruling: &Ruling) -> bool {
        // The middle of the text stands at most half a large title's height above the line.
        let first = band(ruling.at - 24.0);
        let last = band(ruling.at + 8.0).min(self.bands.len() - 1);
        (first..=last).any(|band| {
            let stretches = &self.bands[band];
            let after = stretches.partition_point(|s| s.start <= ruling.start + UNDERLINE_PT);
            after.checked_sub(1).is_some_and(|at| is_marked(&stretches[at], ruling))
        })
    }
}

fn is_marked(text: &Stretch, ruling: &Ruling) -> bool {
    let height = text.bottom - text.top;
    text.end + UNDERLINE_PT >= ruling.end
        && ruling.at > text.top + 0.2 * height
        && ruling.at < text.bottom + 0.1 * height
}

/// The band of a height, the page's last one for all below.
fn band(y: f32) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a small range; a cast of what is no number gives 0"
    )]
    let band = (y / BAND_PT).clamp(0.0, 1e6) as usize;
    band.min(MAX_BANDS)
}

fn joined(mut words: Vec<Stretch>) -> Vec<Stretch> {
    words.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.end.total_cmp(&b.end)));
    let mut stretches: Vec<Stretch> = Vec::new();
    for word in words {
        let gap = GAP_EM * (word.bottom - word.top);
        match stretches.last_mut() {
            Some(last) if word.start - last.end <= gap => {
                last.end = last.end.max(word.end);
                last.top = last.top.min(word.top);
                last.bottom = last.bottom.max(word.bottom);
            }
            _ => stretches.push(word),
        }
    }
    stretches
}
