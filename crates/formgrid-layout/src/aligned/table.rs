//! Combines bands into a table.
//!
//! Each band has its own columns. The table has a column edge wherever a band has one, so a cell's
//! `col_span` is the number of table columns between its edges.

use std::ops::Range;

use formgrid_model::{
    Block, Cell, Code, Diagnostics, Lexicon, Method, Paragraph, Place, RowNote, Slots, Table,
};

use super::{band::Band, labels, phrases::is_known, rows, texts};
use crate::{header::header_rows, placing};

/// Confidence in a row without doubt.
const CONFIDENCE: f32 = 0.85;
/// Cost in hundredths from which a row is doubtful, and the confidence in such a row.
const DOUBT: i64 = 110;
const DOUBTFUL: f32 = 0.5;

/// The table of some bands; one paragraph per cell if it is too large.
pub(super) fn blocks(
    bands: &[Band<'_>],
    lexicon: &Lexicon,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let edges = edges(bands);
    let n_cols = edges.len().saturating_sub(1);
    let mut made = Made::default();
    for band in bands {
        made.band(band, &edges, lexicon);
    }
    let place = made.cells.first().map(|cell| cell.place).unwrap_or_default();
    let mut builder = match slots.grid(made.notes.len(), n_cols) {
        Ok(builder) => builder,
        Err(error) => {
            diagnostics.report(Code::LayoutTooLarge, place, error.to_string());
            return made.cells.into_iter().map(paragraph).collect();
        }
    };
    made.cells.sort_by_key(|cell| (cell.row, cell.col));
    for cell in made.cells {
        placing::place(&mut builder, cell, diagnostics);
    }
    if let Some((n_doubtful, place)) = made.doubtful {
        let message = format!(
            "{n_doubtful} rows of a table whose columns are aligned by blanks are doubtful, the first here"
        );
        diagnostics.report(Code::LayoutRowDoubtful, place, message);
    }
    let grid = builder.finish();
    let rows = made.notes;
    #[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 24 bits")]
    let confidence =
        rows.iter().map(|note| note.confidence).sum::<f32>() / rows.len().max(1) as f32;
    vec![Block::Table(Box::new(Table {
        header_rows: header_rows(&grid, lexicon),
        rows,
        grid,
        method: Method::Stream,
        confidence,
        caption: None,
    }))]
}

/// Twice the column edges of all bands, ascending.
fn edges(bands: &[Band<'_>]) -> Vec<i64> {
    let mut edges: Vec<i64> = bands.iter().flat_map(inner_edges).collect();
    let columns = || bands.iter().flat_map(|band| &band.columns);
    edges.extend(columns().map(|column| 2 * column.x0).min());
    edges.extend(columns().map(|column| 2 * column.x1).max());
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// Twice the centers of the gutters of a band.
fn inner_edges<'b>(band: &'b Band<'_>) -> impl Iterator<Item = i64> + 'b {
    let pairs = band.columns.iter().zip(band.columns.iter().skip(1));
    pairs.map(|(left, right)| left.x1 + right.x0)
}

fn paragraph(cell: Cell) -> Block {
    let Cell { text, place, atoms, .. } = cell;
    Block::Paragraph(Paragraph { text, place, atoms, heading: false })
}

/// Extends the text after a label to the label: a text centered in a wide cell is far from it.
fn widen(cells: &mut [Cell], n_rows: usize, first: usize, lexicon: &Lexicon) {
    let mut of_row: Vec<Vec<usize>> = vec![Vec::new(); n_rows];
    for (index, cell) in cells.iter().enumerate() {
        let rows = cell.row.saturating_sub(first)..cell.row_end().saturating_sub(first);
        for own in of_row.get_mut(rows).into_iter().flatten() {
            own.push(index);
        }
    }
    for mut own in of_row {
        let key = |index: &usize| cells.get(*index).map_or(0, |cell| cell.col);
        own.sort_by_key(key);
        for pair in own.windows(2) {
            let &[label, text] = pair else { continue };
            let Some(label) = cells.get(label) else { continue };
            let (end, is_label) = (label.col_end(), is_known(&label.text, lexicon));
            if let Some(cell) = cells.get_mut(text)
                && is_label
                && cell.row_span == 1
                && cell.col > end
                && !is_known(&cell.text, lexicon)
            {
                cell.col_span += cell.col - end;
                cell.col = end;
            }
        }
    }
}

/// Cells and rows of the bands so far.
#[derive(Debug, Default)]
struct Made {
    cells: Vec<Cell>,
    notes: Vec<RowNote>,
    /// Number of doubtful rows, and the place of the first.
    doubtful: Option<(usize, Place)>,
}

impl Made {
    fn band(&mut self, band: &Band<'_>, edges: &[i64], lexicon: &Lexicon) {
        let inner = inner_edges(band).map(|edge| edges.partition_point(|&other| other < edge));
        let bounds: Vec<usize> = std::iter::once(0)
            .chain(inner)
            .chain(std::iter::once(edges.len().saturating_sub(1)))
            .collect();
        let span = |columns: Range<usize>| {
            let at = |column: usize| bounds.get(column).copied().unwrap_or_default();
            (at(columns.start), at(columns.end).saturating_sub(at(columns.start)).max(1))
        };
        let note = |confidence| RowNote { confidence, repairs: Vec::new() };
        if let Some(head) = &band.head {
            let first = self.notes.len();
            for name in &head.names {
                let (col, col_span) = span(name.columns.clone());
                let text = texts::name(&name.word);
                let row = first + name.rows.start;
                self.cells.push(text.cell(row, col, name.rows.len(), col_span));
            }
            self.notes.resize(first + head.depth, note(CONFIDENCE));
        }
        let rows = rows::find(band, lexicon);
        let first = self.notes.len();
        let first_cell = self.cells.len();
        for (column, held) in band.columns.iter().enumerate() {
            let (col, col_span) = span(column..column + 1);
            let widest = held.widest();
            match rows.blocks.get(column) {
                Some(blocks) => {
                    for labels::Block { rows, lines } in blocks {
                        let phrases = lines.iter().filter_map(|line| held.held.get(line)).flatten();
                        let text = texts::join(phrases, widest);
                        self.cells.push(text.cell(first + rows.start, col, rows.len(), col_span));
                    }
                }
                None => {
                    for (row, &(top, bottom)) in rows.lines.iter().enumerate() {
                        let mut phrases =
                            held.held.range(top..=bottom).flat_map(|(_, own)| own).peekable();
                        if phrases.peek().is_some() {
                            let text = texts::join(phrases, widest);
                            self.cells.push(text.cell(first + row, col, 1, col_span));
                        }
                    }
                }
            }
        }
        widen(
            self.cells.get_mut(first_cell..).unwrap_or_default(),
            rows.lines.len(),
            first,
            lexicon,
        );
        for (&cost, &(line, _)) in rows.costs.iter().zip(&rows.lines) {
            let is_doubtful = cost >= DOUBT;
            self.notes.push(note(if is_doubtful { DOUBTFUL } else { CONFIDENCE }));
            if is_doubtful {
                let held = band.columns.iter().find_map(|column| column.held.get(&line)?.first());
                let place = held.and_then(|phrase| phrase.tokens.first());
                let place = place.map(|token| token.raw.place).unwrap_or_default();
                self.doubtful = Some(self.doubtful.map_or((1, place), |(n, first)| (n + 1, first)));
            }
        }
    }
}
