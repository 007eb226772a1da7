//! Spreadsheets.

mod address;
mod copy;
mod format;
mod grid;
mod value;
mod xlsx;

use formgrid_model::{Diagnostics, RawDocument};
use formgrid_package::Package;

use crate::ReadError;

/// The kinds of packages that are workbooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Parts in XML.
    Xlsx,
}

/// What kind of workbook a package is; none where it is something else.
pub(crate) fn kind(package: &mut Package<'_>) -> Result<Option<Kind>, ReadError> {
    let stated = package.relationships("")?.target("officeDocument").map(str::to_lowercase);
    let main = stated.filter(|part| package.has(part)).unwrap_or_default();
    if main.starts_with("xl/") || package.has("xl/workbook.xml") {
        return Ok(Some(Kind::Xlsx));
    }
    Ok(None)
}

/// Reads a workbook in a package.
pub(crate) fn read(
    kind: Kind,
    package: &mut Package<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    match kind {
        Kind::Xlsx => xlsx::read(package, diagnostics),
    }
}
