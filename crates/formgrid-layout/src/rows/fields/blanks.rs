//! Merged cells that a dump prints as blank fields.
//!
//! A field stays in its printed column; open are its extent and which blank fields continue from above.
//! A field extends over columns that nothing fills between two headers, a label's text up to the next
//! label or the table's edge, and a header over the columns that its second line divides. Without
//! evidence from words or shape there is no merge.

use formgrid_model::WordClass;

use super::row::{Field, FieldRow, placed};
use super::stubs;
use crate::rows::assemble::{PlacedCell, PlacedRow};
use crate::rows::cell_per_line::Look;

/// Confidence in a row without open decisions.
const CERTAIN: f32 = 0.97;
/// Confidence in a row whose blank fields continue the cell above.
const FILLED_DOWN: f32 = 0.95;

/// Role of a row among its neighbors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Names columns.
    Header,
    /// Divides names of the header above.
    SubHeader,
    /// A single text.
    Alone,
    /// Labels, each with its value beside it.
    Labelled,
    /// Any other row.
    Data,
}

/// Rows with the columns they cover.
pub(super) fn join(rows: Vec<FieldRow>, n_cols: usize) -> Vec<PlacedRow> {
    let is_form = is_form(&rows);
    let kinds = kinds(&rows, is_form);
    let mut merged: Vec<PlacedRow> = Vec::with_capacity(rows.len());
    let mut rows = rows.into_iter();
    let mut begin = 0;
    while begin < kinds.len() {
        let n_rows = band_len(&kinds[begin..]);
        let band: Vec<FieldRow> = rows.by_ref().take(n_rows).collect();
        let band = Band::new(band, &kinds[begin..begin + n_rows], n_cols, is_form);
        merged.extend(band.place());
        begin += n_rows;
    }
    merged
}

/// Rows with stated column spans: blank fields continue from above at the left, and in a header below
/// names that its second line does not divide.
pub(super) fn join_stated(rows: Vec<FieldRow>) -> Vec<PlacedRow> {
    let mut above_is_header = false;
    let mut merged = Vec::with_capacity(rows.len());
    for row in rows {
        let filled: Vec<&Field> = row.filled().collect();
        let names = |field: &&Field| field.classes.intersects(WordClass::HEADER);
        let divides = above_is_header && filled.iter().all(names);
        above_is_header = divides || is_header(&filled);
        let first = row.first().map_or(0, |field| field.col);
        let cells = row.fields.into_iter().map(|field| {
            let above = field.is_blank() && (field.col < first || divides);
            let col_span = field.col_span;
            field.into_cell(col_span, above)
        });
        merged.push(placed(cells.collect(), FILLED_DOWN));
    }
    merged
}

/// Rows with stated column and row spans.
pub(super) fn join_drawn(rows: Vec<FieldRow>) -> Vec<PlacedRow> {
    let row = |row: FieldRow| {
        let cells = row.fields.into_iter().map(|field| {
            let (col_span, above) = (field.col_span, field.continues);
            field.into_cell(col_span, above)
        });
        placed(cells.collect(), CERTAIN)
    };
    rows.into_iter().map(row).collect()
}

/// Number of leading rows that share their columns: a header with its data, data alone, or a single row
/// of another kind.
fn band_len(kinds: &[Kind]) -> usize {
    let Some((first, rest)) = kinds.split_first() else { return 0 };
    match first {
        Kind::Header => {
            let n_heads = rest.iter().take_while(|&&kind| kind == Kind::SubHeader).count();
            let data = rest[n_heads..].iter().take_while(|&&kind| kind == Kind::Data).count();
            1 + n_heads + data
        }
        Kind::Data => 1 + rest.iter().take_while(|&&kind| kind == Kind::Data).count(),
        Kind::SubHeader | Kind::Alone | Kind::Labelled => 1,
    }
}

fn kinds(rows: &[FieldRow], is_form: bool) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::with_capacity(rows.len());
    // Rows above a table have a single text.
    let n_titles = rows.iter().take_while(|row| row.filled().count() < 2).count();
    for (index, row) in rows.iter().enumerate() {
        let is_set_apart = is_form || index < n_titles;
        let above = index.checked_sub(1).and_then(|at| Some((kinds.get(at)?, rows.get(at)?)));
        let divides = above.is_some_and(|(kind, above)| {
            let is_second = *kind == Kind::SubHeader;
            (is_second || *kind == Kind::Header) && divides(row, above, is_second)
        });
        let kind = if divides { Kind::SubHeader } else { kind(row, is_set_apart) };
        // A name without a value is data of the header above.
        let in_band = above
            .is_some_and(|(kind, _)| matches!(kind, Kind::Header | Kind::SubHeader | Kind::Data));
        let is_name = row.first().is_some_and(|field| field.col > 0 && field.look != Look::Long);
        kinds.push(if kind == Kind::Alone && in_band && is_name { Kind::Data } else { kind });
    }
    kinds
}

/// The role of a row by itself. In a plain list a lone text or a label is data.
fn kind(row: &FieldRow, is_set_apart: bool) -> Kind {
    let filled: Vec<&Field> = row.filled().collect();
    match filled.as_slice() {
        [] => Kind::Data,
        [text] if is_set_apart || text.look == Look::Long => Kind::Alone,
        _ if is_header(&filled) => Kind::Header,
        _ if is_set_apart && is_labelled(&filled) => Kind::Labelled,
        _ => Kind::Data,
    }
}

/// At least two fields name columns, at most a third is no label, and none is data.
fn is_header(filled: &[&Field]) -> bool {
    let names = WordClass::HEADER | WordClass::GOAL;
    let labels = names | WordClass::SECTION | WordClass::LABEL;
    let data = WordClass::LEVEL1 | WordClass::LEVEL2;
    let count = |classes| filled.iter().filter(|field| field.classes.intersects(classes)).count();
    let is_data = |field: &&&Field| {
        field.classes.intersects(data) || field.look == Look::Value && field.folded != "#年"
    };
    count(names) >= 2
        && (filled.len() - count(labels)) * 3 <= filled.len()
        && !filled.iter().any(|field| is_data(&field))
}

/// A label first, and every other field of the row a label or the value of the label before it.
fn is_labelled(filled: &[&Field]) -> bool {
    let is_label = |field: &Field| {
        let labels = WordClass::LABEL | WordClass::SECTION | WordClass::GOAL;
        field.classes.intersects(labels) && !field.classes.contains(WordClass::CATEGORY)
    };
    let Some((first, rest)) = filled.split_first() else { return false };
    if !is_label(first) {
        return false;
    }
    let n_labels = 1 + rest.iter().filter(|field| is_label(field)).count();
    match rest {
        [text] => !is_label(text) || first.classes.contains(WordClass::LABEL),
        _ => first.classes.contains(WordClass::LABEL) && n_labels * 2 >= filled.len(),
    }
}

/// Whether a row divides names of the row above: it begins after the first name of a header, and its
/// fields are only below blank fields and names with blank fields after them.
fn divides(row: &FieldRow, above: &FieldRow, is_second: bool) -> bool {
    let is_part = |field: &&Field| {
        let data = WordClass::LEVEL1 | WordClass::LEVEL2 | WordClass::SECTION | WordClass::GOAL;
        field.look != Look::Long
            && (field.look != Look::Value || field.folded == "#年")
            && !field.classes.intersects(data)
    };
    let is_open = |field: &&Field| {
        let blank = |col: usize| above.fields.get(col).is_none_or(Field::is_blank);
        blank(field.col) || blank(field.col + 1)
    };
    let starts_behind = |field: &Field| {
        above.first().is_some_and(|name| name.col < field.col || is_second && name.col == field.col)
    };
    row.first().is_some_and(starts_behind)
        && row.filled().count() > 1
        && row.filled().all(|field| is_part(&field) && is_open(&field))
}

/// Whether a table is a form, with labels that head its rows, and no plain list.
fn is_form(rows: &[FieldRow]) -> bool {
    let classes = WordClass::SECTION | WordClass::LABEL | WordClass::GOAL;
    let labels = rows.iter().filter_map(FieldRow::first);
    labels.filter(|field| field.classes.intersects(classes)).count() >= 2
}

/// Rows that share their columns.
struct Band<'a> {
    rows: Vec<FieldRow>,
    kinds: &'a [Kind],
    n_cols: usize,
    is_form: bool,
    /// Columns in which some field of the band begins, ascending.
    used: Vec<usize>,
    /// Number of stub columns at the left of the data, whose blank fields continue from above.
    n_stubs: usize,
}

impl<'a> Band<'a> {
    fn new(rows: Vec<FieldRow>, kinds: &'a [Kind], n_cols: usize, is_form: bool) -> Self {
        let mut is_used = vec![false; n_cols];
        for field in rows.iter().flat_map(FieldRow::filled) {
            if let Some(used) = is_used.get_mut(field.col) {
                *used = true;
            }
        }
        let used = (0..n_cols).filter(|&col| is_used[col]).collect();
        let data: Vec<&FieldRow> = rows
            .iter()
            .zip(kinds)
            .filter(|(_, kind)| **kind == Kind::Data)
            .map(|(row, _)| row)
            .collect();
        let n_stubs = stubs::count(&data, n_cols);
        Self { rows, kinds, n_cols, is_form, used, n_stubs }
    }

    fn place(mut self) -> Vec<PlacedRow> {
        let rows = std::mem::take(&mut self.rows);
        let mut starts_below: Vec<Vec<usize>> = rows
            .iter()
            .zip(self.kinds)
            .skip(1)
            .map(|(row, kind)| match kind {
                Kind::SubHeader => row.filled().map(|field| field.col).collect(),
                _ => Vec::new(),
            })
            .collect();
        starts_below.push(Vec::new());
        let mut header: Vec<Name> = Vec::new();
        let mut placed = Vec::with_capacity(rows.len());
        for ((row, kind), below) in rows.into_iter().zip(self.kinds).zip(starts_below) {
            placed.push(match kind {
                Kind::Header => self.header(row, &below, &mut header),
                Kind::SubHeader => self.sub_header(row, &below, &mut header),
                Kind::Alone => self.alone(row),
                Kind::Labelled => self.labelled(row),
                Kind::Data => {
                    let row = self.data(row, &header);
                    header.clear();
                    row
                }
            });
        }
        placed
    }

    /// The end of a field that begins in a column and extends over those that nothing fills.
    fn reach(&self, col: usize) -> usize {
        let next = self.used.partition_point(|&used| used <= col);
        self.used.get(next).copied().unwrap_or(self.n_cols)
    }

    /// The blank cells before the first name of a header, which may continue from above: one for each
    /// column that is used below.
    fn lead(&self, end: usize) -> Vec<PlacedCell> {
        let first = self.used.first().copied().unwrap_or_default().min(end);
        let columns = self.used.iter().copied().take_while(|&col| col < end);
        let blanks = columns.map(|col| {
            let col_span = self.reach(col).min(end) - col;
            PlacedCell { col, col_span, above: true, ..PlacedCell::default() }
        });
        lead_cell(first).into_iter().chain(blanks).collect()
    }

    /// Names extend over the blank fields that the row below divides them into.
    fn header(&self, row: FieldRow, below: &[usize], header: &mut Vec<Name>) -> PlacedRow {
        let starts: Vec<usize> = row.filled().map(|field| field.col).collect();
        let mut ends = starts.iter().skip(1).copied().chain([self.n_cols]);
        let lead = starts.first().copied().unwrap_or_default();
        let mut cells: Vec<PlacedCell> = self.lead(lead);
        header.clear();
        for field in row.fields.into_iter().filter(|field| !field.is_blank()) {
            let next = ends.next().unwrap_or(self.n_cols);
            let last_divided = below.iter().rev().find(|&&col| col >= field.col && col < next);
            let reach = if self.is_form { next } else { self.reach(field.col) };
            let end = last_divided.map_or(reach, |&col| self.reach(col).max(reach)).min(next);
            header.push(Name::of(&field, end));
            let (col, place) = (end, field.place);
            cells.push(field_cell(field, end));
            cells.extend(self.blanks(col, next, place));
        }
        PlacedRow { cells, ..placed(Vec::new(), CERTAIN) }
    }

    /// Names that the row does not divide continue.
    fn sub_header(&self, row: FieldRow, below: &[usize], header: &mut Vec<Name>) -> PlacedRow {
        let mut cells: Vec<PlacedCell> = Vec::new();
        let mut names = Vec::new();
        let mut fields = row.fields.into_iter().filter(|field| !field.is_blank()).peekable();
        let lead = header.first().map_or(0, |name| name.col);
        cells.extend(self.lead(lead));
        for name in header.iter() {
            let mut at = name.col;
            while let Some(field) = fields.next_if(|field| field.col < name.end) {
                cells.extend(self.blanks(at, field.col, field.place));
                let last = below.iter().rev().find(|&&col| col >= field.col && col < name.end);
                let reach = last.map_or(self.reach(field.col), |&col| self.reach(col));
                at = reach.min(name.end);
                names.push(Name::of(&field, at));
                cells.push(field_cell(field, at));
            }
            if at == name.col {
                let col_span = name.end - name.col;
                cells.push(PlacedCell { col: at, col_span, above: true, ..PlacedCell::default() });
                names.push(*name);
            }
        }
        for field in fields {
            let end = self.reach(field.col);
            names.push(Name::of(&field, end));
            cells.push(field_cell(field, end));
        }
        *header = names;
        PlacedRow { cells, ..placed(Vec::new(), CERTAIN) }
    }

    fn data(&self, row: FieldRow, header: &[Name]) -> PlacedRow {
        let first = row.first().map_or(0, |field| field.col);
        let mut fields = row.fields.into_iter().filter(|field| !field.is_blank()).peekable();
        let mut cells = Vec::with_capacity(self.used.len() + 1);
        cells.extend(lead_cell(self.used.first().copied().unwrap_or_default()));
        let mut is_filled_down = false;
        for &col in &self.used {
            let end = self.reach(col);
            match fields.next_if(|field| field.col == col) {
                Some(field) => cells.push(field_cell(field, end)),
                None => {
                    let names = header.iter().any(|name| name.ends_at(col));
                    let above = col < first && col < self.n_stubs && !names;
                    is_filled_down |= above;
                    let col_span = end - col;
                    cells.push(PlacedCell { col, col_span, above, ..PlacedCell::default() });
                }
            }
        }
        let confidence = if is_filled_down { FILLED_DOWN } else { CERTAIN };
        PlacedRow { cells, ..placed(Vec::new(), confidence) }
    }

    /// A lone text takes its row if it is above or inside a form.
    fn alone(&self, row: FieldRow) -> PlacedRow {
        let Some(field) = row.fields.into_iter().find(|field| !field.is_blank()) else {
            return placed(Vec::new(), CERTAIN);
        };
        let is_wide = self.is_form || field.look == Look::Long || field.col == 0;
        let end = if is_wide { self.n_cols } else { field.col + 1 };
        let (place, mut cells) = (field.place, lead_cells(field.col));
        cells.push(field_cell(field, end));
        cells.extend(self.blanks(end, self.n_cols, place));
        placed(cells, CERTAIN)
    }

    /// The value of a label extends to the next label; a label without a value has a blank beside it.
    fn labelled(&self, row: FieldRow) -> PlacedRow {
        let starts: Vec<usize> = row.filled().map(|field| field.col).collect();
        let mut next = starts.iter().skip(1).copied().chain([self.n_cols]);
        let lead = starts.first().copied().unwrap_or_default();
        let mut cells = lead_cells(lead);
        let mut fields = row.fields.into_iter().filter(|field| !field.is_blank()).peekable();
        while let Some(field) = fields.next() {
            let end = next.next().unwrap_or(self.n_cols);
            let is_label = field.classes.contains(WordClass::LABEL);
            let is_answered = fields.peek().is_some_and(|n| !n.classes.contains(WordClass::LABEL));
            let (place, col) = (field.place, field.col + 1);
            if is_label && !is_answered && col < end {
                cells.push(field_cell(field, col));
                cells.extend(self.blanks(col, end, place));
            } else {
                cells.push(field_cell(field, end));
            }
        }
        placed(cells, CERTAIN)
    }

    /// A blank cell between two columns; `None` without room.
    fn blanks(&self, from: usize, to: usize, place: formgrid_model::Place) -> Option<PlacedCell> {
        let to = to.min(self.n_cols);
        (from < to).then(|| PlacedCell {
            col: from,
            col_span: to - from,
            place,
            ..PlacedCell::default()
        })
    }
}

/// A name of a header and the columns it covers.
#[derive(Debug, Clone, Copy)]
struct Name {
    col: usize,
    end: usize,
    /// Whether it names a column and not a section, so the text below is another cell.
    names: bool,
}

impl Name {
    fn of(field: &Field, end: usize) -> Self {
        let is_name = field.classes.contains(WordClass::HEADER);
        let names = is_name && !field.classes.contains(WordClass::SECTION);
        Self { col: field.col, end, names }
    }

    fn ends_at(&self, col: usize) -> bool {
        self.names && (self.col..self.end).contains(&col)
    }
}

/// A field that covers columns up to `end`.
fn field_cell(field: Field, end: usize) -> PlacedCell {
    let col_span = end.saturating_sub(field.col).max(1);
    field.into_cell(col_span, false)
}

/// The blank field before the first used column, which continues from above.
fn lead_cell(first: usize) -> Vec<PlacedCell> {
    let above = PlacedCell { col: 0, col_span: first, above: true, ..PlacedCell::default() };
    if first > 0 { vec![above] } else { Vec::new() }
}

/// The blank fields before a column, each of which may continue from above.
fn lead_cells(first: usize) -> Vec<PlacedCell> {
    let cell = |col| PlacedCell { col, col_span: 1, above: true, ..PlacedCell::default() };
    (0..first).map(cell).collect()
}
