//! The text reader: dumps that converters and recognition engines leave of forms.
//!
//! Read: one cell a line (a TAB opens a cell), one row a line (cells divided by TAB or `|`), text
//! without tables; UTF-8, UTF-16 and GB18030; CR LF and lone CR; form feeds; bookmarks and watermarks
//! of converters; HTML tags, entities and tables inside cells. Not read: columns divided by runs of
//! blanks, and the spans of a table inside a cell. The whole dump is one item of rows: which lines are
//! a table is for layout to say.

mod dialect;
pub(crate) mod encoding;
mod lines;
mod lower;
mod marks;
mod markup;

use formgrid_model::{
    Code, Diagnostics, Format, Limit, Limits, Place, RawDocument, RawItem, RawRows, is_blank,
};

use crate::{ReadError, signature};

/// The lines with damaged bytes that are reported one by one; the rest is summed up.
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
    if is_blank(text) {
        return Ok(RawDocument {
            format: Format::Text,
            items: Vec::new(),
            n_atoms: 0,
            sheets: Vec::new(),
        });
    }
    let lines = lines::split(text);
    if decoded.damaged {
        report_damage(&lines, diagnostics);
    }
    let shape = dialect::detect(&lines);
    let (lines, n_atoms) = lower::lower(&lines, shape, limits, diagnostics)?;
    let rows = RawRows { dialect: shape.dialect(), lines };
    Ok(RawDocument {
        format: Format::Text,
        items: vec![RawItem::Rows(rows)],
        n_atoms,
        sheets: Vec::new(),
    })
}

fn report_damage(lines: &[lines::Line<'_>], diagnostics: &mut Diagnostics) {
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
