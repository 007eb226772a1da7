//! Cell spacing: browsers draw a border around each cell and leave equal space between them.
//!
//! Each edge is then drawn twice, further apart than a double ruling, at one constant distance. Rulings
//! that are close in only some places are a drawing.

use super::rulings::{Ruling, Rulings};
use super::tolerances::TOLERANCES;

/// Fewest doubled edges in one direction.
const MIN_DOUBLED: usize = 2;
/// Share of edges in one direction that are doubled; the outer ones are not.
const DOUBLED: f32 = 0.5;
/// Largest difference between equal distances.
const SAME_PT: f32 = 0.6;
/// Most rulings in one direction; more are a drawing.
const MAX_RULINGS: usize = 20_000;

/// Distance at which two rulings of a page are one edge, given its text size.
pub(super) fn snap_pt(rulings: &Rulings, text_pt: f32) -> f32 {
    let widest = (TOLERANCES.spaced_em * text_pt).max(TOLERANCES.snap_pt);
    let spacing = spacing(&rulings.across, widest).zip(spacing(&rulings.down, widest));
    spacing.map_or(TOLERANCES.snap_pt, |(across, down)| across.max(down) + SAME_PT / 2.0)
}

/// The cell spacing in one direction.
fn spacing(rulings: &[Ruling], widest: f32) -> Option<f32> {
    if rulings.len() > MAX_RULINGS {
        return None;
    }
    let mut lines: Vec<f32> = rulings.iter().map(|ruling| ruling.at).collect();
    lines.sort_by(f32::total_cmp);
    lines.dedup_by(|a, b| (*a - *b).abs() < SAME_PT);
    let gaps = lines.windows(2).map(|pair| pair[1] - pair[0]);
    let mut narrow: Vec<f32> =
        gaps.filter(|gap| *gap > TOLERANCES.snap_pt && *gap <= widest).collect();
    narrow.sort_by(f32::total_cmp);
    let (least, most) = (*narrow.first()?, *narrow.last()?);
    #[expect(clippy::cast_precision_loss, reason = "counts of lines are far below 2^24")]
    let share = 2.0 * narrow.len() as f32 / lines.len() as f32;
    let is_even = most - least <= SAME_PT && narrow.len() >= MIN_DOUBLED && share >= DOUBLED;
    is_even.then_some(most)
}

#[cfg(test)]
mod tests {
    use super::{Ruling, Rulings, snap_pt};

    fn check(across: &[f32], down: &[f32], expected: f32) {
        let rulings = |ats: &[f32]| {
            let ruling = |&at: &f32| Ruling { at, start: 0.0, end: 100.0, half: 0.25 };
            ats.iter().map(ruling).collect::<Vec<_>>()
        };
        let rulings = Rulings { across: rulings(across), down: rulings(down) };
        assert!((snap_pt(&rulings, 9.0) - expected).abs() < 0.01);
    }

    #[test]
    fn the_same_room_between_all_cells_is_no_cell() {
        let doubled = [0.0, 20.0, 23.0, 43.0, 46.0, 66.0];
        check(&doubled, &doubled, 3.3);
        check(&doubled, &[0.0, 20.0, 40.0], 2.5);
        check(&doubled, &[0.0, 20.0, 23.0, 43.0, 46.8, 66.0], 2.5);
    }
}
