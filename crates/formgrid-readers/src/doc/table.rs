//! Row definitions: cell edges and merges ([MS-DOC] 2.9.321).

use super::sprm::{Modifiers, code};
use crate::docx::row_shape::{CellShape, Merge, RowShape};
use crate::little_endian::{i16_at, u8_at, u16_at};

/// Most cells of a row. Word stops at 63.
const MAX_CELLS: usize = 64;

/// Bytes of a TC80.
const CELL_BYTES: usize = 20;

/// A row under construction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RowDefinition {
    edges: Vec<i32>,
    cells: Vec<CellFlags>,
    repeats: bool,
}

/// Merge flags of a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct CellFlags {
    /// Two bits; 0 means not merged horizontally.
    horizontal: u8,
    vertical: Merge,
}

impl RowDefinition {
    /// Applies the table modifiers of a list.
    pub(super) fn apply(&mut self, modifiers: Modifiers<'_>) {
        for (code, operand) in modifiers {
            self.apply_one(code, operand);
        }
    }

    fn apply_one(&mut self, code: u16, operand: &[u8]) {
        let byte = |at| u8_at(operand, at).unwrap_or(0);
        let range = (usize::from(byte(0)), usize::from(byte(1)));
        match code {
            code::T_DEFINITION => self.define(operand),
            code::T_HEADER => self.repeats = byte(0) != 0,
            code::T_LEFT => {
                let left = i32::from(i16_at(operand, 0).unwrap_or(0));
                let shift = left - self.edges.first().copied().unwrap_or(left);
                self.edges.iter_mut().for_each(|edge| *edge = edge.saturating_add(shift));
            }
            code::T_INSERT => self.insert(range, i32::from(u16_at(operand, 2).unwrap_or(0))),
            code::T_DELETE => self.delete(range),
            code::T_WIDTH => self.set_width(range, i32::from(u16_at(operand, 2).unwrap_or(0))),
            code::T_MERGE => self.merge(range, true),
            code::T_SPLIT => self.merge(range, false),
            code::T_VERTICAL => {
                if let Some(cell) = self.cells.get_mut(range.0) {
                    cell.vertical = vertical(byte(1));
                }
            }
            _ => {}
        }
    }

    fn define(&mut self, operand: &[u8]) {
        let n_cells = usize::from(u8_at(operand, 0).unwrap_or(0)).min(MAX_CELLS);
        let edges = (0..=n_cells).map_while(|number| i16_at(operand, 1 + 2 * number));
        self.edges = edges.map(i32::from).collect();
        let cells = operand.get(3 + 2 * n_cells..).unwrap_or(&[]).chunks(CELL_BYTES);
        self.cells = cells
            .filter_map(|cell| u16_at(cell, 0))
            .map(|flags| CellFlags {
                horizontal: flags.to_le_bytes()[0] & 3,
                vertical: vertical(flags.to_le_bytes()[0] >> 5 & 3),
            })
            .collect();
        self.cells.resize(self.n_cells(), CellFlags::default());
    }

    fn n_cells(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    fn insert(&mut self, (first, n_cells): (usize, usize), width: i32) {
        let n_cells = n_cells.min(MAX_CELLS.saturating_sub(self.n_cells()));
        let first = first.min(self.n_cells());
        if self.edges.is_empty() {
            self.edges.push(0);
        }
        for _ in 0..n_cells {
            let at = self.edges.get(first).copied().unwrap_or(0);
            self.edges.insert(first, at);
            self.cells.insert(first, CellFlags::default());
            self.shift_from(first + 1, width);
        }
    }

    fn delete(&mut self, (first, end): (usize, usize)) {
        for _ in first..end.min(self.n_cells()) {
            let width = self.width(first);
            self.shift_from(first + 1, -width);
            self.edges.remove(first + 1);
            self.cells.remove(first);
        }
    }

    fn set_width(&mut self, (first, end): (usize, usize), width: i32) {
        for cell in first..end.min(self.n_cells()) {
            self.shift_from(cell + 1, width - self.width(cell));
        }
    }

    fn width(&self, cell: usize) -> i32 {
        match self.edges.get(cell..=cell + 1) {
            Some(&[start, end]) => end.saturating_sub(start),
            _ => 0,
        }
    }

    fn shift_from(&mut self, first: usize, shift: i32) {
        let moved = self.edges.get_mut(first..).unwrap_or(&mut []);
        moved.iter_mut().for_each(|edge| *edge = edge.saturating_add(shift));
    }

    fn merge(&mut self, (first, end): (usize, usize), together: bool) {
        let cells = self.cells.iter_mut().enumerate().take(end).skip(first);
        for (number, cell) in cells {
            cell.horizontal = u8::from(together) + u8::from(together && number > first);
        }
    }

    /// The row for the flow. Writers swap the two marks for the first cell of a horizontal merge, so a
    /// cell continues the merge if its mark differs from the first one's.
    pub(super) fn shape(self) -> RowShape {
        let mut first = 0;
        let cells = self.cells.iter().map(|cell| {
            let horizontal = match cell.horizontal {
                0 => Merge::None,
                mark if first != 0 && mark != first => Merge::Continue,
                _ => Merge::Restart,
            };
            match horizontal {
                Merge::None => first = 0,
                Merge::Restart => first = cell.horizontal,
                Merge::Continue => {}
            }
            CellShape { vertical: cell.vertical, horizontal }
        });
        RowShape { cells: cells.collect(), edges: self.edges, repeats: self.repeats }
    }
}

fn vertical(flags: u8) -> Merge {
    match flags {
        0 => Merge::None,
        1 => Merge::Continue,
        _ => Merge::Restart,
    }
}

#[cfg(test)]
mod tests {
    use super::RowDefinition;
    use crate::doc::sprm::Modifiers;
    use crate::docx::row_shape::Merge;

    fn check(modifiers: &[&[u8]], edges: &[i32], merges: &[(Merge, Merge)]) {
        let mut row = RowDefinition::default();
        row.apply(Modifiers(&modifiers.concat()));
        let shape = row.shape();
        let found: Vec<_> = shape.cells.iter().map(|c| (c.vertical, c.horizontal)).collect();
        assert_eq!((shape.edges.as_slice(), found.as_slice()), (edges, merges));
    }

    /// Two cells of 100 twips from 0; the second begins a vertical merge.
    fn two_cells() -> Vec<u8> {
        let mut list = vec![0x08, 0xd6, 48, 0, 2, 0, 0, 100, 0, 200, 0];
        list.extend([0; 20]);
        list.extend([0x60]);
        list.extend([0; 19]);
        list
    }

    const NONE: (Merge, Merge) = (Merge::None, Merge::None);

    #[test]
    fn a_definition_states_edges_and_merges() {
        check(&[&two_cells()], &[0, 100, 200], &[NONE, (Merge::Restart, Merge::None)]);
    }

    #[test]
    fn a_row_is_changed_after_its_definition() {
        let first = (Merge::Restart, Merge::None);
        // Inserts a cell of 50 at the front, sets the last to 300, then shifts all.
        let list: [&[u8]; 4] = [
            &two_cells(),
            &[0x21, 0x76, 0, 1, 50, 0],
            &[0x23, 0x76, 2, 3, 0x2c, 1],
            &[0x01, 0x96, 10, 0],
        ];
        check(&list, &[10, 60, 160, 460], &[NONE, NONE, first]);
        check(&[&two_cells(), &[0x22, 0x56, 0, 1]], &[0, 100], &[first]);
        check(&[&two_cells(), &[0x22, 0x56, 9, 99]], &[0, 100, 200], &[NONE, first]);
    }

    #[test]
    fn neighbors_are_merged_and_merged_down() {
        let merged = [(Merge::Continue, Merge::Restart), (Merge::Restart, Merge::Continue)];
        let list: [&[u8]; 3] = [&two_cells(), &[0x24, 0x56, 0, 2], &[0x2b, 0xd6, 2, 0, 1]];
        check(&list, &[0, 100, 200], &merged);
    }

    #[test]
    fn a_definition_that_is_cut_gives_what_is_there() {
        check(&[&[0x08, 0xd6, 6, 0, 63, 0, 0, 100, 0]], &[0, 100], &[NONE]);
        check(&[&[0x08, 0xd6, 0, 0]], &[], &[]);
    }
}
