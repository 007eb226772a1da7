//! Lines outside of tables to paragraphs and headings.
//!
//! A line goes on with the one before where that one was full and both are set alike; where the room
//! shows that it was parted on purpose, a paragraph begins.

use formgrid_model::{Atoms, Block, Paragraph, Place, is_blank};

use super::placed::PageFrame;
use super::text::{self, Fit, Line};

/// When lines are set alike.
struct Tolerances {
    /// Sizes that differ by less are one: printers round them.
    size_pt: f32,
    /// Lines of a paragraph follow each other within this, in sizes from top to top. Forms are printed
    /// at one and a half, letters at two lines.
    leading_em: f32,
    /// A line begins this far to the right of the one before where it begins a paragraph. Chinese
    /// paragraphs are indented by two characters, Latin ones by one.
    indent_em: f32,
    /// A heading is this much larger than the text of the document.
    heading: f32,
    /// A line is centered where its middle is this close to that of the text, in shares of its width.
    center: f32,
    /// A line that is centered and a heading leaves this share of the width free.
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

/// A paragraph that may go on.
struct Open<'a> {
    lines: Vec<Line>,
    frame: &'a PageFrame,
}

/// Collects the lines between two tables.
pub(super) struct Paragraphs<'a> {
    /// The size of most of the document's text, in points.
    body_pt: f32,
    open: Option<Open<'a>>,
}

impl<'a> Paragraphs<'a> {
    /// For a document with text of this size.
    pub(super) fn new(body_pt: f32) -> Self {
        Self { body_pt, open: None }
    }

    /// Adds a line; a paragraph that it does not go on with is finished.
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

    /// Finishes the last paragraph: a table follows, or nothing.
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
    // Over a page's end there is no distance to tell, so the line before has to be full.
    is_alike
        && is_close
        && !is_indented
        && fit != Fit::Parted
        && (!is_next_page || fit == Fit::Wrapped)
}

/// Whether lines are a heading: larger than the text, or bold and short, or centered and short.
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
