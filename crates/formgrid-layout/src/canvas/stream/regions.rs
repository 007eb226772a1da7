//! Candidate regions: levels close together, or between rulings of equal length.

use super::{
    phrases::{Level, Phrase, extent},
    rules::{Rule, Rules},
    tolerances::TOLERANCES,
};

/// Levels that may be a table.
#[derive(Debug)]
pub(super) struct Region<'a> {
    /// From top to bottom.
    pub(super) levels: Vec<Level<'a>>,
    /// Which of them are between rulings of equal length.
    pub(super) framed: Vec<bool>,
}

/// Top and bottom of stacked rulings of equal length.
#[derive(Debug, Clone, Copy)]
struct Frame {
    rule: Rule,
    bottom: f32,
    n_rules: usize,
}

/// The regions of a page from top to bottom.
pub(super) fn find<'a>(
    levels: Vec<Level<'a>>,
    rules: &Rules,
    prose: &[(f32, f32)],
) -> Vec<Region<'a>> {
    let frames = frames(rules, prose);
    let mut regions: Vec<Region<'a>> = Vec::new();
    let mut above: Option<usize> = None;
    let mut bottom = f32::NEG_INFINITY;
    for level in levels {
        let frame = frames.iter().position(|frame| frame.holds(&level));
        if is_breaker(&level, frame.is_some()) {
            (above, bottom) = (None, f32::NEG_INFINITY);
            continue;
        }
        let room = level.bbox.y0 - bottom;
        let before = regions.last().and_then(|region| region.levels.last());
        let is_near = room <= TOLERANCES.row_room_em * level.size()
            || (room <= TOLERANCES.airy_room_em * level.size()
                && before.is_some_and(|before| are_rows(before, &level)));
        bottom = bottom.max(level.bbox.y1);
        match regions.last_mut() {
            Some(last) if is_near || (frame.is_some() && frame == above) => {
                last.levels.push(level);
                last.framed.push(frame.is_some());
            }
            _ => regions.push(Region { levels: vec![level], framed: vec![frame.is_some()] }),
        }
        above = frame;
    }
    regions
}

impl Frame {
    /// Whether a level is between the rulings, and mostly within their width.
    fn holds(&self, level: &Level<'_>) -> bool {
        let middle = f32::midpoint(level.bbox.y0, level.bbox.y1);
        let width = level.bbox.x1 - level.bbox.x0;
        let is_between = self.rule.at < middle && middle < self.bottom;
        is_between && self.rule.cover(extent(level.bbox)) > 0.5 * width
    }
}

/// Whether two levels have aligned texts in so many columns that they are rows of one table at any
/// distance.
fn are_rows(above: &Level<'_>, below: &Level<'_>) -> bool {
    let is_below = |(a, b): (&Phrase<'_>, &Phrase<'_>)| {
        let slack = TOLERANCES.align_em * a.size.max(b.size);
        let near = |a: f32, b: f32| (a - b).abs() <= slack;
        near(a.bbox.x0, b.bbox.x0) || near(a.bbox.x1, b.bbox.x1) || near(a.center(), b.center())
    };
    let n_below = below
        .phrases
        .iter()
        .filter(|phrase| above.phrases.iter().any(|other| is_below((other, phrase))))
        .count();
    n_below >= AIRY_COLUMNS
        || (n_below >= 1 && n_below == below.phrases.len().min(above.phrases.len()))
}

/// Fewest columns of aligned texts in widely spaced rows.
const AIRY_COLUMNS: usize = 4;

/// A lone line of text too long for a cell.
fn is_breaker(level: &Level<'_>, is_framed: bool) -> bool {
    match level.phrases.as_slice() {
        [phrase] => {
            !is_framed && phrase.width() > TOLERANCES.breaker_em * phrase.size && !phrase.is_value()
        }
        _ => false,
    }
}

fn frames(rules: &Rules, prose: &[(f32, f32)]) -> Vec<Frame> {
    let mut frames: Vec<Frame> = Vec::new();
    for rule in &rules.horizontal {
        let is_same = |frame: &&mut Frame| {
            let longer = frame.rule.length().max(rule.length());
            frame.rule.cover((rule.start, rule.end)) >= TOLERANCES.frame_share * longer
                && !prose.iter().any(|&(y0, y1)| y0 > frame.bottom && y1 < rule.at)
        };
        match frames.iter_mut().rev().take(TOLERANCES.window_levels).find(is_same) {
            Some(frame) => {
                frame.bottom = rule.at;
                frame.n_rules += 1;
            }
            None => frames.push(Frame { rule: *rule, bottom: rule.at, n_rules: 1 }),
        }
    }
    frames.retain(|frame| frame.n_rules > 1);
    frames.sort_by(|a, b| a.rule.at.total_cmp(&b.rule.at).then(b.bottom.total_cmp(&a.bottom)));
    frames
}
