//! The doc reader: binary documents of Word 97 to 2003 and of WPS Writer, saved whole or fast.
//!
//! Supported: tables with the edges, vertical and horizontal merges of their rows, rows that repeat as
//! headers, changes of a row after its definition, long definitions in the data stream; tables in cells
//! (tables of their own behind the one that holds them); the results of fields; tracked changes as if
//! accepted; numbers of lists; headings by style and outline level; text boxes, behind the paragraph
//! they are anchored in; symbols of the common fonts; footnotes and endnotes, as paragraphs at the end;
//! headers, footers and comments, as furniture. Hidden and struck text is left out and reported.
//! Partly: boxes of headers (furniture), lists of versions before 8 (without numbers).
//! Ignored: pictures, embedded objects, check boxes of form fields, macros.
//!
//! What came before version 8 and what is encrypted is named as such.

mod bytes;
mod container;
mod fib;
mod lists;
mod pieces;
mod properties;
mod runs;
mod sprm;
mod styles;
mod table;
#[cfg(test)]
mod tests;
mod text;

use std::{collections::BTreeMap, ops::Range};

use formgrid_model::{Code, Diagnostics, Format, Limits, Place, RawDocument};

pub(crate) use self::container::{Streams, foreign, streams};
use self::{
    bytes::u32_at,
    fib::{Fib, Part, StoryKind, part, place},
    pieces::Pieces,
    runs::{Kind, Run},
    styles::{Styles, bounds, fonts},
    text::{Shared, story},
};
use crate::{
    ReadError,
    docx::flow::{self, LeftOut},
};

/// Stories before those of headers: the lines that divide notes from text.
const SEPARATORS: usize = 6;

/// Bytes of what is said of the anchor of a drawing, and of a box.
const ANCHOR: usize = 26;
const BOX: usize = 22;

/// Where a box names its drawing.
const BOX_DRAWING: usize = 14;

/// What all readers of a document look at.
#[derive(Debug)]
struct Document<'a> {
    limits: &'a Limits,
    main: &'a [u8],
    data: &'a [u8],
    pieces: Pieces<'a>,
    characters: Vec<Run<'a>>,
    paragraphs: Vec<Run<'a>>,
}

/// Reads a document from its streams.
pub(crate) fn read(
    streams: &Streams,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    let main = streams.main.as_slice();
    let fib = Fib::read(main)?;
    let [first, second] = &streams.tables;
    let table: &[u8] = if fib.is_second_table { second } else { first };
    let pieces = Pieces::read(part(main, table, Part::Pieces), main, limits)?;
    if pieces.list.is_empty() {
        let what = "it holds no table of the pieces of the text".to_owned();
        return Err(ReadError::Malformed { part: "the table stream".to_owned(), what });
    }
    let n_stated: usize = fib.lengths.iter().sum();
    let n_found = pieces.list.last().map_or(0, |piece| piece.end);
    if n_found < n_stated {
        let message =
            format!("the document is damaged: it ends after {n_found} of {n_stated} characters");
        diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
    }
    let run = |kind, which| runs::runs(kind, part(main, table, which), main, limits);
    let document = Document {
        limits,
        main,
        data: &streams.data,
        pieces,
        characters: run(Kind::Characters, Part::CharacterRuns)?,
        paragraphs: run(Kind::Paragraphs, Part::ParagraphRuns)?,
    };
    let levels = place(main, Part::Lists).and_then(|place| table.get(place.end..));
    let mut shared = Shared {
        document: &document,
        effects: Styles::read(part(main, table, Part::Styles)).effects(),
        fonts: fonts(part(main, table, Part::Fonts)),
        lists: lists::lists(
            part(main, table, Part::Lists),
            levels.unwrap_or(&[]),
            part(main, table, Part::ListOverrides),
            limits,
        ),
        boxes: boxes(main, table, &fib),
        left_out: LeftOut::default(),
    };
    let mut furniture = Vec::new();
    for range in headers(&fib, part(main, table, Part::Headers)) {
        furniture.push(story(&mut shared, range)?);
    }
    for kind in [StoryKind::HeaderBoxes, StoryKind::Comments] {
        furniture.push(story(&mut shared, fib.range(kind))?);
    }
    let mut body = Vec::new();
    for kind in [StoryKind::Main, StoryKind::Footnotes, StoryKind::Endnotes] {
        body.push(story(&mut shared, fib.range(kind))?);
    }
    shared.left_out.report(diagnostics);
    Ok(flow::document(Format::Doc, furniture, body, limits, diagnostics))
}

/// The characters of each header and footer.
fn headers(fib: &Fib, table: &[u8]) -> Vec<Range<usize>> {
    let story = fib.range(StoryKind::Headers);
    let bounds = bounds(table, 0);
    let of_headers = bounds.windows(2).skip(SEPARATORS);
    let ranges = of_headers.filter_map(|pair| match pair {
        &[start, end] => {
            let end = story.start.saturating_add(end).min(story.end);
            let start = story.start.saturating_add(start);
            (start < end).then_some(start..end)
        }
        _ => None,
    });
    ascending(ranges)
}

/// Ranges of which each begins behind the one before it, so that no text is read twice.
fn ascending(ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut kept: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        if kept.last().is_none_or(|last| last.end <= range.start) {
            kept.push(range);
        }
    }
    kept
}

/// The text of each box of the main story, by the character at which its drawing is anchored.
fn boxes(main: &[u8], table: &[u8], fib: &Fib) -> BTreeMap<usize, Range<usize>> {
    let anchors = part(main, table, Part::Anchors);
    let at = bounds(anchors, ANCHOR);
    let drawings = (0..at.len().saturating_sub(1))
        .zip(&at)
        .filter_map(|(number, &cp)| Some((u32_at(anchors, 4 * at.len() + ANCHOR * number)?, cp)));
    let drawings: BTreeMap<u32, usize> = drawings.collect();
    let parts = part(main, table, Part::Boxes);
    let texts = bounds(parts, BOX);
    let story = fib.range(StoryKind::Boxes);
    let mut found = BTreeMap::new();
    let mut last_end = 0;
    for (number, pair) in texts.windows(2).enumerate() {
        let &[start, end] = pair else { continue };
        let drawing = u32_at(parts, 4 * texts.len() + BOX * number + BOX_DRAWING);
        let Some(&anchor) = drawing.and_then(|drawing| drawings.get(&drawing)) else { continue };
        let start = story.start.saturating_add(start);
        let end = story.start.saturating_add(end).min(story.end);
        if start >= last_end && start < end {
            last_end = end;
            found.insert(anchor, start..end);
        }
    }
    found
}
