//! Shapes to rulings: what a printer draws where a table has a border.
//!
//! A border is a stroke, a thin filled rectangle, a row of dashes, or a short stroke as thick as the
//! border is long. All are rectangles, and their longer side tells which way they run.

use formgrid_model::{BBox, CanvasPage, Shape};

use super::TOLERANCES;
use crate::canvas::text::word_box;

/// A piece of a ruling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ruling {
    /// Where it stands: y of one that runs across, x of one that runs down.
    pub(super) at: f32,
    /// Where it begins: x of one that runs across, y of one that runs down.
    pub(super) start: f32,
    /// Where it ends.
    pub(super) end: f32,
}

/// The rulings of a page by their direction.
#[derive(Debug, Default)]
pub(super) struct Rulings {
    /// Those that run across.
    pub(super) across: Vec<Ruling>,
    /// Those that run down.
    pub(super) down: Vec<Ruling>,
}

/// All rulings that a page draws, lines through and under words left out.
pub(super) fn find(page: &CanvasPage) -> Rulings {
    let mut rulings = Rulings::default();
    for shape in &page.shapes {
        let area = match *shape {
            Shape::Line { bbox, width } => stroked(bbox, width),
            Shape::Fill { bbox, .. } => bbox,
        };
        add(&mut rulings, area);
    }
    let texts = Texts::new(page);
    rulings.across.retain(|ruling| !texts.are_marked_by(ruling));
    rulings
}

/// The rectangle that a stroke covers.
pub(super) fn stroked(bbox: BBox, width: f32) -> BBox {
    let half = width.max(0.0) / 2.0;
    if bbox.x1 - bbox.x0 >= bbox.y1 - bbox.y0 {
        BBox { y0: bbox.y0 - half, y1: bbox.y1 + half, ..bbox }
    } else {
        BBox { x0: bbox.x0 - half, x1: bbox.x1 + half, ..bbox }
    }
}

fn add(rulings: &mut Rulings, area: BBox) {
    let (width, height) = (area.x1 - area.x0, area.y1 - area.y0);
    let is_finite = [area.x0, area.y0, area.x1, area.y1].iter().all(|n| n.is_finite());
    if !is_finite || width.min(height) > TOLERANCES.thickest_pt {
        return;
    }
    let across = Ruling { at: f32::midpoint(area.y0, area.y1), start: area.x0, end: area.x1 };
    let down = Ruling { at: f32::midpoint(area.x0, area.x1), start: area.y0, end: area.y1 };
    // A dot may belong to a dotted line of either direction.
    let is_dot = width.max(height) <= TOLERANCES.join_pt;
    if width >= height || is_dot {
        rulings.across.push(across);
    }
    if height > width || is_dot {
        rulings.down.push(down);
    }
}

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
