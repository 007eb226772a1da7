//! xlsb: values through calamine; formats, merged regions and hidden rows from the records.

pub(super) mod records;

use std::collections::BTreeMap;

use calamine::{DataRef, Reader as _, SheetVisible, Xlsb, XlsbError};
use formgrid_model::{Code, Diagnostics, Format as Kind, Place, RawDocument};
use formgrid_package::Package;

use self::records::SheetRecords;
use super::{
    budget::CellBudget,
    copy::{Archive, copy},
    document,
    format::Format,
    guarded, value,
    worksheet::{Sheet, Value},
};
use crate::ReadError;

/// Folder of the sheet parts, in the order in which [`Xlsb`] lists them.
const SHEETS: &str = "xl/worksheets/";

/// Reads a workbook.
pub(super) fn read(
    package: &mut Package<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    let links = package.relationships("xl/workbook.bin")?;
    let mut formats = Vec::new();
    let mut parts: BTreeMap<String, SheetRecords> = BTreeMap::new();
    let mut entries = Vec::new();
    let archive = copy(package, diagnostics, |name, bytes| {
        if name.ends_with("styles.bin") {
            formats = records::formats(bytes);
        } else if name.ends_with("workbook.bin") {
            entries = records::sheets(bytes);
        } else if name.starts_with(SHEETS) {
            parts.insert(name.to_owned(), records::sheet(bytes));
        }
    })?;
    // Sheet records by sheet name.
    let mut by_name: BTreeMap<String, SheetRecords> = BTreeMap::new();
    for (id, name) in entries {
        let part = links.by_id(&id).map(|link| link.target.to_lowercase()).unwrap_or_default();
        by_name.extend(parts.remove(&part).map(|records| (name, records)));
    }
    let mut budget = CellBudget::new(package.limits());
    let (sheets, damage) =
        guarded("the workbook", || sheets(archive, by_name, &formats, &mut budget))??;
    budget.report(package.limits(), diagnostics);
    for message in damage {
        diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
    }
    Ok(document(Kind::Xlsb, sheets, package.limits(), diagnostics))
}

/// The sheets of a workbook as far as readable, and the damage.
fn sheets(
    archive: Archive,
    mut parts: BTreeMap<String, SheetRecords>,
    formats: &[Format],
    budget: &mut CellBudget,
) -> Result<(Vec<Sheet>, Vec<String>), ReadError> {
    let mut workbook: Xlsb<Archive> = Xlsb::new(archive).map_err(|error| ReadError::Malformed {
        part: "the workbook".to_owned(),
        what: error.to_string(),
    })?;
    let entries = workbook.sheets_metadata().to_vec();
    let (mut sheets, mut damage) = (Vec::new(), Vec::new());
    for entry in entries {
        let own = parts.remove(&entry.name).unwrap_or_default();
        let mut sheet = Sheet {
            name: entry.name,
            hidden: entry.visible != SheetVisible::Visible,
            merges: own.merges,
            hidden_rows: own.hidden_rows,
            hidden_cols: own.hidden_cols,
            ..Sheet::default()
        };
        if let Err(error) = read_cells(&mut workbook, &own.styles, formats, &mut sheet, budget) {
            damage.push(format!("sheet {}: {error}; what follows was left out", sheet.name));
        }
        sheets.push(sheet);
    }
    Ok((sheets, damage))
}

fn read_cells(
    workbook: &mut Xlsb<Archive>,
    styles: &BTreeMap<(u32, u32), usize>,
    formats: &[Format],
    sheet: &mut Sheet,
    budget: &mut CellBudget,
) -> Result<(), XlsbError> {
    let is_1904 = workbook.has_1904_epoch();
    let mut reader = workbook.worksheet_cells_reader(&sheet.name)?;
    while let Some(cell) = reader.next_cell()? {
        if *cell.get_value() == DataRef::Empty {
            continue;
        }
        let (row, col) = cell.get_position();
        let format = styles.get(&(row, col)).and_then(|&style| formats.get(style));
        let format = format.unwrap_or(&Format::General);
        let (text, number) = value::show(cell.get_value(), format, is_1904);
        if !budget.take(&text) {
            break;
        }
        sheet.cells.push(Value { row, col, text, number });
    }
    Ok(())
}
