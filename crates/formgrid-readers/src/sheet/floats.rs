//! Floating texts of a sheet: which of them are the text of a cell.
//!
//! A box inside one empty cell or merged region is that cell's text. A form control inside a cell with
//! text adds to it: the cell is its label or its list. All others come before or after the grid.

use std::collections::BTreeMap;

use super::worksheet::{Area, Float, Sheet, Value};

/// Most comparisons of texts with merged regions.
const MAX_COMPARED: usize = 10_000_000;

/// Texts that belong to no cell.
#[derive(Debug, Default)]
pub(super) struct Floats {
    /// Above the middle of the used range.
    pub(super) before: Vec<Float>,
    pub(super) after: Vec<Float>,
}

/// Assigns texts to their cells and returns the others in reading order.
pub(super) fn settle(sheet: &mut Sheet) -> Floats {
    let mut floats = std::mem::take(&mut sheet.floats);
    let mut settled = Floats::default();
    if floats.is_empty() {
        return settled;
    }
    floats.sort_by_key(|float| (float.area.rows, float.area.cols));
    let first = sheet.cells.iter().map(|cell| cell.row).min();
    let last = sheet.cells.iter().map(|cell| cell.row).max();
    let (first, last) = (first.unwrap_or(0), last.unwrap_or(0));
    let mut known: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for (index, cell) in sheet.cells.iter().enumerate() {
        known.insert((cell.row, cell.col), index);
    }
    let is_searched = floats.len().saturating_mul(sheet.merges.len()) <= MAX_COMPARED;
    for float in floats {
        let region = cell_around(float.area, if is_searched { &sheet.merges } else { &[] });
        let is_inside = (first..=last).contains(&float.area.rows.0);
        let at = region.map(|region| (region.rows.0, region.cols.0)).filter(|_| is_inside);
        match at.map(|at| (at, known.get(&at).copied())) {
            Some((_, Some(index))) if float.is_control => {
                if let Some(cell) = sheet.cells.get_mut(index) {
                    cell.text.push(' ');
                    cell.text.push_str(&float.text);
                }
            }
            Some(((row, col), None)) => {
                known.insert((row, col), sheet.cells.len());
                sheet.cells.push(Value { row, col, text: float.text, number: None });
            }
            _ if is_above(float.area, first, last) => settled.before.push(float),
            _ => settled.after.push(float),
        }
    }
    settled
}

/// The cell or merged region that contains an area; `None` if it extends over several.
fn cell_around(area: Area, merges: &[Area]) -> Option<Area> {
    let holds = |outer: (u32, u32), inner: (u32, u32)| outer.0 <= inner.0 && inner.1 <= outer.1;
    let region =
        merges.iter().find(|merge| holds(merge.rows, area.rows) && holds(merge.cols, area.cols));
    let is_one = area.rows.0 == area.rows.1 && area.cols.0 == area.cols.1;
    region.copied().or_else(|| is_one.then_some(area))
}

fn is_above(area: Area, first: u32, last: u32) -> bool {
    let middle = |(start, end): (u32, u32)| u64::from(start) + u64::from(end);
    area.rows.0 <= first || middle(area.rows) < middle((first, last))
}

#[cfg(test)]
mod tests {
    use super::settle;
    use crate::sheet::worksheet::{Area, Float, Sheet, Value};

    fn float(rows: (u32, u32), cols: (u32, u32), text: &str) -> Float {
        Float { area: Area { rows, cols }, text: text.to_owned(), is_control: false }
    }

    #[test]
    fn a_text_in_an_empty_cell_is_its_text() {
        let value = |row, text: &str| Value { row, col: 0, text: text.to_owned(), number: None };
        let mut sheet = Sheet {
            cells: vec![value(2, "名称"), value(9, "合计")],
            merges: vec![Area { rows: (3, 3), cols: (1, 4) }],
            floats: vec![
                float((3, 3), (2, 3), "路灯"),
                float((0, 1), (0, 4), "目标表"),
                float((11, 12), (0, 4), "注"),
                float((2, 2), (0, 0), "压在字上"),
            ],
            ..Sheet::default()
        };
        sheet.floats.push(Float { is_control: true, ..float((9, 9), (0, 0), "☑是") });
        let settled = settle(&mut sheet);
        let texts = |floats: &[Float]| floats.iter().map(|f| f.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&settled.before), ["目标表", "压在字上"]);
        assert_eq!(texts(&settled.after), ["注"]);
        let cells: Vec<_> = sheet.cells.iter().map(|c| (c.row, c.col, c.text.as_str())).collect();
        assert_eq!(cells, [(2, 0, "名称"), (9, 0, "合计 ☑是"), (3, 1, "路灯")]);
    }
}
