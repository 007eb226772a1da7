//! Straight rulings that bound and divide a table without a complete grid.

use formgrid_model::{BBox, CanvasPage, Shape};

use super::{super::placed::PlacedTable, tolerances::TOLERANCES};

/// A horizontal or vertical ruling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    /// Its coordinate on the other axis: y of a horizontal one.
    pub(super) at: f32,
    /// Start.
    pub(super) start: f32,
    /// End.
    pub(super) end: f32,
}

/// The rulings of a page outside lattices.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    /// From top to bottom, at one height from left to right.
    pub(super) horizontal: Vec<Rule>,
    /// From left to right.
    pub(super) vertical: Vec<Rule>,
}

impl Rule {
    /// Its length in points.
    pub(super) fn length(&self) -> f32 {
        self.end - self.start
    }

    /// How much of an extent it covers, in points.
    pub(super) fn cover(&self, extent: (f32, f32)) -> f32 {
        self.end.min(extent.1) - self.start.max(extent.0)
    }
}

impl Rules {
    /// The horizontal rulings between two heights.
    pub(super) fn between(&self, top: f32, bottom: f32) -> impl Iterator<Item = &Rule> {
        let from = self.horizontal.partition_point(|rule| rule.at <= top);
        let rest = self.horizontal.get(from..).unwrap_or_default();
        rest.iter().take_while(move |rule| rule.at < bottom)
    }
}

/// The rulings outside tables already found.
pub(super) fn find(page: &CanvasPage, found: &[&[PlacedTable]]) -> Rules {
    let mut rules = Rules::default();
    for shape in &page.shapes {
        let (bbox, thickness) = match *shape {
            Shape::Line { bbox, width } => (bbox, width),
            Shape::Fill { lightness, .. } if lightness > TOLERANCES.darkest_paper => continue,
            Shape::Fill { bbox, .. } => (bbox, 0.0),
        };
        if found.iter().copied().flatten().any(|table| is_inside(bbox, table.bbox)) {
            continue;
        }
        let (width, height) = (bbox.x1 - bbox.x0, bbox.y1 - bbox.y0);
        if height <= TOLERANCES.rule_pt && width > thickness.max(height) {
            let at = f32::midpoint(bbox.y0, bbox.y1);
            rules.horizontal.push(Rule { at, start: bbox.x0, end: bbox.x1 });
        } else if width <= TOLERANCES.rule_pt && height > thickness.max(width) {
            let at = f32::midpoint(bbox.x0, bbox.x1);
            rules.vertical.push(Rule { at, start: bbox.y0, end: bbox.y1 });
        }
    }
    rules.horizontal = joined(rules.horizontal);
    rules.vertical = joined(rules.vertical);
    rules
}

fn is_inside(bbox: BBox, table: BBox) -> bool {
    let slack = TOLERANCES.rule_pt;
    bbox.x0 >= table.x0 - slack
        && bbox.x1 <= table.x1 + slack
        && bbox.y0 >= table.y0 - slack
        && bbox.y1 <= table.y1 + slack
}

/// Joins touching rulings at one height and drops those too short to divide anything.
fn joined(mut rules: Vec<Rule>) -> Vec<Rule> {
    rules.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut joined: Vec<Rule> = Vec::new();
    let mut from = 0;
    while from < rules.len() {
        let top = rules[from].at;
        let n = rules[from..].partition_point(|rule| rule.at - top <= TOLERANCES.rule_pt);
        let level = &mut rules[from..from + n];
        level.sort_by(|a, b| a.start.total_cmp(&b.start));
        let first = joined.len();
        for rule in level.iter() {
            match joined[first..].last_mut() {
                Some(last) if rule.start - last.end <= TOLERANCES.dash_pt => {
                    last.end = last.end.max(rule.end);
                }
                _ => joined.push(Rule { at: top, ..*rule }),
            }
        }
        from += n.max(1);
    }
    joined.retain(|rule| rule.length() >= TOLERANCES.shortest_rule_pt);
    joined
}
