//! Row shapes of a form, as a template draws them.
//!
//! A row is a string of cells divided by `|`. `×n` after a cell is its `col_span`; `> ` before the row
//! says that a table may begin with it. A cell is `^` (the cell above goes on), `_` (blank), `@` (any
//! text or nothing), `^@` (a text, or the cell above goes on), or a label, its alternatives divided by
//! ` / `. Labels are compared as [`fold_label`] folds them.

use formgrid_model::{FormShape, RowShape, ShapeCell, ShapeText, fold_label};

/// Why a drawn row is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ShapeError {
    /// The spans do not add up to the columns.
    #[error("row `{row}` covers {covered} columns, the grid has {columns}")]
    Width {
        /// The row as drawn.
        row: String,
        /// The sum of its spans.
        covered: usize,
        /// The columns of the grid.
        columns: usize,
    },
    /// The number after `×` is no span.
    #[error("row `{row}` has a span that is no number from 1 up")]
    Span {
        /// The row as drawn.
        row: String,
    },
}

impl ShapeError {
    /// The row that is refused, as drawn.
    pub(super) fn row(&self) -> &str {
        match self {
            Self::Width { row, .. } | Self::Span { row } => row,
        }
    }
}

/// Reads the drawn rows of one grid of a form.
pub(super) fn parse(form: &str, columns: usize, rows: &[String]) -> Result<FormShape, ShapeError> {
    let rows = rows.iter().map(|row| parse_row(row, columns)).collect::<Result<_, _>>()?;
    Ok(FormShape { form: form.to_owned(), n_cols: columns, rows })
}

fn parse_row(row: &str, columns: usize) -> Result<RowShape, ShapeError> {
    let (opens, drawn) = match row.trim().strip_prefix("> ") {
        Some(rest) => (true, rest),
        None => (false, row),
    };
    let cells: Vec<ShapeCell> = drawn
        .split('|')
        .map(|cell| parse_cell(cell.trim()).ok_or_else(|| ShapeError::Span { row: row.to_owned() }))
        .collect::<Result<_, _>>()?;
    let covered = cells.iter().map(|cell| cell.col_span).sum();
    if covered != columns {
        return Err(ShapeError::Width { row: row.to_owned(), covered, columns });
    }
    Ok(RowShape { cells, opens })
}

fn parse_cell(cell: &str) -> Option<ShapeCell> {
    let (text, col_span) = match cell.rsplit_once('×') {
        Some((text, span)) => (text, span.parse().ok().filter(|span| *span >= 1)?),
        None => (cell, 1),
    };
    let text = match text {
        "^" => ShapeText::Above,
        "_" => ShapeText::Blank,
        "@" => ShapeText::Any,
        "^@" => ShapeText::Fill,
        words => {
            let words = words.split(" / ").map(|word| fold_label(word).into_owned());
            ShapeText::Words(words.collect())
        }
    };
    Some(ShapeCell { col_span, text })
}

#[cfg(test)]
mod tests {
    use formgrid_model::ShapeText;

    use super::{ShapeError, parse};

    #[test]
    fn a_row_is_read_as_drawn() {
        let rows = ["> 填报人 / 填表人 | @×3".to_owned(), "^ | ^@ | _×2".to_owned()];
        let shape = parse("sample", 4, &rows).unwrap();
        assert!(shape.rows[0].opens);
        assert!(
            matches!(&shape.rows[0].cells[0].text, ShapeText::Words(words) if words.len() == 2)
        );
        assert_eq!(shape.rows[1].cells.iter().map(|c| c.col_span).collect::<Vec<_>>(), [1, 1, 2]);
        assert_eq!(shape.rows[1].cells[1].text, ShapeText::Fill);
    }

    #[test]
    fn spans_must_add_up() {
        let error = parse("sample", 3, &["填报人 | @".to_owned()]).unwrap_err();
        assert!(matches!(error, ShapeError::Width { covered: 2, columns: 3, .. }));
        assert!(matches!(
            parse("sample", 3, &["@×0 | @".to_owned()]),
            Err(ShapeError::Span { .. })
        ));
    }
}
