//! Opening and closing of tables, rows and cells of a story.

use formgrid_model::{Code, is_blank};

use super::{Block, Cell, Element, OpenCell, OpenTable, Parser, Row, Table};

/// Most cells of a nested table that becomes text of its cell.
const MAX_WRAPPED: usize = 2;

impl Parser<'_, '_, '_> {
    pub(super) fn open_table(&mut self) -> Element {
        let block = self.blocks.len();
        self.blocks.push(None);
        self.n_tables += 1;
        let table = Table { number: self.n_tables, ..Table::default() };
        self.tables.push(OpenTable { block, table, ..OpenTable::default() });
        Element::Table
    }

    pub(super) fn open_row(&mut self) -> Element {
        match self.tables.last_mut() {
            Some(open) if open.row.is_none() => {
                open.row = Some(Row::default());
                Element::Row
            }
            _ => Element::Plain,
        }
    }

    pub(super) fn open_cell(&mut self) -> Element {
        match self.tables.last_mut() {
            Some(open) if open.row.is_some() && open.cell.is_none() => {
                open.cell = Some(OpenCell::default());
                Element::Cell
            }
            _ => Element::Plain,
        }
    }

    pub(super) fn close_row(&mut self) {
        let Some(open) = self.tables.last_mut() else { return };
        let Some(row) = open.row.take().filter(|row| !row.properties.deleted) else { return };
        if row.properties.is_hidden {
            let texts: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
            let text = texts.join(" ");
            if !is_blank(&text) {
                self.leave_out(Code::ReadHidden, "a hidden row was left out", &text);
            }
        } else if !row.cells.is_empty() {
            open.table.rows.push(row);
        }
    }

    pub(super) fn close_table(&mut self) {
        let Some(mut open) = self.tables.pop() else { return };
        let n_cells: usize = open.table.rows.iter().map(|row| row.cells.len()).sum();
        if n_cells <= MAX_WRAPPED
            && let Some(outer) = self.cell()
        {
            for row in std::mem::take(&mut open.table.rows) {
                let texts = row.cells.into_iter().map(|cell| cell.text);
                outer
                    .texts
                    .push(texts.reduce(|left, right| beside(&left, &right)).unwrap_or_default());
            }
            return;
        }
        if let Some(block) = self.blocks.get_mut(open.block) {
            *block = Some(Block::Table(open.table));
        }
    }

    pub(super) fn close_cell(&mut self) {
        if self.carried.as_ref().is_some_and(|(depth, _)| *depth == self.tables.len()) {
            self.uncarry();
        }
        let Some(open) = self.tables.last_mut() else { return };
        let (Some(cell), Some(row)) = (open.cell.take(), open.row.as_mut()) else { return };
        if !cell.properties.deleted {
            row.cells.push(Cell { text: cell.texts.join("\n"), properties: cell.properties });
        }
    }

    /// Position of non-text content among the tables of the story.
    pub(super) fn whereabouts(&self) -> String {
        let Some(open) = self.tables.last() else { return String::new() };
        let row = open.table.rows.len() + 1;
        let cell = open.row.as_ref().map_or(0, |row| row.cells.len()) + 1;
        format!("in table {}, row {row}, cell {cell}", open.table.number)
    }
}

/// Two texts on one line. A unit directly follows its number.
fn beside(left: &str, right: &str) -> String {
    let (left, right) = (left.trim(), right.trim());
    let is_number = left.ends_with(|c: char| c.is_ascii_digit() || "≥≤＞＜><=".contains(c));
    let runs_on = is_number && !right.starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_blank = left.is_empty() || right.is_empty();
    let gap = if is_blank || runs_on || left.ends_with(['≥', '≤']) { "" } else { " " };
    format!("{left}{gap}{right}")
}
