//! SpreadsheetML 2003: a workbook in one XML file, often saved with the extension `.xls`.
//!
//! Cells follow each other and state a column only after a gap; numbers, dates and texts are typed, and
//! a style names the number format.

use std::collections::BTreeMap;

use formgrid_model::{
    Code, Diagnostics, Format as Kind, Limit, Limits, Place, RawDocument, is_blank,
};
use formgrid_package::{Event, Tag, Xml, XmlError};

use super::{
    across,
    address::{MAX_COLS, MAX_ROWS},
    budget::CellBudget,
    document,
    format::Format,
    moment,
    worksheet::{Area, Sheet, Value},
};
use crate::{
    ReadError,
    left_out::LeftOut,
    script::{Level, at_level},
    signature::ascii_head,
    text::encoding,
};

/// Whether bytes are such a workbook, in any encoding that holds ASCII.
pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    let head = ascii_head(bytes, 2048);
    let holds = |word: &[u8]| memchr::memmem::find(&head, word).is_some();
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
        is_1904: false,
        left_out: LeftOut::default(),
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
    for (sheet, across) in &mut reading.sheets {
        across::add(sheet, across);
    }
    let sheets = reading.sheets.into_iter().map(|(sheet, _)| sheet).collect();
    let document = document(Kind::SpreadsheetMl, sheets, limits, diagnostics);
    reading.left_out.report(diagnostics);
    Ok(document)
}

struct Reading<'a> {
    xml: Xml<'a>,
    styles: BTreeMap<String, Style>,
    is_1904: bool,
    left_out: LeftOut,
    /// Sheets, each with its cells that are centered across.
    sheets: Vec<(Sheet, Vec<(u32, u32)>)>,
    budget: CellBudget,
}

/// A cell style; properties not stated come from its parent.
#[derive(Debug, Clone)]
struct Style {
    format: Format,
    is_struck: bool,
    is_centered_across: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { format: Format::General, is_struck: false, is_centered_across: false }
    }
}

/// Position in a sheet.
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
                "Style" => {
                    style = tag.attr("ID").unwrap_or_default().into_owned();
                    // Parents precede the styles based on them.
                    let parent = tag.attr("Parent");
                    let parent = parent.as_deref().unwrap_or("Default");
                    let inherited = self.styles.get(parent).cloned().unwrap_or_default();
                    self.styles.insert(style.clone(), inherited);
                }
                "NumberFormat" => {
                    let format = named(&tag.attr("Format").unwrap_or_default());
                    self.style(&style).format = format;
                }
                "Font" => {
                    if let Some(value) = tag.attr("StrikeThrough") {
                        self.style(&style).is_struck = value == "1";
                    }
                }
                "Alignment" => {
                    let horizontal = tag.attr("Horizontal");
                    self.style(&style).is_centered_across =
                        horizontal.as_deref() == Some("CenterAcrossSelection");
                }
                "Date1904" => self.is_1904 = true,
                "Worksheet" => {
                    let name = tag.attr("Name").unwrap_or_default().into_owned();
                    self.sheets.push((Sheet { name, ..Sheet::default() }, Vec::new()));
                    at = Cursor::default();
                }
                "Column" => self.column(&tag, &mut at),
                "Row" => self.row(&tag, &mut at),
                "Cell" => self.cell(&tag, &mut at)?,
                "Visible" => {
                    let state = self.xml.next_event()?;
                    if let (Event::Text(state), Some((sheet, _))) = (state, self.sheets.last_mut())
                    {
                        sheet.hidden = state.contains("Hidden");
                    }
                }
                _ => {}
            }
        }
    }

    fn style(&mut self, id: &str) -> &mut Style {
        self.styles.entry(id.to_owned()).or_default()
    }

    fn column(&mut self, tag: &Tag<'_>, at: &mut Cursor) {
        let first = index(tag).unwrap_or(at.declared_col);
        let last = first.saturating_add(number(tag, "Span").unwrap_or(0));
        at.declared_col = last.saturating_add(1);
        if let Some((sheet, _)) = self.sheets.last_mut().filter(|_| is_hidden(tag)) {
            sheet.hidden_cols.add(first, last);
        }
    }

    /// `row` of the cursor is the row after the last one, so the first row sets it to 1.
    fn row(&mut self, tag: &Tag<'_>, at: &mut Cursor) {
        let first = index(tag).unwrap_or(at.row);
        let last = first.saturating_add(number(tag, "Span").unwrap_or(0));
        (at.row, at.col) = (last.saturating_add(1), 0);
        if let Some((sheet, _)) = self.sheets.last_mut().filter(|_| is_hidden(tag)) {
            sheet.hidden_rows.add(first, last);
        }
    }

    fn cell(&mut self, tag: &Tag<'_>, at: &mut Cursor) -> Result<(), XmlError> {
        let row = at.row.saturating_sub(1);
        let col = index(tag).unwrap_or(at.col);
        let down = number(tag, "MergeDown").unwrap_or(0);
        let across_by = number(tag, "MergeAcross").unwrap_or(0);
        at.col = col.saturating_add(across_by).saturating_add(1);
        let style = tag.attr("StyleID").and_then(|id| self.styles.get(&*id));
        let style = style.or_else(|| self.styles.get("Default")).cloned().unwrap_or_default();
        let formula = tag.attr("Formula").map(|formula| formula.into_owned());
        let Data { text: data, kind, struck } = data(&mut self.xml)?;
        let number = self.sheets.len().checked_sub(1).and_then(|n| u32::try_from(n).ok());
        let place = Place { sheet: number, cell: Some((row, col)), ..Place::default() };
        let Some((sheet, across)) = self.sheets.last_mut() else { return Ok(()) };
        if row >= MAX_ROWS || col >= MAX_COLS {
            return Ok(());
        }
        if down > 0 || across_by > 0 {
            let rows = (row, row.saturating_add(down).min(MAX_ROWS));
            let end = col.saturating_add(across_by).min(MAX_COLS);
            sheet.merges.push(Area { rows, cols: (col, end) });
        }
        if style.is_centered_across {
            across.push((row, col));
        }
        if !is_blank(&struck) {
            self.left_out.add(Code::LayoutStruck, "struck text left out", place, &struck);
        }
        if let Some(formula) = formula.filter(|_| kind.is_empty()) {
            let what = "a formula without a stored result was passed over";
            self.left_out.add(Code::ReadPassedOver, what, place, &formula);
        }
        let number = match kind.as_str() {
            "Number" => data.trim().parse::<f64>().ok(),
            "DateTime" => moment::serial(data.trim(), self.is_1904),
            _ => None,
        };
        let text = match (number, kind.as_str()) {
            (Some(number), _) => style.format.show(number, self.is_1904),
            (None, "Boolean") => if data.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            (None, _) => style.format.show_text(&data.replace("\r\n", "\n")).into_owned(),
        };
        if is_blank(&text) {
            return Ok(());
        }
        if style.is_struck {
            self.left_out.add(Code::LayoutStruck, "struck text left out", place, &text);
        } else if self.budget.take(&text) {
            sheet.cells.push(Value { row, col, text, number });
        }
        Ok(())
    }
}

/// The data of a cell.
#[derive(Debug, Default)]
struct Data {
    text: String,
    /// Its type; empty without data.
    kind: String,
    /// Its struck text.
    struck: String,
}

/// Reads the data of the open cell and skips notes. Texts may contain HTML markup.
fn data(xml: &mut Xml<'_>) -> Result<Data, XmlError> {
    let outside = xml.depth() - 1;
    let mut data = Data::default();
    let mut inside = usize::MAX;
    // Open formatting elements, with their depth.
    let mut marks: Vec<(usize, bool, Level)> = Vec::new();
    while xml.depth() > outside {
        match xml.next_event()? {
            Event::Open(tag) => match tag.local() {
                "Data" => {
                    data.kind = tag.attr("Type").unwrap_or_default().into_owned();
                    inside = xml.depth();
                }
                "Comment" | "PhoneticText" => xml.skip()?,
                "S" | "Strike" | "Del" => marks.push((xml.depth(), true, Level::Line)),
                "Sup" => marks.push((xml.depth(), false, Level::Raised)),
                "Sub" => marks.push((xml.depth(), false, Level::Lowered)),
                _ => {}
            },
            Event::Text(text) if xml.depth() >= inside => {
                let is_struck = marks.iter().any(|&(_, is_struck, _)| is_struck);
                let level = marks.last().map_or(Level::Line, |&(_, _, level)| level);
                match is_struck {
                    true => data.struck.push_str(&text),
                    false => data.text.push_str(&at_level(&text, level)),
                }
            }
            Event::Close => {
                while marks.last().is_some_and(|&(depth, ..)| depth > xml.depth()) {
                    marks.pop();
                }
            }
            Event::End => break,
            Event::Text(_) => {}
        }
    }
    Ok(data)
}

fn number(tag: &Tag<'_>, name: &str) -> Option<u32> {
    tag.attr(name)?.trim().parse().ok()
}

/// The zero-based row or column stated by a tag.
fn index(tag: &Tag<'_>) -> Option<u32> {
    number(tag, "Index")?.checked_sub(1)
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    tag.attr("Hidden").as_deref() == Some("1")
}

/// A number format by its code or by a named style of this format.
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

#[cfg(test)]
mod tests {
    use formgrid_model::{Diagnostics, Limits, RawItem};

    use super::{is_workbook, read};

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
}
