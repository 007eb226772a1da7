//! Drawn tables: lines between borders to rows of fields.
//!
//! The columns are the borders of all lines. If borders between rows are drawn, a row is what two of
//! them enclose. Otherwise a row ends with its line, unless the next line continues its cells: a text
//! that fills its cell continues below it, which a word that had no room in the cell shows. A border
//! across some columns only ends the cells of these columns; the others continue below it.

use formgrid_model::{
    AtomId, Atoms, DrawnSpan, Lexicon, LineCells, LineContent, Place, RawLine, RawText, fold_label,
};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::row::{Field, FieldRow};

/// Largest distance of borders that are one, in character cells: programs round the widths of spans.
const SAME_BORDER: u32 = 2;

/// Longest label, in bytes.
const MAX_LABEL: usize = 120;

/// Minimum width of a cell of prose, in character cells. A label fills a cell of this width by chance
/// only rarely.
const MIN_PROSE: usize = 32;

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
    for RawLine { line, content, .. } in lines {
        match content {
            LineContent::Drawn(spans, cells) => table.line(line, pieces(spans, cells, &borders)),
            LineContent::Blank => table.end_row(),
            LineContent::Text(_) | LineContent::Cells(_) => {}
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

/// A piece of a line in its columns.
#[derive(Debug)]
struct Piece {
    col: usize,
    end: usize,
    /// Character cells available for its text.
    room: usize,
    is_rule: bool,
    text: RawText,
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

/// A cell of the row under construction.
#[derive(Debug, Default, Clone)]
struct Cell {
    /// Its first row, if that is above.
    begins: Option<usize>,
    col: usize,
    end: usize,
    /// Paragraphs separated by `\n`, wrapped lines joined.
    text: String,
    /// Width of the last line, and the room left in the cell.
    room_left: usize,
    /// Whether a blank line follows the last text.
    ended: bool,
    place: Option<Place>,
    atoms: Atoms,
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
    fn line(&mut self, line: u32, pieces: Vec<Piece>) {
        if pieces.iter().all(|piece| piece.is_rule) {
            return self.end_row();
        }
        if self.is_ruled && self.divides(&pieces) {
            return self.end_part(pieces);
        }
        let goes_on = !self.open.is_empty() && (self.is_ruled || self.goes_on(&pieces));
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
        let is_ruled = self.is_ruled;
        for (cell, piece) in self.open.iter_mut().zip(pieces) {
            cell.add(piece, is_ruled);
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
                cell.add(piece, true);
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
    /// room above, or its only text completes a label.
    fn goes_on(&self, pieces: &[Piece]) -> bool {
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
        if is_alone && (cell.col == 0 || self.completes(cell, piece)) && !cell.text.is_empty() {
            return true;
        }
        let all_below_text = filled.clone().all(|(cell, _)| !cell.text.is_empty());
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
        filled.clone().any(|(cell, piece)| cell.breaks_before(piece))
            && filled.all(|(cell, piece)| cell.breaks_before(piece) || is_complete(cell))
    }

    /// Whether a label without room for its rest continues in a text: neither is a form word alone, or
    /// both together are.
    fn is_broken(&self, cell: &Cell, piece: &Piece) -> bool {
        let is_word = |text: &str| self.lexicon.words.contains_key(&fold_label(text));
        cell.text.len() <= MAX_LABEL
            && (self.completes(cell, piece)
                || !is_word(&cell.text) && !is_word(piece.text.text.trim()))
    }

    /// Whether a text and the one above it are a label together.
    fn completes(&self, cell: &Cell, piece: &Piece) -> bool {
        if cell.text.len() > MAX_LABEL {
            return false;
        }
        let whole = format!("{}{}", cell.text, piece.text.text.trim());
        self.lexicon.words.contains_key(&fold_label(&whole))
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

impl Cell {
    fn is_at(&self, piece: &Piece) -> bool {
        (self.col, self.end) == (piece.col, piece.end)
    }

    /// Adds a line. In a ruled table, only a blank line ends a paragraph.
    fn add(&mut self, piece: Piece, is_ruled: bool) {
        let breaks_at_blank = !is_ruled && self.breaks_at_blank(&piece);
        let Piece { room, text: RawText { text, place, atom }, .. } = piece;
        let text = text.trim();
        let Some(atom) = atom else {
            self.ended |= !self.text.is_empty();
            return;
        };
        if !self.text.is_empty() {
            let is_full = self.room_left < first_word(text);
            let wraps = !self.ended && (is_ruled || is_full || breaks_at_blank);
            match (!wraps, breaks_at_blank || joins_with_blank(&self.text, text)) {
                (true, _) => self.text.push('\n'),
                (false, true) => self.text.push(' '),
                (false, false) => {}
            }
        }
        self.text.push_str(text);
        self.room_left = room.saturating_sub(text.width() + 1);
        self.ended = false;
        self.place = self.place.or(Some(place));
        self.atoms.push(atom);
    }

    /// Whether a line of prose ends inside a sentence and a piece continues it.
    fn breaks_before(&self, piece: &Piece) -> bool {
        let is_full = self.room_left < first_word(piece.text.text.trim());
        is_full && self.is_open_prose(piece) || self.breaks_at_blank(piece)
    }

    /// Whether a line of prose breaks at a blank with room left: the text after the blank fills the next
    /// line, and programs break a text without blanks only where a line starts with it.
    fn breaks_at_blank(&self, piece: &Piece) -> bool {
        let text = piece.text.text.trim();
        let fills_line = !text.contains(' ') && piece.room <= text.width() + 2;
        fills_line && self.room_left >= first_word(text) && self.is_open_prose(piece)
    }

    fn is_open_prose(&self, piece: &Piece) -> bool {
        piece.room >= MIN_PROSE
            && !self.text.is_empty()
            && !self.ended
            && !ends_sentence(&self.text)
    }

    fn field(self, line: u32, lexicon: &Lexicon) -> Field {
        let place = self.place.unwrap_or(Place::at_line(line));
        let atom: Option<AtomId> = self.atoms.first().copied();
        let raw = RawText { text: self.text, place, atom };
        let field = Field::of(raw, self.col, lexicon);
        Field { col_span: self.end - self.col, atoms: self.atoms, ..field }
    }
}

/// Width of a text's first unbreakable part: one Chinese character, or one word.
fn first_word(text: &str) -> usize {
    let is_letter = |c: &char| c.is_ascii_graphic();
    let letters = text.chars().take_while(is_letter).count();
    if letters > 0 { letters } else { text.chars().next().and_then(|c| c.width()).unwrap_or(1) }
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['。', '；', '！', '？', '!', '?'])
}

fn joins_with_blank(before: &str, after: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric();
    before.ends_with(is_word) && after.starts_with(is_word)
}

#[cfg(test)]
mod tests {
    use formgrid_model::{
        AtomId, Block, Diagnostics, DrawnSpan, Lexicon, Limits, LineContent, Place, RawLine,
        RawText, Slots, Table,
    };
    use unicode_width::UnicodeWidthStr;

    use crate::rows::fields::resolve_drawn;

    /// The table of some lines between borders, and the number of findings.
    fn resolve(drawing: &str) -> (Table, usize) {
        let mut n_atoms = 0;
        let mut lines = Vec::new();
        for (line, drawn) in (1_u32..).zip(drawing.lines()) {
            let (mut spans, mut texts) = (Vec::new(), Vec::new());
            let mut from = 0;
            for text in drawn.trim().trim_matches('|').split('|') {
                let to = from + u32::try_from(text.width()).unwrap() + 1;
                let is_rule = text.len() > 1 && text.bytes().all(|b| b == b'-');
                let text = if is_rule { "" } else { text };
                spans.push(DrawnSpan { from, to, is_rule });
                let atom = (!text.trim().is_empty()).then_some(AtomId(n_atoms));
                n_atoms += u32::from(atom.is_some());
                texts.push(RawText { text: text.to_owned(), place: Place::at_line(line), atom });
                from = to;
            }
            let content = LineContent::Drawn(spans, texts.into());
            lines.push(RawLine { line, content, page_break: false, heading: false });
        }
        let mut slots = Slots::new(&Limits::default());
        let mut found = Diagnostics::new();
        let blocks = resolve_drawn(lines, &Lexicon::default(), &mut slots, &mut found);
        let table = blocks.into_iter().find_map(|block| match block {
            Block::Table(table) => Some(*table),
            Block::Paragraph(_) => None,
        });
        (table.unwrap(), found.iter().count())
    }

    #[track_caller]
    fn check(drawing: &str, expected: &[&[&str]]) {
        let (table, _) = resolve(drawing);
        let row = |row: usize| {
            let own = table.grid.row(row).filter(|cell| cell.row == row && !cell.is_empty());
            own.map(|cell| cell.text.clone()).collect::<Vec<_>>()
        };
        let rows: Vec<Vec<String>> = (0..table.grid.n_rows()).map(row).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn prose_goes_on_beside_complete_paragraphs() {
        check(
            "|goals |long-term                          |annual                              |
             |      |1.                                 |goal 1: build more roads and mend   |
             |      |修路架桥修路架桥修路架桥修路架桥修 |bridges。                           |
             |      |路。                               |goal 2: build more ships and harbors|
             |      |2.                                 |for all。                           |",
            &[
                &["goals", "long-term", "annual"],
                &[
                    "1. 修路架桥修路架桥修路架桥修路架桥修路。\n2.",
                    "goal 1: build more roads and mend bridges。\ngoal 2: build more ships and harbors for all。",
                ],
            ],
        );
    }

    #[test]
    fn complete_paragraphs_beside_each_other_are_rows() {
        check(
            "|goals |long-term                           |annual                              |
             |      |goal 1: roads。                     |goal 1: bridges。                   |
             |      |goal 2: ships。                     |goal 2: harbors。                   |",
            &[
                &["goals", "long-term", "annual"],
                &["goal 1: roads。", "goal 1: bridges。"],
                &["goal 2: ships。", "goal 2: harbors。"],
            ],
        );
    }

    #[test]
    fn a_line_as_wide_as_the_table_is_a_row() {
        check(
            "|report            |
             |(2021)            |
             |name   |roads     |",
            &[&["report"], &["(2021)"], &["name", "roads"]],
        );
    }

    #[test]
    fn rows_below_a_blank_row_as_wide_as_the_table_are_doubtful() {
        let drawing = |between: &str| {
            format!(
                "|report            |
                 |name   |roads     |
                 |of     |3         |
                 {between}
                 |name   |ports     |"
            )
        };
        let (table, n_found) = resolve(&drawing("|                  |"));
        assert_eq!(n_found, 1);
        let doubtful: Vec<bool> = table.rows.iter().map(|row| row.confidence < 0.6).collect();
        assert_eq!(doubtful, [false, false, false, true]);
        let (_, n_found) = resolve(&drawing("|       |          |"));
        assert_eq!(n_found, 0);
    }

    /// As [`check`], with the row spans of the cells that have one.
    #[track_caller]
    fn check_spans(drawing: &str, expected: &[&[(&str, usize)]]) {
        let (table, _) = resolve(drawing);
        let row = |row: usize| {
            let own = table.grid.row(row).filter(|cell| cell.row == row);
            own.map(|cell| (cell.text.clone(), cell.row_span)).collect::<Vec<_>>()
        };
        let rows: Vec<Vec<(String, usize)>> = (0..table.grid.n_rows()).map(row).collect();
        let rows: Vec<Vec<(&str, usize)>> =
            rows.iter().map(|r| r.iter().map(|(text, n)| (text.as_str(), *n)).collect()).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn a_border_of_some_columns_ends_only_their_cells() {
        check_spans(
            "|----------|------|----|
             |roads     |length|  3 |
             |and       |------|----|
             |bridges   |width |  4 |
             |          |------|----|
             |          |      |  5 |
             |----------|------|----|
             |lamps     |number|  6 |
             |----------|------|----|",
            &[
                &[("roads and bridges", 3), ("length", 1), ("3", 1)],
                &[("width", 1), ("4", 1)],
                &[("", 1), ("5", 1)],
                &[("lamps", 1), ("number", 1), ("6", 1)],
            ],
        );
    }

    #[test]
    fn a_border_that_meets_no_cell_is_no_border() {
        check(
            "|----------|------|
             |roads     |length|
             |some|---------|--|
             |lamps     |number|
             |----------|------|",
            &[&["roads", "length"], &["some"], &["lamps", "number"]],
        );
    }
}
