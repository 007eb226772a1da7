//! Cell references: `B7`, `$B$7`, `B2:D9`, rows `$1:$3`. Letters are columns, one-based numbers rows;
//! both are zero-based in code.

use super::worksheet::Area;

/// Rows of the largest sheet that programs write.
pub(super) const MAX_ROWS: u32 = 1 << 20;

/// Columns of the largest sheet that programs write.
pub(super) const MAX_COLS: u32 = 1 << 14;

/// Row and column of a cell reference; `None` beyond the largest sheet.
pub(super) fn cell(address: &str) -> Option<(u32, u32)> {
    let address = address.strip_prefix('$').unwrap_or(address);
    let n_letters = address.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = address.split_at_checked(n_letters)?;
    if !(1..=3).contains(&n_letters) {
        return None;
    }
    let col = letters
        .bytes()
        .fold(0, |col, letter| col * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = digits.strip_prefix('$').unwrap_or(digits).parse().ok()?;
    ((1..=MAX_ROWS).contains(&row) && col <= MAX_COLS).then(|| (row - 1, col - 1))
}

/// The rectangle of a range reference; a single cell is a range of one.
pub(super) fn area(address: &str) -> Option<Area> {
    let (start, end) = address.split_once(':').unwrap_or((address, address));
    let (start, end) = (cell(start)?, cell(end)?);
    Some(Area { rows: (start.0, end.0), cols: (start.1, end.1) })
}

/// The rows of a reference to whole rows, such as `'sheet'!$1:$3`, alone or after others.
pub(super) fn rows(address: &str) -> Option<(u32, u32)> {
    address.split(',').find_map(|one| {
        let range = one.rsplit_once('!').map_or(one, |(_, range)| range);
        let (start, end) = range.split_once(':')?;
        let row = |text: &str| text.trim().strip_prefix('$').and_then(|n| n.parse::<u32>().ok());
        let (start, end) = (row(start)?, row(end)?);
        (1 <= start && start <= end && end <= MAX_ROWS).then(|| (start - 1, end - 1))
    })
}

#[cfg(test)]
mod tests {
    use super::{area, cell, rows};

    #[test]
    fn addresses_of_cells() {
        for (address, expected) in [
            ("A1", Some((0, 0))),
            ("$B$7", Some((6, 1))),
            ("XFD1048576", Some((1_048_575, 16383))),
            ("aa10", Some((9, 26))),
            ("XFE1", None),
            ("A0", None),
            ("A1048577", None),
            ("AAAA1", None),
            ("7", None),
            ("字1", None),
            ("", None),
        ] {
            assert_eq!(cell(address), expected, "{address}");
        }
    }

    #[test]
    fn addresses_of_ranges() {
        let found = area("B2:D9").map(|area| (area.rows, area.cols));
        assert_eq!(found, Some(((1, 8), (1, 3))));
        assert_eq!(area("B2:"), None);
        assert_eq!(rows("'一'!$A:$B,'一'!$1:$3"), Some((0, 2)));
        assert_eq!(rows("$3:$1"), None);
    }
}
