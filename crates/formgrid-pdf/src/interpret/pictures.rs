//! Pictures that fill a cell of a table, where a reader expects words.
//!
//! A cell is what the nearest rulings above, below and beside a picture enclose. A picture next to words,
//! or outside rulings, is decoration: a logo, a seal, a check mark before its label.

use formgrid_model::{BBox, Shape};

use crate::{limits, matrix::Area, page::Word};

/// Smallest side of a picture that may show a word, in points.
const LEAST_PT: f64 = 5.0;
/// Thickest fill that is a ruling, in points.
const RULING_PT: f32 = 3.0;
/// Distance by which a picture may reach over a ruling, and a ruling may end before its side, in points.
const SLACK_PT: f64 = 3.0;
/// Largest share of the page that a cell takes.
const CELL_SHARE: f64 = 0.3;
/// Most pictures whose cells are searched, and most rulings compared with each.
const PICTURES: usize = 1_000;
const RULINGS: usize = 20_000;

/// The pictures that are alone in their cells, from top to bottom.
pub(super) fn in_cells(images: &[Area], shapes: &[Shape], words: &[Word], page: Area) -> Vec<BBox> {
    let is_picture = |image: &&Area| image.width().min(image.height()) >= LEAST_PT;
    let mut images = images.iter().filter(is_picture).take(PICTURES).peekable();
    if images.peek().is_none() {
        return Vec::new();
    }
    let rulings: Vec<BBox> = shapes.iter().filter_map(ruling).take(RULINGS).collect();
    let is_alone = |image: &&Area| {
        let Some(cell) = cell(**image, &rulings) else { return false };
        let is_small = cell.width() * cell.height() <= CELL_SHARE * page.width() * page.height();
        is_small && !words.iter().any(|word| holds(cell, word))
    };
    let mut found: Vec<Area> = images.filter(is_alone).copied().collect();
    found.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
    // One picture may be drawn in strips, or with its shadow.
    let mut apart: Vec<Area> = Vec::new();
    for image in found {
        match apart.iter_mut().find(|other| !other.intersect(image).is_empty()) {
            Some(other) => *other = other.join(image),
            None => apart.push(image),
        }
    }
    apart.truncate(limits::PAGE_UNREAD);
    apart.into_iter().map(|area| area.intersect(page).bbox()).collect()
}

/// The box of a stroke or of a fill as thin as one.
fn ruling(shape: &Shape) -> Option<BBox> {
    match shape {
        Shape::Line { bbox, .. } => Some(*bbox),
        Shape::Fill { bbox, .. } => {
            let is_thin = (bbox.x1 - bbox.x0).min(bbox.y1 - bbox.y0) <= RULING_PT;
            is_thin.then_some(*bbox)
        }
    }
}

/// The cell around a picture; `None` if a side is open.
fn cell(image: Area, rulings: &[BBox]) -> Option<Area> {
    let (x, y) = ((image.x0 + image.x1) / 2.0, (image.y0 + image.y1) / 2.0);
    let (mut left, mut right) = (f64::NEG_INFINITY, f64::INFINITY);
    let (mut top, mut bottom) = (f64::NEG_INFINITY, f64::INFINITY);
    for ruling in rulings {
        let [x0, y0, x1, y1] = [ruling.x0, ruling.y0, ruling.x1, ruling.y1].map(f64::from);
        let is_upright = y1 - y0 > x1 - x0;
        if is_upright && y0 - SLACK_PT <= y && y <= y1 + SLACK_PT {
            if x1 <= image.x0 + SLACK_PT {
                left = left.max(x1);
            } else if x0 >= image.x1 - SLACK_PT {
                right = right.min(x0);
            }
        } else if !is_upright && x0 - SLACK_PT <= x && x <= x1 + SLACK_PT {
            if y1 <= image.y0 + SLACK_PT {
                top = top.max(y1);
            } else if y0 >= image.y1 - SLACK_PT {
                bottom = bottom.min(y0);
            }
        }
    }
    let cell = Area { x0: left, y0: top, x1: right, y1: bottom };
    [left, top, right, bottom].iter().all(|side| side.is_finite()).then_some(cell)
}

fn holds(cell: Area, word: &Word) -> bool {
    let (x, y) = (word.bbox.x0 + word.bbox.x1, word.bbox.y0 + word.bbox.y1);
    cell.holds(f64::from(x) / 2.0, f64::from(y) / 2.0)
}

#[cfg(test)]
mod tests {
    use formgrid_model::{BBox, Shape};

    use super::in_cells;
    use crate::{matrix::Area, page::Word};

    fn bbox(x0: f32, y0: f32, x1: f32, y1: f32) -> BBox {
        BBox { x0, y0, x1, y1 }
    }

    fn area(x0: f64, y0: f64, x1: f64, y1: f64) -> Area {
        Area { x0, y0, x1, y1 }
    }

    /// Two cells next to each other, from (100, 100) to (300, 130).
    fn rulings() -> Vec<Shape> {
        let line = |x0, y0, x1, y1| Shape::Line { bbox: bbox(x0, y0, x1, y1), width: 0.5 };
        vec![
            line(100.0, 100.0, 300.0, 100.0),
            line(100.0, 130.0, 300.0, 130.0),
            line(100.0, 100.0, 100.0, 130.0),
            line(200.0, 100.0, 200.0, 130.0),
            Shape::Fill { bbox: bbox(300.0, 100.0, 300.5, 130.0), lightness: 0.0 },
        ]
    }

    fn found(image: Area, words: &[BBox]) -> usize {
        let words: Vec<Word> = words.iter().map(|&bbox| Word { bbox, ..Word::default() }).collect();
        in_cells(&[image], &rulings(), &words, area(0.0, 0.0, 600.0, 800.0)).len()
    }

    #[test]
    fn a_picture_alone_in_its_cell_is_found() {
        let picture = area(210.0, 105.0, 280.0, 125.0);
        let beside = bbox(110.0, 105.0, 180.0, 125.0);
        assert_eq!(found(picture, &[beside]), 1);
        assert_eq!(found(picture, &[bbox(282.0, 105.0, 298.0, 125.0)]), 0);
        assert_eq!(found(area(210.0, 140.0, 280.0, 160.0), &[]), 0);
        assert_eq!(found(area(210.0, 105.0, 212.0, 107.0), &[]), 0);
    }

    #[test]
    fn strips_of_a_picture_are_one() {
        let strips = [area(210.0, 102.0, 280.0, 115.0), area(210.0, 115.0, 280.0, 128.0)];
        let page = area(0.0, 0.0, 600.0, 800.0);
        assert_eq!(in_cells(&strips, &rulings(), &[], page).len(), 1);
    }
}
