//! Parsing: the XML of a document to paragraphs, cells and rows of its stories.
//!
//! One pass over the events with a small state per open element. Styles precede the text that uses
//! them.

use formgrid_model::{Diagnostics, Limits, OverLimit};
use formgrid_package::{Event, Tag, Xml, XmlError};

use super::{
    lists::Lists,
    styles::{Family, Styles},
    table::{Columns, MAX_COLUMNS},
};
use crate::docx::{
    flow::{Flow, InvisibleText, Story},
    lists::with_number,
};

/// Most spaces that one element (`text:s`) stands for.
const MAX_BLANKS: usize = 1000;

/// Most repetitions of a row; a higher count fills a sheet to its end.
const MAX_ROWS: usize = 10_000;

/// The stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Body,
    Furniture,
    Notes,
}

/// An open element, as far as its end matters.
#[derive(Debug, Clone, Copy)]
enum Element {
    Plain,
    /// Whether text around it is hidden and struck.
    Paragraph(bool, bool),
    Table,
    HeaderRows,
    /// Its row repetitions.
    Row(usize),
    /// Its cell repetitions.
    Cell(usize),
    Covered(usize),
    List,
    Item,
    /// A separate story; the target and table depth around it.
    Aside(Target, usize),
    /// Whether text around it is hidden and struck.
    Span(bool, bool),
}

pub(super) struct Reader<'l> {
    limits: &'l Limits,
    styles: Styles,
    lists: Lists,
    flows: [Flow<'l>; 3],
    target: Target,
    /// Tables open around the story.
    n_around: usize,
    tables: Vec<Columns>,
    paragraphs: Vec<OpenParagraph>,
    /// List number of the next paragraph.
    number: Option<String>,
    hidden: bool,
    struck: bool,
    /// Open covered cells: their content is not displayed.
    n_covered: usize,
    invisible: InvisibleText,
}

#[derive(Debug)]
struct OpenParagraph {
    text: String,
    hidden: String,
    struck: String,
    heading: bool,
    number: Option<String>,
    target: Target,
    depth: usize,
    /// Texts of the boxes anchored in it.
    boxes: Vec<String>,
}

impl<'l> Reader<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            styles: Styles::default(),
            lists: Lists::default(),
            flows: [Flow::new(limits), Flow::new(limits), Flow::new(limits)],
            target: Target::Body,
            n_around: 0,
            tables: Vec::new(),
            paragraphs: Vec::new(),
            number: None,
            hidden: false,
            struck: false,
            n_covered: 0,
            invisible: InvisibleText::default(),
        }
    }

    /// Reads a part. Elements still open at an error are closed.
    pub(super) fn read(&mut self, text: &str) -> Result<(), XmlError> {
        let mut xml = Xml::new(text, self.limits);
        let mut open = Vec::new();
        let outcome = self.run(&mut xml, &mut open);
        while let Some(element) = open.pop() {
            self.close(element).map_err(XmlError::Limit)?;
        }
        outcome
    }

    /// The stories that appear on every page, and those that are read.
    pub(super) fn finish(self, diagnostics: &mut Diagnostics) -> (Vec<Story>, Vec<Story>) {
        self.invisible.report(diagnostics);
        let [body, furniture, notes] = self.flows.map(Flow::finish);
        (vec![furniture], vec![body, notes])
    }

    fn run(&mut self, xml: &mut Xml<'_>, open: &mut Vec<Element>) -> Result<(), XmlError> {
        loop {
            match xml.next_event()? {
                Event::Open(tag) => {
                    if let Some(element) = self.enter(xml, &tag)? {
                        open.push(element);
                    }
                }
                Event::Close => {
                    if let Some(element) = open.pop() {
                        self.close(element).map_err(XmlError::Limit)?;
                    }
                }
                Event::Text(text) => self.push_spaced(&text),
                Event::End => return Ok(()),
            }
        }
    }

    /// The meaning of an element; `None` if it was skipped with its contents.
    fn enter(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<Option<Element>, XmlError> {
        let element = match tag.local() {
            "style" => return self.styles.read_style(xml, tag).map(|()| None),
            "list-style" | "outline-style" => {
                return self.styles.read_list(xml, tag).map(|()| None);
            }
            // Deleted text, descriptions of pictures, objects, ruby text.
            "tracked-changes" | "title" | "desc" | "object" | "object-ole" | "binary-data"
            | "image" | "ruby-text" | "note-citation" | "forms" | "creator" | "math" | "plugin"
            | "applet" | "date-string" => return xml.skip().map(|()| None),
            // The date of a comment; a date field in text states its value.
            "date" if tag.attr("date-value").is_none() && tag.attr("data-style-name").is_none() => {
                return xml.skip().map(|()| None);
            }
            "hidden-text" => {
                self.invisible.hidden(&tag.attr("string-value").unwrap_or_default());
                return xml.skip().map(|()| None);
            }
            "p" | "h" => self.open_paragraph(tag),
            "span" | "section" => self.open_looks(tag),
            "table" => {
                self.tables.push(Columns::default());
                Element::Table
            }
            "table-header-rows" => {
                self.tables.last_mut().into_iter().for_each(|table| table.in_header = true);
                Element::HeaderRows
            }
            "table-row" => Element::Row(count(tag, "number-rows-repeated", MAX_ROWS)),
            "table-cell" => self.open_cell(tag),
            "covered-table-cell" => {
                self.n_covered += 1;
                Element::Covered(count(tag, "number-columns-repeated", MAX_COLUMNS))
            }
            "list" => {
                let goes_on = tag.attr("continue-numbering").as_deref() == Some("true")
                    || tag.attr("continue-list").is_some();
                self.lists.open(tag.attr("style-name").as_deref(), goes_on);
                Element::List
            }
            "list-item" => {
                let start = tag.attr("start-value").and_then(|start| start.parse().ok());
                self.number = self.lists.item(start, &self.styles);
                Element::Item
            }
            "note-body" => self.open_aside(Target::Notes),
            "annotation" => self.open_aside(Target::Furniture),
            "header" | "header-left" | "header-first" | "footer" | "footer-left"
            | "footer-first" => self.open_aside(Target::Furniture),
            "s" => {
                self.push(&" ".repeat(count(tag, "c", MAX_BLANKS)));
                Element::Plain
            }
            "tab" => self.push_mark("\t"),
            "line-break" => self.push_mark("\n"),
            _ => Element::Plain,
        };
        Ok(Some(element))
    }

    fn push_mark(&mut self, mark: &str) -> Element {
        self.push(mark);
        Element::Plain
    }

    fn depth(&self) -> usize {
        self.tables.len().saturating_sub(self.n_around)
    }

    fn open_paragraph(&mut self, tag: &Tag<'_>) -> Element {
        let heading = tag.local() == "h";
        let mut number = self.number.take();
        if heading && number.is_none() && tag.attr("is-list-header").as_deref() != Some("true") {
            let level = tag.attr("outline-level").and_then(|level| level.parse().ok());
            number = self.lists.heading(level.unwrap_or(1), &self.styles);
        }
        self.paragraphs.push(OpenParagraph {
            text: String::new(),
            hidden: String::new(),
            struck: String::new(),
            heading,
            number,
            target: self.target,
            depth: self.depth(),
            boxes: Vec::new(),
        });
        let before = Element::Paragraph(self.hidden, self.struck);
        let style = tag.attr("style-name").unwrap_or_default();
        let text_properties = self.styles.text_properties(Family::Paragraph, &style);
        self.hidden |= text_properties.hidden == Some(true);
        self.struck |= text_properties.struck == Some(true);
        before
    }

    fn open_looks(&mut self, tag: &Tag<'_>) -> Element {
        let before = Element::Span(self.hidden, self.struck);
        if tag.local() == "section" {
            self.hidden |= tag.attr("display").as_deref() == Some("none");
        } else {
            let style = tag.attr("style-name").unwrap_or_default();
            let text_properties = self.styles.text_properties(Family::Text, &style);
            self.hidden = text_properties.hidden.unwrap_or(self.hidden);
            self.struck = text_properties.struck.unwrap_or(self.struck);
        }
        before
    }

    fn open_cell(&mut self, tag: &Tag<'_>) -> Element {
        let n_cells = count(tag, "number-columns-repeated", MAX_COLUMNS);
        let rows = count(tag, "number-rows-spanned", MAX_ROWS);
        let columns = count(tag, "number-columns-spanned", MAX_COLUMNS);
        let Some(table) = self.tables.last_mut() else { return Element::Plain };
        Element::Cell(table.place(n_cells, rows, columns))
    }

    fn open_aside(&mut self, target: Target) -> Element {
        let around = Element::Aside(self.target, self.n_around);
        (self.target, self.n_around) = (target, self.tables.len());
        around
    }

    fn close(&mut self, element: Element) -> Result<(), OverLimit> {
        let depth = self.depth();
        match element {
            Element::Plain | Element::Item => Ok(()),
            Element::Paragraph(hidden, struck) => {
                (self.hidden, self.struck) = (hidden, struck);
                self.close_paragraph()
            }
            Element::Span(hidden, struck) => {
                (self.hidden, self.struck) = (hidden, struck);
                Ok(())
            }
            Element::List => {
                self.lists.close();
                Ok(())
            }
            Element::Aside(target, n_around) => {
                (self.target, self.n_around) = (target, n_around);
                Ok(())
            }
            Element::HeaderRows => {
                self.tables.last_mut().into_iter().for_each(|table| table.in_header = false);
                Ok(())
            }
            Element::Table => {
                self.flow().end_table(depth);
                self.tables.pop();
                Ok(())
            }
            Element::Cell(n_cells) => match n_cells {
                0 => Ok(()),
                n_cells => self.flow().close_cell(depth, n_cells),
            },
            Element::Covered(n_cells) => {
                self.n_covered = self.n_covered.saturating_sub(1);
                let Some(table) = self.tables.last_mut() else { return Ok(()) };
                let n_placed = table.cover(n_cells);
                if n_placed == 0 { Ok(()) } else { self.flow().close_cell(depth, n_placed) }
            }
            Element::Row(n_rows) => {
                let Some(table) = self.tables.last_mut() else { return Ok(()) };
                let shape = table.end_row(n_rows);
                let n_rows = if shape.cells.is_empty() { 0 } else { n_rows };
                self.flow().end_row(depth, shape);
                self.flow().repeat_row(depth, n_rows)
            }
        }
    }

    /// The current story.
    fn flow(&mut self) -> &mut Flow<'l> {
        let [body, furniture, notes] = &mut self.flows;
        match self.target {
            Target::Body => body,
            Target::Furniture => furniture,
            Target::Notes => notes,
        }
    }

    fn close_paragraph(&mut self) -> Result<(), OverLimit> {
        let Some(paragraph) = self.paragraphs.pop() else { return Ok(()) };
        self.invisible.hidden(&paragraph.hidden);
        self.invisible.struck(&paragraph.struck);
        if self.n_covered > 0 {
            self.invisible.hidden(&paragraph.text);
            return Ok(());
        }
        let text = with_number(paragraph.number.as_deref().unwrap_or_default(), paragraph.text);
        let (target, depth) = (paragraph.target, paragraph.depth);
        let anchor = self.paragraphs.last_mut();
        if let Some(anchor) = anchor.filter(|a| a.target == target && a.depth == depth) {
            anchor.boxes.push(text);
            anchor.boxes.extend(paragraph.boxes);
            return Ok(());
        }
        let flow = self.flow();
        flow.paragraph(depth, text, paragraph.heading)?;
        paragraph.boxes.into_iter().try_for_each(|text| flow.paragraph(depth, text, false))
    }

    /// Appends text from XML, with white space collapsed.
    fn push_spaced(&mut self, text: &str) {
        if self.paragraphs.is_empty() {
            return;
        }
        let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        let ends_blank = self
            .paragraphs
            .last()
            .is_none_or(|open| open.text.is_empty() || open.text.ends_with(is_blank));
        let mut out = String::with_capacity(text.len());
        let mut after_blank = ends_blank;
        for c in text.chars() {
            let blank = is_blank(c);
            if !(blank && after_blank) {
                out.push(if blank { ' ' } else { c });
            }
            after_blank = blank;
        }
        self.push(&out);
    }

    fn push(&mut self, text: &str) {
        let Some(open) = self.paragraphs.last_mut() else { return };
        match (self.hidden, self.struck) {
            (true, _) => open.hidden.push_str(text),
            (_, true) => open.struck.push_str(text),
            _ => open.text.push_str(text),
        }
    }
}

/// A count stated by an attribute, from 1 to `limit`.
fn count(tag: &Tag<'_>, name: &str, limit: usize) -> usize {
    tag.attr(name).and_then(|n| n.parse::<usize>().ok()).unwrap_or(1).clamp(1, limit)
}
