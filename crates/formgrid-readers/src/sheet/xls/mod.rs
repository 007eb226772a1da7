//! xls and et: values and merged regions through calamine; formats, fonts of cells and runs, and hidden
//! rows from the records.

mod records;
mod sanitize;
mod shown;
mod strings;

use std::io::{Cursor, Read as _, Write as _};

use calamine::{Dimensions, Reader as _, SheetType, SheetVisible, Xls, XlsError};
use formgrid_model::{
    Code, Diagnostics, Format as Kind, Limit, Limits, Place, RawDocument, is_blank,
};

use self::{
    records::{SheetRecords, Style, Workbook},
    shown::{Shown, show},
    strings::SharedString,
};
use super::{
    Source, across,
    budget::CellBudget,
    document, guarded,
    worksheet::{Area, Sheet, Value},
};
use crate::{ReadError, left_out::LeftOut, long::report_cut, ole};

/// Names of the workbook stream; the second is that of versions before BIFF8.
const STREAMS: [&str; 2] = ["/Workbook", "/Book"];

/// The workbook stream of an OLE container, with its name; `None` if the container holds another
/// document.
pub(crate) fn stream(bytes: &[u8], limits: &Limits) -> Result<Option<Source>, ReadError> {
    let mut container = ole::open(bytes).map_err(|error| ole::malformed(&error))?;
    let Some(name) = STREAMS.into_iter().find(|name| container.is_stream(name)) else {
        return Ok(None);
    };
    let malformed = |error: std::io::Error| ReadError::Malformed {
        part: "the workbook's stream".to_owned(),
        what: error.to_string(),
    };
    let mut bytes = Vec::new();
    let stream = container.open_stream(name).map_err(malformed)?;
    let max = limits.of(Limit::WorkbookBytes) as u64;
    stream.take(max.saturating_add(1)).read_to_end(&mut bytes).map_err(malformed)?;
    limits.check(Limit::WorkbookBytes, bytes.len())?;
    Ok(Some(Source { name, bytes }))
}

/// Reads a workbook from its stream.
pub(crate) fn read(
    source: Source,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    let sanitized = sanitize::copy(&source.bytes, limits)?;
    let records = records::read(&sanitized.bytes);
    if records.is_encrypted {
        return Err(ReadError::Encrypted { what: "the workbook".to_owned() });
    }
    if sanitized.is_cut {
        let message = "the workbook is truncated; what came before was read";
        diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
    }
    let area = records.sheets.iter().map(SheetRecords::area).fold(0, u64::saturating_add);
    limits.check(Limit::SheetArea, usize::try_from(area).unwrap_or(usize::MAX))?;
    let archive = container(source.name, &sanitized.bytes)?;
    let mut budget = CellBudget::new(limits);
    let mut left_out = LeftOut::default();
    for (sheet, row, col) in sanitized.damaged {
        let place = Place { sheet: Some(sheet), cell: Some((row, col)), ..Place::default() };
        let what = "a cell with an unknown error code was left out";
        left_out.add(Code::ReadCellDamaged, what, place, "");
    }
    if let Some(over) = sanitized.over {
        report_cut(over, Place::default(), diagnostics);
    }
    let strings = sanitized.strings;
    let read = || sheets(archive, records, &strings, &mut budget, &mut left_out);
    let sheets = guarded("the workbook", read)??;
    left_out.report(diagnostics);
    budget.report(limits, diagnostics);
    Ok(document(Kind::Xls, sheets, limits, diagnostics))
}

/// A container with only the workbook stream.
fn container(name: &str, stream: &[u8]) -> Result<Cursor<Vec<u8>>, ReadError> {
    let write = || {
        // calamine accepts version 4 containers only if they have short streams.
        let bytes = Cursor::new(Vec::new());
        let mut container = cfb::CompoundFile::create_with_version(cfb::Version::V3, bytes)?;
        container.create_stream(name)?.write_all(stream)?;
        container.flush()?;
        Ok(container.into_inner())
    };
    write().map_err(|error: std::io::Error| ReadError::Malformed {
        part: "the workbook's stream".to_owned(),
        what: error.to_string(),
    })
}

fn sheets(
    archive: Cursor<Vec<u8>>,
    mut records: Workbook,
    strings: &[SharedString],
    budget: &mut CellBudget,
    left_out: &mut LeftOut,
) -> Result<Vec<Sheet>, ReadError> {
    let mut workbook: Xls<_> = Xls::new(archive).map_err(|error| match error {
        XlsError::Password => ReadError::Encrypted { what: "the workbook".to_owned() },
        other => ReadError::Malformed { part: "the workbook".to_owned(), what: other.to_string() },
    })?;
    let entries = workbook.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    for (number_of, entry) in entries.into_iter().enumerate() {
        let mut own = records.sheets.get_mut(number_of).map(std::mem::take).unwrap_or_default();
        let merges = workbook.merge_cells_by_sheet_name(&entry.name).unwrap_or_default();
        let mut sheet = Sheet {
            hidden: entry.visible != SheetVisible::Visible,
            merges: merges.iter().map(area).collect(),
            hidden_rows: std::mem::take(&mut own.hidden_rows),
            hidden_cols: std::mem::take(&mut own.hidden_cols),
            ..Sheet::default()
        };
        if entry.typ == SheetType::WorkSheet
            && let Ok(range) = workbook.worksheet_range(&entry.name)
        {
            let start = range.start().unwrap_or_default();
            for (row, col, value) in range.used_cells() {
                let at = (start.0 + to_u32(row), start.1 + to_u32(col));
                let Shown { text, number, struck } = show(value, at, &own, &records, strings);
                if !is_blank(&struck) {
                    let place = Place {
                        sheet: Some(to_u32(number_of)),
                        cell: Some(at),
                        ..Place::default()
                    };
                    left_out.add(Code::LayoutStruck, "struck text left out", place, &struck);
                    if is_blank(&text) {
                        continue;
                    }
                }
                if !budget.take(&text) {
                    break;
                }
                sheet.cells.push(Value { row: at.0, col: at.1, text, number });
            }
            across::add(&mut sheet, &centered(&own, &records.styles));
        }
        sheet.name = entry.name;
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// Cells that are centered across, with or without a value.
fn centered(sheet: &SheetRecords, styles: &[Style]) -> Vec<(u32, u32)> {
    let is_across = |style: usize| styles.get(style).is_some_and(|style| style.is_centered_across);
    if !styles.iter().any(|style| style.is_centered_across) {
        return Vec::new();
    }
    let filled = sheet.styles.iter().filter(|&(_, &style)| is_across(style)).map(|(&at, _)| at);
    let blank = sheet.blanks.iter().filter(|cell| is_across(cell.2)).map(|cell| (cell.0, cell.1));
    filled.chain(blank).collect()
}

/// Rows and columns of an xls sheet fit 16 bits.
fn to_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn area(region: &Dimensions) -> Area {
    Area { rows: (region.start.0, region.end.0), cols: (region.start.1, region.end.1) }
}
