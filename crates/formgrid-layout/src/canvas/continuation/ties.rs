//! Which lattices adjoin across a page break, by position alone.
//!
//! A page may hold a single row of a table, or only blank cells, which no page on its own shows to be a
//! table. So neighboring pages are considered before such a lattice is doubted.

use super::tolerances::TOLERANCES;
use crate::canvas::lattice::Lattice;

/// For each lattice of each page, whether it adjoins one of a neighboring page: the last of one page is
/// as wide as the first of the other, and one of them is more than a box.
pub(crate) fn ties(pages: &[Vec<Lattice>]) -> Vec<Vec<bool>> {
    let mut tied: Vec<Vec<bool>> = pages.iter().map(|page| vec![false; page.len()]).collect();
    for (index, pair) in pages.windows(2).enumerate() {
        let [before, after] = pair else { continue };
        let lowest = (0..before.len())
            .max_by(|&a, &b| before[a].bbox.y1.total_cmp(&before[b].bbox.y1).then(b.cmp(&a)));
        let (Some(last), Some(first)) = (lowest, after.first()) else { continue };
        let is_table = before[last].cells.len() > 1 || first.cells.len() > 1 || tied[index][last];
        if is_table && is_as_wide(&before[last], first) {
            tied[index][last] = true;
            tied[index + 1][0] = true;
        }
    }
    tied
}

fn is_as_wide(a: &Lattice, b: &Lattice) -> bool {
    let width = |lattice: &Lattice| lattice.bbox.x1 - lattice.bbox.x0;
    (width(a) - width(b)).abs() <= 2.0 * TOLERANCES.edge_pt
}
