//! Rows that leave out the cells that merges cover, as a browser copies them.
//!
//! A row below a tall cell is short by that cell, and nothing marks it. How many cells are missing is told
//! by the rows that known forms print ([`known`]) or by the header above ([`bands`]). The rows are given
//! the missing cells back, blank, and are then a dump of one cell a line with certain row ends.

mod bands;
pub(super) mod items;
mod known;

use std::collections::BTreeSet;

use formgrid_model::{Lexicon, LineContent, RawLine, RawText};

use self::items::Item;

/// A row of which nothing is missing is given by this.
pub(super) type Missing = Vec<usize>;

/// The lines of a dump of one cell a line; none where rows are not short by what merges cover.
pub(in crate::rows) fn complete(lines: &[RawLine], lexicon: &Lexicon) -> Option<Vec<RawLine>> {
    if !leaves_cells_out(lines) {
        return None;
    }
    let items = items::gather(lines, lexicon);
    let missing = known::missing(&items, lexicon).or_else(|| bands::missing(&items))?;
    let n_short = missing.iter().filter(|missing| !missing.is_empty()).count();
    (n_short * MIN_SHORT >= missing.len()).then(|| written(items, &missing))
}

/// One row in so many is short, where rows leave out what merges cover.
const MIN_SHORT: usize = 10;

/// Fewer than one row in so many has a blank last cell: in dumps that fill rows up most have.
const MAX_BLANK_ENDS: usize = 2;

/// Whether rows differ in their number of cells, and blank cells are not what makes them equal.
fn leaves_cells_out(lines: &[RawLine]) -> bool {
    let (mut n_rows, mut n_ends, mut n_changes, mut width) = (0_usize, 0_usize, 0_usize, 0);
    for line in lines {
        let (cells, n_cells) = match &line.content {
            LineContent::Cells(cells) => (cells, cells.len()),
            LineContent::Drawn(spans, cells) => {
                let places: BTreeSet<u32> = spans.iter().map(|span| span.from).collect();
                (cells, places.len())
            }
            LineContent::Blank | LineContent::Text(_) => continue,
        };
        n_rows += 1;
        n_ends += usize::from(cells.last().is_some_and(|cell| cell.atom.is_none()));
        n_changes += usize::from(width != n_cells);
        width = n_cells;
    }
    n_rows > 2 && n_changes * 4 > n_rows && n_ends * MAX_BLANK_ENDS < n_rows
}

/// Lines of one cell each, with a blank line behind each row and two behind a table.
pub(super) fn written(items: Vec<Item>, missing: &[Missing]) -> Vec<RawLine> {
    let mut written = Vec::new();
    let mut missing = missing.iter();
    let line = |line: u32, content: LineContent, heading: bool| RawLine {
        line,
        content,
        page_break: false,
        heading,
    };
    let mut in_table = false;
    for item in items {
        match item {
            Item::Row(row) => {
                in_table = true;
                let missing = missing.next().map_or(&[][..], Vec::as_slice);
                let blank =
                    || line(row.line, LineContent::Cells([RawText::default()].into()), false);
                let mut cells = row.cells.into_iter();
                let n_cells = cells.len() + missing.len();
                for at in 0..n_cells {
                    if missing.contains(&at) {
                        written.push(blank());
                        continue;
                    }
                    let Some(cell) = cells.next() else { break };
                    let mut texts = cell.texts.into_iter();
                    let first = texts.next().unwrap_or_default();
                    written.push(line(row.line, LineContent::Cells([first].into()), false));
                    written
                        .extend(texts.map(|text| line(row.line, LineContent::Text(text), false)));
                }
                written.push(line(row.line, LineContent::Blank, false));
            }
            Item::Text(text, heading) => {
                let number = text.place.line.unwrap_or(1);
                if std::mem::take(&mut in_table) {
                    written.push(line(number, LineContent::Blank, false));
                }
                written.push(line(number, LineContent::Text(text), heading));
            }
        }
    }
    written
}
