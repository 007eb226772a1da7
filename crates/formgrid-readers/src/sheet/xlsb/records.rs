//! Records of xlsb parts: number formats by style, styles by cell, merged regions, hidden rows and
//! columns.
//!
//! A record has a type of one or two bytes, a length of up to four with seven bits each, and its data
//! ([MS-XLSB] 2.1.4). Of a damaged part, the records before the damage are read.

use std::collections::BTreeMap;

use crate::{
    little_endian::{size_at, u16_at, u32_at, utf16},
    sheet::{
        format::Format,
        worksheet::{Area, Ranges},
    },
};

const ROW: u16 = 0x0000;
const BUNDLE_SHEET: u16 = 0x009c;
const FORMAT: u16 = 0x002c;
const STYLE: u16 = 0x002f;
const COL_INFO: u16 = 0x003c;
const MERGED: u16 = 0x00b0;
const BEGIN_CELL_STYLES: u16 = 0x0269;
const END_CELL_STYLES: u16 = 0x026a;

/// Cell records: column, then a style index of three bytes.
const FIRST_CELL: u16 = 0x0001;
const LAST_CELL: u16 = 0x000b;

/// Records of a sheet.
#[derive(Debug, Default)]
pub(super) struct SheetRecords {
    pub(super) merges: Vec<Area>,
    pub(super) hidden_rows: Ranges,
    pub(super) hidden_cols: Ranges,
    /// Style indices by row and column.
    pub(super) styles: BTreeMap<(u32, u32), usize>,
}

/// Formats of the cell styles, from the styles part.
pub(super) fn formats(part: &[u8]) -> Vec<Format> {
    let mut codes: BTreeMap<u16, String> = BTreeMap::new();
    let mut formats = Vec::new();
    let mut is_cell_style = false;
    for (kind, data) in records(part) {
        match kind {
            FORMAT => codes.extend(code(data)),
            BEGIN_CELL_STYLES => is_cell_style = true,
            END_CELL_STYLES => is_cell_style = false,
            STYLE if is_cell_style => {
                let id = u16_at(data, 2).unwrap_or(0);
                formats.push(match codes.get(&id) {
                    Some(code) if id != 14 => Format::parse(code),
                    _ => Format::built_in(u32::from(id)),
                });
            }
            _ => {}
        }
    }
    formats
}

/// Reads the records of a sheet part.
pub(super) fn sheet(part: &[u8]) -> SheetRecords {
    let mut sheet = SheetRecords::default();
    let mut row = 0;
    for (kind, data) in records(part) {
        match kind {
            ROW => {
                row = u32_at(data, 0).unwrap_or(row);
                if data.get(11).is_some_and(|flags| flags & 0x10 != 0) {
                    sheet.hidden_rows.add(row, row);
                }
            }
            COL_INFO if u16_at(data, 16).is_some_and(|flags| flags & 1 != 0) => {
                if let Some((first, last)) = u32_at(data, 0).zip(u32_at(data, 4)) {
                    sheet.hidden_cols.add(first, last);
                }
            }
            MERGED => {
                let rows = u32_at(data, 0).zip(u32_at(data, 4));
                let cols = u32_at(data, 8).zip(u32_at(data, 12));
                sheet.merges.extend(rows.zip(cols).map(|(rows, cols)| Area { rows, cols }));
            }
            FIRST_CELL..=LAST_CELL => {
                if let Some((col, style)) = u32_at(data, 0).zip(u32_at(data, 4)) {
                    sheet.styles.insert((row, col), (style & 0x00ff_ffff) as usize);
                }
            }
            _ => {}
        }
    }
    sheet
}

/// Sheets of the workbook part: relationship id and name.
pub(super) fn sheets(part: &[u8]) -> Vec<(String, String)> {
    let entry = |data: &[u8]| {
        let (id, after) = text(data, 8)?;
        let (name, _) = text(data, after)?;
        Some((id, name))
    };
    let entries = records(part).filter(|(kind, _)| *kind == BUNDLE_SHEET);
    entries.filter_map(|(_, data)| entry(data)).collect()
}

/// Length of a part's complete records, in bytes.
pub(in crate::sheet) fn whole(part: &[u8]) -> usize {
    let mut rest = part;
    while let Some((_, _, after)) = next(rest) {
        rest = after;
    }
    part.len() - rest.len()
}

fn code(data: &[u8]) -> Option<(u16, String)> {
    Some((u16_at(data, 0)?, text(data, 2)?.0))
}

/// A length-prefixed string at an offset, and the offset after it.
fn text(data: &[u8], at: usize) -> Option<(String, usize)> {
    let n_units = size_at(data, at)?;
    let (start, end) = (at + 4, n_units.checked_mul(2)?.checked_add(at + 4)?);
    Some((utf16(data.get(start..end)?, 0, n_units), end))
}

fn records(part: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = part;
    std::iter::from_fn(move || {
        let (kind, data, after) = next(rest)?;
        rest = after;
        Some((kind, data))
    })
}

/// Type and data of the first record, and the rest.
fn next(part: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (&first, mut rest) = part.split_first()?;
    let mut kind = u16::from(first & 0x7f);
    if first & 0x80 != 0 {
        let (&second, after) = rest.split_first()?;
        kind |= u16::from(second & 0x7f) << 7;
        rest = after;
    }
    let mut length = 0_usize;
    for shift in [0, 7, 14, 21] {
        let (&byte, after) = rest.split_first()?;
        length |= usize::from(byte & 0x7f) << shift;
        rest = after;
        if byte & 0x80 == 0 {
            break;
        }
    }
    let (data, after) = rest.split_at_checked(length)?;
    Some((kind, data, after))
}

#[cfg(test)]
mod tests {
    use super::{formats, sheet, whole};

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let [low, high] = [kind & 0x7f, kind >> 7].map(|part| u8::try_from(part).unwrap());
        let kind = if high == 0 { vec![low] } else { vec![low | 0x80, high] };
        [kind, vec![u8::try_from(data.len()).unwrap()], data.to_vec()].concat()
    }

    fn longs(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    #[test]
    fn formats_of_cell_styles() {
        let mut code = vec![164, 0, 4, 0, 0, 0];
        code.extend("0.0%".encode_utf16().flat_map(u16::to_le_bytes));
        let part = [
            record(0x2c, &code),
            record(0x2f, &[0, 0, 9, 0]),
            record(0x269, &[]),
            record(0x2f, &[0, 0, 164, 0]),
            record(0x26a, &[]),
        ]
        .concat();
        let formats = formats(&part);
        assert_eq!(formats.len(), 1);
        assert_eq!(formats[0].show(0.5, false), "50.0%");
    }

    #[test]
    fn cells_regions_and_hidden_rows() {
        let mut row = longs(&[7, 0, 0]);
        row[11] = 0x10;
        let part = [
            record(0x3c, &longs(&[2, 3, 0, 0, 1])),
            record(0x00, &row),
            record(0x05, &longs(&[4, 9, 0, 0])),
            record(0xb0, &longs(&[0, 1, 2, 3])),
        ]
        .concat();
        let found = sheet(&part);
        assert_eq!(found.styles.get(&(7, 4)), Some(&9));
        assert_eq!((found.merges[0].rows, found.merges[0].cols), ((0, 1), (2, 3)));
        assert_eq!(format!("{:?}", found.hidden_rows), "Ranges([(7, 7)])");
        assert_eq!(format!("{:?}", found.hidden_cols), "Ranges([(2, 3)])");
        for len in 0..part.len() {
            sheet(&part[..len]);
            assert!(whole(&part[..len]) <= len);
        }
        assert_eq!(whole(&[&part[..], &[5, 0xff, 0xff, 0xff, 0x7f]].concat()), part.len());
    }
}
