//! Drawn tables: lines between borders to rows of fields.
//!
//! The columns are the borders of all lines. If borders between rows are drawn, a row is what two of
//! them enclose. Otherwise a row ends with its line, unless the next line continues its cells: a text
//! that fills its cell continues below it, which a word that had no room in the cell shows. A border
//! across some columns only ends the cells of these columns; the others continue below it.

mod cell;

use std::collections::VecDeque;

use formgrid_model::{DrawnSpan, Lexicon, LineCells, LineContent, RawLine, RawText, fold_label};

use self::cell::{Cell, MAX_LABEL, Piece, ends_sentence, first_word};
use super::row::{Field, FieldRow};

/// Largest distance of borders that are one, in character cells: programs round the widths of spans.
const SAME_BORDER: u32 = 2;

/// Most further lines of a label, which in a narrow column has a word in each.
const MAX_LABEL_LINES: usize = 4;

/// The rows of a drawn table.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    pub(super) rows: Vec<FieldRow>,
    pub(super) n_cols: usize,
    /// Whether some cell covers several columns, so the drawing shows spans.
    pub(super) has_spans: bool,
    /// Whether some cell covers several rows.
    pub(super) has_row_spans: bool,
    /// Blank rows as wide as the table: their line, and the index of the row below.
    pub(super) lost: Vec<(u32, usize)>,
}

/// Reads the lines of one table.
pub(super) fn rows(lines: Vec<RawLine>, lexicon: &Lexicon) -> Drawn {
    let borders = borders(&lines);
    let is_ruled = lines.iter().any(|line| match &line.content {
        LineContent::Drawn(spans, _) => spans.iter().any(|span| span.is_rule),
        LineContent::Blank => true,
        LineContent::Text(_) | LineContent::Cells(_) => false,
    });
    let mut table = Rows {
        lexicon,
        is_ruled,
        rows: Vec::new(),
        open: Vec::new(),
        continuing: Vec::new(),
        line: 1,
        lost: Vec::new(),
    };
    let mut lines: VecDeque<(u32, Option<Vec<Piece>>)> = lines
        .into_iter()
        .filter_map(|RawLine { line, content, .. }| match content {
            LineContent::Drawn(spans, cells) => Some((line, Some(pieces(spans, cells, &borders)))),
            LineContent::Blank => Some((line, None)),
            LineContent::Text(_) | LineContent::Cells(_) => None,
        })
        .collect();
    while let Some((line, pieces)) = lines.pop_front() {
        match pieces {
            Some(pieces) => {
                let below = lines.iter().map_while(|(_, pieces)| pieces.as_ref()?.first());
                table.line(line, pieces, &below.take(MAX_LABEL_LINES).collect::<Vec<_>>());
            }
            None => table.end_row(),
        }
    }
    table.end_row();
    let has_spans = table.rows.iter().flat_map(|row| &row.fields).any(|field| field.col_span > 1);
    let has_row_spans = table.rows.iter().flat_map(|row| &row.fields).any(|field| field.continues);
    let is_divided = |row: Option<&FieldRow>| row.is_some_and(|row| row.fields.len() > 1);
    let mut lost = table.lost;
    // A blank line between lines of one cell is a paragraph of that cell.
    lost.retain(|&(_, below)| {
        is_divided(below.checked_sub(1).and_then(|at| table.rows.get(at)))
            && is_divided(table.rows.get(below))
    });
    let n_cols = borders.len().saturating_sub(1);
    Drawn { rows: table.rows, n_cols, has_spans, has_row_spans, lost }
}

/// The positions of all borders between columns, ascending.
fn borders(lines: &[RawLine]) -> Vec<u32> {
    let spans = lines.iter().filter_map(|line| match &line.content {
        LineContent::Drawn(spans, _) => Some(spans),
        _ => None,
    });
    let mut all: Vec<u32> = spans.flatten().flat_map(|span| [span.from, span.to]).collect();
    all.sort_unstable();
    let mut borders: Vec<u32> = Vec::new();
    for at in all {
        // Rounding moves a border by one or two cells at most, however many lines there are.
        if borders.last().is_none_or(|last| at - last > SAME_BORDER) {
            borders.push(at);
        }
    }
    borders
}

fn pieces(spans: Vec<DrawnSpan>, cells: LineCells, borders: &[u32]) -> Vec<Piece> {
    let column = |at: u32| borders.partition_point(|&border| border <= at).saturating_sub(1);
    let piece = |(span, text): (DrawnSpan, RawText)| Piece {
        col: column(span.from),
        end: column(span.to),
        room: usize::try_from(span.to.saturating_sub(span.from)).unwrap_or_default(),
        is_rule: span.is_rule,
        text,
    };
    let mut end = 0;
    let pieces = spans.into_iter().zip(cells).map(piece);
    let mut placed: Vec<Piece> = Vec::new();
    for mut piece in pieces {
        piece.col = piece.col.max(end);
        piece.end = piece.end.max(piece.col + 1);
        end = piece.end;
        placed.push(piece);
    }
    placed
}

struct Rows<'a> {
    lexicon: &'a Lexicon,
    is_ruled: bool,
    rows: Vec<FieldRow>,
    open: Vec<Cell>,
    /// Cells of the row above that continue in the next one.
    continuing: Vec<Cell>,
    line: u32,
    lost: Vec<(u32, usize)>,
}

impl Rows<'_> {
    /// Adds a line; `below` are the first pieces of the lines after it.
    fn line(&mut self, line: u32, pieces: Vec<Piece>, below: &[&Piece]) {
        if pieces.iter().all(|piece| piece.is_rule) {
            return self.end_row();
        }
        if self.is_ruled && self.divides(&pieces) {
            return self.end_part(pieces);
        }
        let goes_on = !self.open.is_empty() && (self.is_ruled || self.goes_on(&pieces, below));
        if !goes_on || self.open.len() != pieces.len() || !self.has_columns(&pieces) {
            if !self.open.is_empty() {
                self.end_row();
            }
            self.line = line;
        }
        if self.open.is_empty() {
            let mut above = std::mem::take(&mut self.continuing);
            let cell = |p: &Piece| {
                let known = above.iter().position(|cell| (cell.col, cell.end) == (p.col, p.end));
                let new = Cell { col: p.col, end: p.end, ..Cell::default() };
                known.map_or(new, |at| above.swap_remove(at))
            };
            self.open = pieces.iter().map(cell).collect();
        }
        let (is_ruled, lexicon) = (self.is_ruled, self.lexicon);
        for (cell, piece) in self.open.iter_mut().zip(pieces) {
            cell.add(piece, is_ruled, lexicon);
        }
    }

    /// Whether a line is a border of some columns, and cells of the open row continue in the others.
    fn divides(&self, pieces: &[Piece]) -> bool {
        let mut others = pieces.iter().filter(|piece| !piece.is_rule);
        pieces.iter().any(|piece| piece.is_rule)
            && others.all(|piece| self.open.iter().any(|cell| cell.is_at(piece)))
    }

    /// Ends the row in the columns of a border; the other cells continue below it.
    fn end_part(&mut self, pieces: Vec<Piece>) {
        let row = self.rows.len();
        let mut continuing = Vec::new();
        for piece in pieces.into_iter().filter(|piece| !piece.is_rule) {
            if let Some(cell) = self.open.iter_mut().find(|cell| cell.is_at(&piece)) {
                cell.add(piece, true, self.lexicon);
                let begins = cell.begins.or(Some(row));
                continuing.push(Cell { begins, ..cell.clone() });
            }
        }
        self.end_row();
        self.continuing = continuing;
    }

    fn has_columns(&self, pieces: &[Piece]) -> bool {
        let same = |(cell, piece): (&Cell, &Piece)| cell.is_at(piece);
        self.open.iter().zip(pieces).all(same)
    }

    /// Whether a line continues the row: none of it begins below a blank cell, and all of it had no
    /// room above, or its first text completes a label.
    fn goes_on(&self, pieces: &[Piece], below: &[&Piece]) -> bool {
        let mut filled =
            self.open.iter().zip(pieces).filter(|(_, piece)| piece.text.atom.is_some());
        let wraps = |cell: &Cell, piece: &Piece| {
            let first = first_word(piece.text.text.trim());
            !cell.text.is_empty() && !cell.ended && cell.room_left < first
        };
        if self.is_prose(pieces) {
            return true;
        }
        let Some((cell, piece)) = filled.next() else { return false };
        // A cell as wide as the table is a title, a text or a remark.
        let is_alone = filled.clone().next().is_none() && pieces.len() > 1;
        if is_alone && (cell.col == 0 || self.completes(cell, piece, &[])) && !cell.text.is_empty()
        {
            return true;
        }
        let all_below_text = filled.clone().all(|(cell, _)| !cell.text.is_empty());
        if cell.col == 0 && all_below_text && self.completes(cell, piece, below) {
            return true;
        }
        if cell.col == 0 && wraps(cell, piece) && all_below_text && self.is_broken(cell, piece) {
            return true;
        }
        wraps(cell, piece) && filled.all(|(cell, piece)| wraps(cell, piece))
    }

    /// Whether a line continues the texts of wide cells: it breaks at least one text inside a sentence,
    /// and the texts above the others are complete.
    fn is_prose(&self, pieces: &[Piece]) -> bool {
        let cells = self.open.iter().zip(pieces);
        let mut filled = cells.filter(|(_, piece)| piece.text.atom.is_some()).peekable();
        let is_complete = |cell: &Cell| !cell.text.is_empty() && ends_sentence(&cell.text);
        let breaks = |cell: &Cell, piece: &Piece| cell.breaks_before(piece, self.lexicon);
        filled.clone().any(|(cell, piece)| breaks(cell, piece))
            && filled.all(|(cell, piece)| breaks(cell, piece) || is_complete(cell))
    }

    /// Whether a label without room for its rest continues in a text: neither is a form word alone, or
    /// both together are.
    fn is_broken(&self, cell: &Cell, piece: &Piece) -> bool {
        let is_word = |text: &str| self.lexicon.words.contains_key(&fold_label(text));
        cell.text.len() <= MAX_LABEL
            && (self.completes(cell, piece, &[])
                || !is_word(&cell.text) && !is_word(piece.text.text.trim()))
    }

    /// Whether a text and the one above it, with or without texts below, are a label together.
    fn completes(&self, cell: &Cell, piece: &Piece, below: &[&Piece]) -> bool {
        if cell.text.is_empty() {
            return false;
        }
        let mut whole = cell.text.clone();
        let below = below.iter().copied().take_while(|piece| cell.is_at(piece));
        std::iter::once(piece).chain(below).any(|piece| {
            whole.push_str(piece.text.text.trim());
            whole.len() <= MAX_LABEL && self.lexicon.words.contains_key(&fold_label(&whole))
        })
    }

    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.open);
        self.continuing.clear();
        if cells.iter().all(|cell| cell.text.is_empty()) && !self.is_ruled {
            if cells.len() == 1 {
                self.lost.push((self.line, self.rows.len()));
            }
            return;
        }
        if !cells.is_empty() {
            let fields = cells.into_iter().map(|cell| self.field(cell)).collect();
            self.rows.push(FieldRow { line: self.line, fields });
        }
    }

    /// The field of a cell in the open row. The text of a cell from above is that of its first field.
    fn field(&mut self, cell: Cell) -> Field {
        let Some(begins) = cell.begins else { return cell.field(self.line, self.lexicon) };
        let blank = Cell { col: cell.col, end: cell.end, ..Cell::default() };
        let fields = self.rows.get_mut(begins).map(|row| (row.line, &mut row.fields));
        if let Some((line, fields)) = fields
            && let Some(first) = fields.iter_mut().find(|field| field.col == cell.col)
            && first.atoms.len() < cell.atoms.len()
        {
            *first = cell.field(line, self.lexicon);
        }
        Field { continues: true, ..blank.field(self.line, self.lexicon) }
    }
}

#[cfg(test)]
mod tests;
