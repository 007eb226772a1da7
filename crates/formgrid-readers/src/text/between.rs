//! Cells separated by a line with a lone TAB, as browsers copy cells that contain paragraphs.
//!
//! Blank lines surround the TAB and separate the paragraphs of a cell; several blank lines end a row.
//! Layout decides whether the first paragraphs of a cell are text before the table.

use super::lines::Line;

/// Cells, each with its paragraphs. A row of one cell is text outside the table.
pub(super) type Row<'a> = Vec<Vec<Line<'a>>>;

/// Number of blank lines that ends a row.
const ROW_END: usize = 3;

/// Splits lines into rows.
pub(super) fn rows<'a>(lines: &[Line<'a>]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    let mut row: Row<'a> = vec![Vec::new()];
    let mut n_blanks = 0;
    for line in lines {
        if line.text.is_empty() {
            n_blanks += 1;
            continue;
        }
        if line.text == "\t" {
            row.push(Vec::new());
        } else {
            if n_blanks >= ROW_END {
                rows.push(std::mem::replace(&mut row, vec![Vec::new()]));
            }
            if let Some(cell) = row.last_mut() {
                cell.push(*line);
            }
        }
        n_blanks = 0;
    }
    rows.push(row);
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    // A cell without paragraphs becomes one blank paragraph, so that it keeps its column.
    for row in &mut rows {
        let line = row.iter().flatten().next().copied();
        for cell in row.iter_mut().filter(|cell| cell.is_empty()) {
            cell.extend(line.map(|line| Line { text: "", page_break: false, ..line }));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::rows;
    use crate::text::lines::split;

    #[test]
    fn paragraphs_stay_in_their_cell() {
        let text = "项目\n\n资金\n\n\t\n\n3\n\n\n\n\n用途\n\n\t\n\n\u{a0}\n";
        let found: Vec<Vec<Vec<&str>>> = rows(&split(text))
            .iter()
            .map(|row| row.iter().map(|cell| cell.iter().map(|l| l.text).collect()).collect())
            .collect();
        let expected =
            vec![vec![vec!["项目", "资金"], vec!["3"]], vec![vec!["用途"], vec!["\u{a0}"]]];
        assert_eq!(found, expected);
    }
}
