//! Texts centered across cells: headings that span columns without a merge (ECMA-376, 18.18.40).
//!
//! Such a text extends over the empty cells next to it with the same alignment, and is read as a merge.

use std::collections::BTreeSet;

use crate::sheet::worksheet::{Area, Sheet};

/// Most comparisons of cells with merged regions; a form needs a few hundred.
const MAX_COMPARED: usize = 10_000_000;

/// Adds a merged region for each centered text. `across` lists the cells with that alignment.
pub(super) fn add(sheet: &mut Sheet, across: &[(u32, u32)]) {
    if across.is_empty() || across.len().saturating_mul(sheet.merges.len()) > MAX_COMPARED {
        return;
    }
    let filled: BTreeSet<(u32, u32)> =
        sheet.cells.iter().map(|cell| (cell.row, cell.col)).collect();
    let is_merged = |row: u32, col: u32| {
        let holds = |(first, last): (u32, u32), at: u32| (first..=last).contains(&at);
        sheet.merges.iter().any(|area| holds(area.rows, row) && holds(area.cols, col))
    };
    let across: BTreeSet<(u32, u32)> = across.iter().copied().collect();
    let mut areas: Vec<Area> = Vec::new();
    for &(row, col) in across.iter().filter(|at| filled.contains(at)) {
        let beside = (col.saturating_add(1)..).map(|next| (row, next));
        let n_empty = beside
            .take_while(|at| across.contains(at) && !filled.contains(at))
            .take_while(|&(row, col)| !is_merged(row, col))
            .count();
        if n_empty > 0 && !is_merged(row, col) {
            let end = col.saturating_add(u32::try_from(n_empty).unwrap_or(0));
            areas.push(Area { rows: (row, row), cols: (col, end) });
        }
    }
    sheet.merges.extend(areas);
}

#[cfg(test)]
mod tests {
    use super::add;
    use crate::sheet::worksheet::{Area, Sheet, Value};

    #[test]
    fn a_centered_text_extends_to_the_next_one() {
        let value = |col| Value { row: 0, col, text: "题".to_owned(), number: None };
        let mut sheet = Sheet { cells: vec![value(0), value(3), value(6)], ..Sheet::default() };
        sheet.merges.push(Area { rows: (0, 1), cols: (5, 5) });
        add(&mut sheet, &[(0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (0, 7)]);
        let found: Vec<_> = sheet.merges[1..].iter().map(|area| area.cols).collect();
        assert_eq!(found, [(0, 2), (3, 4)]);
    }
}
