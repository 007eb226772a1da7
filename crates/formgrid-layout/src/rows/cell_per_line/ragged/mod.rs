//! Rows that omit the cells covered by merges, as browsers copy them.
//!
//! A row below a tall cell is shorter by that cell, without a mark. The number of missing cells follows
//! from the rows of known forms ([`known`]) or from the header above ([`bands`]). The rows get blank
//! cells in their place, which makes a dump of one cell per line with certain row ends.

mod bands;
pub(super) mod items;
mod known;

use std::collections::BTreeSet;

use formgrid_model::{Lexicon, LineContent, RawLine, RawText};

use self::items::Item;

/// The columns of a row's missing cells; empty if the row is complete.
pub(super) type Missing = Vec<usize>;

/// The lines of a dump of one cell per line; `None` if rows do not omit covered cells.
pub(in crate::rows) fn complete(lines: &[RawLine], lexicon: &Lexicon) -> Option<Vec<RawLine>> {
    if !leaves_cells_out(lines) {
        return None;
    }
    let items = items::gather(lines, lexicon);
    let missing = known::missing(&items, lexicon).or_else(|| bands::missing(&items))?;
    let n_short = missing.iter().filter(|missing| !missing.is_empty()).count();
    (n_short * MIN_SHORT >= missing.len()).then(|| written(items, &missing))
}

/// One row in this many is short if rows omit covered cells.
const MIN_SHORT: usize = 10;

/// Fewer than one row in this many has a blank last cell: dumps that pad rows have more.
const MAX_BLANK_ENDS: usize = 2;

/// Whether rows differ in their number of cells without being padded by blank cells.
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

/// Lines of one cell each, with a blank line after each row and two after a table.
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
