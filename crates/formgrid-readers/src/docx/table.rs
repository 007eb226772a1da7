//! Lowering of tables: parsed rows to a grid with spans.

use formgrid_model::{Atoms, Code, OverLimit, Place, RawGrid, Slots, is_blank};

use super::{
    atoms::Atomizer,
    row_shape::Merge,
    story::{Cell, Row, Table},
};
use crate::left_out::LeftOut;

/// A cell with its rectangle, before the grid is built.
struct Placed {
    row: usize,
    col: usize,
    row_span: usize,
    col_span: usize,
    text: String,
    /// Whether cells below may continue it.
    merges: bool,
}

/// The outcome for a table.
#[derive(Debug)]
pub(super) enum Lowered {
    /// The table has no cell.
    Nothing,
    /// The grid.
    Grid(RawGrid),
    /// The table is over the slot limit and returned.
    TooLarge(OverLimit, Table),
}

/// Lowers a table. Only leading rows marked as repeating are header rows; word processors ignore the
/// mark further down.
pub(super) fn lower(
    table: Table,
    slots: &mut Slots,
    atoms: &mut Atomizer,
    left_out: &mut LeftOut,
) -> Lowered {
    let (n_rows, n_cols) = size(&table);
    if n_rows == 0 {
        return Lowered::Nothing;
    }
    let mut builder = match slots.grid(n_rows, n_cols) {
        Ok(builder) => builder,
        Err(error) => return Lowered::TooLarge(error, table),
    };
    let repeated = table.rows.iter().take_while(|row| row.properties.repeats).count();
    let mut hidden = Vec::new();
    let cells = place(table.rows, &mut hidden);
    for text in hidden {
        left_out.add(Code::ReadHidden, "text under merged cells left out", Place::default(), &text);
    }
    for cell in cells {
        let text = tidy(&cell.text);
        let atoms: Atoms = atoms.number(&text).into_iter().collect();
        builder.place(formgrid_model::Cell {
            row: cell.row,
            col: cell.col,
            row_span: cell.row_span,
            col_span: cell.col_span,
            text,
            atoms,
            ..formgrid_model::Cell::default()
        });
    }
    Lowered::Grid(RawGrid {
        grid: builder.finish(),
        repeated_rows: (0..repeated).collect(),
        caption: None,
    })
}

/// The non-blank lines of a text, trimmed.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n').map(str::trim).filter(|line| !is_blank(line)) {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(line);
    }
    out
}

/// Rows, and columns of the widest row. The declared `tblGrid` is ignored: it is often stale and lists
/// columns that no cell uses.
fn size(table: &Table) -> (usize, usize) {
    let width = |row: &Row| {
        let cells: usize = row.cells.iter().map(|cell| cell.properties.col_span).sum();
        row.properties.before + cells + row.properties.after
    };
    (table.rows.len(), table.rows.iter().map(width).max().unwrap_or(0))
}

/// Places the cells and merges those that continue a cell above or next to them. Texts hidden by a merge
/// go to `hidden`.
fn place(rows: Vec<Row>, hidden: &mut Vec<String>) -> Vec<Placed> {
    let mut cells: Vec<Placed> = Vec::new();
    let mut above: Vec<usize> = Vec::new();
    for (number, row) in rows.into_iter().enumerate() {
        let mut current = Vec::with_capacity(row.cells.len());
        let mut candidates = above.iter().copied().peekable();
        let mut col = row.properties.before;
        for cell in join_beside(row.cells, hidden) {
            let col_span = cell.properties.col_span;
            while candidates.next_if(|&i| cells[i].col < col).is_some() {}
            let upper = candidates.peek().copied().filter(|&i| {
                let upper = &cells[i];
                upper.merges && upper.col == col && upper.col_span == col_span
            });
            match upper.filter(|_| cell.properties.vertical == Merge::Continue) {
                Some(index) => {
                    cells[index].row_span += 1;
                    add_hidden(&mut cells[index].text, cell.text, hidden);
                    current.push(index);
                }
                None => {
                    current.push(cells.len());
                    cells.push(Placed {
                        row: number,
                        col,
                        row_span: 1,
                        col_span,
                        text: cell.text,
                        merges: cell.properties.vertical != Merge::None,
                    });
                }
            }
            col += col_span;
        }
        above = current;
    }
    cells
}

/// Merges cells that old files join with `hMerge`.
fn join_beside(cells: Vec<Cell>, hidden: &mut Vec<String>) -> Vec<Cell> {
    if cells.iter().all(|cell| cell.properties.horizontal == Merge::None) {
        return cells;
    }
    let mut joined: Vec<Cell> = Vec::with_capacity(cells.len());
    for cell in cells {
        let goes_on = cell.properties.horizontal == Merge::Continue;
        let merges = |left: &&mut Cell| left.properties.horizontal != Merge::None;
        match joined.last_mut().filter(|_| goes_on).filter(merges) {
            Some(left) => {
                left.properties.col_span += cell.properties.col_span;
                add_hidden(&mut left.text, cell.text, hidden);
            }
            None => joined.push(cell),
        }
    }
    joined
}

/// Keeps the text of a cell hidden by a merge. Word processors show only the first cell. If that is
/// blank, this text takes its place, because some writers put the text into any part of a merge.
/// Writers that repeat it in every part add nothing.
fn add_hidden(text: &mut String, of_part: String, hidden: &mut Vec<String>) {
    if is_blank(&of_part) || tidy(&of_part) == tidy(text) {
        return;
    }
    if is_blank(text) {
        *text = of_part;
    } else {
        hidden.push(of_part);
    }
}
