//! Tables of text dumps: cells are stated, spans and often row ends are lost.

mod assemble;
mod cell_per_line;
mod row_per_line;

use formgrid_model::{Block, Diagnostics, Dialect, Lexicon, RawRows, Slots};

/// Tells tables from paragraphs in the lines of a dump and rebuilds the tables.
pub(crate) fn resolve(
    rows: RawRows,
    lexicon: &Lexicon,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    match rows.dialect {
        Dialect::CellPerLine => cell_per_line::resolve(rows, lexicon, slots, diagnostics),
        Dialect::RowPerLine => row_per_line::resolve(rows, lexicon, slots, diagnostics),
    }
}
