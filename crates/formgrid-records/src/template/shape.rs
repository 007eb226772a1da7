//! Row shapes of a form, as drawn in a template.
//!
//! A row is a string of cells separated by `|`. `×n` after a cell is its `col_span`; `> ` before
//! the row marks a row that may begin a table. A cell is `^` (continues the cell above), `_`
//! (blank), `@` (any text or none), `^@` (a text, or continues the cell above), or a label with
//! alternatives separated by ` / `. Labels are compared after [`fold_label`].

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
    /// The number after `×` is not a span.
    #[error("row `{row}` has a span that is no number from 1 up")]
    Span {
        /// The row as drawn.
        row: String,
    },
}

impl ShapeError {
    /// The refused row, as drawn.
    pub(super) fn row(&self) -> &str {
        match self {
            Self::Width { row, .. } | Self::Span { row } => row,
        }
    }
}

/// Parses the rows of one grid of a form.
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
