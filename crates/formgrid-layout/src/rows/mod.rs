//! Tables of text dumps, which contain the cells but not spans and often not row ends.

mod assemble;
mod cell_per_line;
mod damage;
mod fields;
mod row_per_line;

use formgrid_model::{Block, Diagnostics, Dialect, Lexicon, RawRows, Slots};

use crate::aligned;

/// Separates tables from paragraphs in the lines of a dump and rebuilds the tables.
pub(crate) fn resolve(
    rows: RawRows,
    lexicon: &Lexicon,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let completed = match rows.dialect {
        Dialect::RowPerLine => cell_per_line::complete_short(&rows.lines, lexicon),
        Dialect::CellPerLine => cell_per_line::complete_unmarked(&rows.lines, lexicon),
        Dialect::Fields | Dialect::Drawn | Dialect::Aligned => None,
    };
    if let Some(lines) = completed {
        let rows = RawRows { dialect: Dialect::CellPerLine, lines };
        return cell_per_line::resolve(rows, lexicon, slots, diagnostics);
    }
    match rows.dialect {
        Dialect::CellPerLine => cell_per_line::resolve(rows, lexicon, slots, diagnostics),
        Dialect::RowPerLine if damage::is_evident(&rows.lines, lexicon) => {
            row_per_line::resolve(rows, lexicon, slots, diagnostics)
        }
        Dialect::Aligned => aligned::resolve(rows.lines, lexicon, slots, diagnostics),
        Dialect::Drawn => fields::resolve_drawn(rows.lines, lexicon, slots, diagnostics),
        Dialect::RowPerLine | Dialect::Fields => {
            fields::resolve(rows.lines, lexicon, slots, diagnostics)
        }
    }
}
