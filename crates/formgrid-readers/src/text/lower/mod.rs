//! Lowers lines of text to raw lines and numbers the atoms.
//!
//! Each line becomes one raw line, except one whose cells contain tables (`row.rs`).

mod row;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use formgrid_model::{
    AtomId, Atoms, Code, Diagnostics, Dialect, DrawnSpan, Limit, Limits, LineCells, LineContent,
    Place, RawItem, RawLine, RawRows, RawText, is_blank, join_lines,
};

use super::dialect::Shape;
use super::drawn::{self, Piece};
use super::lines::Line;
use super::marks::{is_watermark, remove_bookmarks};
use super::markup::to_plain;
use super::{aligned, between, flowed, markdown, quoted, segments};
use crate::ReadError;

/// Lowers the segments of a dump in order.
pub(super) struct Lowering<'d> {
    items: Vec<RawItem>,
    /// Lines of the open item.
    lines: Vec<RawLine>,
    dialect: Dialect,
    n_atoms: u32,
    n_pieces: usize,
    limits: &'d Limits,
    marks: Tally,
    markup: Tally,
    /// Texts contain Markdown syntax.
    is_markdown: bool,
    /// Rows have bars at both ends, not only between cells.
    is_bordered: bool,
    diagnostics: &'d mut Diagnostics,
}

/// The text of the cell that a line opens. Spaces before the TAB are a blank paragraph without its line
/// terminator.
fn cell_of(line: &str) -> Option<&str> {
    line.trim_start_matches([' ', '\u{3000}', '\u{a0}']).strip_prefix('\t')
}

/// A count of occurrences, and the line of the first.
#[derive(Default)]
struct Tally {
    count: usize,
    first_line: Option<u32>,
}

impl Tally {
    fn add(&mut self, count: usize, line: u32) {
        if count > 0 {
            self.count += count;
            self.first_line = self.first_line.or(Some(line));
        }
    }
}

impl<'d> Lowering<'d> {
    /// `is_markdown`: texts contain Markdown syntax.
    pub(super) fn new(
        is_markdown: bool,
        limits: &'d Limits,
        diagnostics: &'d mut Diagnostics,
    ) -> Self {
        Self {
            items: Vec::new(),
            lines: Vec::new(),
            dialect: Dialect::CellPerLine,
            n_atoms: 0,
            n_pieces: 0,
            limits,
            marks: Tally::default(),
            markup: Tally::default(),
            is_markdown,
            is_bordered: false,
            diagnostics,
        }
    }

    /// The items, and the number of atoms assigned.
    pub(super) fn finish(mut self) -> (Vec<RawItem>, u32) {
        self.end_item();
        self.report();
        (self.items, self.n_atoms)
    }

    /// Lowers lines of a shape.
    pub(super) fn plain(&mut self, lines: &[Line<'_>], shape: Shape) -> Result<(), ReadError> {
        self.begin(shape.dialect());
        if shape == Shape::Between {
            for row in between::rows(lines) {
                self.cells(&row);
                self.check()?;
            }
            return Ok(());
        }
        if let Shape::Quoted(delimiter) = shape {
            for record in quoted::records(lines, delimiter) {
                self.record(&record);
                self.check()?;
            }
            return Ok(());
        }
        let barred = || lines.iter().filter(|line| line.text.contains('|'));
        let n_bordered = barred().filter(|line| line.text.trim_start().starts_with('|')).count();
        self.is_bordered = shape == Shape::Pipes && n_bordered * 2 > barred().count();
        for line in lines {
            self.line(*line, shape);
            self.check()?;
        }
        Ok(())
    }

    /// Lowers Markdown paragraphs, which blank lines separate.
    pub(super) fn paragraphs(&mut self, lines: &[Line<'_>]) -> Result<(), ReadError> {
        self.begin(Dialect::Fields);
        for lines in lines.split(|line| is_blank(line.text)) {
            let Some(&first) = lines.first() else { continue };
            let texts = lines.iter().map(|line| line.text).collect::<Vec<_>>().join("\n");
            let (text, heading) = markdown::heading(&texts);
            let joined = join_lines(text);
            self.paragraph(Line { text: &joined, ..first }, heading);
            self.check()?;
        }
        Ok(())
    }

    /// Lowers a Markdown table.
    pub(super) fn table(&mut self, lines: &[Line<'_>]) -> Result<(), ReadError> {
        self.begin(Dialect::Fields);
        for (index, line) in lines.iter().enumerate() {
            // The second line is the delimiter row, which has no text.
            if index != 1 {
                self.row(*line, markdown::cells(line.text));
            }
            self.check()?;
        }
        self.end_item();
        Ok(())
    }

    /// Lowers a table drawn with borders.
    pub(super) fn drawn(&mut self, lines: &[Line<'_>]) -> Result<(), ReadError> {
        self.begin(Dialect::Drawn);
        for line in lines {
            self.pieces(*line, drawn::pieces(line.text));
            self.check()?;
        }
        self.end_item();
        Ok(())
    }

    /// Lowers a table whose rows break where lines are full.
    pub(super) fn flowed(&mut self, lines: &[Line<'_>]) -> Result<(), ReadError> {
        self.begin(Dialect::Fields);
        for flowed::Row { line, fields } in flowed::rows(lines) {
            let texts: Vec<String> = fields.iter().map(|text| join_lines(text)).collect();
            self.row(line, texts.iter().map(String::as_str));
            self.check()?;
        }
        self.end_item();
        Ok(())
    }

    /// Lowers a table whose columns are marked by groups of dashes.
    pub(super) fn dashes(&mut self, lines: &[Line<'_>]) -> Result<(), ReadError> {
        self.begin(Dialect::Drawn);
        let groups = |line: &&Line<'_>| line.text.trim().contains("- -");
        let is_rule = |line: &Line<'_>| segments::is_rule(&line.text.replace(' ', ""));
        let columns = lines.iter().find(|line| is_rule(line) && groups(line));
        let columns = columns.map(|line| drawn::columns(line.text)).unwrap_or_default();
        let has_blank = lines.iter().any(|line| is_blank(line.text));
        for line in lines {
            if is_rule(line) || is_blank(line.text) {
                self.push(*line, LineContent::Blank, false);
            } else {
                self.pieces(*line, drawn::under(line.text, &columns));
                if !has_blank {
                    self.push(*line, LineContent::Blank, false);
                }
            }
            self.check()?;
        }
        self.end_item();
        Ok(())
    }

    /// Lowers lines whose columns are aligned with spaces. `count` gives the width of a character in cells.
    pub(super) fn aligned(
        &mut self,
        lines: &[Line<'_>],
        count: aligned::Count,
    ) -> Result<(), ReadError> {
        self.begin(Dialect::Aligned);
        for line in lines {
            if is_watermark(line.text) {
                self.drop_line(*line, "a converter's watermark was left out");
                continue;
            }
            let words = aligned::words(line.text, count);
            self.pieces(
                *line,
                words.into_iter().map(|(span, text)| Piece { span, text }).collect(),
            );
            self.check()?;
        }
        Ok(())
    }

    /// Adds the items that another reader makes of a segment. `read` takes and returns the number of atoms.
    pub(super) fn foreign(
        &mut self,
        read: impl FnOnce(u32, &mut Diagnostics) -> (Vec<RawItem>, u32),
    ) {
        self.end_item();
        let (items, n_atoms) = read(self.n_atoms, self.diagnostics);
        self.items.extend(items);
        self.n_atoms = n_atoms;
    }

    /// Starts an item, or continues the open one if it has the same dialect.
    fn begin(&mut self, dialect: Dialect) {
        if self.dialect != dialect {
            self.end_item();
            self.dialect = dialect;
        }
    }

    fn end_item(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        if !lines.is_empty() {
            self.items.push(RawItem::Rows(RawRows { dialect: self.dialect, lines }));
        }
    }

    fn check(&self) -> Result<(), ReadError> {
        Ok(self.limits.check(Limit::TextPieces, self.n_pieces)?)
    }

    fn record(&mut self, record: &quoted::Record<'_>) {
        match record.fields.as_slice() {
            [text] => self.paragraph(Line { text: &quoted::unwrapped(text), ..record.line }, false),
            fields => {
                let texts: Vec<Cow<'_, str>> =
                    fields.iter().map(|field| quoted::unwrapped(field)).collect();
                self.row(record.line, texts.iter().map(AsRef::as_ref));
            }
        }
    }

    /// Lowers a row whose cells contain paragraphs, or paragraphs outside a table.
    fn cells(&mut self, row: &between::Row<'_>) {
        if let [paragraphs] = row.as_slice() {
            for paragraph in paragraphs {
                self.paragraph(*paragraph, false);
            }
            return self.push_blank(row);
        }
        let mut heading = false;
        let (mut spans, mut texts) = (Vec::new(), LineCells::new());
        for (from, paragraphs) in (0_u32..).zip(row) {
            for paragraph in paragraphs {
                spans.push(DrawnSpan { from, to: from + 1, is_rule: false });
                texts.push(self.text(paragraph.text, paragraph.number, &mut heading));
            }
        }
        self.n_pieces += texts.len();
        if let Some(line) = row.iter().flatten().next() {
            self.push(*line, LineContent::Drawn(spans, texts), heading);
        }
    }

    fn push_blank(&mut self, row: &between::Row<'_>) {
        if let Some(line) = row.iter().flatten().next() {
            self.push(*line, LineContent::Blank, false);
        }
    }

    fn pieces(&mut self, line: Line<'_>, pieces: Vec<Piece<'_>>) {
        let mut heading = false;
        self.n_pieces += pieces.len();
        let texts = pieces.iter().map(|piece| self.text(piece.text, line.number, &mut heading));
        let texts = texts.collect();
        let spans = pieces.iter().map(|piece| piece.span).collect();
        self.push(line, LineContent::Drawn(spans, texts), heading);
    }

    fn line(&mut self, line: Line<'_>, shape: Shape) {
        if line.text.is_empty() {
            return self.push(line, LineContent::Blank, false);
        }
        if is_watermark(line.text) {
            return self.drop_line(line, "a converter's watermark was left out");
        }
        let mut heading = false;
        match shape {
            Shape::CellPerLine => match cell_of(line.text) {
                Some(cell) => {
                    let cell = self.text(cell, line.number, &mut heading);
                    self.push(line, LineContent::Cells([cell].into()), heading);
                }
                None => self.paragraph(line, false),
            },
            Shape::Tabs if line.text.contains("=\"") && line.text.contains('\t') => {
                let texts: Vec<Cow<'_, str>> =
                    line.text.split('\t').map(quoted::unwrapped).collect();
                self.row(line, texts.iter().map(AsRef::as_ref));
            }
            Shape::Tabs if line.text.contains('\t') => self.row(line, line.text.split('\t')),
            Shape::Pipes if is_ruling(line.text) => {
                self.drop_line(line, "a drawn rule was left out");
            }
            Shape::Pipes if line.text.contains('|') => {
                self.row(line, bars(line.text, self.is_bordered));
            }
            _ => self.paragraph(line, false),
        }
    }

    fn paragraph(&mut self, line: Line<'_>, mut heading: bool) {
        let text = self.text(line.text, line.number, &mut heading);
        self.push(line, LineContent::Text(text), heading);
    }

    /// Cleans a text and assigns its atom.
    fn text(&mut self, text: &str, line: u32, heading: &mut bool) -> RawText {
        let unmarked = remove_bookmarks(text);
        self.marks.add(unmarked.n_marks, line);
        *heading |= unmarked.is_heading;
        let mut text = match to_plain(&unmarked.text) {
            Some(plain) => {
                self.markup.add(1, line);
                plain
            }
            None => unmarked.text.into_owned(),
        };
        if let Some(plain) = self.is_markdown.then(|| markdown::to_plain(&text)).flatten() {
            self.markup.add(1, line);
            text = plain;
        }
        if text.contains('\u{b}') {
            // A vertical tab is a line break inside a paragraph.
            text = text.replace('\u{b}', "\n");
        }
        let atom = (!is_blank(&text)).then(|| self.next_atom());
        RawText { text, place: Place::at_line(line), atom }
    }

    fn next_atom(&mut self) -> AtomId {
        let atom = AtomId(self.n_atoms);
        self.n_atoms += 1;
        atom
    }

    /// Reports a line that is no content.
    pub(super) fn drop_line(&mut self, line: Line<'_>, message: &str) {
        let atoms = Atoms::from_iter([self.next_atom()]);
        let place = Place::at_line(line.number);
        self.diagnostics.consume(Code::ReadConverterMark, place, atoms, message);
    }

    fn push(&mut self, line: Line<'_>, content: LineContent, heading: bool) {
        self.n_pieces += 1;
        let Line { number, page_break, .. } = line;
        self.lines.push(RawLine { line: number, content, page_break, heading });
    }

    /// Reports marks and markup once per source, since a count is enough.
    fn report(&mut self) {
        let tallies = [
            (&self.marks, Code::ReadConverterMark, "bookmarks were taken out, the first here"),
            (&self.markup, Code::ReadMarkup, "texts with markup were made plain, the first here"),
        ];
        for (tally, code, what) in tallies {
            if let Some(line) = tally.first_line {
                let message = format!("{} {what}", tally.count);
                self.diagnostics.report(code, Place::at_line(line), message);
            }
        }
    }
}

/// The cells of a row with bars. In a bordered dump, the bars at both ends are borders, not delimiters.
fn bars(text: &str, is_bordered: bool) -> impl Iterator<Item = &str> {
    let mut row = text;
    if is_bordered {
        row = row.trim();
        row = row.strip_prefix('|').unwrap_or(row);
        row = row.strip_suffix('|').unwrap_or(row);
    }
    row.split('|')
}

/// Whether a line is only a rule: `|---|:--:|`, `+----+----+`.
fn is_ruling(text: &str) -> bool {
    text.contains("--")
        && text.bytes().all(|b| matches!(b, b'|' | b'-' | b'+' | b'=' | b':' | b' '))
}
