//! What nothing took: no cell of a table is lost.
//!
//! A cell ends in an `unmapped` line under its nearest label; a table of which nothing was understood
//! is kept whole.

use std::collections::BTreeMap;

use formgrid_model::{Code, join_lines};

use crate::engine::cells::Cells;
use crate::engine::reader::Reader;
use crate::engine::state::Taken;
use crate::engine::tokens::is_filler;
use crate::record::{Body, TableCell, Unmapped, WholeTable};

impl<'a> Reader<'a, '_> {
    /// What nothing took becomes an `unmapped` line, or the whole table one if nothing was understood.
    pub(super) fn sweep(&mut self, cells: &mut Cells<'a>) {
        let open: Vec<usize> = (0..cells.grid().cells().len())
            .filter(|&index| !cells.cell(index).is_empty() && !cells.is_taken(index))
            .collect();
        if open.len() == cells.n_filled() {
            self.keep_whole(cells, &open);
            return;
        }
        let pairs = unknown_pairs(cells, &open);
        for index in open {
            if pairs.values().any(|&label| label == index) {
                continue;
            }
            if asks_in_vain(cells, index) {
                let placed = self.placed(cells, index);
                let taken = Taken::one(cells, index);
                self.give_filing(taken, &placed);
                continue;
            }
            if is_filler(&cells.cell(index).text) {
                self.filler(cells, index, "dots or dashes that hold the place of a text");
                continue;
            }
            let placed = self.placed(cells, index);
            let label = match pairs.get(&index) {
                Some(&label) => Some(join_lines(&cells.cell(label).text)),
                None => nearest_label(cells, index),
            };
            let text = cells.cell(index).text.trim().to_owned();
            let mut taken = Taken::one(cells, index);
            if let Some(&label) = pairs.get(&index) {
                taken.add(cells, label);
                self.count_unmapped();
            }
            self.push(Body::Unmapped(Unmapped { label, text }), placed, taken);
            self.count_unmapped();
        }
    }

    /// Takes a cell that forms print to be filled in.
    pub(in crate::engine) fn placeholder(&mut self, cells: &mut Cells<'a>, index: usize) {
        self.filler(cells, index, "the place of a text, not filled in");
    }

    /// Takes a cell that holds the place of a text.
    fn filler(&mut self, cells: &mut Cells<'a>, index: usize, message: &str) {
        let placed = self.placed(cells, index);
        let atoms = Taken::one(cells, index).atoms;
        self.furniture(Code::RecordFiller, atoms, &placed, message.to_owned());
    }

    /// Counts a cell of the present filing that ended in an `unmapped` line.
    pub(in crate::engine) fn count_unmapped(&mut self) {
        if let Some(filing) = self.current_mut() {
            filing.n_unmapped += 1;
        }
    }

    /// Keeps a table of which nothing was understood.
    pub(in crate::engine) fn keep_whole(&mut self, cells: &mut Cells<'a>, open: &[usize]) {
        let Some(&first) = open.first() else { return };
        let placed = self.placed(cells, first);
        let mut taken = Taken::default();
        open.iter().for_each(|&index| taken.add(cells, index));
        let grid = cells.grid();
        let body = Body::Table(WholeTable {
            n_rows: grid.n_rows(),
            n_cols: grid.n_cols(),
            header_rows: cells.table.header_rows.clone(),
            cells: grid.cells().iter().map(TableCell::from).collect(),
        });
        let n = taken.n;
        self.push(body, placed, taken);
        if let Some(filing) = self.current_mut() {
            filing.n_whole += n;
        }
    }
}

/// Whether a cell is a label of the form with nothing beside it: the form was not filled in there.
fn asks_in_vain(cells: &Cells<'_>, index: usize) -> bool {
    let is_blank = |beside: usize| cells.cell(beside).is_empty();
    cells.meaning(index).label.is_some() && cells.beside(index).is_some_and(is_blank)
}

/// Labels that nobody knows by the cell with their text: those of rows in which nothing but such labels
/// and the texts beside them is left.
fn unknown_pairs(cells: &Cells<'_>, open: &[usize]) -> BTreeMap<usize, usize> {
    /// Longest label, in characters.
    const MAX_LABEL: usize = 20;
    let is_label = |index: usize| {
        let text = &cells.cell(index).text;
        let n = text.chars().count();
        let meaning = cells.meaning(index);
        let is_free = meaning.label.is_none() && !meaning.is_level();
        n <= MAX_LABEL && !text.chars().any(char::is_numeric) && is_free
    };
    let says = |text: usize| !asks_in_vain(cells, text) && !is_filler(&cells.cell(text).text);
    let is_pair = |pair: &[usize]| match *pair {
        [label, text] => is_label(label) && cells.beside(label) == Some(text) && says(text),
        _ => false,
    };
    let mut pairs = BTreeMap::new();
    for row in open.chunk_by(|&a, &b| cells.cell(a).row == cells.cell(b).row) {
        // Longer rows may be those of a list, unless a number stands behind each label.
        let is_number = |pair: &[usize]| cells.begins_with_digit(pair[1]);
        let is_short = row.len() <= 4 || row.chunks_exact(2).all(is_number);
        if is_short && row.chunks(2).all(is_pair) {
            pairs.extend(row.chunks(2).map(|pair| (pair[1], pair[0])));
        }
    }
    pairs
}

/// The label that stands nearest to the left of a cell, else the header word above it.
fn nearest_label(cells: &Cells<'_>, index: usize) -> Option<String> {
    /// How far a label may stand from its cell, in rows or columns; no form is wider.
    const MAX_REACH: usize = 40;
    let cell = cells.cell(index);
    let left = (0..cell.col).rev().take(MAX_REACH).find_map(|col| {
        let left = cells.at(cell.row, col)?;
        let meaning = cells.meaning(left);
        (meaning.label.is_some() || meaning.section.is_some()).then_some(left)
    });
    let above = || {
        (0..cell.row).rev().take(MAX_REACH).find_map(|row| {
            let above = cells.at(row, cell.col)?;
            let meaning = cells.meaning(above);
            (meaning.column.is_some() && meaning.label.is_none()).then_some(above)
        })
    };
    // An unknown label is still the label of what stands behind it.
    let unknown = || {
        let left = cells.at(cell.row, cell.col.checked_sub(1)?)?;
        let text = &cells.cell(left).text;
        (!text.is_empty() && text.chars().count() <= 20).then_some(left)
    };
    left.or_else(above).or_else(unknown).map(|index| join_lines(&cells.cell(index).text))
}
