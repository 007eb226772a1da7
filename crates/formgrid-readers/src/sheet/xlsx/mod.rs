//! xlsx: cells and styles through calamine, all else from the sheets' parts.

mod marks;
mod workbook;

use std::collections::BTreeMap;

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};
use formgrid_model::{Code, Diagnostics, Format as Kind, Place, RawDocument};
use formgrid_package::Package;

use self::{marks::Marks, workbook::Entry};
use super::{
    budget::CellBudget,
    copy::{Archive, copy},
    document,
    format::Format,
    grid::{Sheet, Value},
    guarded, value,
};
use crate::ReadError;

/// Reads a workbook.
pub(super) fn read(
    package: &mut Package<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    let limits = package.limits();
    let entries = workbook::entries(package);
    let mut marks: BTreeMap<String, Marks> = BTreeMap::new();
    let archive = copy(package, diagnostics, |name, bytes| {
        if name.contains("sheets/") && name.ends_with(".xml") {
            marks.insert(name.to_owned(), marks::find(bytes, limits));
        }
    })?;
    let mut budget = CellBudget::new(limits);
    let (sheets, damage) =
        guarded("the workbook", || sheets(archive, &entries, marks, &mut budget))??;
    budget.report(limits, diagnostics);
    for message in damage {
        diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
    }
    Ok(document(Kind::Xlsx, sheets, limits, diagnostics))
}

/// The sheets of a workbook, as far as they can be read, and what is wrong with them.
fn sheets(
    archive: Archive,
    entries: &[Entry],
    mut marks: BTreeMap<String, Marks>,
    budget: &mut CellBudget,
) -> Result<(Vec<Sheet>, Vec<String>), ReadError> {
    let mut workbook: Xlsx<Archive> = Xlsx::new(archive).map_err(|error| unreadable(&error))?;
    let (mut sheets, mut damage) = (Vec::new(), Vec::new());
    for entry in entries {
        let marks = marks.remove(&entry.part.trim_start_matches('/').to_lowercase());
        let marks = marks.unwrap_or_default();
        let mut sheet = Sheet {
            name: entry.name.clone(),
            hidden: entry.hidden,
            merges: marks.merges,
            hidden_rows: marks.hidden_rows,
            hidden_cols: marks.hidden_cols,
            repeated_rows: entry.repeated_rows,
            cells: Vec::new(),
        };
        if let Err(error) = read_cells(&mut workbook, &mut sheet, budget) {
            damage.push(format!("sheet {}: {error}; what follows was left out", entry.name));
        }
        sheets.push(sheet);
    }
    Ok((sheets, damage))
}

fn unreadable(error: &XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::Encrypted { what: "the workbook".to_owned() },
        other => ReadError::Malformed { part: "the workbook".to_owned(), what: other.to_string() },
    }
}

fn read_cells(
    workbook: &mut Xlsx<Archive>,
    sheet: &mut Sheet,
    budget: &mut CellBudget,
) -> Result<(), XlsxError> {
    let is_1904 = workbook.has_1904_epoch();
    let mut reader = match workbook.worksheet_cells_reader(&sheet.name) {
        // A sheet that is a chart has no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        other => other?,
    };
    let mut formats: Vec<Option<Format>> = Vec::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        if *cell.get_value() == DataRef::Empty {
            continue;
        }
        if formats.len() <= style {
            let n_styles = reader.styles().len();
            formats.resize_with(n_styles.max(1), || None);
        }
        let (row, col) = cell.get_position();
        let format = match formats.get_mut(style) {
            Some(known) => known.get_or_insert_with(|| format(&reader, style)),
            None => &mut Format::General,
        };
        let (text, number) = value::show(cell.get_value(), format, is_1904);
        if !budget.take(&text) {
            break;
        }
        sheet.cells.push(Value { row, col, text, number });
    }
    Ok(())
}

/// The format of a style. A built-in one that the file does not define itself is that of its id.
fn format(reader: &calamine::XlsxCellReader<'_, Archive>, style: usize) -> Format {
    let Some(stated) = reader.styles().get(style).and_then(|style| style.number_format.as_ref())
    else {
        return Format::General;
    };
    let code = stated.format_code.as_str();
    let is_defined = |id: u32| ssfmt::format_code_from_id(id).is_none_or(|usual| usual != code);
    match stated.format_id {
        Some(id) if id < 164 && (code == "General" || !is_defined(id) || id == 14) => {
            Format::built_in(id)
        }
        _ => Format::parse(code),
    }
}
