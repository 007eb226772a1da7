//! Values as displayed: the text of a cell in the fonts of its runs, and a number in its format.

use calamine::{Data, DataRef};

use super::{
    records::{SheetRecords, Workbook},
    strings::SharedString,
};
use crate::sheet::{
    format::Format,
    rich::{Font, Rich, Run},
    value,
};

/// A value as displayed.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) number: Option<f64>,
    /// The struck text, which is not part of the text.
    pub(super) struck: String,
}

/// The value of the cell at a row and column.
pub(super) fn show(
    value: &Data,
    at: (u32, u32),
    sheet: &SheetRecords,
    workbook: &Workbook,
    strings: &[SharedString],
) -> Shown {
    let plain = Font::default();
    let style = sheet.styles.get(&at).copied();
    let format = style.and_then(|style| workbook.formats.get(style)).unwrap_or(&Format::General);
    let font = style.and_then(|style| workbook.styles.get(style));
    let font = font.and_then(|style| workbook.font(style.font)).unwrap_or(&plain);
    let string = sheet.strings.get(&at).and_then(|&number| strings.get(number));
    match value {
        Data::String(text) if *font != plain || !string.is_none_or(is_plain) => {
            let shown = rich(text, string, workbook).shown(font);
            let (text, _) = value::show(&DataRef::SharedString(&shown.text), format, false);
            Shown { text, number: None, struck: shown.struck }
        }
        other => match value::show(&borrowed(other), format, workbook.is_1904) {
            (struck, _) if font.is_struck => Shown { struck, ..Shown::default() },
            (text, number) => Shown { text, number, struck: String::new() },
        },
    }
}

fn is_plain(string: &SharedString) -> bool {
    string.runs.is_empty()
}

/// A text with its runs; what precedes the first run is in the font of the cell.
fn rich(text: &str, string: Option<&SharedString>, workbook: &Workbook) -> Rich {
    let units: Vec<u16> = text.encode_utf16().collect();
    let string = string.filter(|string| string.n_chars == units.len() && !is_plain(string));
    let Some(string) = string else { return Rich::plain(text.to_owned()) };
    let mut rich = Rich::default();
    let (mut from, mut font) = (0, None);
    let ends = string.runs.iter().map(|&(start, next)| (usize::from(start), Some(next)));
    for (end, next) in ends.chain([(units.len(), None)]) {
        if let Some(part) = units.get(from..end).filter(|part| !part.is_empty()) {
            rich.runs.push(Run { text: String::from_utf16_lossy(part), font });
            from = end;
        }
        font = next.and_then(|font| workbook.font(font)).cloned();
    }
    rich
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(is_true) => DataRef::Bool(*is_true),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Diagnostics, Limits, RawItem};

    use crate::sheet::xls::{Source, read, records::tests::with_rich_strings};

    /// The cells of a sheet with these strings, and the findings. A string has runs of a first character
    /// and a font each: 5 is plain, 6 struck, 7 raised and 8 Symbol.
    fn check(strings: &[(&str, &[(u16, u16)])], expected: &[&str], reported: &[&str]) {
        let source = Source { name: "/Workbook", bytes: with_rich_strings(strings) };
        let mut diagnostics = Diagnostics::new();
        let raw = read(source, &Limits::default(), &mut diagnostics).unwrap();
        let texts: Vec<&str> = raw
            .items
            .iter()
            .filter_map(|item| match item {
                RawItem::Grid(raw) => Some(raw.grid.cells()),
                _ => None,
            })
            .flatten()
            .map(|cell| cell.text.as_str())
            .collect();
        assert_eq!(texts, expected);
        let messages: Vec<&str> = diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(messages, reported);
    }

    #[test]
    fn struck_runs_are_left_out_and_raised_ones_are_raised() {
        check(
            &[
                ("≥30座≥36座", &[(0, 6), (4, 5)]),
                ("10", &[]),
                ("104吨", &[(2, 7), (3, 5)]),
                ("\u{b3}95", &[(0, 8), (1, 5)]),
                ("旧值", &[(0, 6)]),
                ("𠮷10", &[(3, 7)]),
            ],
            &["≥36座", "10", "10⁴吨", "≥95", "", "𠮷1⁰"],
            &["struck text left out: ≥30座", "struck text left out: 旧值"],
        );
    }

    #[test]
    fn runs_beyond_the_text_are_ignored() {
        check(&[("甲", &[(7, 6)]), ("乙丙", &[(1, 99)])], &["甲", "乙丙"], &[]);
    }
}
