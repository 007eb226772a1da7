//! Tables: the slots that each cell covers, by the algorithm of the HTML standard for forming a table.
//!
//! A cell takes the first slot of its row that no cell from above or from the left covers. Row groups
//! bound what a cell covers downwards, a `tfoot` stands last wherever it is written, and rows and cells
//! that are not displayed take no part, as in browsers.

use html5ever::local_name;

use super::{
    pieces::is_hidden,
    tree::{NodeId, Tree},
};

/// Most columns a cell covers; larger claims are cut to it (HTML standard, forming a table, step 9).
const MAX_COL_SPAN: usize = 1000;

/// Most rows a cell covers, from the same place.
const MAX_ROW_SPAN: usize = 65534;

/// Columns of a table beyond which cells are left out: those of a whole sheet.
const MAX_COLS: usize = 16384;

/// Width up to which columns are kept that no cell starts in. A claim beyond it is damage.
const MAX_IDLE_COLS: usize = 256;

/// A table with the places of its cells.
#[derive(Debug, Default)]
pub(super) struct Formed {
    pub(super) n_rows: usize,
    pub(super) n_cols: usize,
    /// Cells in the order of rows.
    pub(super) cells: Vec<Slot>,
    /// Rows of the table's head.
    pub(super) head_rows: Vec<usize>,
    pub(super) caption: Option<NodeId>,
    /// Rows and cells that are not displayed, and cells beyond the last column.
    pub(super) left_out: Vec<NodeId>,
}

/// A cell with the rectangle it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) node: NodeId,
    pub(super) row: usize,
    pub(super) col: usize,
    pub(super) row_span: usize,
    pub(super) col_span: usize,
}

/// Gives every cell of a table its place.
pub(super) fn form(tree: &Tree, table: NodeId) -> Formed {
    let mut formed = Formed::default();
    for group in groups(tree, table, &mut formed) {
        let first = formed.n_rows;
        let end = first + group.rows.len();
        // For each column, the row after the last one that a cell covers.
        let mut covered: Vec<usize> = Vec::new();
        for (row, &node) in (first..end).zip(&group.rows) {
            place_row(tree, node, row..end, &mut covered, &mut formed);
            if group.is_head {
                formed.head_rows.push(row);
            }
        }
        formed.n_rows = end;
        formed.n_cols = formed.n_cols.max(covered.len());
    }
    if formed.n_cols > MAX_IDLE_COLS {
        formed.n_cols = formed.cells.iter().map(|cell| cell.col + 1).max().unwrap_or(0);
    }
    formed
}

/// Whether a table is no more than a frame around another: it holds one, and has a single column.
pub(super) fn is_frame(tree: &Tree, table: NodeId) -> bool {
    let mut formed = Formed::default();
    let groups = groups(tree, table, &mut formed);
    let mut rows = groups.iter().flat_map(|group| &group.rows);
    rows.all(|&row| cells(tree, row).nth(1).is_none())
}

struct Group {
    rows: Vec<NodeId>,
    is_head: bool,
}

/// The rows of a table by group, feet last. Rows outside of a group are a group each, as the parser
/// puts rows into groups of their own but for trees that a script could have built.
fn groups(tree: &Tree, table: NodeId, formed: &mut Formed) -> Vec<Group> {
    let (mut groups, mut feet) = (Vec::new(), Vec::new());
    for child in tree.children(table) {
        let Some(name) = tree.name(child) else { continue };
        let is_head = *name == local_name!("thead");
        let is_foot = *name == local_name!("tfoot");
        if *name == local_name!("caption") && formed.caption.is_none() && !is_hidden(tree, child) {
            formed.caption = Some(child);
        } else if is_head || is_foot || *name == local_name!("tbody") {
            if is_hidden(tree, child) {
                formed.left_out.push(child);
                continue;
            }
            let is_row = |row: &NodeId| tree.name(*row) == Some(&local_name!("tr"));
            let (hidden, rows): (Vec<_>, Vec<_>) =
                tree.children(child).filter(is_row).partition(|&row| is_hidden(tree, row));
            formed.left_out.extend(hidden);
            let group = Group { rows, is_head };
            if is_foot { feet.push(group) } else { groups.push(group) }
        }
    }
    groups.append(&mut feet);
    groups
}

fn cells(tree: &Tree, row: NodeId) -> impl Iterator<Item = NodeId> {
    tree.children(row).filter(|&cell| {
        tree.name(cell).is_some_and(|n| *n == local_name!("td") || *n == local_name!("th"))
    })
}

/// Places the cells of a row; `rows` reaches from it to the end of its group.
fn place_row(
    tree: &Tree,
    node: NodeId,
    rows: std::ops::Range<usize>,
    covered: &mut Vec<usize>,
    formed: &mut Formed,
) {
    let row = rows.start;
    let mut col = 0;
    for cell in cells(tree, node) {
        while covered.get(col).is_some_and(|&end| end > row) {
            col += 1;
        }
        if col >= MAX_COLS || is_hidden(tree, cell) {
            formed.left_out.push(cell);
            continue;
        }
        let span = |name| tree.attribute(cell, name).and_then(number);
        let col_span = span("colspan").filter(|&n| n > 0).unwrap_or(1).min(MAX_COL_SPAN);
        let row_span = match span("rowspan").unwrap_or(1).min(MAX_ROW_SPAN) {
            0 => rows.len(),
            n => n.min(rows.len()),
        };
        let col_end = col + col_span;
        if covered.len() < col_end {
            covered.resize(col_end, 0);
        }
        for end in &mut covered[col..col_end] {
            *end = (*end).max(row + row_span);
        }
        formed.cells.push(Slot { node: cell, row, col, row_span, col_span });
        col = col_end;
    }
}

/// A number by the rules for non-negative integers: leading white space and a plus sign, then digits;
/// what follows them does not matter.
fn number(text: &str) -> Option<usize> {
    let text = text.trim_start().trim_start_matches('+');
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let digits = text.get(..n_digits).filter(|digits| !digits.is_empty())?;
    // Only a number too large to be held fails to parse.
    Some(digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;
    use html5ever::local_name;

    use super::{Formed, form};
    use crate::html::tree::Tree;

    fn formed(rows: &str) -> Formed {
        let tree = Tree::parse(&format!("<table>{rows}</table>"), &Limits::default());
        let table = tree.ids().find(|&id| tree.name(id) == Some(&local_name!("table")));
        form(&tree, table.unwrap())
    }

    /// Cells as `row,col,row_span,col_span`.
    fn check(rows: &str, size: (usize, usize), expected: &[[usize; 4]]) {
        let formed = formed(rows);
        let found: Vec<_> =
            formed.cells.iter().map(|c| [c.row, c.col, c.row_span, c.col_span]).collect();
        assert_eq!(((formed.n_rows, formed.n_cols), found.as_slice()), (size, expected));
    }

    #[test]
    fn cells_from_above_push_to_the_right() {
        check(
            "<tr><td rowspan=2><td colspan=2><tr><td><td>",
            (2, 3),
            &[[0, 0, 2, 1], [0, 1, 1, 2], [1, 1, 1, 1], [1, 2, 1, 1]],
        );
    }

    #[test]
    fn a_row_span_of_zero_reaches_the_end_of_its_group() {
        check(
            "<tbody><tr><td rowspan=0><td><tr><td><tbody><tr><td>",
            (3, 2),
            &[[0, 0, 2, 1], [0, 1, 1, 1], [1, 1, 1, 1], [2, 0, 1, 1]],
        );
    }

    #[test]
    fn a_row_span_ends_with_its_group() {
        check(
            "<thead><tr><th rowspan=9><tbody><tr><td><td>",
            (2, 2),
            &[[0, 0, 1, 1], [1, 0, 1, 1], [1, 1, 1, 1]],
        );
        assert_eq!(formed("<thead><tr><th><tbody><tr><td>").head_rows, [0]);
    }

    #[test]
    fn overlapping_cells_ask_for_the_same_slot() {
        check(
            "<tr><td><td rowspan=2><tr><td colspan=2>",
            (2, 2),
            &[[0, 0, 1, 1], [0, 1, 2, 1], [1, 0, 1, 2]],
        );
    }

    #[test]
    fn giant_spans_are_cut_and_add_no_columns() {
        check(
            "<tr><td colspan=1000000><tr><td rowspan=99999999999999999999999><td>",
            (2, 2),
            &[[0, 0, 1, 1000], [1, 0, 1, 1], [1, 1, 1, 1]],
        );
    }

    #[test]
    fn malformed_spans_are_one() {
        check(
            "<tr><td colspan=-2 rowspan=x><td colspan=0><td colspan=' +2.9'>",
            (1, 4),
            &[[0, 0, 1, 1], [0, 1, 1, 1], [0, 2, 1, 2]],
        );
    }

    #[test]
    fn what_is_not_displayed_takes_no_slot() {
        let rows = "<tr style='display:none'><td><tr><td style='mso-hide: all'><td>";
        check(rows, (1, 1), &[[0, 0, 1, 1]]);
        assert_eq!(formed(rows).left_out.len(), 2);
    }

    #[test]
    fn a_foot_stands_last() {
        check(
            "<tfoot><tr><td colspan=2></tfoot><tbody><tr><td><td>",
            (2, 2),
            &[[0, 0, 1, 1], [0, 1, 1, 1], [1, 0, 1, 2]],
        );
    }
}
