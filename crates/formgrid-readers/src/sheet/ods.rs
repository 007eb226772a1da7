//! ods: sheets from `content.xml`, whose cells state the text they display.
//!
//! calamine gives only values, without formats and merged regions, and materializes every repeat count;
//! here repeated blank cells cost nothing.

mod shapes;

use std::collections::{BTreeMap, BTreeSet};

use formgrid_model::{Code, Diagnostics, Format as Kind, Limits, Place, RawDocument, is_blank};
use formgrid_package::{Event, Package, Tag, Xml, XmlError};

use super::{
    address::{MAX_COLS, MAX_ROWS},
    budget::CellBudget,
    document,
    format::Format,
    moment,
    odf::{Styles, TextProperties},
    worksheet::{Area, Float, Sheet, Value},
};
use crate::{ReadError, left_out::LeftOut, locked::check_manifest};

const CONTENT: &str = "content.xml";

/// Reads a workbook.
pub(super) fn read(
    package: &mut Package<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    let limits = package.limits();
    check_manifest(package, "the workbook")?;
    let Some(part) = package.part(CONTENT)? else {
        let what = "it is missing".to_owned();
        return Err(ReadError::Malformed { part: CONTENT.to_owned(), what });
    };
    let mut reading = Reading::new(&part.text, limits);
    let outcome = reading.workbook();
    let damage = match (part.damage, outcome) {
        (Some(damage), _) => Some(damage),
        (None, Err(XmlError::IllFormed { offset, what })) => {
            Some(format!("{what} at byte {offset}"))
        }
        (None, Err(XmlError::Limit(over))) => return Err(over.into()),
        (None, Ok(())) => None,
    };
    if let Some(damage) = damage {
        let message = format!("{CONTENT} is damaged: {damage}; what follows was left out");
        diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
    }
    reading.budget.report(limits, diagnostics);
    let document = document(Kind::Ods, reading.sheets, limits, diagnostics);
    reading.left_out.report(diagnostics);
    Ok(document)
}

struct Reading<'a> {
    xml: Xml<'a>,
    sheets: Vec<Sheet>,
    /// Styles of hidden sheets.
    hidden_styles: BTreeSet<String>,
    styles: Styles,
    /// Displayed values of form controls, by id.
    controls: BTreeMap<String, String>,
    left_out: LeftOut,
    budget: CellBudget,
}

/// Position in a sheet.
#[derive(Debug, Default)]
struct Cursor {
    row: u32,
    col: u32,
    /// Repetitions of the open row.
    n_rows: u32,
    /// Cells of the sheet before this row.
    first_cell: usize,
    /// Column of the next column element.
    declared_col: u32,
    /// First of the repeated header rows.
    header_start: Option<u32>,
}

/// An open cell.
#[derive(Debug, Default)]
struct OpenCell {
    text: String,
    n_paragraphs: usize,
    repeat: u32,
    spans: (u32, u32),
    number: Option<f64>,
    /// Style name.
    style: String,
    /// What it shows without text.
    value: Option<String>,
    /// Whether a paragraph is open.
    in_paragraph: bool,
    /// Text properties of the open spans, innermost last.
    spans_open: Vec<TextProperties>,
    /// Struck or hidden text.
    struck: String,
    hidden: String,
    /// Text of boxes and controls anchored to it.
    floating: String,
    /// Pictures, charts and objects anchored to it.
    passed_over: Vec<String>,
}

impl<'a> Reading<'a> {
    fn new(text: &'a str, limits: &Limits) -> Self {
        Self {
            xml: Xml::new(text, limits),
            sheets: Vec::new(),
            hidden_styles: BTreeSet::new(),
            styles: Styles::default(),
            controls: BTreeMap::new(),
            left_out: LeftOut::default(),
            budget: CellBudget::new(limits),
        }
    }

    fn workbook(&mut self) -> Result<(), XmlError> {
        let mut style = String::new();
        loop {
            match self.xml.next_event()? {
                Event::Open(tag) => match tag.local() {
                    "style" => style = self.styles.begin(&tag),
                    "text-properties" => self.styles.take(&style, &tag),
                    kind @ ("number-style" | "percentage-style" | "currency-style"
                    | "date-style" | "time-style" | "text-style") => {
                        let name = tag.attr("name").unwrap_or_default().into_owned();
                        self.styles.number_format(&mut self.xml, name, kind)?;
                    }
                    "table-properties" if tag.attr("display").as_deref() == Some("false") => {
                        self.hidden_styles.insert(style.clone());
                    }
                    "table" => self.sheet(&tag)?,
                    // References to other documents cache copies of their sheets.
                    "tracked-changes" | "dde-links" => self.xml.skip()?,
                    _ => {}
                },
                Event::End => return Ok(()),
                Event::Close | Event::Text(_) => {}
            }
        }
    }

    fn sheet(&mut self, tag: &Tag<'a>) -> Result<(), XmlError> {
        let style = tag.attr("style-name").unwrap_or_default();
        let sheet = Sheet {
            name: tag.attr("name").unwrap_or_default().into_owned(),
            hidden: self.hidden_styles.contains(&*style),
            ..Sheet::default()
        };
        // The sheet is kept even if an error follows.
        self.sheets.push(sheet);
        let outside = self.xml.depth() - 1;
        let mut at = Cursor::default();
        let mut closing: Vec<&'static str> = Vec::new();
        while self.xml.depth() > outside {
            match self.xml.next_event()? {
                Event::Open(tag) => {
                    let known = self.open(&tag, &mut at)?;
                    if known != "cell" && known != "skipped" {
                        closing.push(known);
                    }
                }
                Event::Close => match closing.pop() {
                    Some("row") => self.end_row(&mut at),
                    Some("header") => self.end_header(&mut at),
                    _ => {}
                },
                Event::End => return Ok(()),
                Event::Text(_) => {}
            }
        }
        Ok(())
    }

    /// Enters an element of a sheet and returns what its end does.
    fn open(&mut self, tag: &Tag<'a>, at: &mut Cursor) -> Result<&'static str, XmlError> {
        let is_hidden = tag.attr("visibility").is_some_and(|value| value != "visible");
        match tag.local() {
            "table-column" => {
                let n = count(tag, "number-columns-repeated", MAX_COLS);
                if is_hidden && let Some(sheet) = self.sheets.last_mut() {
                    sheet.hidden_cols.add(at.declared_col, at.declared_col.saturating_add(n - 1));
                }
                at.declared_col = at.declared_col.saturating_add(n);
                Ok("")
            }
            "table-row" => {
                at.n_rows = count(tag, "number-rows-repeated", MAX_ROWS);
                at.col = 0;
                if let Some(sheet) = self.sheets.last_mut() {
                    at.first_cell = sheet.cells.len();
                    if is_hidden {
                        sheet.hidden_rows.add(at.row, at.row.saturating_add(at.n_rows - 1));
                    }
                }
                Ok("row")
            }
            "table-header-rows" => {
                at.header_start = at.header_start.or(Some(at.row));
                Ok("header")
            }
            "table-cell" | "covered-table-cell" => {
                self.cell(tag, at)?;
                Ok("cell")
            }
            "forms" => {
                self.controls.extend(shapes::controls(&mut self.xml)?);
                Ok("skipped")
            }
            "shapes" => {
                self.shapes()?;
                Ok("skipped")
            }
            "table-row-group"
            | "table-column-group"
            | "table-header-columns"
            | "table-columns"
            | "table-rows" => Ok(""),
            _ => {
                self.xml.skip()?;
                Ok("skipped")
            }
        }
    }

    fn cell(&mut self, tag: &Tag<'a>, at: &mut Cursor) -> Result<(), XmlError> {
        let mut open = OpenCell {
            repeat: count(tag, "number-columns-repeated", MAX_COLS),
            spans: (
                count(tag, "number-rows-spanned", MAX_ROWS),
                count(tag, "number-columns-spanned", MAX_COLS),
            ),
            number: tag.attr("value").and_then(|value| value.parse().ok()),
            style: tag.attr("style-name").unwrap_or_default().into_owned(),
            ..OpenCell::default()
        };
        open.value = self.value_of(tag, &mut open.number, &open.style);
        open.spans_open.push(self.styles.text_properties(&open.style));
        let outside = self.xml.depth() - 1;
        let mut result = Ok(());
        while self.xml.depth() > outside {
            result = self.content(&mut open);
            if result.is_err() {
                break;
            }
        }
        self.end_cell(open, at);
        result
    }

    /// What a cell without text shows, from its value and style.
    fn value_of(&self, tag: &Tag<'a>, number: &mut Option<f64>, style: &str) -> Option<String> {
        let kind = tag.attr("value-type").unwrap_or_default();
        let format = || self.styles.format(style);
        match &*kind {
            "string" => tag.attr("string-value").map(|text| text.into_owned()),
            "boolean" => tag.attr("boolean-value").map(|value| value.to_uppercase()),
            "date" | "time" => {
                let stated = tag.attr("date-value").or_else(|| tag.attr("time-value"))?;
                let days = match stated.strip_prefix("PT") {
                    Some(duration) => duration_in_days(duration),
                    None => moment::serial(&stated, false),
                };
                *number = days;
                let usual =
                    if kind == "time" { Format::built_in(21) } else { Format::parse("yyyy-mm-dd") };
                Some(days.map_or_else(
                    || stated.into_owned(),
                    |days| format().unwrap_or(usual).show(days, false),
                ))
            }
            "percentage" => {
                number.map(|n| format().unwrap_or_else(|| Format::built_in(10)).show(n, false))
            }
            _ => number.map(|n| format().unwrap_or(Format::General).show(n, false)),
        }
    }

    /// Handles one event inside a cell.
    fn content(&mut self, open: &mut OpenCell) -> Result<(), XmlError> {
        match self.xml.next_event()? {
            Event::Text(text) if open.in_paragraph => {
                let text: String = text.chars().map(|c| if c == '\n' { ' ' } else { c }).collect();
                open.push(&text);
            }
            Event::Open(tag) => match tag.local() {
                "p" | "h" => {
                    open.n_paragraphs += 1;
                    open.in_paragraph = true;
                    if open.n_paragraphs > 1 {
                        open.text.push('\n');
                    }
                    open.spans_open.push(open.text_properties());
                }
                "s" => {
                    let n = count(&tag, "c", 1000);
                    open.push(&" ".repeat(n as usize));
                    open.spans_open.push(open.text_properties());
                }
                "tab" => open.enter("\t"),
                "line-break" => open.enter("\n"),
                "span" => {
                    let name = tag.attr("style-name").unwrap_or_default();
                    let (own, around) =
                        (self.styles.text_properties(&name), open.text_properties());
                    open.spans_open.push(TextProperties {
                        is_struck: own.is_struck || around.is_struck,
                        is_hidden: own.is_hidden || around.is_hidden,
                        level: own.level,
                        symbols: own.symbols.or(around.symbols),
                    });
                }
                // Notes, ruby text, deleted text, and cells of a nested table.
                "annotation" | "annotation-end" | "note" | "ruby-text" | "tracked-changes"
                | "detective" | "cell-range-source" => self.xml.skip()?,
                "frame" | "custom-shape" | "rect" | "g" | "control" | "line" | "path"
                | "ellipse" | "polygon" | "caption" | "connector" => {
                    let shapes = shapes::read(&mut self.xml, &tag, &self.styles, &self.controls)?;
                    open.take(shapes);
                }
                _ => open.spans_open.push(open.text_properties()),
            },
            Event::Close => {
                open.spans_open.pop();
                // At the end of a paragraph only the cell's own properties remain.
                open.in_paragraph &= open.spans_open.len() > 1;
            }
            Event::Text(_) | Event::End => {}
        }
        Ok(())
    }

    fn end_cell(&mut self, open: OpenCell, at: &mut Cursor) {
        let start = at.col;
        at.col = at.col.saturating_add(open.repeat);
        let number = self.sheets.len().checked_sub(1).and_then(|n| u32::try_from(n).ok());
        let place = Place { sheet: number, cell: Some((at.row, start)), ..Place::default() };
        for (code, what, text) in [
            (Code::LayoutStruck, "struck text left out", &open.struck),
            (Code::ReadHidden, "hidden text left out", &open.hidden),
        ] {
            if !is_blank(text) {
                self.left_out.add(code, what, place, text);
            }
        }
        for what in &open.passed_over {
            let message = "a picture, chart or object was passed over";
            self.left_out.add(Code::ReadPassedOver, message, place, what);
        }
        let text = open.shown();
        let text = text.trim();
        let Some(sheet) = self.sheets.last_mut() else { return };
        let n = if text.is_empty() { 0 } else { open.repeat };
        for col in (start..start.saturating_add(n)).take_while(|&col| col < MAX_COLS) {
            if at.row >= MAX_ROWS || !self.budget.take(text) {
                break;
            }
            sheet.cells.push(Value {
                row: at.row,
                col,
                text: text.to_owned(),
                number: open.number,
            });
        }
        if open.spans != (1, 1) {
            let end = |start: u32, span: u32| start.saturating_add(span - 1);
            sheet.merges.push(Area {
                rows: (at.row, end(at.row, open.spans.0)),
                cols: (start, end(start, open.spans.1)),
            });
        }
    }

    /// Repeats the cells of a row by its repeat count.
    fn end_row(&mut self, at: &mut Cursor) {
        if let Some(sheet) = self.sheets.last_mut() {
            let cells = sheet.cells.get(at.first_cell..).unwrap_or(&[]).to_vec();
            let n = if cells.is_empty() { 1 } else { at.n_rows };
            for row in (at.row..at.row.saturating_add(n)).skip(1).take_while(|&r| r < MAX_ROWS) {
                let n_cells = cells.iter().take_while(|cell| self.budget.take(&cell.text)).count();
                let kept = cells.get(..n_cells).unwrap_or(&cells);
                sheet.cells.extend(kept.iter().map(|cell| Value { row, ..cell.clone() }));
                if n_cells < cells.len() {
                    break;
                }
            }
        }
        at.row = at.row.saturating_add(at.n_rows);
    }

    fn end_header(&mut self, at: &mut Cursor) {
        if let (Some(start), Some(sheet)) = (at.header_start, self.sheets.last_mut())
            && start < at.row
        {
            sheet.repeated_rows = Some((start, at.row - 1));
        }
    }
}

impl<'a> Reading<'a> {
    /// Reads floating content that is not anchored to a cell.
    fn shapes(&mut self) -> Result<(), XmlError> {
        let outside = self.xml.depth() - 1;
        let number = self.sheets.len().checked_sub(1).and_then(|n| u32::try_from(n).ok());
        let place = Place { sheet: number, ..Place::default() };
        while self.xml.depth() > outside {
            let Event::Open(tag) = self.xml.next_event()? else { continue };
            let row = shapes::row(&tag);
            let found = shapes::read(&mut self.xml, &tag, &self.styles, &self.controls)?;
            for what in &found.passed_over {
                let message = "a picture, chart or object was passed over";
                self.left_out.add(Code::ReadPassedOver, message, place, what);
            }
            if !is_blank(&found.struck) {
                self.left_out.add(Code::LayoutStruck, "struck text left out", place, &found.struck);
            }
            if let Some(sheet) = self.sheets.last_mut().filter(|_| !is_blank(&found.text)) {
                // Two columns, so that the box is not assigned to a cell.
                let area = Area { rows: (row, row), cols: (0, 1) };
                sheet.floats.push(Float { area, text: found.text, is_control: false });
            }
        }
        Ok(())
    }
}

impl OpenCell {
    fn text_properties(&self) -> TextProperties {
        self.spans_open.last().copied().unwrap_or_default()
    }

    /// Handles an empty element that stands for a character.
    fn enter(&mut self, text: &str) {
        self.push(text);
        self.spans_open.push(self.text_properties());
    }

    fn push(&mut self, text: &str) {
        let text_properties = self.text_properties();
        if text_properties.is_struck {
            self.struck.push_str(text);
        } else if text_properties.is_hidden {
            self.hidden.push_str(text);
        } else {
            self.text.push_str(&text_properties.shown(text));
        }
    }

    fn take(&mut self, shapes: shapes::Shapes) {
        if !is_blank(&shapes.text) {
            if !self.floating.is_empty() {
                self.floating.push('\n');
            }
            self.floating.push_str(&shapes.text);
        }
        self.struck.push_str(&shapes.struck);
        self.passed_over.extend(shapes.passed_over);
    }

    /// What the cell shows: its text or value, then anchored content.
    fn shown(&self) -> String {
        let has_text = self.n_paragraphs > 0 && !(is_blank(&self.text) && self.struck.is_empty());
        let own = match &self.value {
            Some(value) if !has_text && self.hidden.is_empty() => value.trim(),
            _ => self.text.trim(),
        };
        let is_divided = !own.is_empty() && !self.floating.is_empty();
        format!("{own}{}{}", if is_divided { "\n" } else { "" }, self.floating)
    }
}

/// Days of an ISO 8601 duration, without its `PT`: `08H30M00S`.
fn duration_in_days(duration: &str) -> Option<f64> {
    let mut days = 0.0;
    let mut rest = duration;
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let number: f64 = rest[..end].replace(',', ".").parse().ok()?;
        days += match rest.as_bytes()[end] {
            b'H' => number / 24.0,
            b'M' => number / 1440.0,
            _ => number / 86400.0,
        };
        rest = &rest[end + 1..];
    }
    Some(days)
}

/// A count stated by an attribute, from 1 to `limit`.
fn count(tag: &Tag<'_>, name: &str, limit: u32) -> u32 {
    tag.attr(name).and_then(|n| n.parse::<u32>().ok()).unwrap_or(1).clamp(1, limit)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use formgrid_model::{Diagnostics, Limits, RawItem};
    use formgrid_package::Package;
    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::read;

    fn package(content: &str) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("content.xml", SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
        writer.finish().unwrap().into_inner()
    }

    /// Rows of the first sheet, with spans after each cell, and the findings.
    fn rows(table: &str) -> (Vec<String>, Vec<String>) {
        let styles = "<o:style s:name='ta2'><o:table-properties t:display='false'/></o:style>";
        let bytes = package(&format!("<o:doc>{styles}{table}</o:doc>"));
        let mut diagnostics = Diagnostics::new();
        let limits = Limits::default();
        let mut package = Package::open(&bytes, &limits).unwrap();
        let raw = read(&mut package, &mut diagnostics).unwrap();
        let found = diagnostics.iter().map(|d| d.message.clone()).collect();
        let Some(RawItem::Grid(raw)) = raw.items.first() else { return (Vec::new(), found) };
        let row = |row| {
            let cells =
                raw.grid.origins(row).map(|c| format!("[{}]{}x{}", c.text, c.row_span, c.col_span));
            cells.collect()
        };
        ((0..raw.grid.n_rows()).map(row).collect(), found)
    }

    #[test]
    fn displayed_text_spans_and_repeats() {
        let (shown, found) = rows(
            "<t:table t:name='表'><t:table-column t:number-columns-repeated='16384'/>\
             <t:table-row t:number-rows-repeated='3'><t:table-cell/></t:table-row>\
             <t:table-row><t:table-cell t:number-columns-spanned='2'><x:p>题<x:s x:c='2'/>目</x:p>\
             <o:annotation><x:p>注</x:p></o:annotation></t:table-cell><t:covered-table-cell/>\
             <t:table-cell o:value='0.3242'><x:p>32.42%</x:p><x:p>注</x:p></t:table-cell></t:table-row>\
             <t:table-row t:number-rows-repeated='2'><t:table-cell t:number-columns-repeated='2'>\
             <x:p>同</x:p></t:table-cell></t:table-row>\
             <t:table-row t:number-rows-repeated='1048576'><t:table-cell/></t:table-row></t:table>",
        );
        assert_eq!(shown[0], "[题  目]1x2[32.42%\n注]1x1");
        assert_eq!(shown[1..], ["[同]1x1[同]1x1[]1x1", "[同]1x1[同]1x1[]1x1"]);
        assert!(found.is_empty());
    }

    #[test]
    fn hidden_content_is_left_out() {
        let cell = "<t:table-cell><x:p>字</x:p></t:table-cell>";
        let (shown, found) = rows(&format!(
            "<t:table t:name='a'><t:table-row t:visibility='collapse'>{cell}</t:table-row>\
             <t:table-row>{cell}</t:table-row></t:table>\
             <t:table t:name='b' t:style-name='ta2'><t:table-row>{cell}</t:table-row></t:table>"
        ));
        assert_eq!(shown, ["[字]1x1"]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn giant_repeats_and_damage_end() {
        let cell = "<t:table-cell t:number-columns-repeated='99999'><x:p>字</x:p></t:table-cell>";
        let (_, found) = rows(&format!(
            "<t:table><t:table-row t:number-rows-repeated='99999999'>{cell}</t:table-row></t:table>"
        ));
        assert!(found.iter().any(|message| message.contains("sheet-cells")), "{found:?}");
        let (shown, found) = rows("<t:table><t:table-row><t:table-cell><x:p>字</x:p><x:p>半");
        assert_eq!((shown.len(), found.len()), (1, 1));
    }
}
