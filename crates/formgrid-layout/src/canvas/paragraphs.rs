//! Lines outside tables to paragraphs and headings.
//!
//! A line continues the previous one if that one was full and both are set alike; a line that ends
//! early ends its paragraph.

use formgrid_model::{Atoms, Block, Paragraph, Place, is_blank};

use super::placed::PageFrame;
use super::text::{self, Fit, Line};

/// When lines are set alike.
struct Tolerances {
    /// Largest difference of equal sizes: printers round them.
    size_pt: f32,
    /// Largest line pitch in a paragraph, in ems from top to top. Forms use one and a half, letters
    /// two.
    leading_em: f32,
    /// Least indent of a paragraph's first line. Chinese paragraphs are indented by two characters,
    /// Latin ones by one.
    indent_em: f32,
    /// How much larger a heading is than the document's text.
    heading: f32,
    /// Largest distance of a centered line's middle from that of the text, as a share of its width.
    center: f32,
    /// Least free share of the width beside a centered heading.
    margins: f32,
}

const TOLERANCES: Tolerances = Tolerances {
    size_pt: 0.6,
    leading_em: 2.2,
    indent_em: 0.8,
    heading: 1.15,
    center: 0.02,
    margins: 0.25,
};

/// A paragraph that may continue.
struct Open<'a> {
    lines: Vec<Line>,
    frame: &'a PageFrame,
}

/// Collects the lines between two tables.
pub(super) struct Paragraphs<'a> {
    /// Size of most text of the document, in points.
    body_pt: f32,
    open: Option<Open<'a>>,
}

impl<'a> Paragraphs<'a> {
    /// For a document with text of this size, in points.
    pub(super) fn new(body_pt: f32) -> Self {
        Self { body_pt, open: None }
    }

    /// Adds a line; returns the previous paragraph if the line does not continue it.
    pub(super) fn add(&mut self, line: Line, frame: &'a PageFrame) -> Option<Block> {
        if let Some(open) = &mut self.open
            && goes_on(open, &line, frame)
        {
            open.lines.push(line);
            open.frame = frame;
            return None;
        }
        let finished = self.finish();
        self.open = Some(Open { lines: vec![line], frame });
        finished
    }

    /// Finishes the last paragraph, before a table or at the end.
    pub(super) fn finish(&mut self) -> Option<Block> {
        let Open { lines, frame } = self.open.take()?;
        let heading = is_heading(&lines, frame, self.body_pt);
        let bbox = lines.first()?.bbox;
        let text = text::join(&lines, None);
        let place = Place { page: Some(frame.number), bbox: Some(bbox), ..Place::default() };
        paragraph(text.text, place, text.atoms, heading)
    }
}

fn paragraph(text: String, place: Place, atoms: Atoms, heading: bool) -> Option<Block> {
    (!is_blank(&text)).then_some(Block::Paragraph(Paragraph { text, place, atoms, heading }))
}

fn goes_on(open: &Open<'_>, line: &Line, frame: &PageFrame) -> bool {
    let Some(before) = open.lines.last() else { return false };
    let is_alike = (before.size - line.size).abs() <= TOLERANCES.size_pt
        && before.bold == line.bold
        && !before.vertical
        && !line.vertical;
    let is_next_page = open.frame.number != frame.number;
    let step = line.bbox.y0 - before.bbox.y0;
    let is_close = is_next_page || (0.0..=TOLERANCES.leading_em * line.size).contains(&step);
    let is_indented = line.bbox.x0 - before.bbox.x0 > TOLERANCES.indent_em * line.size;
    let room = open.frame.text_right - before.bbox.x0;
    let fit = text::fit(before, line, room);
    // Across a page break there is no line pitch, so the previous line has to be full.
    is_alike
        && is_close
        && !is_indented
        && fit != Fit::Parted
        && (!is_next_page || fit == Fit::Wrapped)
}

/// Whether lines are a heading: larger than the text, or short and bold or centered.
fn is_heading(lines: &[Line], frame: &PageFrame, body_pt: f32) -> bool {
    let [line] = lines else {
        return lines.iter().all(|line| line.size >= TOLERANCES.heading * body_pt);
    };
    let width = frame.text_right - frame.text_left;
    let is_short = line.bbox.x1 - line.bbox.x0 <= (1.0 - TOLERANCES.margins) * width;
    let middle = f32::midpoint(line.bbox.x0, line.bbox.x1);
    let center = f32::midpoint(frame.text_left, frame.text_right);
    let is_centered = (middle - center).abs() <= TOLERANCES.center * width;
    line.size >= TOLERANCES.heading * body_pt || (is_short && (line.bold || is_centered))
}
