//! Rows of fields: the cells of a row as a dump states them, including blank ones.

use formgrid_model::{
    Atoms, DrawnSpan, Lexicon, LineCells, Place, RawText, RowNote, WordClass, fold_label, is_blank,
};

use crate::breaks;
use crate::rows::assemble::{PlacedCell, PlacedRow};
use crate::rows::cell_per_line::Look;

/// A row with all its fields.
#[derive(Debug, Default)]
pub(in crate::rows) struct FieldRow {
    /// Line in the file, one-based.
    pub(in crate::rows) line: u32,
    /// From left to right, without overlap.
    pub(in crate::rows) fields: Vec<Field>,
}

/// A field of a row.
#[derive(Debug, Default, Clone)]
pub(in crate::rows) struct Field {
    /// First column, zero-based.
    pub(in crate::rows) col: usize,
    /// Columns covered, as stated by the dump; otherwise 1.
    pub(in crate::rows) col_span: usize,
    /// Whether the drawing shows that the cell above continues here.
    pub(in crate::rows) continues: bool,
    /// Trimmed text.
    pub(in crate::rows) text: String,
    /// The text, folded for comparison with labels.
    pub(in crate::rows) folded: String,
    /// Classes of the text as a word.
    pub(in crate::rows) classes: WordClass,
    /// Shape of the text.
    pub(in crate::rows) look: Look,
    /// Where the text starts.
    pub(in crate::rows) place: Place,
    /// The atoms of the text.
    pub(in crate::rows) atoms: Atoms,
}

/// Longest text of several paragraphs that is compared, in bytes.
const MAX_COMPARED: usize = 1_000;

impl Field {
    /// A field with a text.
    pub(in crate::rows) fn of(raw: RawText, col: usize, lexicon: &Lexicon) -> Self {
        let printed = if is_blank(&raw.text) { "" } else { raw.text.trim() };
        let broken = breaks::title_and_unit(printed, lexicon);
        let text = broken.as_deref().unwrap_or(printed);
        let folded = fold_label(text).into_owned();
        let classes = if folded == "#年" { WordClass::HEADER } else { lexicon.classes(&folded) };
        let look = Look::of(&folded);
        // Prose that begins like a label, such as goals printed into one cell, is no label.
        let is_label = look != Look::Long || lexicon.words.contains_key(&folded);
        Self {
            col,
            col_span: 1,
            continues: false,
            text: text.to_owned(),
            classes: if is_label { classes } else { WordClass::empty() },
            folded,
            look,
            place: raw.place,
            atoms: raw.atom.into_iter().collect(),
        }
    }

    /// Adds a further paragraph.
    fn join(&mut self, other: Self, lexicon: &Lexicon) {
        self.text.push('\n');
        self.text.push_str(&other.text);
        self.atoms.extend(other.atoms);
        // A longer text is prose, whatever follows.
        if self.text.len() <= MAX_COMPARED {
            let raw = RawText { text: self.text.clone(), place: self.place, atom: None };
            let Self { text, folded, classes, look, .. } = Self::of(raw, self.col, lexicon);
            (self.text, self.folded, self.classes, self.look) = (text, folded, classes, look);
        }
    }

    /// Whether it is blank.
    pub(in crate::rows) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// The column after its last.
    pub(in crate::rows) fn end(&self) -> usize {
        self.col + self.col_span
    }

    /// The field as a cell that covers `col_span` columns.
    pub(in crate::rows) fn into_cell(self, col_span: usize, above: bool) -> PlacedCell {
        let Self { col, text, place, atoms, .. } = self;
        PlacedCell { col, col_span, text, place, atoms, above }
    }
}

impl FieldRow {
    /// A row from a line's cells, each one column wide.
    pub(in crate::rows) fn of(line: u32, cells: LineCells, lexicon: &Lexicon) -> Self {
        let field = |(col, cell)| Field::of(cell, col, lexicon);
        Self { line, fields: cells.into_iter().enumerate().map(field).collect() }
    }

    /// A row of cells with paragraphs: pieces at one place are one cell.
    pub(in crate::rows) fn of_pieces(
        line: u32,
        spans: &[DrawnSpan],
        texts: LineCells,
        lexicon: &Lexicon,
    ) -> Self {
        let mut fields: Vec<Field> = Vec::new();
        let mut last = None;
        for (span, raw) in spans.iter().zip(texts) {
            let field = Field::of(raw, fields.len(), lexicon);
            match fields.last_mut() {
                Some(cell) if last == Some(span.from) => cell.join(field, lexicon),
                _ => fields.push(field),
            }
            last = Some(span.from);
        }
        Self { line, fields }
    }

    /// The non-blank fields.
    pub(in crate::rows) fn filled(&self) -> impl DoubleEndedIterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.is_blank())
    }

    /// The column after the last field.
    pub(in crate::rows) fn width(&self) -> usize {
        self.fields.last().map_or(0, Field::end)
    }

    /// The first non-blank field.
    pub(in crate::rows) fn first(&self) -> Option<&Field> {
        self.filled().next()
    }
}

/// A placed row of cells, with its confidence.
pub(in crate::rows) fn placed(cells: Vec<PlacedCell>, confidence: f32) -> PlacedRow {
    PlacedRow { cells, note: RowNote { confidence, repairs: Vec::new() } }
}
