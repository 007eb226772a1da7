//! Opaque areas in painting order: what lies under text, and what lies over it.
//!
//! Text that is painted over is hidden, and text in the color of its background was never visible. If
//! the look of an area is uncertain, text counts as visible.

use crate::{
    limits,
    matrix::{Area, index},
};

/// An opaque area.
#[derive(Debug, Clone, Copy)]
struct Cover {
    area: Area,
    /// Its color; `None` if it is not uniform or the outline is no box.
    color: Option<[u8; 3]>,
    is_image: bool,
}

/// The opaque areas of a page.
#[derive(Debug, Default)]
pub(crate) struct Covers {
    list: Vec<Cover>,
    /// Their indices by band of page height.
    bands: Vec<Vec<usize>>,
}

/// Why a word cannot be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HiddenReason {
    /// Something opaque is painted over it.
    Covered,
    /// It has the color of its background.
    BackgroundColor,
    /// It is drawn without ink.
    NoInk,
}

/// Height of a band in points: two lines of text.
const BAND_PT: f64 = 24.0;
/// Smallest side of an area that hides text, in points.
const LEAST_PT: f64 = 4.0;
/// Largest difference in red, green and blue between colors that look the same.
const TOLD_APART: u8 = 12;
/// Share of a word's box that may stick out of a cover on each side: the space above and below its
/// letters.
const STICKS_OUT: f64 = 0.25;

impl Covers {
    /// Areas painted so far.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Adds a painted area; its color is `None` if its look is unknown.
    pub(crate) fn push(&mut self, area: Area, color: Option<[u8; 3]>) {
        self.add(Cover { area, color, is_image: false });
    }

    /// Adds an image without transparent parts.
    pub(crate) fn push_image(&mut self, area: Area) {
        self.add(Cover { area, color: None, is_image: true });
    }

    fn add(&mut self, cover: Cover) {
        let area = cover.area;
        let is_large = area.width().min(area.height()) > LEAST_PT;
        if !is_large || self.list.len() >= limits::PAGE_COVERS {
            return;
        }
        let (first, last) = (band(area.y0), band(area.y1));
        if self.bands.len() <= last {
            self.bands.resize_with(last + 1, Vec::new);
        }
        for band in self.bands.iter_mut().take(last + 1).skip(first) {
            band.push(self.list.len());
        }
        self.list.push(cover);
    }

    /// Why text of a color is invisible if `n_before` areas were painted before it; `None` if it is
    /// visible. Programs that recognize text may put it under the scan, so the images of a scanned page
    /// hide nothing (`is_scan`).
    pub(crate) fn hide(
        &self,
        text: Area,
        color: [u8; 3],
        n_before: usize,
        is_scan: bool,
    ) -> Option<HiddenReason> {
        let (x, y) = ((text.x0 + text.x1) / 2.0, (text.y0 + text.y1) / 2.0);
        let (dx, dy) = (STICKS_OUT * text.height(), STICKS_OUT * text.height());
        let band = self.bands.get(band(y)).map(Vec::as_slice).unwrap_or_default();
        let (before, after) = band.split_at(band.partition_point(|&at| at < n_before));
        let covers = |at: &usize| self.list.get(*at);
        let hides = |cover: &Cover| {
            (cover.color.is_some() || cover.is_image && !is_scan)
                && cover.area.holds(text.x0 + dx, text.y0 + dy)
                && cover.area.holds(text.x1 - dx, text.y1 - dy)
        };
        if after.iter().filter_map(covers).any(hides) {
            return Some(HiddenReason::Covered);
        }
        let under = before.iter().rev().filter_map(covers).find(|cover| cover.area.holds(x, y));
        let ground = under.map_or(Some([u8::MAX; 3]), |cover| cover.color)?;
        let is_same = ground.iter().zip(color).all(|(a, b)| a.abs_diff(b) < TOLD_APART);
        is_same.then_some(HiddenReason::BackgroundColor)
    }
}

/// The band of a y coordinate.
fn band(y: f64) -> usize {
    index(y / BAND_PT, limits::COVER_BANDS)
}

#[cfg(test)]
mod tests {
    use super::{Covers, HiddenReason};
    use crate::matrix::Area;

    fn area(x0: f64, y0: f64, x1: f64, y1: f64) -> Area {
        Area { x0, y0, x1, y1 }
    }

    #[test]
    fn later_paint_hides_what_it_covers() {
        let mut covers = Covers::default();
        let word = area(100.0, 100.0, 140.0, 110.0);
        covers.push(area(90.0, 90.0, 200.0, 200.0), Some([255; 3]));
        assert_eq!(covers.hide(word, [0; 3], 0, false), Some(HiddenReason::Covered));
        assert_eq!(covers.hide(word, [0; 3], 1, false), None);
        assert_eq!(covers.hide(area(50.0, 100.0, 140.0, 110.0), [0; 3], 0, false), None);
    }

    #[test]
    fn text_in_the_color_of_its_background_is_hidden() {
        let mut covers = Covers::default();
        let word = area(100.0, 100.0, 140.0, 110.0);
        assert_eq!(covers.hide(word, [252; 3], 0, false), Some(HiddenReason::BackgroundColor));
        covers.push(area(90.0, 90.0, 200.0, 200.0), Some([0, 0, 128]));
        assert_eq!(covers.hide(word, [255; 3], 1, false), None);
        // The look of a shading is unknown.
        covers.push(area(90.0, 90.0, 200.0, 200.0), None);
        assert_eq!(covers.hide(word, [0, 0, 128], 2, false), None);
    }

    #[test]
    fn images_hide_text_except_on_scans() {
        let mut covers = Covers::default();
        let word = area(100.0, 100.0, 140.0, 110.0);
        covers.push_image(area(90.0, 90.0, 200.0, 200.0));
        assert_eq!(covers.hide(word, [0; 3], 0, false), Some(HiddenReason::Covered));
        assert_eq!(covers.hide(word, [0; 3], 0, true), None);
        assert_eq!(covers.hide(word, [0; 3], 1, false), None);
    }
}
