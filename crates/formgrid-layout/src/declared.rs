//! Grids that a format declares: only the header rows have to be found.

use formgrid_model::{Block, Lexicon, Method, RawGrid, RowNote, Table};

use crate::{breaks, header::header_rows};

/// The table of a declared grid. Header rows are those that repeat on each page and those that name
/// columns.
pub(crate) fn table(mut raw: RawGrid, lexicon: &Lexicon) -> Block {
    for (text, _) in raw.grid.texts_mut() {
        if let Some(broken) = breaks::title_and_unit(text, lexicon) {
            *text = broken;
        }
    }
    let mut rows = raw.repeated_rows;
    rows.extend(header_rows(&raw.grid, lexicon));
    rows.sort_unstable();
    rows.dedup();
    let notes = vec![RowNote::default(); raw.grid.n_rows()];
    Block::Table(Box::new(Table {
        grid: raw.grid,
        method: Method::Declared,
        confidence: 1.0,
        header_rows: rows,
        caption: raw.caption,
        rows: notes,
    }))
}
