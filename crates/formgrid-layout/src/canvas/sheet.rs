//! Orientation and scale: turned pages are rotated upright, and pages of any scale are brought to a
//! usual size.
//!
//! The glyphs determine the reading direction, whatever rotation the page declares. Later stages see
//! every page upright and with text of a usual size; places are mapped back to the sheet.

use std::collections::BTreeMap;

use formgrid_model::{BBox, Block, CanvasPage, Place, Shape};

use super::text::{body_size, word_box};

/// Share of a page's characters that must run in one direction to determine the page's.
const MOST: f32 = 0.6;
/// Largest deviation of text from its direction, in degrees.
const OFF_DEGREES: i16 = 10;
/// Range of text sizes, in points, for which a page is not scaled.
const USUAL_PT: (f32, f32) = (5.0, 36.0);
/// Text size to which other pages are scaled, in points.
const READ_PT: f32 = 10.0;

/// The transform of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Turn {
    /// Clockwise quarter turns of its text from horizontal.
    quarters: i16,
    scale: f32,
    /// Width and height of the sheet in points.
    size: (f32, f32),
}

/// Transforms of the canvas pages, by number; unchanged pages have none.
#[derive(Debug, Default)]
pub(super) struct Sheets {
    turns: BTreeMap<u32, Turn>,
}

impl Sheets {
    /// Turns the pages upright.
    pub(super) fn turned_upright(pages: &mut [CanvasPage]) -> Self {
        let mut sheets = Self::default();
        for page in pages {
            let quarters = quarters(page);
            let body = body_size(&page.words);
            let is_usual = (USUAL_PT.0..=USUAL_PT.1).contains(&body) || body <= 0.0;
            let scale = if is_usual { 1.0 } else { READ_PT / body };
            if quarters != 0 || !is_usual {
                let turn = Turn { quarters, scale, size: (page.width, page.height) };
                turn.apply(page);
                sheets.turns.insert(page.number, turn);
            }
        }
        sheets
    }

    /// A place in the coordinates of the sheet.
    pub(super) fn place(&self, mut place: Place) -> Place {
        let turn = place.page.and_then(|page| self.turns.get(&page));
        if let (Some(turn), Some(bbox)) = (turn, place.bbox.as_mut()) {
            *bbox = turn.back(*bbox);
        }
        place
    }

    /// Maps the places of blocks back to the sheets.
    pub(super) fn place_blocks(&self, blocks: &mut [Block]) {
        if self.turns.is_empty() {
            return;
        }
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => paragraph.place = self.place(paragraph.place),
                Block::Table(table) => {
                    table.grid.map_places(|place| self.place(place));
                }
            }
        }
    }
}

/// Clockwise quarter turns from horizontal of most of a page's text.
fn quarters(page: &CanvasPage) -> i16 {
    let mut n_chars = [0_usize; 4];
    for word in &page.words {
        let angle = word.ink.angle.rem_euclid(360);
        let quarter = (angle + 45) / 90 % 4;
        let off = (angle - quarter * 90).rem_euclid(360);
        if off <= OFF_DEGREES || off >= 360 - OFF_DEGREES {
            let n = n_chars.get_mut(usize::try_from(quarter).unwrap_or(0));
            if let Some(n) = n {
                *n += word.text.text.chars().count();
            }
        }
    }
    let all: usize = n_chars.iter().sum();
    let most = (0..4_i16).zip(n_chars).max_by_key(|&(quarter, n)| (n, -quarter));
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 24 bits")]
    let is_main = |n: usize| n as f32 >= MOST * all as f32;
    most.filter(|&(_, n)| n > 0 && is_main(n)).map_or(0, |(quarter, _)| quarter)
}

impl Turn {
    fn apply(self, page: &mut CanvasPage) {
        let is_across = self.quarters % 2 != 0;
        let (width, height) = if is_across { (page.height, page.width) } else { self.size };
        (page.width, page.height) = (width * self.scale, height * self.scale);
        for word in &mut page.words {
            if let Some(bbox) = &mut word.text.place.bbox {
                *bbox = self.forth(*bbox);
            }
            word.size *= self.scale;
            word.vertical ^= is_across;
            let angle = (word.ink.angle - 90 * self.quarters).rem_euclid(360);
            word.ink.angle = if angle > 180 { angle - 360 } else { angle };
            let bbox = word_box(word).unwrap_or_default();
            word.baseline = if word.vertical { bbox.x0 } else { bbox.y1 };
        }
        for shape in &mut page.shapes {
            match shape {
                Shape::Line { bbox, width } => {
                    *bbox = self.forth(*bbox);
                    *width *= self.scale;
                }
                Shape::Fill { bbox, .. } => *bbox = self.forth(*bbox),
            }
        }
    }

    /// From the sheet to the upright page.
    fn forth(self, bbox: BBox) -> BBox {
        let (width, height) = self.size;
        let point = |x: f32, y: f32| match self.quarters {
            1 => (y, width - x),
            2 => (width - x, height - y),
            3 => (height - y, x),
            _ => (x, y),
        };
        let (a, b) = (point(bbox.x0, bbox.y0), point(bbox.x1, bbox.y1));
        around((a.0 * self.scale, a.1 * self.scale), (b.0 * self.scale, b.1 * self.scale))
    }

    /// From the upright page to the sheet.
    fn back(self, bbox: BBox) -> BBox {
        let (width, height) = self.size;
        let point = |x: f32, y: f32| {
            let (x, y) = (x / self.scale, y / self.scale);
            match self.quarters {
                1 => (width - y, x),
                2 => (width - x, height - y),
                3 => (y, height - x),
                _ => (x, y),
            }
        };
        around(point(bbox.x0, bbox.y0), point(bbox.x1, bbox.y1))
    }
}

/// The box with two opposite corners.
fn around(a: (f32, f32), b: (f32, f32)) -> BBox {
    BBox { x0: a.0.min(b.0), y0: a.1.min(b.1), x1: a.0.max(b.0), y1: a.1.max(b.1) }
}

#[cfg(test)]
mod tests {
    use formgrid_model::{BBox, CanvasPage, CanvasWord, Ink, Place, RawText};

    use super::Sheets;

    #[test]
    fn turned_pages_are_read_upright_and_places_stay() {
        for angle in [0, 90, 180, -90] {
            let bbox = BBox { x0: 100.0, y0: 200.0, x1: 110.0, y1: 260.0 };
            let place = Place { page: Some(1), bbox: Some(bbox), ..Place::default() };
            let text = RawText { text: "text".to_owned(), place, atom: None };
            let ink = Ink { angle, ..Ink::default() };
            let vertical = angle % 180 != 0;
            let word = CanvasWord { text, size: 10.0, vertical, ink, ..CanvasWord::default() };
            let (width, height) = (600.0, 800.0);
            let mut page = CanvasPage { number: 1, width, height, ..CanvasPage::default() };
            page.words.push(word);
            let mut pages = [page];
            let sheets = Sheets::turned_upright(&mut pages);
            let word = &pages[0].words[0];
            assert_eq!((word.ink.angle, word.vertical), (0, false));
            assert_eq!(sheets.place(word.text.place).bbox, Some(bbox));
        }
    }

    #[test]
    fn a_page_of_a_tenth_is_read_at_a_usual_size() {
        let bbox = BBox { x0: 10.0, y0: 20.0, x1: 12.0, y1: 21.0 };
        let place = Place { page: Some(1), bbox: Some(bbox), ..Place::default() };
        let text = RawText { text: "text".to_owned(), place, atom: None };
        let word = CanvasWord { text, size: 1.0, ..CanvasWord::default() };
        let mut pages =
            [CanvasPage { number: 1, width: 60.0, height: 80.0, ..CanvasPage::default() }];
        pages[0].words.push(word);
        let sheets = Sheets::turned_upright(&mut pages);
        assert_eq!((pages[0].width, pages[0].words[0].size), (600.0, 10.0));
        assert_eq!(sheets.place(pages[0].words[0].text.place).bbox, Some(bbox));
    }
}
