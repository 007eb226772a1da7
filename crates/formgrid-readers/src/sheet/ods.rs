//! ods: sheets from `content.xml`, in which each cell states the text it displays.
//!
//! calamine gives the values alone, without formats and merged regions, and fills what a repeat count
//! claims; here a repeat of blank cells costs nothing.

use std::collections::BTreeSet;

use formgrid_model::{Code, Diagnostics, Format as Kind, Limits, Place, RawDocument};
use formgrid_package::{Event, Package, Tag, Xml, XmlError};

use super::{
    address::{MAX_COLS, MAX_ROWS},
    budget::CellBudget,
    document,
    grid::{Area, Sheet, Value},
};
use crate::ReadError;

const CONTENT: &str = "content.xml";

/// Reads a workbook.
pub(super) fn read(
    package: &mut Package<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    let limits = package.limits();
    let manifest = package.part("META-INF/manifest.xml").ok().flatten();
    if manifest.is_some_and(|part| part.text.contains("encryption-data")) {
        return Err(ReadError::Encrypted { what: "the workbook".to_owned() });
    }
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
    Ok(document(Kind::Ods, reading.sheets, limits, diagnostics))
}

struct Reading<'a> {
    xml: Xml<'a>,
    sheets: Vec<Sheet>,
    /// Styles of sheets that are not shown.
    hidden_styles: BTreeSet<String>,
    budget: CellBudget,
}

/// The place in a sheet.
#[derive(Debug, Default)]
struct Cursor {
    row: u32,
    col: u32,
    /// Rows the open row stands for.
    n_rows: u32,
    /// Cells of the sheet when the row began.
    first_cell: usize,
    /// The next column that a column element is about.
    declared_col: u32,
    /// First row of those that repeat on each page.
    header_start: Option<u32>,
}

/// An open cell.
#[derive(Debug, Default)]
struct Open {
    text: String,
    n_paragraphs: usize,
    repeat: u32,
    spans: (u32, u32),
    number: Option<f64>,
}

impl<'a> Reading<'a> {
    fn new(text: &'a str, limits: &Limits) -> Self {
        Self {
            xml: Xml::new(text, limits),
            sheets: Vec::new(),
            hidden_styles: BTreeSet::new(),
            budget: CellBudget::new(limits),
        }
    }

    fn workbook(&mut self) -> Result<(), XmlError> {
        let mut style = String::new();
        loop {
            match self.xml.next_event()? {
                Event::Open(tag) => match tag.local() {
                    "style" => style = tag.attr("name").unwrap_or_default().into_owned(),
                    "table-properties" if tag.attr("display").as_deref() == Some("false") => {
                        self.hidden_styles.insert(style.clone());
                    }
                    "table" => self.sheet(&tag)?,
                    // Formulas of other documents keep copies of their sheets.
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
        // The sheet is kept whatever happens inside.
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

    /// Enters an element of a sheet and says what is to be done at its end.
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
        let mut open = Open {
            repeat: count(tag, "number-columns-repeated", MAX_COLS),
            spans: (
                count(tag, "number-rows-spanned", MAX_ROWS),
                count(tag, "number-columns-spanned", MAX_COLS),
            ),
            number: tag.attr("value").and_then(|value| value.parse().ok()),
            ..Open::default()
        };
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

    /// One event inside a cell.
    fn content(&mut self, open: &mut Open) -> Result<(), XmlError> {
        match self.xml.next_event()? {
            Event::Text(text) if open.n_paragraphs > 0 => {
                open.text.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c }));
            }
            Event::Open(tag) => match tag.local() {
                "p" | "h" => {
                    open.n_paragraphs += 1;
                    if open.n_paragraphs > 1 {
                        open.text.push('\n');
                    }
                }
                "s" => {
                    let n = count(&tag, "c", 1000);
                    open.text.extend((0..n).map(|_| ' '));
                }
                "tab" => open.text.push('\t'),
                "line-break" => open.text.push('\n'),
                "a" | "span" | "date" | "time" | "sheet-name" | "title" | "meta" => {}
                // Notes, drawings, tables inside the cell, readings of characters.
                _ => self.xml.skip()?,
            },
            Event::Text(_) | Event::Close | Event::End => {}
        }
        Ok(())
    }

    fn end_cell(&mut self, open: Open, at: &mut Cursor) {
        let start = at.col;
        at.col = at.col.saturating_add(open.repeat);
        let Some(sheet) = self.sheets.last_mut() else { return };
        let text = open.text.trim();
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

    /// Repeats the cells of a row as often as it stands for several.
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

/// A count that an attribute states: at least 1, at most `limit`.
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

    /// Rows of the first sheet, spans after each cell, and the findings.
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
    fn what_is_hidden_is_left_out() {
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
