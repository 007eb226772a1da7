//! Lowers a line that prints one row.
//!
//! A cell that contains a table becomes one raw line per row of that table, all with the same line number.
//! The first nested row follows the cells before the table, the others start in the same column, and the
//! cells after the table form a last raw line.

use formgrid_model::{Limit, LineContent, Place, RawText, is_blank};

use super::Lowering;
use crate::text::lines::Line;
use crate::text::markup::{Nested, nested_table, to_plain};

/// An open row.
struct Row<'a> {
    line: Line<'a>,
    cells: Vec<RawText>,
    heading: bool,
    /// Number of cells before the first nested table; 0 without one.
    n_leading: usize,
    /// A nested table has been read.
    has_nested: bool,
}

impl Lowering<'_> {
    /// Lowers a line of cells.
    pub(super) fn row<'a>(&mut self, line: Line<'_>, cells: impl Iterator<Item = &'a str>) {
        let mut row =
            Row { line, cells: Vec::new(), heading: false, n_leading: 0, has_nested: false };
        for cell in cells {
            match nested_table(cell) {
                Some(nested) => self.nested(&mut row, &nested),
                None => self.cell(&mut row, cell),
            }
        }
        if row.has_nested {
            self.end_filled_row(&mut row);
        } else {
            self.end_row(&mut row);
        }
    }

    /// Ends the row after a nested table. Blank cells form none.
    fn end_filled_row(&mut self, row: &mut Row<'_>) {
        if row.cells.iter().any(|cell| cell.atom.is_some()) {
            self.end_row(row);
        } else {
            row.cells.truncate(row.n_leading);
        }
    }

    fn nested(&mut self, row: &mut Row<'_>, nested: &Nested<'_>) {
        self.markup.add(1, row.line.number);
        if !is_blank(nested.before) {
            self.cell(row, nested.before);
        }
        // Cells between two nested tables end with their own row, so that leading blanks do not add up.
        if row.has_nested {
            self.end_filled_row(row);
        } else {
            row.n_leading = row.cells.len();
        }
        row.has_nested = true;
        // Tags without text are no row.
        let is_filled = |cells: &&Vec<&str>| {
            cells.iter().any(|cell| !is_blank(to_plain(cell).as_deref().unwrap_or(cell)))
        };
        for cells in nested.rows.iter().filter(is_filled) {
            for cell in cells {
                self.cell(row, cell);
            }
            self.end_row(row);
            // Leading cells repeat for each nested row, so one line can exceed the limit.
            if self.n_pieces > self.limits.of(Limit::TextPieces) {
                return;
            }
        }
        if !is_blank(nested.after) {
            self.cell(row, nested.after);
        }
    }

    fn cell(&mut self, row: &mut Row<'_>, cell: &str) {
        let cell = self.text(cell, row.line.number, &mut row.heading);
        row.cells.push(cell);
        self.n_pieces += 1;
    }

    /// Ends a row. The next row of the same line starts with one empty cell per cell before the nested
    /// table.
    fn end_row(&mut self, row: &mut Row<'_>) {
        let blank = RawText { place: Place::at_line(row.line.number), ..RawText::default() };
        let next = vec![blank; row.n_leading];
        self.n_pieces += next.len();
        let cells = std::mem::replace(&mut row.cells, next);
        self.push(row.line, LineContent::Cells(cells.into()), row.heading);
        row.line.page_break = false;
    }
}
