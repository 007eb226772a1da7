//! The spreadsheet readers: xlsx, xlsb, xls, et, ods and SpreadsheetML 2003.
//!
//! Every sheet with visible text is one grid, however many forms it holds: its used range, with merged
//! regions as spans, every value as displayed and the raw number next to it.
//!
//! Supported: number formats of the file and built-in ones, as a Chinese installation shows them; dates
//! of both epochs; merged regions and texts centered across cells; hidden sheets, rows and columns,
//! struck text, text under merged cells (left out and reported); superscript and subscript digits; text
//! boxes and form controls of xlsx and ods; repeated header rows, headers and footers; stored formula
//! results; damaged parts, up to the damage; damaged cells, which fail alone.
//! Partly supported: colors and column widths of formats (text is not clipped to the column), hidden
//! rows without a row number.
//! Reported and skipped: charts, pictures, embedded objects, formulas without a stored result.
//! Ignored: notes, pivot tables beyond their cells, conditional formats.
//!
//! Values of xlsb and xls come through calamine. Sizes that a file claims are never trusted, and a
//! panic in calamine fails one document.

mod across;
mod address;
mod budget;
mod copy;
mod floats;
mod format;
mod grid;
mod moment;
mod odf;
mod ods;
mod rich;
mod spreadsheetml;
mod value;
mod worksheet;
mod xls;
mod xlsb;
mod xlsx;

use std::panic::{AssertUnwindSafe, catch_unwind};

use formgrid_model::{Diagnostics, Format, Limit, Limits, Place, RawDocument};
use formgrid_package::Package;

use self::{grid::Grids, worksheet::Sheet};
use crate::{ReadError, long::report_cut};
pub(crate) use spreadsheetml::{is_workbook, read as read_spreadsheetml};
pub(crate) use xls::{read as read_stream, stream};

/// The stream of a binary workbook.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its name in the container.
    name: &'static str,
    bytes: Vec<u8>,
}

/// Kinds of workbook packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Office Open XML.
    Xlsx,
    /// Office Open XML with binary parts.
    Xlsb,
    /// OpenDocument.
    Ods,
}

/// The kind of workbook in a package; `None` if it holds something else.
pub(crate) fn kind(package: &mut Package<'_>) -> Result<Option<Kind>, ReadError> {
    let stated = package.relationships("")?.target("officeDocument").map(str::to_lowercase);
    let main = stated.filter(|part| package.has(part)).unwrap_or_default();
    if main.ends_with(".xml") && main.contains("workbook") || package.has("xl/workbook.xml") {
        return Ok(Some(Kind::Xlsx));
    }
    if package.has("xl/workbook.bin") {
        return Ok(Some(Kind::Xlsb));
    }
    let kind = package.entry("mimetype").ok().flatten();
    let is_ods = kind.is_some_and(|kind| {
        memchr::memmem::find(&kind.bytes, b"opendocument.spreadsheet").is_some()
    });
    Ok(is_ods.then_some(Kind::Ods))
}

/// Reads a workbook in a package.
pub(crate) fn read(
    kind: Kind,
    package: &mut Package<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    match kind {
        Kind::Xlsx => xlsx::read(package, diagnostics),
        Kind::Xlsb => xlsb::read(package, diagnostics),
        Kind::Ods => ods::read(package, diagnostics),
    }
}

/// The document of a workbook's sheets.
fn document(
    format: Format,
    mut sheets: Vec<Sheet>,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> RawDocument {
    if let Err(over) = limits.check(Limit::WorkbookSheets, sheets.len()) {
        report_cut(over, Place::default(), diagnostics);
        sheets.truncate(limits.of(Limit::WorkbookSheets));
    }
    let names = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let mut grids = Grids::new(limits, diagnostics);
    let numbered = (0..).zip(sheets);
    let items = numbered.flat_map(|(number, sheet)| grids.lower(number, sheet)).collect();
    RawDocument { format, items, n_atoms: grids.n_atoms(), sheets: names }
}

/// Runs code that may panic on damaged files. It owns its data, so no broken state is observed.
fn guarded<T>(part: &str, work: impl FnOnce() -> T) -> Result<T, ReadError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        let what = format!("its reader failed: {}", text.unwrap_or("no message"));
        ReadError::Malformed { part: part.to_owned(), what }
    })
}
