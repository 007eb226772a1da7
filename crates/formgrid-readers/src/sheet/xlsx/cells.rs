//! Sheet parts: displayed cells, merged regions, hidden rows and columns.
//!
//! An unreadable cell fails alone: it is reported and reading continues.

use formgrid_model::{Code, Limit, Limits, Place, is_blank};
use formgrid_package::{Event, Tag, Xml, XmlError};

use super::{strings, styles::Styles};
use crate::{
    left_out::LeftOut,
    sheet::{
        across,
        address::{self, MAX_COLS, MAX_ROWS},
        budget::CellBudget,
        format::Format,
        moment,
        rich::{Rich, Shown},
        worksheet::{Sheet, Value},
    },
};

/// State shared by the sheets of a workbook.
#[derive(Debug)]
pub(super) struct Shared<'a> {
    pub(super) strings: Vec<Rich>,
    pub(super) styles: Styles,
    pub(super) is_1904: bool,
    pub(super) limits: &'a Limits,
    pub(super) budget: CellBudget,
    pub(super) left_out: LeftOut,
}

/// References of a sheet part to other parts.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// Relationship ids of drawings: DrawingML, then VML.
    pub(super) drawings: Vec<String>,
    /// Form controls: relationship id of the properties and shape id.
    pub(super) controls: Vec<(String, String)>,
    /// Header and footer codes of printed pages.
    pub(super) margins: Vec<String>,
}

/// Reads a part; content before an error is kept.
pub(super) fn read(
    part: &str,
    number: u32,
    sheet: &mut Sheet,
    shared: &mut Shared<'_>,
) -> (Links, Option<XmlError>) {
    let limits = shared.limits;
    let mut reading = Reading {
        xml: Xml::new(part, limits),
        number,
        row: 0,
        col: 0,
        sheet,
        shared,
        links: Links::default(),
        across: Vec::new(),
        hides_zeros: false,
    };
    let error = reading.run().err();
    let (centered, links) = (reading.across, reading.links);
    across::add(sheet, &centered);
    (links, error)
}

struct Reading<'x, 's, 'l> {
    xml: Xml<'x>,
    /// Sheet number.
    number: u32,
    /// Position of the next row or cell without a reference.
    row: u32,
    col: u32,
    sheet: &'s mut Sheet,
    shared: &'s mut Shared<'l>,
    links: Links,
    /// Cells that are centered across, with or without text.
    across: Vec<(u32, u32)>,
    /// Whether cells with zero are blank.
    hides_zeros: bool,
}

impl<'x> Reading<'x, '_, '_> {
    fn run(&mut self) -> Result<(), XmlError> {
        loop {
            let tag = match self.xml.next_event()? {
                Event::Open(tag) => tag,
                Event::End => return Ok(()),
                Event::Close | Event::Text(_) => continue,
            };
            match tag.local() {
                "row" => self.open_row(&tag),
                "c" => self.cell(&tag)?,
                "col" => self.column(&tag),
                "mergeCell" => self.merge(&tag),
                "drawing" | "legacyDrawing" => {
                    self.links.drawings.extend(tag.attr("id").map(|id| id.into_owned()));
                }
                "control" => {
                    let shape = tag.attr("shapeId").unwrap_or_default().into_owned();
                    let id = relationship_id(&tag).unwrap_or_default();
                    self.links.controls.push((id, shape));
                }
                "oleObject" => {
                    let program = tag.attr("progId").unwrap_or_default();
                    let what = "an embedded object was passed over";
                    self.leave_out(Code::ReadPassedOver, what, None, &program);
                }
                "oddHeader" | "oddFooter" | "firstHeader" | "firstFooter" | "evenHeader"
                | "evenFooter" => {
                    let text = text(&mut self.xml)?;
                    self.links.margins.push(text);
                }
                // Table settings, conditional formats, and fallbacks for older programs.
                "Fallback"
                | "conditionalFormatting"
                | "dataValidations"
                | "extLst"
                | "customSheetViews" => self.xml.skip()?,
                "sheetView" => self.hides_zeros = tag.attr("showZeros").as_deref() == Some("0"),
                _ => {}
            }
        }
    }

    fn open_row(&mut self, tag: &Tag<'x>) {
        let [number, height, hidden] = tag.attrs(["r", "ht", "hidden"]);
        let stated = number.and_then(|r| r.trim().parse::<u32>().ok());
        self.row = stated.and_then(|r| r.checked_sub(1)).unwrap_or(self.row);
        self.col = 0;
        let has_no_height = height.is_some_and(|height| is_zero(&height));
        if hidden.is_some_and(|value| is_on(&value)) || has_no_height {
            self.sheet.hidden_rows.add(self.row, self.row);
        }
        // A row without a number follows the previous one.
        self.row = self.row.saturating_add(1);
    }

    fn column(&mut self, tag: &Tag<'x>) {
        let number = |name| tag.attr(name)?.trim().parse::<u32>().ok()?.checked_sub(1);
        let has_no_width = tag.attr("width").is_some_and(|width| is_zero(&width));
        let is_hidden = tag.attr("hidden").is_some_and(|value| is_on(&value));
        if (is_hidden || has_no_width)
            && let Some((first, last)) = number("min").zip(number("max"))
        {
            self.sheet.hidden_cols.add(first, last.min(MAX_COLS));
        }
    }

    fn merge(&mut self, tag: &Tag<'x>) {
        if self.sheet.merges.len() < self.shared.limits.of(Limit::SheetMerges) {
            let area = tag.attr("ref").and_then(|reference| address::area(reference.trim()));
            self.sheet.merges.extend(area);
        }
    }

    fn cell(&mut self, tag: &Tag<'x>) -> Result<(), XmlError> {
        let [reference, style, kind, rich] = tag.attrs(["r", "s", "t", "vm"]);
        let stated = reference.and_then(|reference| address::cell(reference.trim()));
        let (row, col) = stated.unwrap_or((self.row.saturating_sub(1), self.col));
        self.col = col.saturating_add(1);
        let style = style.and_then(|style| style.trim().parse().ok()).unwrap_or(0);
        let kind = kind.map_or(Kind::Number, |kind| Kind::named(&kind));
        let mut open = OpenCell { style, kind, is_rich: rich.is_some(), ..OpenCell::default() };
        let outcome = open.read(&mut self.xml);
        if row >= MAX_ROWS || col >= MAX_COLS || self.shared.budget.is_over() {
            return outcome;
        }
        if self.shared.styles.is_centered_across(style) {
            self.across.push((row, col));
        }
        self.end_cell(open, row, col);
        outcome
    }

    fn end_cell(&mut self, open: OpenCell, row: u32, col: u32) {
        let (text, number) = self.value(&open, (row, col));
        if is_blank(&text) {
            return;
        }
        if self.shared.budget.take(&text) {
            self.sheet.cells.push(Value { row, col, text, number });
        }
    }

    /// The text that a cell shows, and its number.
    fn value(&mut self, open: &OpenCell, at: (u32, u32)) -> (String, Option<f64>) {
        let stored = open.value.as_deref().map(str::trim).unwrap_or_default();
        if let Some(picture) = open.picture() {
            self.leave_out(
                Code::ReadPassedOver,
                "a picture in a cell was passed over",
                Some(at),
                picture,
            );
            return (String::new(), None);
        }
        if open.value.is_none() && open.inline.is_none() {
            if let Some(formula) = open.formula.as_deref().filter(|formula| !is_blank(formula)) {
                let what = "a formula without a stored result was passed over";
                self.leave_out(Code::ReadPassedOver, what, Some(at), formula);
            }
            return (String::new(), None);
        }
        match open.kind {
            Kind::Shared if stored.is_empty() => (String::new(), None),
            Kind::Shared => {
                let index = stored.parse::<usize>().ok();
                match index.and_then(|index| self.shared.strings.get(index)) {
                    Some(rich) => {
                        let shown = rich.shown(self.shared.styles.font(open.style));
                        self.text(shown, open.style, at)
                    }
                    None => {
                        let what = "a cell refers to a shared string that does not exist";
                        self.leave_out(Code::ReadCellDamaged, what, Some(at), stored);
                        (String::new(), None)
                    }
                }
            }
            Kind::Text => {
                let font = self.shared.styles.font(open.style);
                let shown = match &open.inline {
                    Some(rich) => rich.shown(font),
                    None => Rich::plain(open.value.clone().unwrap_or_default()).shown(font),
                };
                self.text(shown, open.style, at)
            }
            Kind::Truth => {
                let text = if matches!(stored, "1" | "true") { "TRUE" } else { "FALSE" };
                self.text(Shown { text: text.to_owned(), ..Shown::default() }, open.style, at)
            }
            Kind::Error => (stored.to_owned(), None),
            Kind::Date => self.date(stored, open.style, at),
            Kind::Number => match stored.parse::<f64>() {
                Ok(number) => self.number(number, open.style, at),
                Err(_) if stored.is_empty() => (String::new(), None),
                Err(_) => {
                    let what = "a numeric cell holds no number; its text was kept";
                    self.leave_out(Code::ReadCellDamaged, what, Some(at), stored);
                    (stored.to_owned(), None)
                }
            },
        }
    }

    fn text(&mut self, shown: Shown, style: usize, at: (u32, u32)) -> (String, Option<f64>) {
        if !is_blank(&shown.struck) {
            let what = "struck text left out";
            self.leave_out(Code::LayoutStruck, what, Some(at), &shown.struck);
        }
        let text = match self.shared.styles.format(style) {
            Format::General => shown.text,
            format => {
                let text = format.show_text(&shown.text).into_owned();
                if is_blank(&text) && !is_blank(&shown.text) {
                    self.leave_out(Code::ReadHidden, NOT_SHOWN, Some(at), &shown.text);
                }
                text
            }
        };
        let text =
            if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
        (text, None)
    }

    fn number(&mut self, number: f64, style: usize, at: (u32, u32)) -> (String, Option<f64>) {
        let is_1904 = self.shared.is_1904;
        let is_shown = !(self.hides_zeros && number == 0.0);
        let text = self.shared.styles.format(style).show(number, is_1904);
        let text = if is_shown { text } else { String::new() };
        if self.shared.styles.font(style).is_struck {
            self.leave_out(Code::LayoutStruck, "struck text left out", Some(at), &text);
            return (String::new(), None);
        }
        if is_blank(&text) {
            self.leave_out(Code::ReadHidden, NOT_SHOWN, Some(at), &number.to_string());
        }
        (text, Some(number))
    }

    /// An ISO 8601 moment, shown by its format like a serial number.
    fn date(&mut self, stored: &str, style: usize, at: (u32, u32)) -> (String, Option<f64>) {
        let is_general = matches!(self.shared.styles.format(style), Format::General);
        match moment::serial(stored, self.shared.is_1904).filter(|_| !is_general) {
            Some(days) => self.number(days, style, at),
            None => {
                let text = stored.strip_suffix("T00:00:00").unwrap_or(stored);
                self.text(Shown { text: text.to_owned(), ..Shown::default() }, style, at)
            }
        }
    }

    fn leave_out(&mut self, code: Code, what: &'static str, at: Option<(u32, u32)>, text: &str) {
        let place = Place { sheet: Some(self.number), cell: at, ..Place::default() };
        self.shared.left_out.add(code, what, place, text);
    }
}

/// Finding for a value whose number format shows nothing.
const NOT_SHOWN: &str = "a value that its number format does not show was left out";

/// Type of a cell's value (ECMA-376, 18.18.11).
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    /// Index of a shared string.
    Shared,
    Text,
    Truth,
    Error,
    Date,
}

impl Kind {
    fn named(name: &str) -> Self {
        match name {
            "s" => Self::Shared,
            "str" | "inlineStr" => Self::Text,
            "b" => Self::Truth,
            "e" => Self::Error,
            "d" => Self::Date,
            _ => Self::Number,
        }
    }
}

/// A cell as stated.
#[derive(Debug, Default)]
struct OpenCell {
    style: usize,
    kind: Kind,
    value: Option<String>,
    inline: Option<Rich>,
    formula: Option<String>,
    /// Whether its value is a rich value; the stored one is a fallback.
    is_rich: bool,
}

impl OpenCell {
    /// Reads the `c` just opened, through its end.
    fn read(&mut self, xml: &mut Xml<'_>) -> Result<(), XmlError> {
        let outside = xml.depth().saturating_sub(1);
        while xml.depth() > outside {
            match xml.next_event()? {
                Event::Open(tag) => match tag.local() {
                    "v" => {
                        let text = text(xml)?;
                        let is_escaped = text.contains("_x");
                        self.value = Some(match is_escaped {
                            true => strings::unescaped(&text).into_owned(),
                            false => text,
                        });
                    }
                    "f" => self.formula = Some(text(xml)?),
                    "is" => {
                        let rich = self.inline.insert(Rich::default());
                        strings::read(xml, rich)?;
                    }
                    _ => xml.skip()?,
                },
                Event::End => break,
                Event::Close | Event::Text(_) => {}
            }
        }
        // Inline text belongs to the cell, whatever its type.
        if self.inline.is_some() {
            self.kind = Kind::Text;
        }
        Ok(())
    }

    /// The alternative text of a picture shown instead of the value.
    fn picture(&self) -> Option<&str> {
        let value = self.value.as_deref().unwrap_or_default();
        let of = |text: &str| text.contains("DISPIMG(");
        let formula = self.formula.as_deref().unwrap_or_default();
        if of(value) || of(formula) {
            return Some(if of(value) { value } else { formula });
        }
        (self.is_rich && self.kind == Kind::Error).then_some("")
    }
}

/// The text of the element just opened, through its end.
fn text(xml: &mut Xml<'_>) -> Result<String, XmlError> {
    let mut text = String::new();
    let outside = xml.depth().saturating_sub(1);
    while xml.depth() > outside {
        match xml.next_event()? {
            Event::Text(piece) => text.push_str(&piece),
            Event::End => break,
            Event::Open(_) | Event::Close => {}
        }
    }
    Ok(text)
}

fn is_on(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

fn is_zero(number: &str) -> bool {
    number.trim().parse::<f64>().is_ok_and(|number| number == 0.0)
}

/// A prefixed relationship id; an attribute without a prefix is something else.
fn relationship_id(tag: &Tag<'_>) -> Option<String> {
    tag.attr("id").map(std::borrow::Cow::into_owned)
}
