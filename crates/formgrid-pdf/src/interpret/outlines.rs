//! Content without text: letters drawn as outlines, pictures beside text.
//!
//! A producer that converts text to outlines leaves hundreds of letter-sized shapes, in lines. A few of
//! them are a logo or a seal.

use formgrid_model::BBox;

use crate::{
    limits,
    matrix::Area,
    page::Word,
    path::{Path, Segment, boxes},
};

/// Filled paths that are no boxes.
#[derive(Debug, Default)]
pub(super) struct Outlines {
    letters: Vec<Area>,
}

/// Sides of a letter in points: single strokes may be thin, and titles are large.
const LETTER_PT: (f64, f64) = (0.3, 60.0);
/// Fewest outlines that make text: a short line of Chinese has as many strokes.
const LEAST_LETTERS: usize = 60;
/// Largest distance between lines of one text, in points.
const LINE_GAP_PT: f64 = 36.0;
/// Least width and height of a picture that may hold text, as shares of the page. Logos and seals are
/// smaller.
const PICTURE: (f64, f64) = (0.3, 0.08);

impl Outlines {
    /// Records the subpaths of a fill that may be letters.
    pub(super) fn add(&mut self, path: &Path, clip: Area) {
        for part in path.parts() {
            if self.letters.len() >= limits::PAGE_OUTLINES {
                return;
            }
            let is_curved = part.iter().any(|point| point.step == Segment::Curve);
            let Some(area) = boxes::outline(part).filter(|_| is_curved || part.len() > 5) else {
                continue;
            };
            let (small, large) = (area.width().min(area.height()), area.width().max(area.height()));
            let is_letter = small >= LETTER_PT.0 && large <= LETTER_PT.1;
            if is_letter && !area.intersect(clip).is_empty() && boxes::of(part).is_none() {
                self.letters.push(area);
            }
        }
    }

    /// Areas that may hold text but contain no words, from top to bottom.
    pub(super) fn unread(&self, images: &[Area], words: &[Word], page: Area) -> Vec<BBox> {
        let mut unread: Vec<Area> = self.texts();
        unread.extend(images.iter().filter(|image| {
            image.width() >= PICTURE.0 * page.width() && image.height() >= PICTURE.1 * page.height()
        }));
        unread.truncate(limits::PAGE_UNREAD);
        let holds = |area: &Area, word: &Word| {
            let (x, y) = (word.bbox.x0 + word.bbox.x1, word.bbox.y0 + word.bbox.y1);
            area.holds(f64::from(x) / 2.0, f64::from(y) / 2.0)
        };
        unread.retain(|area| !words.iter().any(|word| holds(area, word)));
        unread.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
        let mut apart: Vec<Area> = Vec::new();
        for area in unread {
            match apart.iter_mut().find(|other| !other.intersect(area).is_empty()) {
                Some(other) => *other = other.join(area),
                None => apart.push(area),
            }
        }
        apart.into_iter().map(|area| area.intersect(page).bbox()).collect()
    }

    /// Areas of the page with many outlines.
    fn texts(&self) -> Vec<Area> {
        let mut letters = self.letters.clone();
        letters.sort_by(|a, b| a.y0.total_cmp(&b.y0));
        let mut texts: Vec<(Area, usize)> = Vec::new();
        for letter in letters {
            match texts.last_mut() {
                Some((area, n)) if letter.y0 - area.y1 <= LINE_GAP_PT => {
                    *area = area.join(letter);
                    *n += 1;
                }
                _ => texts.push((letter, 1)),
            }
        }
        texts.retain(|(_, n)| *n >= LEAST_LETTERS);
        texts.into_iter().map(|(area, _)| area).collect()
    }
}
