//! The view of a document, read again from its source because a run keeps records and no grids.

use std::collections::BTreeMap;

use formgrid_model::{BBox, Block, Document, Table};
use formgrid_records::TableExplanation;
use serde::{Deserialize, Serialize};

use crate::Place;

/// The view of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Its paragraphs and tables.
    pub document: Document,
    /// The explanation of each table.
    pub tables: Vec<TableExplanation>,
    /// Its page images, if it has pages.
    pub pages: Vec<PageImage>,
    /// Remarks on the images.
    pub remarks: Vec<Remark>,
}

/// A page image, stored after the view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageImage {
    /// Page, from 1.
    pub page: u32,
    /// Width of the page, in points.
    pub width: f32,
    /// Height of the page, in points.
    pub height: f32,
    /// Length of the image, in bytes.
    pub bytes: usize,
}

/// A remark on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// `review/what`.
    pub code: String,
    /// The message, a lower-case fragment.
    pub message: String,
}

/// The key of a cell or paragraph, the same in each column of a page.
pub(crate) fn cell_key(table: usize, row: usize, col: usize) -> String {
    format!("{table}.{row}.{col}")
}

/// The key of a paragraph.
pub(crate) fn block_key(number: usize) -> String {
    format!("p{number}")
}

/// Finds the cell or paragraph at a place.
#[derive(Debug)]
pub(crate) struct Locator<'a> {
    tables: Vec<&'a Table>,
    by_line: BTreeMap<u32, String>,
    by_sheet_cell: BTreeMap<(&'a str, u32, u32), String>,
    by_box: BTreeMap<(u32, [u32; 4]), String>,
    by_text: BTreeMap<&'a str, String>,
}

impl<'a> Locator<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        let tables = document.tables().map(|(_, table)| table).collect();
        let mut all = Self {
            tables,
            by_line: BTreeMap::new(),
            by_sheet_cell: BTreeMap::new(),
            by_box: BTreeMap::new(),
            by_text: BTreeMap::new(),
        };
        let mut n_tables = 0;
        for (number, block) in document.blocks.iter().enumerate() {
            match block {
                Block::Paragraph(paragraph) => {
                    let key = block_key(number);
                    all.by_text.entry(&paragraph.text).or_insert_with(|| key.clone());
                    all.add(&paragraph.place, &document.sheets, &key);
                }
                Block::Table(table) => {
                    for cell in table.grid.cells() {
                        let key = cell_key(n_tables, cell.row, cell.col);
                        all.add(&cell.place, &document.sheets, &key);
                    }
                    n_tables += 1;
                }
            }
        }
        all
    }

    fn add(&mut self, place: &formgrid_model::Place, sheets: &'a [String], key: &str) {
        if let Some(line) = place.line {
            self.by_line.entry(line).or_insert_with(|| key.to_owned());
        }
        if let (Some(page), Some(bbox)) = (place.page, place.bbox) {
            self.by_box.entry((page, bits(bbox))).or_insert_with(|| key.to_owned());
        }
        let sheet = place.sheet.and_then(|number| sheets.get(usize::try_from(number).ok()?));
        if let (Some(sheet), Some((row, col))) = (sheet, place.cell) {
            self.by_sheet_cell.entry((sheet, row, col)).or_insert_with(|| key.to_owned());
        }
    }

    /// The table of a number.
    pub(crate) fn table(&self, number: usize) -> Option<&'a Table> {
        self.tables.get(number).copied()
    }

    /// The key of the cell or paragraph at a place, if any. `text` is the text read there, for
    /// media whose paragraphs have no place.
    pub(crate) fn key(&self, place: &Place, text: &str) -> Option<String> {
        if let (Some(table), Some(row), Some(col)) = (place.table, place.row, place.col) {
            let cell = self.table(table)?.grid.at(row, col)?;
            return Some(cell_key(table, cell.row, cell.col));
        }
        if let Some(line) = place.line {
            return self.by_line.range(..=line).next_back().map(|(_, key)| key.clone());
        }
        if let (Some(page), Some(bbox)) = (place.page, place.bbox) {
            return self.by_box.get(&(page, bits(bbox))).cloned();
        }
        if let (Some(sheet), Some((row, col))) =
            (&place.sheet, place.cell.as_deref().and_then(sheet_cell))
        {
            return self.by_sheet_cell.get(&(sheet.as_str(), row, col)).cloned();
        }
        self.by_text.get(text).cloned()
    }
}

/// A box as a hash key.
fn bits(bbox: BBox) -> [u32; 4] {
    [bbox.x0, bbox.y0, bbox.x1, bbox.y1].map(f32::to_bits)
}

/// Row and column, from 0, of a spreadsheet cell name such as `B7`.
fn sheet_cell(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let (letters, digits) = name.split_at_checked(letters)?;
    let mut col = 0_u32;
    for letter in letters.bytes() {
        col = col.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1)?;
    }
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, col.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::sheet_cell;

    #[test]
    fn cells_of_a_sheet_are_known_by_their_names() {
        assert_eq!(
            ["A1", "B7", "ZZ2"].map(sheet_cell),
            [Some((0, 0)), Some((6, 1)), Some((1, 701))]
        );
        assert_eq!(["", "7", "A0", "B", "ZZZZZZZZ1"].map(sheet_cell), [None; 5]);
    }
}
