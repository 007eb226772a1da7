//! Records of a binary workbook that calamine does not expose: number formats and fonts by cell, shared
//! string indices, hidden rows and columns.
//!
//! The stream is a list of records with type and length: those of the workbook, then those of each
//! sheet ([MS-XLS] 2.1.7). BIFF5 to BIFF8 are read; of a damaged stream, the records before the damage.

use std::collections::BTreeMap;

use encoding_rs::{GB18030, WINDOWS_1252};

use crate::{
    little_endian::{size_at, slice, u16_at, u32_at, utf16},
    script::{Level, symbols},
    sheet::{format::Format, rich::Font, worksheet::Ranges},
};

pub(super) const BOF: u16 = 0x0809;
pub(super) const EOF: u16 = 0x000a;
const FILE_PASS: u16 = 0x002f;
const CODE_PAGE: u16 = 0x0042;
const DATE_MODE: u16 = 0x0022;
pub(super) const BOUND_SHEET: u16 = 0x0085;
const FORMAT: u16 = 0x041e;
const XF: u16 = 0x00e0;
const ROW: u16 = 0x0208;
const COL_INFO: u16 = 0x007d;
pub(super) const SST: u16 = 0x00fc;
pub(super) const CONTINUE: u16 = 0x003c;
pub(super) const LABEL_SST: u16 = 0x00fd;
pub(super) const BOOL_ERR: u16 = 0x0205;
pub(super) const FORMULA: u16 = 0x0006;
pub(super) const DIMENSIONS: u16 = 0x0200;
const MUL_RK: u16 = 0x00bd;
const FONT: u16 = 0x0031;
const BLANK: u16 = 0x0201;
const MUL_BLANK: u16 = 0x00be;

/// Cell records: row, column and style index come first.
const CELLS: [u16; 7] = [0x0006, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x027e];

/// The horizontal alignment "center across selection", and the struck flag of a font.
const ACROSS: u8 = 6;
const STRUCK: u16 = 0x08;

/// BIFF8, whose strings are UTF-16.
const VERSION_8: u16 = 0x0600;

/// Workbook records in use.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    pub(super) is_encrypted: bool,
    pub(super) is_1904: bool,
    /// Number formats, by style index.
    pub(super) formats: Vec<Format>,
    /// Other properties, by style index.
    pub(super) styles: Vec<Style>,
    fonts: Vec<Font>,
    pub(super) sheets: Vec<SheetRecords>,
}

impl Workbook {
    /// The font with an index; index 4 does not exist.
    pub(super) fn font(&self, index: u16) -> Option<&Font> {
        self.fonts.get(usize::from(if index > 4 { index - 1 } else { index }))
    }
}

/// Text properties of a cell style.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// Font index.
    pub(super) font: u16,
    /// Whether text is centered over the following empty cells of the same style.
    pub(super) is_centered_across: bool,
}

/// Records of a sheet.
#[derive(Debug, Default)]
pub(super) struct SheetRecords {
    pub(super) hidden_rows: Ranges,
    pub(super) hidden_cols: Ranges,
    /// Style indices by row and column.
    pub(super) styles: BTreeMap<(u32, u32), usize>,
    /// Shared string indices by row and column.
    pub(super) strings: BTreeMap<(u32, u32), usize>,
    /// Cells without a value: row, column, style.
    pub(super) blanks: Vec<(u32, u32, usize)>,
    /// Bounds of the cells with a value: first and last row, first and last column.
    extent: Option<[u32; 4]>,
}

impl SheetRecords {
    /// Slots of that rectangle.
    pub(super) fn area(&self) -> u64 {
        self.extent.map_or(0, |[top, bottom, left, right]| {
            u64::from(bottom - top + 1) * u64::from(right - left + 1)
        })
    }

    fn add(&mut self, row: u16, col: u16, style: u16) {
        let (row, col) = (u32::from(row), u32::from(col));
        self.styles.insert((row, col), usize::from(style));
        let [top, bottom, left, right] = self.extent.unwrap_or([row, row, col, col]);
        self.extent = Some([top.min(row), bottom.max(row), left.min(col), right.max(col)]);
    }
}

/// Reads the records of a sanitized stream, whose sheets contain no charts.
pub(super) fn read(stream: &[u8]) -> Workbook {
    let mut workbook = Workbook::default();
    let mut version = VERSION_8;
    let mut code_page = 0;
    let mut codes: BTreeMap<u16, String> = BTreeMap::new();
    let mut styles = Vec::new();
    let mut starts = Vec::new();
    for (_, kind, data) in records(stream, 0) {
        match kind {
            BOF => version = u16_at(data, 0).unwrap_or(VERSION_8),
            FILE_PASS => workbook.is_encrypted = true,
            CODE_PAGE => code_page = u16_at(data, 0).unwrap_or(0),
            DATE_MODE => workbook.is_1904 = u16_at(data, 0) == Some(1),
            FORMAT => codes.extend(code(data, version, code_page)),
            XF => {
                styles.extend(u16_at(data, 2));
                let is_across = data.get(6).is_some_and(|alignment| alignment & 7 == ACROSS);
                let font = u16_at(data, 0).unwrap_or(0);
                workbook.styles.push(Style { font, is_centered_across: is_across });
            }
            FONT => workbook.fonts.push(font(data, version)),
            BOUND_SHEET => starts.extend(u32_at(data, 0)),
            EOF => break,
            _ => {}
        }
    }
    let format = |id: &u16| match codes.get(id) {
        // Built-in ids use the Chinese formats; files state those of their own language.
        Some(code) if *id != 14 => Format::parse(code),
        _ => Format::built_in(u32::from(*id)),
    };
    workbook.formats = styles.iter().map(format).collect();
    workbook.sheets = starts.into_iter().map(|start| sheet(stream, start as usize)).collect();
    workbook
}

fn sheet(stream: &[u8], start: usize) -> SheetRecords {
    let mut sheet = SheetRecords::default();
    for (_, kind, data) in records(stream, start) {
        match kind {
            EOF => break,
            ROW if u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                let row = u32::from(u16_at(data, 0).unwrap_or(0));
                sheet.hidden_rows.add(row, row);
            }
            COL_INFO if u16_at(data, 8).is_some_and(|flags| flags & 1 != 0) => {
                if let (Some(first), Some(last)) = (u16_at(data, 0), u16_at(data, 2)) {
                    sheet.hidden_cols.add(u32::from(first), u32::from(last));
                }
            }
            MUL_RK => {
                if let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) {
                    // Six bytes per cell (style and number); the last column ends the record.
                    let styles = data.get(4..).unwrap_or(&[]).chunks_exact(6);
                    for (col, cell) in (first..=u16::MAX).zip(styles) {
                        sheet.add(row, col, u16_at(cell, 0).unwrap_or(0));
                    }
                }
            }
            BLANK => {
                if let (Some(row), Some(col), Some(style)) =
                    (u16_at(data, 0), u16_at(data, 2), u16_at(data, 4))
                {
                    sheet.blanks.push((row.into(), col.into(), style.into()));
                }
            }
            MUL_BLANK => {
                if let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) {
                    // The last column ends the record.
                    let n_cells = (data.len() / 2).saturating_sub(3);
                    for (col, at) in (first..=u16::MAX).zip(0..n_cells) {
                        let style = u16_at(data, 4 + 2 * at).unwrap_or(0);
                        sheet.blanks.push((row.into(), col.into(), style.into()));
                    }
                }
            }
            kind if CELLS.contains(&kind) => {
                if let (Some(row), Some(col), Some(style)) =
                    (u16_at(data, 0), u16_at(data, 2), u16_at(data, 4))
                {
                    sheet.add(row, col, style);
                    let string = size_at(data, 6).filter(|_| kind == LABEL_SST);
                    sheet.strings.extend(string.map(|at| ((row.into(), col.into()), at)));
                }
            }
            _ => {}
        }
    }
    sheet
}

/// A font record ([MS-XLS] 2.4.122).
fn font(data: &[u8], version: u16) -> Font {
    let level = match u16_at(data, 8) {
        Some(1) => Level::Raised,
        Some(2) => Level::Lowered,
        _ => Level::Line,
    };
    let n_chars = usize::from(data.get(14).copied().unwrap_or(0));
    let is_wide = version >= VERSION_8 && data.get(15).is_some_and(|flags| flags & 1 != 0);
    let start = if version >= VERSION_8 { 16 } else { 15 };
    // The names of symbol fonts are ASCII in every encoding.
    let name = match is_wide {
        true => utf16(data, start, n_chars),
        false => slice(data, start, n_chars).iter().copied().map(char::from).collect(),
    };
    let is_struck = u16_at(data, 2).is_some_and(|flags| flags & STRUCK != 0);
    Font { is_struck, level, symbols: symbols(&name).map(str::to_owned) }
}

/// Id and code of a format record.
fn code(data: &[u8], version: u16, code_page: u16) -> Option<(u16, String)> {
    let id = u16_at(data, 0)?;
    if version < VERSION_8 {
        let length = usize::from(*data.get(2)?);
        let bytes = data.get(3..3 + length)?;
        let encoding = if code_page == 936 { GB18030 } else { WINDOWS_1252 };
        return Some((id, encoding.decode_without_bom_handling(bytes).0.into_owned()));
    }
    let length = usize::from(u16_at(data, 2)?);
    let is_wide = data.get(4)? & 1 != 0;
    let rest = data.get(5..)?;
    let code = if is_wide {
        utf16(rest.get(..length * 2)?, 0, length)
    } else {
        rest.get(..length)?.iter().copied().map(char::from).collect()
    };
    Some((id, code))
}

/// Records from an offset on: offset of the data, type, data.
pub(super) fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (usize, u16, &[u8])> {
    let mut at = start;
    std::iter::from_fn(move || {
        let kind = u16_at(stream, at)?;
        let length = usize::from(u16_at(stream, at.checked_add(2)?)?);
        let data = at + 4;
        at = data + length;
        Some((data, kind, stream.get(data..at)?))
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::read;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    fn words(words: &[u16]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    /// A workbook with one format, one style, one sheet with a number, two more and a hidden row.
    pub(in crate::sheet::xls) fn stream() -> Vec<u8> {
        let mut code = words(&[164, 4]);
        code.push(0);
        code.extend(b"0.0%");
        let globals = [
            record(0x0809, &words(&[0x0600, 5])),
            record(0x0022, &words(&[1])),
            record(0x041e, &code),
            record(0x00e0, &words(&[0, 164])),
        ]
        .concat();
        let start = u32::try_from(globals.len() + 12 + 4).unwrap();
        let bound = [&start.to_le_bytes()[..], &words(&[0, 0])].concat();
        let sheet = [
            record(0x0809, &words(&[0x0600, 16])),
            record(0x0200, &[0xff; 14]),
            record(0x0208, &words(&[3, 0, 0, 0, 0, 0, 0x20, 0])),
            record(0x007d, &words(&[1, 2, 0, 0, 1, 0])),
            record(0x0203, &words(&[2, 5, 0, 0, 0, 0, 0])),
            record(0x00bd, &words(&[9, 6, 0, 0, 0, 0, 0, 0, 7])),
            record(0x000a, &[]),
        ]
        .concat();
        [globals, record(0x0085, &bound), record(0x000a, &[]), sheet].concat()
    }

    /// A workbook with a sheet of cells that all refer to one shared string of `n_chars` characters.
    pub(in crate::sheet::xls) fn with_cells_of_one_text(n_cells: u16, n_chars: u16) -> Vec<u8> {
        let text = [&words(&[0; 4])[..], &words(&[n_chars]), &[0], &vec![b'a'; n_chars.into()]];
        let globals =
            [record(0x0809, &words(&[0x0600, 5])), record(0x00fc, &text.concat())].concat();
        let start = u32::try_from(globals.len() + 12 + 4).unwrap();
        let bound = [&start.to_le_bytes()[..], &words(&[0, 0])].concat();
        let cell = |row: u16| record(0x00fd, &words(&[row, 0, 0, 0, 0]));
        let cells: Vec<u8> = (0..n_cells).flat_map(cell).collect();
        let sheet = [record(0x0809, &words(&[0x0600, 16])), cells, record(0x000a, &[])].concat();
        [globals, record(0x0085, &bound), record(0x000a, &[]), sheet].concat()
    }

    /// A workbook with a sheet of one column, with one cell for each string and its formatting runs.
    /// Fonts with the indices 6, 7 and 8 are struck, raised and Symbol.
    pub(in crate::sheet::xls) fn with_rich_strings(strings: &[(&str, &[(u16, u16)])]) -> Vec<u8> {
        let font = |flags: u16, level: u16, name: &str| {
            let name = [&[u8::try_from(name.len()).unwrap(), 0][..], name.as_bytes()].concat();
            let head = words(&[220, flags, 8, 400, level, 0, 0]);
            record(0x0031, &[head, name].concat())
        };
        let plain = || font(0, 0, "Arial");
        let fonts = [font(8, 0, "Arial"), font(0, 1, "Arial"), font(0, 0, "Symbol")].concat();
        let mut table = words(&[0; 4]);
        for (text, runs) in strings {
            let units: Vec<u16> = text.encode_utf16().collect();
            table.extend(words(&[u16::try_from(units.len()).unwrap()]));
            table.push(9);
            table.extend(words(&[u16::try_from(runs.len()).unwrap()]));
            table.extend(words(&units));
            runs.iter().for_each(|&(start, font)| table.extend(words(&[start, font])));
        }
        let globals = [
            record(0x0809, &words(&[0x0600, 5])),
            [plain(), plain(), plain(), plain(), plain(), fonts].concat(),
            record(0x00e0, &words(&[0; 10])),
            record(0x00fc, &table),
        ]
        .concat();
        // Two more records follow: the sheet's name and the end.
        let start = u32::try_from(globals.len() + 4 + 9 + 4).unwrap();
        let bound = [&start.to_le_bytes()[..], &words(&[0]), &[1, 0, b'a']].concat();
        let cell = |row: u16| record(0x00fd, &words(&[row, 0, 0, row, 0]));
        let n_rows = u16::try_from(strings.len()).unwrap();
        let sheet = [
            record(0x0809, &words(&[0x0600, 16])),
            (0..n_rows).flat_map(cell).collect(),
            record(0x000a, &[]),
        ]
        .concat();
        [globals, record(0x0085, &bound), record(0x000a, &[]), sheet].concat()
    }

    #[test]
    fn formats_styles_and_hidden_rows() {
        let workbook = read(&stream());
        assert!(workbook.is_1904 && !workbook.is_encrypted);
        assert_eq!(workbook.formats[0].show(0.5, false), "50.0%");
        let sheet = &workbook.sheets[0];
        assert_eq!(sheet.styles.keys().collect::<Vec<_>>(), [&(2, 5), &(9, 6), &(9, 7)]);
        assert_eq!(sheet.area(), 24);
        assert_eq!(format!("{:?}", sheet.hidden_rows), "Ranges([(3, 3)])");
        assert_eq!(format!("{:?}", sheet.hidden_cols), "Ranges([(1, 2)])");
    }

    #[test]
    fn streams_cut_anywhere_are_read_as_far_as_they_go() {
        let whole = stream();
        for len in 0..whole.len() {
            read(&whole[..len]);
        }
    }
}
