//! The text reader: dumps of forms written by converters and OCR engines.
//!
//! Supported:
//!
//! - one cell per line (a TAB opens a cell);
//! - one row per line (cells separated by TAB or `|`, or by a delimiter with quoted fields, which a first
//!   line `sep=;` may state; `="00120"` is the text 00120);
//! - Markdown tables, HTML tables, tables drawn with characters, with spans of columns and rows, columns
//!   aligned with spaces;
//! - tables in running text, whose cells and rows end with `|`;
//! - text without tables;
//! - UTF-8, UTF-16, UTF-32 and GB18030, UTF-8 mixed with GB18030, and mojibake;
//! - CR LF, lone CR and form feeds;
//! - bookmarks and watermarks of converters;
//! - HTML tags, entities and tables inside cells.
//!
//! Not supported: row and column spans of a table inside a cell. Layout decides which lines of a dump
//! form a table, except where the notation marks one.

mod aligned;
mod between;
mod dialect;
mod drawn;
pub(crate) mod encoding;
mod flowed;
mod lines;
mod lower;
mod machine;
mod markdown;
mod marks;
mod markup;
pub(crate) mod mojibake;
mod quoted;
mod segments;
mod width;

use formgrid_model::{
    Code, Diagnostics, Format, Limit, Limits, Place, RawDocument, RawItem, Slots, is_blank,
};

use self::dialect::Shape;
use self::lines::Line;
use self::lower::Lowering;
use self::segments::{Kind, Segment};
use crate::{ReadError, html, signature};

/// Damaged lines that get a diagnostic each; one more diagnostic sums up the rest.
const MAX_DAMAGED_LINES: usize = 20;

/// Reads a text dump.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    limits.check(Limit::TextBytes, bytes.len())?;
    let decoded = encoding::decode(bytes)?;
    let text = &*decoded.text;
    if let Some(error) = signature::marked_up(text) {
        return Err(error);
    }
    if let Some(error) = machine::foreign(text) {
        return Err(error);
    }
    if is_blank(text) {
        return Ok(RawDocument {
            format: Format::Text,
            items: Vec::new(),
            n_atoms: 0,
            sheets: Vec::new(),
        });
    }
    if let Some(line) = decoded.second {
        let message =
            "the text is in two encodings, UTF-8 and GB18030; each line was read in its own";
        diagnostics.report(Code::ReadEncodingDoubtful, Place::at_line(line), message);
    }
    let restored = mojibake::restored(text, diagnostics);
    let text = restored.as_deref().unwrap_or(text);
    let lines = lines::split(text);
    if decoded.damaged {
        report_damage(&lines, diagnostics);
    }
    let (items, n_atoms) = items(&lines, limits, diagnostics)?;
    Ok(RawDocument { format: Format::Text, items, n_atoms, sheets: Vec::new() })
}

/// Whether a text that begins with an HTML table is Markdown: between its tables it has Markdown syntax,
/// which an HTML page has not.
pub(crate) fn is_markdown(bytes: &[u8]) -> bool {
    let begins = bytes.trim_ascii_start().get(..6);
    if !begins.is_some_and(|tag| tag.eq_ignore_ascii_case(b"<table")) {
        return false;
    }
    let Ok(decoded) = encoding::decode(bytes) else { return false };
    let lines = lines::split(&decoded.text);
    segments::find(&lines).into_iter().filter(|part| part.kind == Kind::Plain).any(|part| {
        let marked = |text: &str| markdown::to_plain(text).is_some() || markdown::heading(text).1;
        lines[part.lines].iter().any(|line| !line.text.contains('<') && marked(line.text))
    })
}

/// The content of a text, and the number of atoms assigned.
fn items(
    lines: &[Line<'_>],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<(Vec<RawItem>, u32), ReadError> {
    if let Some((first, rows)) = lines.split_first()
        && let Some(delimiter) = quoted::stated_delimiter(first.text)
        && rows.iter().any(|line| line.text.contains(delimiter))
    {
        let mut lowering = Lowering::new(false, limits, diagnostics);
        lowering.drop_line(*first, "the line that states the delimiter was left out");
        lowering.plain(rows, Shape::Quoted(delimiter))?;
        return Ok(lowering.finish());
    }
    let segments = segments::find(lines);
    let plain = segments.iter().filter(|segment| segment.kind == Kind::Plain);
    let plain: Vec<Line<'_>> = plain.flat_map(|s| &lines[s.lines.clone()]).copied().collect();
    let shape = dialect::detect(&plain);
    let has = |kind| segments.iter().any(|segment| segment.kind == kind);
    let is_markdown = has(Kind::Markdown) || has(Kind::Markup);
    let is_prose = shape == Shape::CellPerLine && !plain.iter().any(|l| l.text.starts_with('\t'));
    let aligned = if is_prose { aligned::detect(&plain) } else { None };
    let mut lowering = Lowering::new(is_markdown, limits, diagnostics);
    let mut slots = Slots::new(limits);
    for Segment { kind, lines: range } in segments {
        let lines = &lines[range];
        match kind {
            Kind::Plain if let Some(count) = aligned => lowering.aligned(lines, count)?,
            Kind::Plain if is_markdown && is_prose => lowering.paragraphs(lines)?,
            Kind::Plain => lowering.plain(lines, shape)?,
            Kind::Markdown => lowering.table(lines)?,
            Kind::Drawn => lowering.drawn(lines)?,
            Kind::Dashes => lowering.dashes(lines)?,
            Kind::Flowed => lowering.flowed(lines)?,
            Kind::Markup => lowering.foreign(|n_atoms, diagnostics| {
                let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
                let first = lines.first().map_or(1, |line| line.number);
                let part = html::Part { text: &texts.join("\n"), first_line: first, n_atoms };
                html::read_part(&part, limits, &mut slots, diagnostics)
            }),
        }
    }
    Ok(lowering.finish())
}

fn report_damage(lines: &[Line<'_>], diagnostics: &mut Diagnostics) {
    let mut damaged = lines.iter().filter_map(|line| {
        let n_replaced = line.text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
        (n_replaced > 0).then_some((line.number, n_replaced))
    });
    for (line, n_replaced) in damaged.by_ref().take(MAX_DAMAGED_LINES) {
        let message = format!("{n_replaced} undecodable byte sequences were replaced");
        diagnostics.report(Code::ReadUndecodable, Place::at_line(line), message);
    }
    if let Some((line, first)) = damaged.next() {
        let (n_lines, n_replaced) = damaged.fold((1, first), |sum, (_, n)| (sum.0 + 1, sum.1 + n));
        let message = format!(
            "{n_replaced} undecodable byte sequences were replaced on this and {} later lines",
            n_lines - 1
        );
        diagnostics.report(Code::ReadUndecodable, Place::at_line(line), message);
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Diagnostics, Dialect, Limits, RawDocument, RawItem};

    use super::read;
    use crate::ReadError;

    fn read_text(bytes: &[u8]) -> (RawDocument, Vec<String>) {
        let mut diagnostics = Diagnostics::new();
        let raw = read(bytes, &Limits::default(), &mut diagnostics).unwrap();
        let found = diagnostics
            .iter()
            .map(|d| format!("{} {}: {}", d.place.line.unwrap_or(0), d.code.as_str(), d.message))
            .collect();
        (raw, found)
    }

    fn dialect(raw: &RawDocument) -> Option<Dialect> {
        match raw.items.as_slice() {
            [RawItem::Rows(rows)] => Some(rows.dialect),
            _ => None,
        }
    }

    #[test]
    fn a_blank_source_has_no_atoms() {
        for bytes in [&b""[..], b" \r\n\t\n", b"\xef\xbb\xbf", "\u{3000}".as_bytes()] {
            let (raw, found) = read_text(bytes);
            assert_eq!((raw.items.len(), raw.n_atoms, found.len()), (0, 0, 0));
        }
    }

    #[test]
    fn a_dump_is_one_item_of_rows() {
        let (raw, _) = read_text("绩效表\n\n\t项目\n\t路灯\n".as_bytes());
        assert_eq!((dialect(&raw), raw.n_atoms), (Some(Dialect::CellPerLine), 3));
        let (raw, _) = read_text("绩效表\n项目\t路灯\n".as_bytes());
        assert_eq!((dialect(&raw), raw.n_atoms), (Some(Dialect::RowPerLine), 3));
    }

    #[test]
    fn undecodable_bytes_are_reported_with_their_line() {
        let text = "绩效目标申报表，部门整体支出\n".as_bytes();
        let (_, found) = read_text(&[text, b"\t\xff\n", text].concat());
        assert_eq!(found, ["2 read/undecodable-bytes: 1 undecodable byte sequences were replaced"]);
    }

    #[test]
    fn damage_on_many_lines_is_summed_up() {
        let line = [&b"\xff"[..], "绩效目标申报表，部门整体支出\n".as_bytes()].concat();
        let (_, found) = read_text(&line.repeat(50));
        assert_eq!(found.len(), 21);
        assert!(found[20].starts_with("21 ") && found[20].contains("30 undecodable"));
    }

    #[test]
    fn marked_up_files_are_refused_in_any_encoding() {
        let utf16: Vec<u8> = "\u{feff}<?xml ?>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let error = read(&utf16, &Limits::default(), &mut Diagnostics::new()).unwrap_err();
        assert!(matches!(error, ReadError::Unsupported { what: "an XML file", .. }));
    }
}
