//! Tables: the slots of each cell, by the HTML standard's algorithm for forming a table.
//!
//! A cell takes the first free slot of its row. A row group bounds the `row_span` of its cells, the first
//! `thead` comes first and the first `tfoot` last wherever they are written (CSS 2.2, 17.2), and rows and
//! cells that are not displayed take no slot, as in browsers.

use super::{page::Page, role::Role, tree::NodeId};

/// Largest `col_span`; larger ones are clamped (HTML standard, forming a table, step 9).
const MAX_COL_SPAN: usize = 1000;

/// Largest `row_span`, from the same step.
const MAX_ROW_SPAN: usize = 65534;

/// Most columns of a table, those of a whole sheet; cells beyond are left out.
const MAX_COLS: usize = 16384;

/// `col_span` from which a claim means "all columns": no form has so many.
const GIANT_COL_SPAN: usize = 100;

/// A table with placed cells.
#[derive(Debug, Default)]
pub(super) struct Formed {
    pub(super) n_rows: usize,
    pub(super) n_cols: usize,
    /// Cells in row order.
    pub(super) cells: Vec<Slot>,
    /// Header rows.
    pub(super) head_rows: Vec<usize>,
    pub(super) caption: Option<NodeId>,
    /// Rows and cells that are not displayed, and cells beyond the last column.
    pub(super) left_out: Vec<NodeId>,
}

/// A cell with the rectangle it requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) node: NodeId,
    pub(super) row: usize,
    pub(super) col: usize,
    pub(super) row_span: usize,
    pub(super) col_span: usize,
}

/// Places every cell of a table.
pub(super) fn form(page: &Page, table: NodeId) -> Formed {
    let mut formed = Formed::default();
    if let Some(n_cols) = page.grid_columns(table) {
        place_items(page, table, n_cols, &mut formed);
        return formed;
    }
    for group in groups(page, table, &mut formed) {
        let first = formed.n_rows;
        let end = first + group.rows.len();
        // For each column, the row after the last one that a cell covers.
        let mut covered: Vec<usize> = Vec::new();
        for (row, of_group) in (first..end).zip(&group.rows) {
            place_row(page, of_group, row..end, &mut covered, &mut formed);
            if group.is_head {
                formed.head_rows.push(row);
            }
        }
        formed.n_rows = end;
        formed.n_cols = formed.n_cols.max(covered.len());
    }
    bound_giants(&mut formed);
    formed
}

/// Clamps giant spans to the other columns: `colspan="100%"`, which parses as 100, means all of them.
/// Giant spans add no columns.
fn bound_giants(formed: &mut Formed) {
    let is_giant = |cell: &&Slot| cell.col_span >= GIANT_COL_SPAN;
    if !formed.cells.iter().any(|cell| is_giant(&cell)) {
        return;
    }
    let others = formed.cells.iter().filter(|cell| !is_giant(cell)).map(|c| c.col + c.col_span);
    let starts = formed.cells.iter().map(|cell| cell.col + 1);
    formed.n_cols = others.chain(starts).max().unwrap_or(0);
}

/// Whether a table only frames another one: a single column that contains a table.
pub(super) fn is_frame(page: &Page, table: NodeId) -> bool {
    let mut formed = Formed::default();
    let groups = groups(page, table, &mut formed);
    let mut rows = groups.iter().flat_map(|group| &group.rows);
    rows.all(|row| row.cells(page).len() < 2)
}

/// Whether a table has at most two cells. Such a nested table is text of its cell.
pub(super) fn is_wrapper(page: &Page, table: NodeId) -> bool {
    let mut formed = Formed::default();
    let groups = groups(page, table, &mut formed);
    let mut n_cells = 0;
    for row in groups.iter().flat_map(|group| &group.rows) {
        n_cells += row.cells(page).len();
        if n_cells > 2 {
            return false;
        }
    }
    n_cells > 0
}

/// Whether all cells of a table are in one row.
pub(super) fn is_one_row(page: &Page, table: NodeId) -> bool {
    let groups = groups(page, table, &mut Formed::default());
    groups.iter().map(|group| group.rows.len()).sum::<usize>() < 2
}

struct Group {
    rows: Vec<Row>,
    is_head: bool,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Row {
    Element(NodeId),
    /// Cells without a row, which CSS wraps in one.
    Cells(Vec<NodeId>),
}

impl Row {
    fn cells(&self, page: &Page) -> Vec<NodeId> {
        match self {
            Self::Element(node) => {
                let cells = page.parts(*node, |role| role == Role::Cell);
                cells.into_iter().map(|(node, _)| node).collect()
            }
            Self::Cells(cells) => cells.clone(),
        }
    }
}

/// Whether an element takes no space. Rows and groups may collapse.
fn is_gone(page: &Page, node: NodeId) -> bool {
    let style = page.styles.of(node);
    style.is_gone || style.is_collapsed
}

/// The rows of a table by group, the first header group first and the first footer group last. Rows
/// outside a group form one.
fn groups(page: &Page, table: NodeId, formed: &mut Formed) -> Vec<Group> {
    let mut groups = Vec::new();
    let (mut head, mut foot) = (None, None);
    let mut loose: Vec<Row> = Vec::new();
    for (child, role) in page.parts(table, |role| role != Role::None && role != Role::Table) {
        if role == Role::Caption {
            if formed.caption.is_none() && !page.styles.of(child).is_gone {
                formed.caption = Some(child);
            }
            continue;
        }
        if role == Role::Cell {
            match loose.last_mut() {
                Some(Row::Cells(cells)) => cells.push(child),
                _ => loose.push(Row::Cells(vec![child])),
            }
            continue;
        }
        if is_gone(page, child) {
            formed.left_out.push(child);
            continue;
        }
        if role == Role::Row {
            loose.push(Row::Element(child));
            continue;
        }
        groups.extend(group_of(&mut loose));
        let rows = page.parts(child, |role| role == Role::Row);
        let (gone, rows): (Vec<_>, Vec<_>) =
            rows.into_iter().map(|(row, _)| row).partition(|&row| is_gone(page, row));
        formed.left_out.extend(gone);
        let rows = rows.into_iter().map(Row::Element).collect();
        let group = Group { rows, is_head: role == Role::Head };
        match role {
            Role::Head if head.is_none() => head = Some(group),
            Role::Foot if foot.is_none() => foot = Some(group),
            _ => groups.push(group),
        }
    }
    groups.extend(group_of(&mut loose));
    head.into_iter().chain(groups).chain(foot).collect()
}

fn group_of(loose: &mut Vec<Row>) -> Option<Group> {
    let rows = std::mem::take(loose);
    (!rows.is_empty()).then_some(Group { rows, is_head: false })
}

/// Places the cells of a row; `rows` reaches to the end of its group.
fn place_row(
    page: &Page,
    of_group: &Row,
    rows: std::ops::Range<usize>,
    covered: &mut Vec<usize>,
    formed: &mut Formed,
) {
    let row = rows.start;
    let mut col = 0;
    for cell in of_group.cells(page) {
        while covered.get(col).is_some_and(|&end| end > row) {
            col += 1;
        }
        if col >= MAX_COLS || page.styles.of(cell).is_gone {
            formed.left_out.push(cell);
            continue;
        }
        let span = |name, aria_name| {
            let stated = page.tree.attribute(cell, name);
            stated.or_else(|| page.tree.attribute(cell, aria_name)).and_then(number)
        };
        let col_span =
            span("colspan", "aria-colspan").filter(|&n| n > 0).unwrap_or(1).min(MAX_COL_SPAN);
        let row_span = match span("rowspan", "aria-rowspan").unwrap_or(1).min(MAX_ROW_SPAN) {
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

/// Places the items of a CSS grid container row by row, each in the next slots that it fits (CSS Grid 1,
/// 8.5, sparse packing). Explicit positions are not followed.
fn place_items(page: &Page, container: NodeId, n_cols: usize, formed: &mut Formed) {
    let items = page.parts(container, |role| role == Role::Cell);
    // For each column, the row after the last one that an item covers.
    let mut covered = vec![0; n_cols];
    let (mut row, mut col) = (0, 0);
    for &(node, _) in &items {
        let style = page.styles.of(node);
        if style.is_gone {
            formed.left_out.push(node);
            continue;
        }
        let col_span = usize::from(style.col_span).clamp(1, n_cols);
        // An item that covers more rows than there are items ends below all others.
        let row_span = usize::from(style.row_span).clamp(1, items.len());
        let is_free = |col: usize, row: usize| {
            covered.get(col..col + col_span).is_some_and(|ends| ends.iter().all(|&end| end <= row))
        };
        let mut is_whole = col == 0;
        while !is_free(col, row) {
            if col + col_span < n_cols {
                col += 1;
                continue;
            }
            // If no slot of a whole row fits, none does until an item ends.
            let ends = covered.iter().copied().filter(|&end| is_whole && end > row);
            (row, col, is_whole) = (ends.min().unwrap_or(row + 1), 0, true);
        }
        for end in covered.iter_mut().skip(col).take(col_span) {
            *end = row + row_span;
        }
        formed.cells.push(Slot { node, row, col, row_span, col_span });
        formed.n_rows = formed.n_rows.max(row + row_span);
        col += col_span;
    }
    formed.n_cols = n_cols;
}

/// Parses a non-negative integer by the rules of the HTML standard: leading white space and a plus
/// sign, digits, then anything.
fn number(text: &str) -> Option<usize> {
    let text = text.trim_start().trim_start_matches('+');
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let digits = text.get(..n_digits).filter(|digits| !digits.is_empty())?;
    // Only overflow fails to parse.
    Some(digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;
    use html5ever::local_name;

    use super::{Formed, form};
    use crate::html::{page::Page, tree::Tree};

    fn formed(rows: &str) -> Formed {
        let tree = Tree::parse(&format!("<table>{rows}</table>"), &Limits::default());
        let table = tree.ids().find(|&id| tree.name(id) == Some(&local_name!("table"))).unwrap();
        form(&Page::new(tree, &Limits::default()), table)
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
    fn overlapping_cells_request_the_same_slot() {
        check(
            "<tr><td><td rowspan=2><tr><td colspan=2>",
            (2, 2),
            &[[0, 0, 1, 1], [0, 1, 2, 1], [1, 0, 1, 2]],
        );
    }

    #[test]
    fn giant_spans_are_clamped_and_add_no_columns() {
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
    fn hidden_rows_and_cells_take_no_slot() {
        let rows = "<tr style='display:none'><td><tr><td style='mso-hide: all'><td>";
        check(rows, (1, 1), &[[0, 0, 1, 1]]);
        assert_eq!(formed(rows).left_out.len(), 2);
    }

    #[test]
    fn a_footer_comes_last() {
        check(
            "<tfoot><tr><td colspan=2></tfoot><tbody><tr><td><td>",
            (2, 2),
            &[[0, 0, 1, 1], [0, 1, 1, 1], [1, 0, 1, 2]],
        );
    }

    #[test]
    fn a_header_comes_first_and_later_ones_stay() {
        let rows = "<tbody><tr><td><td></tbody><thead><tr><th colspan=2></thead>";
        check(rows, (2, 2), &[[0, 0, 1, 2], [1, 0, 1, 1], [1, 1, 1, 1]]);
        assert_eq!(formed(rows).head_rows, [0]);
        let second = "<thead><tr><th></thead><tbody><tr><td></tbody><thead><tr><th></thead>";
        assert_eq!(formed(second).head_rows, [0, 2]);
    }
}
