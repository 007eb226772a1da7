//! Flow: turns a stream of paragraphs (doc, rtf, odt) into the blocks that a docx gives, so that one
//! lowering serves all formats.
//!
//! In such a stream a table is a property of its paragraphs: each states its table depth, one mark ends
//! a cell, another a row, and the row states its cell edges. Columns are computed from the edges of all
//! rows (`edges`) when the table ends.

use formgrid_model::{
    Code, Diagnostics, Format, Limit, Limits, OverLimit, Place, RawDocument, is_blank,
};

use super::{
    controls,
    edges::{self, EdgeRow},
    lower::Lowering,
    properties::{CellProperties, MAX_SPAN, RowProperties},
    row_shape::RowShape,
    story::{Block, Cell, Paragraph, Row, Table},
};
use crate::left_out;

pub(crate) use super::controls::{CONTROL, CONTROL_END, is_control};

/// Deepest table nesting. Anything deeper is added to the innermost table.
const MAX_DEPTH: usize = 50;

/// Blocks in the order in which they began.
#[derive(Debug, Default)]
pub(crate) struct Story {
    blocks: Vec<Block>,
    n_folded: usize,
}

/// Builds a story.
#[derive(Debug)]
pub(crate) struct Flow<'l> {
    limits: &'l Limits,
    n_pieces: usize,
    /// A `None` is a table that is still open.
    blocks: Vec<Option<Block>>,
    tables: Vec<OpenTable>,
    n_folded: usize,
}

#[derive(Debug, Default)]
struct OpenTable {
    /// Index of its block.
    block: usize,
    rows: Vec<EdgeRow>,
    cells: Vec<String>,
    /// Paragraphs of the open cell; `None` before the first.
    text: Option<String>,
    /// Cells in which copies of a control were folded.
    n_folded: usize,
}

impl<'l> Flow<'l> {
    /// An empty story.
    pub(crate) fn new(limits: &'l Limits) -> Self {
        Self { limits, n_pieces: 0, blocks: Vec::new(), tables: Vec::new(), n_folded: 0 }
    }

    /// Adds a paragraph at a table depth (0 outside tables). Soft breaks in its text are `\n`.
    pub(crate) fn paragraph(
        &mut self,
        depth: usize,
        text: String,
        heading: bool,
    ) -> Result<(), OverLimit> {
        self.count_piece()?;
        self.enter(depth);
        match self.tables.last_mut() {
            Some(table) => table.push(&text),
            None => {
                let text = controls::fold(&text).unwrap_or(text);
                self.blocks.push(Some(Block::Paragraph(Paragraph { text, heading })));
            }
        }
        Ok(())
    }

    /// Adds a paragraph that ends a cell of the table at a depth, one-based.
    pub(crate) fn end_cell(&mut self, depth: usize, text: &str) -> Result<(), OverLimit> {
        self.count_piece()?;
        self.enter(depth.max(1));
        if let Some(table) = self.tables.last_mut() {
            table.push(text);
            table.end_cell();
        }
        Ok(())
    }

    /// Ends a cell whose paragraphs are complete and repeats it `n_cells` times.
    pub(crate) fn close_cell(&mut self, depth: usize, n_cells: usize) -> Result<(), OverLimit> {
        self.enter(depth.max(1));
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        table.text.get_or_insert_default();
        table.end_cell();
        let Some(last) = table.cells.last().cloned().filter(|_| n_cells > 1) else { return Ok(()) };
        self.n_pieces = self.n_pieces.saturating_add(n_cells);
        self.limits.check(Limit::StoryPieces, self.n_pieces)?;
        table.cells.extend(std::iter::repeat_n(last, n_cells - 1));
        Ok(())
    }

    /// Repeats the last row of the table at a depth until it occurs `n_rows` times.
    pub(crate) fn repeat_row(&mut self, depth: usize, n_rows: usize) -> Result<(), OverLimit> {
        self.enter(depth.max(1));
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        let Some(last) = table.rows.last().cloned().filter(|_| n_rows > 1) else { return Ok(()) };
        let n_cells = n_rows.saturating_mul(last.texts.len());
        self.n_pieces = self.n_pieces.saturating_add(n_cells);
        self.limits.check(Limit::StoryPieces, self.n_pieces)?;
        table.rows.extend(std::iter::repeat_n(last, n_rows - 1));
        Ok(())
    }

    /// Ends the table at a depth, one-based.
    pub(crate) fn end_table(&mut self, depth: usize) {
        self.enter(depth.saturating_sub(1));
    }

    /// Ends a row of the table at a depth, one-based.
    pub(crate) fn end_row(&mut self, depth: usize, shape: RowShape) {
        self.enter(depth.max(1));
        if let Some(table) = self.tables.last_mut() {
            table.end_row(shape);
        }
    }

    /// Finishes the story.
    pub(crate) fn finish(mut self) -> Story {
        self.enter(0);
        let blocks = self.blocks.into_iter().flatten().collect();
        Story { blocks, n_folded: self.n_folded }
    }

    fn count_piece(&mut self) -> Result<(), OverLimit> {
        self.n_pieces += 1;
        self.limits.check(Limit::StoryPieces, self.n_pieces)
    }

    /// Opens and closes tables until `depth` are open.
    fn enter(&mut self, depth: usize) {
        let depth = depth.min(MAX_DEPTH);
        while self.tables.len() > depth {
            let Some(mut table) = self.tables.pop() else { return };
            if !table.cells.is_empty() || table.text.is_some() {
                table.end_row(RowShape::default());
            }
            self.n_folded += table.n_folded;
            if let Some(block) = self.blocks.get_mut(table.block) {
                *block = Some(Block::Table(lower(table.rows)));
            }
        }
        while self.tables.len() < depth {
            self.tables.push(OpenTable { block: self.blocks.len(), ..OpenTable::default() });
            self.blocks.push(None);
        }
    }
}

impl OpenTable {
    fn push(&mut self, text: &str) {
        match &mut self.text {
            Some(cell) => {
                cell.push('\n');
                cell.push_str(text);
            }
            None => self.text = Some(text.to_owned()),
        }
    }

    fn end_cell(&mut self) {
        let Some(text) = self.text.take() else { return };
        let is_folded = controls::fold(&text);
        self.n_folded += usize::from(is_folded.is_some());
        self.cells.push(is_folded.unwrap_or(text));
    }

    /// A row with text after its last cell is damaged; that text becomes a cell.
    fn end_row(&mut self, shape: RowShape) {
        self.end_cell();
        let texts = std::mem::take(&mut self.cells);
        if !texts.is_empty() {
            self.rows.push(EdgeRow::new(texts, shape));
        }
    }
}

/// A table from rows with edges.
fn lower(rows: Vec<EdgeRow>) -> Table {
    let columns = edges::columns(&rows);
    let n_columns = columns.n_columns;
    let placed = rows.into_iter().zip(columns.of_rows);
    let rows = placed.map(|(row, columns)| lower_row(row, &columns, n_columns)).collect();
    Table { n_grid_columns: n_columns, rows, number: 0 }
}

/// A row from the columns of its edges; the last one is where the row ends.
fn lower_row(row: EdgeRow, columns: &[usize], n_columns: usize) -> Row {
    let mut clamped = false;
    let cells = row.texts.into_iter().zip(row.cells).zip(columns.windows(2));
    let cells = cells.map(|((text, shape), columns)| {
        let span = columns.iter().rev().copied().reduce(usize::saturating_sub).unwrap_or(1);
        clamped |= span > MAX_SPAN;
        let properties = CellProperties {
            col_span: span.clamp(1, MAX_SPAN),
            vertical: shape.vertical,
            horizontal: shape.horizontal,
            ..CellProperties::default()
        };
        Cell { properties, text }
    });
    let cells = cells.collect();
    let properties = RowProperties {
        before: columns.first().copied().unwrap_or(0),
        after: n_columns.saturating_sub(columns.last().copied().unwrap_or(n_columns)),
        repeats: row.repeats,
        clamped,
        ..RowProperties::default()
    };
    Row { properties, cells }
}

/// Text that a reader leaves out, for findings.
#[derive(Debug, Default)]
pub(crate) struct InvisibleText {
    texts: left_out::LeftOut,
    /// Characters, runs or paragraphs that tracked changes insert or delete.
    pub(crate) n_changes: usize,
}

impl InvisibleText {
    /// Adds hidden text.
    pub(crate) fn hidden(&mut self, text: &str) {
        self.add(Code::ReadHidden, "hidden text left out", text);
    }

    /// Adds struck text.
    pub(crate) fn struck(&mut self, text: &str) {
        self.add(Code::LayoutStruck, "struck text left out", text);
    }

    fn add(&mut self, code: Code, what: &'static str, text: &str) {
        if !is_blank(text) {
            self.texts.add(code, what, Place::default(), text);
        }
    }

    /// Reports all of it.
    pub(crate) fn report(self, diagnostics: &mut Diagnostics) {
        self.texts.report(diagnostics);
        if self.n_changes > 0 {
            let message = "tracked changes were read as accepted";
            diagnostics.report(Code::ReadTrackedChange, Place::default(), message);
        }
    }
}

/// The raw document of stories: `furniture` appears on every page, `body` is read.
pub(crate) fn document(
    format: Format,
    furniture: Vec<Story>,
    body: Vec<Story>,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> RawDocument {
    let n_folded: usize = body.iter().map(|story| story.n_folded).sum();
    if n_folded > 0 {
        let message =
            format!("{n_folded} cells hold the text of a control several times; it was read once");
        diagnostics.report(Code::ReadConverterMark, Place::default(), message);
    }
    let mut lowering = Lowering::new(limits, 0);
    furniture.into_iter().for_each(|story| lowering.furniture(story.blocks));
    let mut n_tables = 0;
    for mut story in body {
        for block in &mut story.blocks {
            if let Block::Table(table) = block {
                n_tables += 1;
                table.number = n_tables;
            }
        }
        lowering.body(story.blocks, diagnostics);
    }
    RawDocument { format, ..lowering.finish(diagnostics) }
}
