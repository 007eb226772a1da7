//! The doc reader: binary documents of Word 97 to 2003 and of WPS Writer, full or fast saved
//! ([MS-DOC]).
//!
//! Supported: tables with row edges, vertical and horizontal merges, repeated header rows, row changes
//! after the definition, long definitions in the data stream; nested tables (separate tables after the
//! outer one); field results; tracked changes as if accepted; list numbers; headings by style and
//! outline level; text boxes, after their anchor paragraph; symbols of common fonts; footnotes and
//! endnotes, as paragraphs at the end; headers, footers and comments, as furniture. Hidden and struck
//! text is left out and reported.
//! Partly supported: text boxes in headers (furniture), lists of versions before 8 (without numbers).
//! Ignored: pictures, embedded objects, form-field check boxes, macros.
//!
//! Versions before 8 and encrypted documents are errors that say so.

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

use self::container::Streams;
pub(crate) use self::container::{foreign, streams};
use self::{
    fib::{Fib, Part, StoryKind, part, place},
    pieces::Pieces,
    runs::{Kind, Run},
    styles::{Styles, bounds, fonts},
    text::{Shared, story},
};
use crate::{
    ReadError,
    docx::flow::{self, InvisibleText},
    little_endian::u32_at,
};

/// Header stories before the first header: footnote and endnote separators.
const SEPARATORS: usize = 6;

/// Bytes of an FSPA and of an FTXBXS entry.
const ANCHOR: usize = 26;
const BOX: usize = 22;

/// Offset of the shape id in a text box entry.
const BOX_DRAWING: usize = 14;

/// State shared by the readers of a document's structures.
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
        let what = "it has no piece table".to_owned();
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
        invisible: InvisibleText::default(),
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
    shared.invisible.report(diagnostics);
    Ok(flow::document(Format::Doc, furniture, body, limits, diagnostics))
}

/// Character ranges of the headers and footers.
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

/// Keeps the ranges that begin after the previous one, so no text is read twice.
fn ascending(ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut kept: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        if kept.last().is_none_or(|last| last.end <= range.start) {
            kept.push(range);
        }
    }
    kept
}

/// Text ranges of the main story's boxes, by the character of their anchor.
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
