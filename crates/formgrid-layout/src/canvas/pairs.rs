//! Two pages printed side by side on one sheet.
//!
//! Each has its own title and may continue on the other like on any next page. A sheet is two pages if
//! it is wider than high, its middle is blank, and both halves have text within equal margins.

use formgrid_model::{BBox, CanvasPage, Shape};

use super::text::{union, word_box};

/// Least aspect ratio of a sheet of two pages: two A4 pages have 1.41, two US Letter pages 1.29.
const LEAST_RATIO: f32 = 1.25;
/// Blank space on both sides of the middle, as a share of the width: half a small margin each.
const GUTTER: f32 = 0.012;
/// Largest difference of the margins of both halves, as a share of the width.
const SAME: f32 = 0.02;
/// Least share of a half's width that its text takes.
const FILLED: f32 = 0.6;
/// Share of the sheet above which a fill is its background.
const BACKGROUND: f32 = 0.8;
/// Fewest words of a page.
const MIN_WORDS: usize = 8;

/// The pages, with sheets of two split. Both halves keep the sheet's number and coordinates.
pub(super) fn apart(pages: Vec<CanvasPage>) -> Vec<CanvasPage> {
    let mut all = Vec::with_capacity(pages.len());
    for page in pages {
        if is_pair(&page) {
            let (left, right) = halves(page);
            all.extend([left, right]);
        } else {
            all.push(page);
        }
    }
    all
}

fn is_pair(page: &CanvasPage) -> bool {
    if page.width < LEAST_RATIO * page.height || page.words.len() < 2 * MIN_WORDS {
        return false;
    }
    let middle = page.width / 2.0;
    let gutter = GUTTER * page.width;
    let crosses = |bbox: &BBox| bbox.x0 < middle + gutter && bbox.x1 > middle - gutter;
    let words = || page.words.iter().filter_map(word_box);
    let sheet = page.width * page.height;
    let drawn = page.shapes.iter().filter_map(|shape| match *shape {
        Shape::Line { bbox, .. } => Some(bbox),
        Shape::Fill { bbox, .. } => {
            let area = (bbox.x1 - bbox.x0) * (bbox.y1 - bbox.y0);
            (area < BACKGROUND * sheet).then_some(bbox)
        }
    });
    if words().any(|bbox| crosses(&bbox)) || drawn.into_iter().any(|bbox| crosses(&bbox)) {
        return false;
    }
    let (left, right): (Vec<BBox>, Vec<BBox>) = words().partition(|bbox| bbox.x1 < middle);
    let extent = |boxes: &[BBox]| boxes.iter().copied().reduce(union);
    let (Some(a), Some(b)) = (extent(&left), extent(&right)) else { return false };
    let is_near = |a: f32, b: f32| (a - b).abs() <= SAME * page.width;
    left.len() >= MIN_WORDS
        && right.len() >= MIN_WORDS
        && is_near(a.x0, b.x0 - middle)
        && is_near(a.x1, b.x1 - middle)
        && a.x1 - a.x0 >= FILLED * middle
}

fn halves(page: CanvasPage) -> (CanvasPage, CanvasPage) {
    let middle = page.width / 2.0;
    let CanvasPage { number, width, height, words, shapes } = page;
    let (left, right) =
        words.into_iter().partition(|word| word_box(word).unwrap_or_default().x1 < middle);
    let (drawn_left, drawn_right) = shapes.into_iter().partition(|shape| match shape {
        Shape::Line { bbox, .. } | Shape::Fill { bbox, .. } => {
            f32::midpoint(bbox.x0, bbox.x1) < middle
        }
    });
    let half = |words, shapes| CanvasPage { number, width, height, words, shapes };
    (half(left, drawn_left), half(right, drawn_right))
}
