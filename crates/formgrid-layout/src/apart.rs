//! Lists split into two tables: one holds the header, the next the rows.
//!
//! Web widgets do this to keep the header in place while the rows scroll.

use formgrid_model::{Block, Code, Diagnostics, Method, Place, Slots, Table};

/// Most rows of a header. A longer table holds more than column names.
const MAX_HEADER: usize = 3;

/// Joins a declared table that is only a header with the rows right below it, if these have as many
/// columns and no header.
pub(crate) fn join(
    blocks: Vec<Block>,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let mut joined: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let block = match (joined.last(), block) {
            (Some(Block::Table(header)), Block::Table(rows)) if belong_together(header, &rows) => {
                let whole = stacked(header, &rows, slots);
                match whole {
                    Some(whole) => {
                        let message = "the header above stands in a table of its own";
                        diagnostics.report(Code::LayoutHeaderApart, place(&rows), message);
                        joined.pop();
                        Block::Table(Box::new(whole))
                    }
                    None => Block::Table(rows),
                }
            }
            (_, block) => block,
        };
        joined.push(block);
    }
    joined
}

fn belong_together(header: &Table, rows: &Table) -> bool {
    let is_stated = |table: &Table| table.method == Method::Declared;
    is_stated(header)
        && is_stated(rows)
        && header.grid.n_rows() <= MAX_HEADER
        && header.header_rows.len() == header.grid.n_rows()
        && rows.header_rows.is_empty()
        && rows.caption.is_none()
        && header.grid.n_cols() == rows.grid.n_cols()
        && place(header).sheet == place(rows).sheet
}

/// Place of a table's first cell.
fn place(table: &Table) -> Place {
    table.grid.cells().first().map(|cell| cell.place).unwrap_or_default()
}

/// One table above the other; `None` if the result exceeds a limit.
fn stacked(upper: &Table, lower: &Table, slots: &mut Slots) -> Option<Table> {
    let n_above = upper.grid.n_rows();
    let mut builder = slots.grid(n_above + lower.grid.n_rows(), upper.grid.n_cols()).ok()?;
    for cell in upper.grid.cells() {
        builder.place(cell.clone());
    }
    for cell in lower.grid.cells() {
        let mut cell = cell.clone();
        cell.row += n_above;
        builder.place(cell);
    }
    Some(Table {
        grid: builder.finish(),
        method: upper.method,
        confidence: upper.confidence.min(lower.confidence),
        header_rows: upper.header_rows.clone(),
        caption: upper.caption.clone(),
        rows: upper.rows.iter().chain(&lower.rows).cloned().collect(),
    })
}

#[cfg(test)]
mod tests {
    use formgrid_model::{
        Atoms, Block, Diagnostics, Limits, Method, Paragraph, Place, RowNote, Slots, Table,
    };
    use formgrid_testkit::{draw, parse_drawing};

    use super::join;

    const HEADER: &str = "
        ┌──────────┬────────┐
        │ 三级指标 │ 指标值 │
        └──────────┴────────┘
    ";
    const ROWS: &str = "
        ┌──────────┬────────┐
        │ 清淤长度 │ 24公里 │
        ├──────────┼────────┤
        │ 合格率   │ ≥95%   │
        └──────────┴────────┘
    ";

    fn table(art: &str, header_rows: &[usize]) -> Block {
        let grid = parse_drawing(art);
        let rows = vec![RowNote::default(); grid.n_rows()];
        let header_rows = header_rows.to_vec();
        let caption = None;
        let method = Method::Declared;
        Block::Table(Box::new(Table { grid, method, confidence: 1.0, header_rows, caption, rows }))
    }

    fn joined(blocks: Vec<Block>) -> Vec<Block> {
        join(blocks, &mut Slots::new(&Limits::default()), &mut Diagnostics::new())
    }

    #[test]
    fn a_header_in_a_table_of_its_own_stands_above_its_rows() {
        let blocks = joined(vec![table(HEADER, &[0]), table(ROWS, &[])]);
        let [Block::Table(whole)] = blocks.as_slice() else { panic!("{blocks:?}") };
        let expected = "
            ┌──────────┬────────┐
            │ 三级指标 │ 指标值 │
            ├──────────┼────────┤
            │ 清淤长度 │ 24公里 │
            ├──────────┼────────┤
            │ 合格率   │ ≥95%   │
            └──────────┴────────┘
        ";
        assert_eq!(draw(&whole.grid), draw(&parse_drawing(expected)));
        assert_eq!((whole.header_rows.as_slice(), whole.rows.len()), (&[0][..], 3));
    }

    #[test]
    fn rows_with_a_header_or_behind_a_paragraph_are_a_table_of_their_own() {
        let (text, place) = ("表二".to_owned(), Place::default());
        let paragraph =
            Block::Paragraph(Paragraph { text, place, atoms: Atoms::new(), heading: false });
        for blocks in [
            vec![table(HEADER, &[0]), table(ROWS, &[0])],
            vec![table(HEADER, &[]), table(ROWS, &[])],
            vec![table(HEADER, &[0]), paragraph, table(ROWS, &[])],
        ] {
            assert_eq!(joined(blocks.clone()), blocks);
        }
    }
}
