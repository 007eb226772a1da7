//! A place in its output form.

use formgrid_model::Place;
use formgrid_records::Origin;

/// The output form of a place. `sheets` holds the source's sheet names.
pub(crate) fn origin(path: &str, place: &Place, sheets: &[String]) -> Origin {
    let sheet = place.sheet.and_then(|number| sheets.get(usize::try_from(number).ok()?));
    Origin {
        path: path.to_owned(),
        page: place.page,
        bbox: place.bbox,
        sheet: sheet.cloned(),
        cell: place.cell.map(|(row, col)| cell_name(row, col)),
        line: place.line,
        ..Origin::default()
    }
}

/// The spreadsheet name of a cell: `B7` for row 6, column 1.
fn cell_name(row: u32, col: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(col) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

#[cfg(test)]
mod tests {
    use super::cell_name;

    #[test]
    fn cells_have_the_names_of_a_spreadsheet() {
        assert_eq!(cell_name(6, 1), "B7");
        assert_eq!(cell_name(0, 25), "Z1");
        assert_eq!(cell_name(0, 26), "AA1");
        assert_eq!(cell_name(u32::MAX, 701), "ZZ4294967296");
    }
}
