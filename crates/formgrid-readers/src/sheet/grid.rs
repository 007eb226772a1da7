//! A sheet to a grid: the used range without hidden rows and columns, merged regions as spans.
//!
//! The range comes from the cells with text and the merged regions that begin at them; the size that a
//! file claims is ignored.

use std::collections::BTreeMap;

use formgrid_model::{
    AtomId, Cell, Code, Diagnostics, Fit, GridBuilder, Limits, Place, RawGrid, RawItem,
    RawParagraph, RawText, Slots, is_blank,
};

use super::{
    floats,
    worksheet::{Area, Float, Ranges, Sheet, Value},
};
use crate::left_out::quoted;

/// Slots up to which a sheet keeps its blank rows and columns, however few its cells.
const MAX_SPARSE_SLOTS: usize = 100_000;

/// Slots per cell with text up to which a larger sheet keeps its blank rows and columns.
const MAX_SLOTS_PER_CELL: usize = 20;

/// Rows and columns kept although only merged regions reach them. A title merged across a whole sheet
/// row would add thousands.
const MAX_IDLE: u32 = 256;

/// Most bytes quoted from hidden cells.
const MAX_LISTED: usize = 10_000;

/// Builds the grids of a workbook.
#[derive(Debug)]
pub(super) struct Grids<'d> {
    n_atoms: u32,
    slots: Slots,
    diagnostics: &'d mut Diagnostics,
}

impl<'d> Grids<'d> {
    pub(super) fn new(limits: &Limits, diagnostics: &'d mut Diagnostics) -> Self {
        Self { n_atoms: 0, slots: Slots::new(limits), diagnostics }
    }

    /// Atoms assigned so far.
    pub(super) fn n_atoms(&self) -> u32 {
        self.n_atoms
    }

    /// The content of a sheet: its grid, and floating texts that belong to no cell.
    pub(super) fn lower(&mut self, number: u32, mut sheet: Sheet) -> Vec<RawItem> {
        sheet.cells.retain(|cell| !is_blank(&cell.text));
        let on_sheet = Place { sheet: Some(number), ..Place::default() };
        if sheet.hidden {
            if !sheet.cells.is_empty() {
                let n_cells = sheet.cells.len();
                let texts = listed(&sheet.cells);
                let message =
                    format!("sheet {} is hidden: {n_cells} cells left out: {texts}", sheet.name);
                self.diagnostics.report(Code::ReadHidden, on_sheet, message);
            }
            return Vec::new();
        }
        let floats = floats::settle(&mut sheet);
        let mut items = Vec::new();
        for text in std::mem::take(&mut sheet.margins) {
            items.push(RawItem::Furniture(self.text(text, on_sheet)));
        }
        items.extend(floats.before.into_iter().map(|float| self.paragraph(number, float)));
        items.extend(self.grid(number, sheet));
        items.extend(floats.after.into_iter().map(|float| self.paragraph(number, float)));
        items
    }

    fn paragraph(&mut self, number: u32, float: Float) -> RawItem {
        let cell = Some((float.area.rows.0, float.area.cols.0));
        let place = Place { sheet: Some(number), cell, ..Place::default() };
        let text = self.text(float.text, place);
        RawItem::Paragraph(RawParagraph { text, heading: false })
    }

    fn text(&mut self, text: String, place: Place) -> RawText {
        let atom = (!is_blank(&text)).then_some(AtomId(self.n_atoms));
        self.n_atoms += u32::from(atom.is_some());
        RawText { text, place, atom }
    }

    /// The grid of a sheet; `None` if it shows no text.
    fn grid(&mut self, number: u32, mut sheet: Sheet) -> Option<RawItem> {
        let on_sheet = Place { sheet: Some(number), ..Place::default() };
        let hidden_rows = std::mem::take(&mut sheet.hidden_rows).sorted();
        let hidden_cols = std::mem::take(&mut sheet.hidden_cols).sorted();
        let repeated = sheet.repeated_rows;
        let (pieces, out_of_sight) = pieces(sheet, &hidden_rows, &hidden_cols);
        self.report_hidden(number, &out_of_sight, "in hidden rows or columns");
        let (rows, cols) = self.lines(&pieces, &hidden_rows, &hidden_cols, on_sheet)?;
        let mut builder = match self.slots.grid(rows.len(), cols.len()) {
            Ok(builder) => builder,
            Err(over) => {
                let message = format!("{over}; sheet left out");
                self.diagnostics.report(Code::ReadCut, on_sheet, message);
                return None;
            }
        };
        let mut covered = Vec::new();
        for piece in pieces {
            covered.extend(self.place(number, piece, &rows, &cols, &mut builder));
        }
        self.report_hidden(number, &covered, "under merged cells");
        let repeated_rows = repeated.and_then(|range| rows.position(range));
        let repeated_rows =
            repeated_rows.map_or_else(Vec::new, |(row, n)| (row..row + n).collect());
        Some(RawItem::Grid(RawGrid { grid: builder.finish(), repeated_rows, caption: None }))
    }

    /// The rows and columns of the grid; `None` if no text is shown.
    fn lines(
        &mut self,
        pieces: &[Piece],
        hidden_rows: &Ranges,
        hidden_cols: &Ranges,
        on_sheet: Place,
    ) -> Option<(Lines, Lines)> {
        let texts = || pieces.iter().filter(|piece| piece.value.is_some()).map(|piece| piece.area);
        let n_cells = texts().count();
        let height = extent(texts().map(|area| area.rows))?;
        let width = extent(texts().map(|area| area.cols))?;
        let area = u64::from(height.1 - height.0 + 1) * u64::from(width.1 - width.0 + 1);
        let room = n_cells.saturating_mul(MAX_SLOTS_PER_CELL).max(MAX_SPARSE_SLOTS);
        let room = room.min(self.slots.left());
        let is_dense = usize::try_from(area).is_ok_and(|area| area <= room);
        let (rows, cols) = if is_dense {
            (Lines::all(height, hidden_rows), Lines::all(width, hidden_cols))
        } else {
            let message = "the cells stand far apart: rows and columns without text left out";
            self.diagnostics.report(Code::ReadSparse, on_sheet, message);
            let rows = texts().map(|area| area.rows);
            let cols = texts().map(|area| area.cols);
            (Lines::used(rows, hidden_rows), Lines::used(cols, hidden_cols))
        };
        Some((rows, cols))
    }

    /// Places a piece; returns its value if another piece covers it.
    fn place(
        &mut self,
        number: u32,
        piece: Piece,
        rows: &Lines,
        cols: &Lines,
        builder: &mut GridBuilder,
    ) -> Option<Value> {
        let (row, row_span) = rows.position(piece.area.rows)?;
        let (col, col_span) = cols.position(piece.area.cols)?;
        let address = (piece.area.rows.0, piece.area.cols.0);
        let place = Place { sheet: Some(number), cell: Some(address), ..Place::default() };
        let mut cell = Cell { row, col, row_span, col_span, place, ..Cell::default() };
        if let Some(value) = &piece.value {
            value.text.trim().clone_into(&mut cell.text);
            cell.atoms = std::iter::once(AtomId(self.n_atoms)).collect();
            cell.number = value.number;
        }
        match builder.place(cell) {
            Fit::Rejected => return piece.value,
            Fit::Shrunk if piece.value.is_some() => {
                let message = "merged cells overlap; one was made smaller";
                self.diagnostics.report(Code::LayoutOverlap, place, message);
            }
            Fit::Whole | Fit::Shrunk => {}
        }
        self.n_atoms += u32::from(piece.value.is_some());
        None
    }

    fn report_hidden(&mut self, number: u32, values: &[Value], whereabouts: &str) {
        let Some(first) = values.first() else { return };
        let place =
            Place { sheet: Some(number), cell: Some((first.row, first.col)), ..Place::default() };
        let texts = listed(values);
        let message = match values.len() {
            1 => format!("one cell {whereabouts} left out: {texts}"),
            n => format!("{n} cells {whereabouts} left out: {texts}"),
        };
        self.diagnostics.report(Code::ReadHidden, place, message);
    }
}

/// Texts of cells on one line, cut at the longest quote.
fn listed(values: &[Value]) -> String {
    let mut all = String::new();
    for value in values {
        if all.len() > MAX_LISTED {
            break;
        }
        if !all.is_empty() {
            all.push_str(" | ");
        }
        all.push_str(value.text.trim());
    }
    quoted(&all)
}

/// A cell or a merged region, with the value it shows.
#[derive(Debug)]
struct Piece {
    area: Area,
    value: Option<Value>,
}

/// Pieces of a sheet in reading order, and the values that are hidden. A merged region shows its value
/// while at least one of its rows and one of its columns are visible.
fn pieces(sheet: Sheet, rows: &Ranges, cols: &Ranges) -> (Vec<Piece>, Vec<Value>) {
    let mut merges: BTreeMap<(u32, u32), Area> = BTreeMap::new();
    for area in sheet.merges {
        let is_region = area.rows.0 < area.rows.1 || area.cols.0 < area.cols.1;
        if is_region && area.rows.0 <= area.rows.1 && area.cols.0 <= area.cols.1 {
            merges.entry((area.rows.0, area.cols.0)).or_insert(area);
        }
    }
    let (mut pieces, mut out_of_sight) = (Vec::new(), Vec::new());
    for value in sheet.cells {
        let alone = Area { rows: (value.row, value.row), cols: (value.col, value.col) };
        let area = merges.remove(&(value.row, value.col)).unwrap_or(alone);
        if rows.hold_all(area.rows) || cols.hold_all(area.cols) {
            out_of_sight.push(value);
        } else {
            pieces.push(Piece { area, value: Some(value) });
        }
    }
    pieces.extend(merges.into_values().map(|area| Piece { area, value: None }));
    pieces.sort_by_key(|piece| (piece.area.rows.0, piece.area.cols.0));
    (pieces, out_of_sight)
}

/// From the first to the last row or column in which a piece with text begins, extended a little where
/// pieces reach further.
fn extent(ranges: impl Iterator<Item = (u32, u32)>) -> Option<(u32, u32)> {
    let mut found: Option<(u32, u32, u32)> = None;
    for (start, end) in ranges {
        let (first, last, reach) = found.unwrap_or((start, start, end));
        found = Some((first.min(start), last.max(start), reach.max(end)));
    }
    let (first, last, reach) = found?;
    Some((first, if reach - last <= MAX_IDLE { reach } else { last }))
}

/// The sheet rows or columns that make up the grid, ascending.
#[derive(Debug)]
struct Lines(Vec<u32>);

impl Lines {
    fn all((first, last): (u32, u32), hidden: &Ranges) -> Self {
        Self((first..=last).filter(|&line| !hidden.hold_all((line, line))).collect())
    }

    /// Only lines in which a piece begins; if that line is hidden, the first visible one of the piece.
    fn used(ranges: impl Iterator<Item = (u32, u32)>, hidden: &Ranges) -> Self {
        let shown =
            |(first, last): (u32, u32)| (first..=last).find(|&line| !hidden.hold_all((line, line)));
        let mut lines: Vec<u32> = ranges.filter_map(shown).collect();
        lines.sort_unstable();
        lines.dedup();
        Self(lines)
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    /// Index of the first grid line in a range, and their number; `None` if there is none.
    fn position(&self, (first, last): (u32, u32)) -> Option<(usize, usize)> {
        let start = self.0.partition_point(|&line| line < first);
        let end = self.0.partition_point(|&line| line <= last);
        (start < end).then(|| (start, end - start))
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Diagnostics, Limits, RawItem};

    use super::Grids;
    use crate::sheet::worksheet::{Area, Sheet, Value};

    /// Cells as `(row, column, text)`.
    fn sheet(cells: &[(u32, u32, &str)], merges: &[(u32, u32, u32, u32)]) -> Sheet {
        let value = |&(row, col, text): &(u32, u32, &str)| Value {
            row,
            col,
            text: text.to_owned(),
            number: None,
        };
        let area = |&(row, col, row_end, col_end): &(u32, u32, u32, u32)| Area {
            rows: (row, row_end),
            cols: (col, col_end),
        };
        Sheet {
            cells: cells.iter().map(value).collect(),
            merges: merges.iter().map(area).collect(),
            ..Sheet::default()
        }
    }

    fn check(sheet: Sheet, expected: &[&str], findings: &[&str]) {
        let mut diagnostics = Diagnostics::new();
        let items = Grids::new(&Limits::default(), &mut diagnostics).lower(0, sheet);
        let mut rows = Vec::new();
        if let Some(RawItem::Grid(raw)) = items.into_iter().next() {
            for row in 0..raw.grid.n_rows() {
                let cells = raw.grid.origins(row).map(|c| match (c.row_span, c.col_span) {
                    (1, 1) => format!("[{}]", c.text),
                    (rows, cols) => format!("[{}]{rows}x{cols}", c.text),
                });
                rows.push(cells.collect::<String>());
            }
        }
        assert_eq!(rows, expected);
        let found: Vec<_> = diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(found, findings);
    }

    #[test]
    fn the_used_range_starts_at_its_first_cell() {
        check(sheet(&[(3, 2, "一"), (5, 4, "二")], &[]), &["[一][][]", "[][][]", "[][][二]"], &[]);
        check(sheet(&[(3, 2, " ")], &[(0, 0, 5, 5)]), &[], &[]);
    }

    #[test]
    fn merged_regions_are_spans() {
        check(
            sheet(&[(0, 0, "题"), (1, 0, "a"), (1, 2, "b")], &[(0, 0, 0, 2), (1, 0, 1, 1)]),
            &["[题]1x3", "[a]1x2[b]"],
            &[],
        );
    }

    #[test]
    fn text_under_a_merged_region_is_not_displayed() {
        check(
            sheet(&[(0, 0, "题"), (0, 1, "藏")], &[(0, 0, 0, 1)]),
            &["[题]1x2"],
            &["one cell under merged cells left out: 藏"],
        );
    }

    #[test]
    fn hidden_rows_and_columns_are_left_out() {
        let mut hidden = sheet(&[(0, 0, "一"), (1, 0, "藏"), (2, 1, "二")], &[(0, 0, 2, 0)]);
        hidden.hidden_rows.add(1, 1);
        check(hidden, &["[一]2x1[]", "[二]"], &["one cell in hidden rows or columns left out: 藏"]);
        let mut all = sheet(&[(0, 0, "一")], &[]);
        all.hidden = true;
        check(all, &[], &["sheet  is hidden: 1 cells left out: 一"]);
    }

    #[test]
    fn a_region_whose_first_row_is_hidden_shows_its_text() {
        let mut sheet = sheet(&[(0, 0, "一"), (2, 1, "二")], &[(0, 0, 2, 0)]);
        sheet.hidden_rows.add(0, 0);
        check(sheet, &["[一]2x1[]", "[二]"], &[]);
    }

    #[test]
    fn cells_at_the_ends_of_the_largest_sheet_become_neighbors() {
        check(
            sheet(&[(0, 0, "一"), (1_048_575, 16383, "二")], &[(0, 0, 0, 16383)]),
            &["[一]1x2", "[][二]"],
            &["the cells stand far apart: rows and columns without text left out"],
        );
        check(
            sheet(&[(0, 0, "题"), (1, 0, "a"), (1, 1, "b")], &[(0, 0, 0, 16383)]),
            &["[题]1x2", "[a][b]"],
            &[],
        );
    }

    #[test]
    fn overlapping_and_reversed_regions_lose_no_text() {
        check(
            sheet(&[(0, 1, "一"), (1, 0, "二")], &[(0, 1, 1, 1), (1, 0, 1, 1), (5, 5, 0, 0)]),
            &["[][一]2x1", "[二]"],
            &["merged cells overlap; one was made smaller"],
        );
    }
}
