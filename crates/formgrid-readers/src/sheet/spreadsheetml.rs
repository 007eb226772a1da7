//! SpreadsheetML 2003: a workbook as one XML file, often saved under the name `.xls`.
//!
//! Cells follow one another and state a column only after a gap; numbers, dates and texts are typed,
//! and a style names the number format.

use std::collections::BTreeMap;

use formgrid_model::{
    Code, Diagnostics, Format as Kind, Limit, Limits, Place, RawDocument, is_blank,
};
use formgrid_package::{Event, Tag, Xml, XmlError};

use super::{
    address::{MAX_COLS, MAX_ROWS},
    budget::CellBudget,
    document,
    format::Format,
    grid::{Area, Sheet, Value},
};
use crate::{ReadError, text::encoding};

/// Whether bytes, in any encoding that holds ASCII, are such a workbook.
pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    let head = bytes.get(..2048).unwrap_or(bytes);
    let ascii: Vec<u8> = head.iter().copied().filter(|&b| b != 0).collect();
    let holds = |word: &[u8]| memchr::memmem::find(&ascii, word).is_some();
    holds(b"Workbook") && holds(b"urn:schemas-microsoft-com:office:spreadsheet") && holds(b"<?xml")
}

/// Reads a workbook.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    limits.check(Limit::WorkbookBytes, bytes.len())?;
    let decoded = encoding::decode(bytes)?;
    let mut reading = Reading {
        xml: Xml::new(&decoded.text, limits),
        styles: BTreeMap::new(),
        sheets: Vec::new(),
        budget: CellBudget::new(limits),
    };
    match reading.workbook() {
        Ok(()) => {}
        Err(XmlError::IllFormed { offset, what }) => {
            let message = format!("{what} at byte {offset}; what follows was left out");
            diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
        }
        Err(XmlError::Limit(over)) => return Err(over.into()),
    }
    reading.budget.report(limits, diagnostics);
    Ok(document(Kind::SpreadsheetMl, reading.sheets, limits, diagnostics))
}

struct Reading<'a> {
    xml: Xml<'a>,
    styles: BTreeMap<String, Format>,
    sheets: Vec<Sheet>,
    budget: CellBudget,
}

/// The place in a sheet.
#[derive(Debug, Default)]
struct Cursor {
    row: u32,
    col: u32,
    declared_col: u32,
}

impl<'a> Reading<'a> {
    fn workbook(&mut self) -> Result<(), XmlError> {
        let mut style = String::new();
        let mut at = Cursor::default();
        loop {
            let tag = match self.xml.next_event()? {
                Event::Open(tag) => tag,
                Event::End => return Ok(()),
                Event::Close | Event::Text(_) => continue,
            };
            match tag.local() {
                "Style" => style = tag.attr("ID").unwrap_or_default().into_owned(),
                "NumberFormat" => {
                    let format = named(&tag.attr("Format").unwrap_or_default());
                    self.styles.insert(style.clone(), format);
                }
                "Worksheet" => {
                    let name = tag.attr("Name").unwrap_or_default().into_owned();
                    self.sheets.push(Sheet { name, ..Sheet::default() });
                    at = Cursor::default();
                }
                "Column" => self.column(&tag, &mut at),
                "Row" => self.row(&tag, &mut at),
                "Cell" => self.cell(&tag, &mut at)?,
                "Visible" => {
                    let state = self.xml.next_event()?;
                    if let (Event::Text(state), Some(sheet)) = (state, self.sheets.last_mut()) {
                        sheet.hidden = state.contains("Hidden");
                    }
                }
                _ => {}
            }
        }
    }

    fn column(&mut self, tag: &Tag<'_>, at: &mut Cursor) {
        let first = index(tag).unwrap_or(at.declared_col);
        let last = first.saturating_add(number(tag, "Span").unwrap_or(0));
        at.declared_col = last.saturating_add(1);
        if let Some(sheet) = self.sheets.last_mut().filter(|_| is_hidden(tag)) {
            sheet.hidden_cols.add(first, last);
        }
    }

    /// `row` in the cursor is the row after the last one, so the first row makes it 1.
    fn row(&mut self, tag: &Tag<'_>, at: &mut Cursor) {
        let first = index(tag).unwrap_or(at.row);
        let last = first.saturating_add(number(tag, "Span").unwrap_or(0));
        (at.row, at.col) = (last.saturating_add(1), 0);
        if let Some(sheet) = self.sheets.last_mut().filter(|_| is_hidden(tag)) {
            sheet.hidden_rows.add(first, last);
        }
    }

    fn cell(&mut self, tag: &Tag<'_>, at: &mut Cursor) -> Result<(), XmlError> {
        let row = at.row.saturating_sub(1);
        let col = index(tag).unwrap_or(at.col);
        let down = number(tag, "MergeDown").unwrap_or(0);
        let across = number(tag, "MergeAcross").unwrap_or(0);
        at.col = col.saturating_add(across).saturating_add(1);
        let style = tag.attr("StyleID").and_then(|id| self.styles.get(&*id));
        let (data, kind) = data(&mut self.xml)?;
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        if row >= MAX_ROWS || col >= MAX_COLS {
            return Ok(());
        }
        if down > 0 || across > 0 {
            let rows = (row, row.saturating_add(down).min(MAX_ROWS));
            sheet.merges.push(Area { rows, cols: (col, col.saturating_add(across).min(MAX_COLS)) });
        }
        let format = style.unwrap_or(&Format::General);
        let number = match kind.as_str() {
            "Number" => data.trim().parse::<f64>().ok(),
            "DateTime" => serial(data.trim()),
            _ => None,
        };
        let text = match (number, kind.as_str()) {
            (Some(number), _) => format.show(number, false),
            (None, "Boolean") => if data.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            (None, _) => format.show_text(&data.replace("\r\n", "\n")).into_owned(),
        };
        if !is_blank(&text) && self.budget.take(&text) {
            sheet.cells.push(Value { row, col, text, number });
        }
        Ok(())
    }
}

/// The data of the cell that is open, and their type; notes are passed over.
fn data(xml: &mut Xml<'_>) -> Result<(String, String), XmlError> {
    let outside = xml.depth() - 1;
    let (mut data, mut kind) = (String::new(), String::new());
    let mut inside = usize::MAX;
    while xml.depth() > outside {
        match xml.next_event()? {
            Event::Open(tag) => match tag.local() {
                "Data" => {
                    kind = tag.attr("Type").unwrap_or_default().into_owned();
                    inside = xml.depth();
                }
                "Comment" | "PhoneticText" => xml.skip()?,
                _ => {}
            },
            Event::Text(text) if xml.depth() >= inside => data.push_str(&text),
            Event::End => break,
            Event::Text(_) | Event::Close => {}
        }
    }
    Ok((data, kind))
}

fn number(tag: &Tag<'_>, name: &str) -> Option<u32> {
    tag.attr(name)?.trim().parse().ok()
}

/// The row or column that a tag states, from 0.
fn index(tag: &Tag<'_>) -> Option<u32> {
    number(tag, "Index")?.checked_sub(1)
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    tag.attr("Hidden").as_deref() == Some("1")
}

/// A number format by its code or by one of the names that this format has for some.
fn named(name: &str) -> Format {
    match name {
        "" | "General" | "General Number" => Format::General,
        "Fixed" => Format::built_in(2),
        "Standard" => Format::built_in(4),
        "Percent" => Format::built_in(10),
        "Scientific" => Format::built_in(11),
        "Short Date" => Format::built_in(14),
        "General Date" => Format::built_in(22),
        "Long Date" | "Medium Date" => Format::built_in(31),
        "Short Time" => Format::built_in(20),
        "Long Time" | "Medium Time" => Format::built_in(21),
        "Currency" => Format::built_in(7),
        code => Format::parse(code),
    }
}

/// Days since the epoch of spreadsheets of a moment in ISO 8601.
fn serial(moment: &str) -> Option<f64> {
    let (date, time) = moment.split_once('T').unwrap_or((moment, ""));
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<i32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1900..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years begin in March, so that the day that some have more stands last.
    let year = if month > 2 { year } else { year - 1 };
    let in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = 365 * year + year / 4 - year / 100 + year / 400 + in_year - 693_899;
    let units = [24.0, 1440.0, 86400.0];
    let time = time
        .split(':')
        .zip(units)
        .filter_map(|(part, unit)| part.parse::<f64>().ok().map(|count| count / unit));
    Some(f64::from(days) + time.sum::<f64>())
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Diagnostics, Limits, RawItem};

    use super::{is_workbook, read, serial};

    const BOOK: &str = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
        <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
         xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
        <Styles><Style ss:ID="s1"><NumberFormat ss:Format="Percent"/></Style>
        <Style ss:ID="s2"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;"/></Style></Styles>
        <Worksheet ss:Name="表一"><Table><Column ss:Index="9" ss:Hidden="1"/>
        <Row ss:Index="3"><Cell ss:MergeAcross="1"><Data ss:Type="String">题目</Data>
         <Comment><ss:Data>注</ss:Data></Comment></Cell><Cell><Data ss:Type="String">藏于</Data></Cell></Row>
        <Row><Cell ss:StyleID="s1"><Data ss:Type="Number">0.3242</Data></Cell>
         <Cell ss:Index="3" ss:StyleID="s2"><Data ss:Type="DateTime">2023-12-31T00:00:00.000</Data></Cell>
         <Cell ss:Index="9"><Data ss:Type="String">隐</Data></Cell></Row>
        </Table></Worksheet></Workbook>"#;

    fn rows(text: &str) -> Vec<String> {
        let raw = read(text.as_bytes(), &Limits::default(), &mut Diagnostics::new()).unwrap();
        let Some(RawItem::Grid(raw)) = raw.items.first() else { return Vec::new() };
        let row = |row| {
            let cells = raw.grid.origins(row).map(|c| format!("[{}]{}", c.text, c.col_span));
            cells.collect()
        };
        (0..raw.grid.n_rows()).map(row).collect()
    }

    #[test]
    fn cells_spans_formats_and_gaps() {
        assert!(is_workbook(BOOK.as_bytes()));
        assert_eq!(rows(BOOK), ["[题目]2[藏于]1", "[32.42%]1[]1[2023年12月]1"]);
    }

    #[test]
    fn a_file_cut_anywhere_keeps_what_came_before() {
        for (at, _) in BOOK.char_indices() {
            rows(&BOOK[..at]);
        }
        assert_eq!(rows(&BOOK[..BOOK.find("<Row><Cell").unwrap()]), ["[题目]2[藏于]1"]);
    }

    #[test]
    fn moments_count_days() {
        assert_eq!(serial("2023-12-31T12:00:00.000"), Some(45291.5));
        assert_eq!(serial("2000-02-29"), Some(36585.0));
        assert_eq!(serial("1900-03-01"), Some(61.0));
        assert_eq!((serial("2023-13-01"), serial("x")), (None, None));
    }
}
