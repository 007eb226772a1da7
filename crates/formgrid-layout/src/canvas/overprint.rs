//! Headers printed over the first row of a page.
//!
//! Some programs repeat a table's header on each page without leaving room for it. It repeats the
//! previous page's words at the same positions, and its lower ruling crosses the texts of the row.

use std::collections::BTreeMap;

use formgrid_model::{Atoms, BBox, CanvasPage, Code, Diagnostics, Place, Shape};

use super::text::{union, word_box};

/// Largest offset of a word from its position on the previous page, in points.
const SAME_PT: f32 = 2.0;
/// Fewest words of a header.
const MIN_WORDS: usize = 3;
/// Fewest texts that its ruling crosses.
const MIN_CROSSED: usize = 2;
/// Largest distance of the ruling below the header's words, in word heights.
const RULE_BELOW: f32 = 1.5;
/// Share of a word's height at top and bottom where a ruling only touches it.
const TOUCHED: f32 = 0.2;
/// Most pairs of a header word and a shape; more are a drawing.
const MAX_PAIRS: usize = 5_000_000;

/// Removes headers printed over a row, with the rulings under them.
pub(super) fn take_out(pages: &mut [CanvasPage], diagnostics: &mut Diagnostics) {
    for at in 1..pages.len() {
        let (before, rest) = pages.split_at_mut(at);
        if let (Some(before), Some(page)) = (before.last(), rest.first_mut())
            && page.words.len().saturating_mul(page.shapes.len()) <= MAX_PAIRS
        {
            take_out_of(page, before, diagnostics);
        }
    }
}

fn take_out_of(page: &mut CanvasPage, before: &CanvasPage, diagnostics: &mut Diagnostics) {
    if !has_crossed(page) {
        return;
    }
    for header in repeated_lines(page, before) {
        let boxes = header.iter().filter_map(|&at| page.words.get(at).and_then(word_box));
        let Some(bbox) = boxes.reduce(union) else { continue };
        let Some(rule) = crossing_rule(page, &header, bbox) else { continue };
        page.shapes.retain(|shape| {
            let area = extent(shape);
            let is_rule = area.y1 - area.y0 < SAME_PT && (area.y0 - rule).abs() < SAME_PT;
            !is_rule
        });
        let mut atoms = Atoms::new();
        let mut at = 0;
        page.words.retain(|word| {
            let is_header = header.binary_search(&at).is_ok();
            at += 1;
            if is_header {
                atoms.extend(word.text.atom);
            }
            !is_header
        });
        let place = Place { page: Some(page.number), bbox: Some(bbox), ..Place::default() };
        let message = "a header that is printed again, over the first row of a page";
        diagnostics.consume(Code::LayoutFurniture, place, atoms, message);
        return;
    }
}

/// Indices of the words of each line that the previous page has at the same positions.
fn repeated_lines(page: &CanvasPage, before: &CanvasPage) -> Vec<Vec<usize>> {
    let mut known: BTreeMap<&str, Vec<f32>> = BTreeMap::new();
    for word in &before.words {
        let x = word_box(word).unwrap_or_default().x0;
        known.entry(word.text.text.as_str()).or_default().push(x);
    }
    let mut lines: Vec<(f32, Vec<usize>)> = Vec::new();
    for (at, word) in page.words.iter().enumerate() {
        let Some(bbox) = word_box(word) else { continue };
        let is_known = known
            .get(word.text.text.as_str())
            .is_some_and(|xs| xs.iter().any(|x| (x - bbox.x0).abs() <= SAME_PT));
        if !is_known {
            continue;
        }
        match lines.last_mut() {
            Some((y, line)) if (*y - bbox.y0).abs() <= SAME_PT => line.push(at),
            _ => lines.push((bbox.y0, vec![at])),
        }
    }
    lines.into_iter().map(|(_, line)| line).filter(|line| line.len() >= MIN_WORDS).collect()
}

/// y of the ruling under a header's words, if it crosses texts of the page.
fn crossing_rule(page: &CanvasPage, header: &[usize], bbox: BBox) -> Option<f32> {
    let is_first = page.words.iter().filter_map(word_box).all(|word| word.y1 > bbox.y0);
    if !is_first {
        return None;
    }
    let reach = RULE_BELOW * (bbox.y1 - bbox.y0);
    let is_below = |rule: &BBox| (bbox.y1..bbox.y1 + reach).contains(&middle(rule));
    let rules: Vec<BBox> = rules(page).filter(is_below).collect();
    let is_crossed = |word: &BBox| rules.iter().find(|rule| crosses(rule, word)).map(middle);
    let words = page.words.iter().enumerate();
    let words = words.filter(|(at, _)| header.binary_search(at).is_err());
    let crossed: Vec<f32> = words.filter_map(|(_, word)| is_crossed(&word_box(word)?)).collect();
    let first = *crossed.first()?;
    let is_one = |rule: &&f32| (**rule - first).abs() < SAME_PT;
    (crossed.iter().filter(is_one).count() >= MIN_CROSSED).then_some(first)
}

/// Whether rulings cross as many texts as one under a header does. On most pages none does.
fn has_crossed(page: &CanvasPage) -> bool {
    let mut rules: Vec<BBox> = rules(page).filter(|rule| !middle(rule).is_nan()).collect();
    rules.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let is_crossed = |word: &BBox| {
        let first = rules.partition_point(|rule| middle(rule) < word.y0);
        let near = rules.iter().skip(first).take_while(|rule| middle(rule) < word.y1);
        near.into_iter().any(|rule| crosses(rule, word))
    };
    page.words.iter().filter_map(word_box).filter(is_crossed).take(MIN_CROSSED).count()
        == MIN_CROSSED
}

/// The horizontal rulings of a page.
fn rules(page: &CanvasPage) -> impl Iterator<Item = BBox> {
    let areas = page.shapes.iter().map(extent);
    areas.filter(|area| area.y1 - area.y0 < SAME_PT && area.x1 - area.x0 > SAME_PT)
}

/// Whether a ruling runs through a word.
fn crosses(rule: &BBox, word: &BBox) -> bool {
    let slack = TOUCHED * (word.y1 - word.y0);
    let run = (word.y0 + slack)..(word.y1 - slack);
    run.contains(&middle(rule)) && rule.x0 <= word.x0 && rule.x1 >= word.x1
}

fn middle(area: &BBox) -> f32 {
    f32::midpoint(area.y0, area.y1)
}

fn extent(shape: &Shape) -> BBox {
    match *shape {
        Shape::Line { bbox, .. } | Shape::Fill { bbox, .. } => bbox,
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::{BBox, CanvasPage, CanvasWord, Diagnostics, Place, RawText, Shape};

    use super::take_out;

    fn page(number: u32, rows: &[(f32, [&str; 3])], rules: &[f32]) -> CanvasPage {
        let mut page = CanvasPage { number, width: 600.0, height: 800.0, ..CanvasPage::default() };
        for (y0, texts) in rows {
            for (text, x0) in texts.iter().zip([100.0, 200.0, 300.0]) {
                let bbox = BBox { x0, y0: *y0, x1: x0 + 40.0, y1: y0 + 10.0 };
                let place = Place { page: Some(number), bbox: Some(bbox), ..Place::default() };
                let text = RawText { text: (*text).to_owned(), place, atom: None };
                page.words.push(CanvasWord { text, size: 10.0, ..CanvasWord::default() });
            }
        }
        for &y in rules {
            let bbox = BBox { x0: 90.0, y0: y, x1: 400.0, y1: y };
            page.shapes.push(Shape::Line { bbox, width: 0.5 });
        }
        page
    }

    #[test]
    fn a_header_over_a_row_is_taken_out_with_its_rule() {
        let header = ["名称", "目标", "实际"];
        let first = page(1, &[(50.0, header), (80.0, ["甲", "1", "2"])], &[45.0, 70.0]);
        let over = page(2, &[(53.0, ["乙", "3", "4"]), (45.0, header)], &[40.0, 58.0, 70.0]);
        let clean = page(2, &[(45.0, header), (64.0, ["乙", "3", "4"])], &[40.0, 58.0, 80.0]);
        for (second, n_words, n_rules) in [(over, 3, 2), (clean, 6, 3)] {
            let mut pages = [first.clone(), second];
            take_out(&mut pages, &mut Diagnostics::new());
            assert_eq!((pages[1].words.len(), pages[1].shapes.len()), (n_words, n_rules));
        }
    }
}
