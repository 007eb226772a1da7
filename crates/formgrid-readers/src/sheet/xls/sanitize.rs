//! Sanitizes a workbook stream for calamine: complete records, each sheet contiguous, no size claims.
//!
//! calamine reserves memory by the stated dimensions of a sheet, and starts sheets at any stated
//! offset, even inside a record or another sheet. So the stream is rewritten: the workbook records,
//! then those of each sheet from start to end, without the dimensions record, and without cells once
//! their shared strings exceed the cell limit.

use formgrid_model::{Limit, Limits, OverLimit};

use super::{
    records::{BOF, BOOL_ERR, BOUND_SHEET, DIMENSIONS, EOF, FORMULA, LABEL_SST, records},
    strings::{self, SharedString},
};
use crate::little_endian::{u16_at, u32_at};

/// A sanitized stream.
#[derive(Debug)]
pub(super) struct Sanitized {
    pub(super) bytes: Vec<u8>,
    /// Whether the workbook records or a sheet lack their end record.
    pub(super) is_cut: bool,
    /// Set if the shared strings of cells exceed this limit; later cells were left out.
    pub(super) over: Option<OverLimit>,
    /// Cells left out because of an unknown error code: zero-based sheet, row and column.
    pub(super) damaged: Vec<(u32, u32, u32)>,
    pub(super) strings: Vec<SharedString>,
    /// Bytes of the shared strings copied so far.
    n_bytes: usize,
}

/// Rewrites a stream. A sheet is written once per reference to it, within the limit.
pub(super) fn copy(stream: &[u8], limits: &Limits) -> Result<Sanitized, OverLimit> {
    let mut sanitized = Sanitized {
        bytes: Vec::with_capacity(stream.len()),
        is_cut: true,
        over: None,
        damaged: Vec::new(),
        strings: strings::shared(stream),
        n_bytes: 0,
    };
    let mut starts = Vec::new();
    for (_, kind, data) in records(stream, 0) {
        if kind == EOF {
            sanitized.is_cut = false;
            break;
        }
        // A sheet record begins with the sheet's offset.
        if kind == BOUND_SHEET
            && let Some(start) = u32_at(data, 0)
        {
            starts.push((sanitized.bytes.len() + HEAD, start as usize));
        }
        sanitized.push(kind, data);
    }
    sanitized.push(EOF, &[]);
    for (number, (named_at, start)) in (0..).zip(starts) {
        let moved = u32::try_from(sanitized.bytes.len()).unwrap_or(u32::MAX);
        if let Some(place) = sanitized.bytes.get_mut(named_at..named_at + 4) {
            place.copy_from_slice(&moved.to_le_bytes());
        }
        sanitized.copy_sheet(stream, start, number, limits)?;
    }
    Ok(sanitized)
}

/// Error codes of cells ([MS-XLS] 2.5.10).
const ERRORS: [u8; 8] = [0x00, 0x07, 0x0f, 0x17, 0x1d, 0x24, 0x2a, 0x2b];

/// Whether a record is a cell with an unknown error code, as its value or its formula result.
fn has_unknown_error(kind: u16, data: &[u8]) -> bool {
    let byte = |at: usize| data.get(at).copied();
    let code = match kind {
        BOOL_ERR if byte(7) == Some(1) => byte(6),
        FORMULA if u16_at(data, 12) == Some(0xffff) && byte(6) == Some(2) => byte(8),
        _ => None,
    };
    code.is_some_and(|code| !ERRORS.contains(&code))
}

/// Bytes of a record header: type and length.
const HEAD: usize = 4;

impl Sanitized {
    fn copy_sheet(
        &mut self,
        stream: &[u8],
        start: usize,
        number: u32,
        limits: &Limits,
    ) -> Result<(), OverLimit> {
        let mut depth = 0_usize;
        let mut has_end = false;
        for (_, kind, data) in records(stream, start) {
            match kind {
                BOF => depth += 1,
                EOF if depth <= 1 => {
                    has_end = true;
                    break;
                }
                EOF => depth -= 1,
                _ => {}
            }
            // Charts inside a sheet show no cells.
            let is_kept = depth <= 1 && kind != DIMENSIONS && kind != EOF;
            if is_kept && has_unknown_error(kind, data) {
                // calamine drops the whole sheet at such a cell.
                if let (Some(row), Some(col)) = (u16_at(data, 0), u16_at(data, 2)) {
                    self.damaged.push((number, u32::from(row), u32::from(col)));
                }
                continue;
            }
            if is_kept && (kind != LABEL_SST || self.has_room(data, limits)) {
                limits.check(Limit::WorkbookBytes, self.bytes.len() + HEAD + data.len())?;
                self.push(kind, data);
            }
        }
        self.push(EOF, &[]);
        self.is_cut |= !has_end;
        Ok(())
    }

    /// Charges the shared string of a cell; false if it exceeds the limit.
    fn has_room(&mut self, cell: &[u8], limits: &Limits) -> bool {
        // The string index follows row, column and style.
        let string = u32_at(cell, 6).and_then(|number| self.strings.get(number as usize));
        let most = string.map_or(0, SharedString::most_bytes);
        self.n_bytes = self.n_bytes.saturating_add(most);
        self.over = self.over.or(limits.check(Limit::SheetText, self.n_bytes).err());
        self.over.is_none()
    }

    fn push(&mut self, kind: u16, data: &[u8]) {
        // A record read from a stream has a 16-bit length.
        let length = u16::try_from(data.len()).unwrap_or(u16::MAX);
        self.bytes.extend(kind.to_le_bytes());
        self.bytes.extend(length.to_le_bytes());
        self.bytes.extend_from_slice(data);
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Limit, Limits};

    use super::{HEAD, copy};
    use crate::sheet::xls::records::{
        read,
        tests::{stream, with_cells_of_one_text},
    };

    #[test]
    fn a_complete_workbook_reads_the_same_without_dimensions() {
        let sanitized = copy(&stream(), &Limits::default()).unwrap();
        assert!(!sanitized.is_cut);
        assert!(!sanitized.bytes.windows(14).any(|window| window == [0xff; 14]));
        let (before, after) = (read(&stream()), read(&sanitized.bytes));
        assert_eq!(before.sheets[0].styles, after.sheets[0].styles);
        assert_eq!(before.sheets[0].area(), after.sheets[0].area());
    }

    #[test]
    fn a_dimensions_record_inside_another_record_is_removed() {
        let mut bytes = stream();
        // The sheet now starts inside a workbook record that contains a record itself.
        let claim = [&0x0200_u16.to_le_bytes()[..], &14_u16.to_le_bytes(), &[0xff; 14]].concat();
        let length = u16::try_from(claim.len()).unwrap().to_le_bytes();
        let hidden = [&[0x5c, 0][..], &length, &claim].concat();
        let at = bytes.len() + HEAD;
        bytes.extend(hidden);
        let named_at = bytes.windows(4).position(|w| w == [0x85, 0, 8, 0]).unwrap() + HEAD;
        bytes[named_at..named_at + 4].copy_from_slice(&u32::try_from(at).unwrap().to_le_bytes());
        let sanitized = copy(&bytes, &Limits::default()).unwrap();
        assert!(sanitized.is_cut);
        assert!(!sanitized.bytes.windows(14).any(|window| window == [0xff; 14]));
    }

    #[test]
    fn streams_cut_anywhere_are_copied_as_far_as_they_go() {
        let whole = stream();
        for len in 0..whole.len() {
            let sanitized = copy(&whole[..len], &Limits::default()).unwrap();
            assert!(sanitized.is_cut, "{len}");
            read(&sanitized.bytes);
        }
    }

    #[test]
    fn cells_of_one_long_string_end_at_the_limit() {
        let bytes = with_cells_of_one_text(5, 100);
        let limits = Limits::default().with(Limit::SheetText, 1000);
        let sanitized = copy(&bytes, &limits).unwrap();
        assert_eq!(sanitized.over.map(|over| over.limit), Some(Limit::SheetText));
        assert_eq!(read(&sanitized.bytes).sheets[0].styles.len(), 3);
        assert_eq!(copy(&bytes, &Limits::default()).unwrap().over, None);
    }

    #[test]
    fn repeated_sheets_end_at_the_limit() {
        let limits = Limits::default().with(Limit::WorkbookBytes, stream().len() / 2);
        assert_eq!(copy(&stream(), &limits).unwrap_err().limit, Limit::WorkbookBytes);
    }
}
