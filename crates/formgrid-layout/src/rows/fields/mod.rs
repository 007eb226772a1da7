//! Rows with certain fields: the dump states all of them, and only spans are lost.
//!
//! Fields never move and texts never change; open are the extents of fields and which blank or repeated
//! ones belong to the cell beside or above. Dumps show merged cells in one of two ways: scripts print
//! their text in each slot ([`repeats`]), most other programs print it once and leave the other slots
//! blank ([`blanks`]). Drawn tables have the column spans of their drawing, and its row spans if it
//! shows any ([`drawn`]).

mod blanks;
mod drawn;
mod repeats;
pub(super) mod row;
mod short_header;
mod stubs;
#[cfg(test)]
mod tests;

use formgrid_model::{
    Block, Code, Diagnostics, Lexicon, LineContent, Paragraph, Place, RawLine, RawText, Slots,
};

use self::drawn::Drawn;
use self::row::{Field, FieldRow};
use super::assemble::{self, PlacedRow};

/// Confidence in rows below a blank row as wide as the table, which may have named another form.
const BELOW_LOST: f32 = 0.5;

/// Separates tables from paragraphs and finds the spans of the tables.
pub(super) fn resolve(
    lines: Vec<RawLine>,
    lexicon: &Lexicon,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let mut tables = Tables::new(lexicon, slots, diagnostics);
    for RawLine { line, content, heading, .. } in lines {
        match content {
            LineContent::Blank => {}
            LineContent::Text(text) => tables.paragraph(text, heading),
            LineContent::Cells(cells) => tables.row(FieldRow::of(line, cells, lexicon)),
            LineContent::Drawn(spans, cells) => {
                tables.row(FieldRow::of_pieces(line, &spans, cells, lexicon));
            }
        }
    }
    tables.close();
    tables.blocks
}

/// Rebuilds the rows of a drawn table and finds the spans that it does not draw.
pub(super) fn resolve_drawn(
    lines: Vec<RawLine>,
    lexicon: &Lexicon,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let mut tables = Tables::new(lexicon, slots, diagnostics);
    let Drawn { mut rows, n_cols, has_spans, has_row_spans, lost } = drawn::rows(lines, lexicon);
    rows.retain(|row| row.first().is_some());
    if has_row_spans {
        tables.table(rows, n_cols, blanks::join_drawn);
    } else if let (true, Some(&(line, first))) = (has_spans, lost.first()) {
        let message = format!(
            "{} rows as wide as their table are blank, the first here; what they said about the rows below may be lost",
            lost.len()
        );
        tables.diagnostics.report(Code::LayoutRowDoubtful, Place::at_line(line), message);
        tables.table(rows, n_cols, |rows| {
            let mut placed = blanks::join_stated(rows);
            for row in placed.iter_mut().skip(first) {
                row.note.confidence = row.note.confidence.min(BELOW_LOST);
            }
            placed
        });
    } else if has_spans {
        tables.table(rows, n_cols, blanks::join_stated);
    } else {
        tables.open = rows;
        tables.close();
    }
    tables.blocks
}

/// The blocks so far, and the rows of the open table.
struct Tables<'a, 'd> {
    lexicon: &'a Lexicon,
    slots: &'a mut Slots,
    diagnostics: &'d mut Diagnostics,
    blocks: Vec<Block>,
    open: Vec<FieldRow>,
}

impl<'a, 'd> Tables<'a, 'd> {
    fn new(lexicon: &'a Lexicon, slots: &'a mut Slots, diagnostics: &'d mut Diagnostics) -> Self {
        Self { lexicon, slots, diagnostics, blocks: Vec::new(), open: Vec::new() }
    }

    fn paragraph(&mut self, raw: RawText, heading: bool) {
        let Some(atom) = raw.atom else { return };
        self.close();
        let text = raw.text.trim().to_owned();
        let atoms = std::iter::once(atom).collect();
        let paragraph = Paragraph { text, place: raw.place, atoms, heading };
        self.blocks.push(Block::Paragraph(paragraph));
    }

    fn row(&mut self, row: FieldRow) {
        if row.first().is_some() {
            self.open.push(row);
        }
    }

    /// Ends the open table, if any.
    fn close(&mut self) {
        let mut rows = std::mem::take(&mut self.open);
        short_header::widen(&mut rows);
        for rows in apart(rows) {
            let n_cols = rows.iter().map(FieldRow::width).max().unwrap_or_default();
            self.table(rows, n_cols, |rows| {
                if repeats::are_printed(&rows) {
                    repeats::join(rows, n_cols)
                } else {
                    blanks::join(rows, n_cols)
                }
            });
        }
    }

    fn table(
        &mut self,
        rows: Vec<FieldRow>,
        n_cols: usize,
        join: impl FnOnce(Vec<FieldRow>) -> Vec<PlacedRow>,
    ) {
        if rows.is_empty() {
            return;
        }
        let place = Place::at_line(rows.first().map_or(1, |row| row.line));
        if let Err(over) = self.slots.charge(rows.len(), n_cols) {
            let message = format!("{over}; a table is left as paragraphs");
            self.diagnostics.report(Code::LayoutTooLarge, place, message);
            let fields = rows.into_iter().flat_map(|row| row.fields);
            self.blocks.extend(fields.filter(|field| !field.is_blank()).map(paragraph));
            return;
        }
        let table = assemble::table(join(rows), n_cols, self.lexicon, self.diagnostics);
        self.blocks.extend(table.map(|table| Block::Table(Box::new(table))));
    }
}

fn paragraph(field: Field) -> Block {
    let Field { text, place, atoms, .. } = field;
    Block::Paragraph(Paragraph { text, place, atoms, heading: false })
}

/// Average run of rows of one width from which each table has its own width.
const ROWS_OF_A_WIDTH: usize = 3;

/// Splits rows of adjacent tables without a text between them. Tables of equal rows end where the
/// number of fields changes; in a dump that omits trailing fields it changes all the time.
fn apart(rows: Vec<FieldRow>) -> Vec<Vec<FieldRow>> {
    let n_changes = rows.windows(2).filter(|pair| pair[0].width() != pair[1].width()).count();
    if n_changes == 0 || rows.len() < (n_changes + 1) * ROWS_OF_A_WIDTH {
        return vec![rows];
    }
    let mut tables: Vec<Vec<FieldRow>> = Vec::new();
    for row in rows {
        match tables.last_mut() {
            Some(table) if table.last().is_some_and(|last| last.width() == row.width()) => {
                table.push(row);
            }
            _ => tables.push(vec![row]),
        }
    }
    tables
}
