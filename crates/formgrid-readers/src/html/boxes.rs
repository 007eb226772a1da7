//! Tables that a style sheet makes of boxes: grid containers with a known number of columns, and rows
//! that are flex containers with equally many items.
//!
//! Both are also used to place the parts of a page next to each other. So a box is a table only if it
//! has two columns and two rows at least, and its cells contain text and no headings, lists, tables or
//! rows of boxes.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    cascade::ComputedStyles,
    css::Display,
    role::Role,
    tree::{NodeId, Tree},
};

/// Fewest columns and rows.
const FEWEST: usize = 2;

/// Most items of a box that are looked at.
const MAX_ITEMS: usize = 10_000;

/// Most elements inside a cell.
const MAX_IN_CELL: usize = 20;

/// Elements that no cell of such a table contains.
const NO_CELL: [&str; 14] =
    ["table", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "form", "nav", "iframe", "img"];

/// Elements that show something although they contain no text: a field and its label are one cell.
const FIELDS: [&str; 5] = ["input", "select", "textarea", "button", "object"];

/// The roles that boxes give to elements.
pub(super) fn roles(tree: &Tree, styles: &ComputedStyles) -> BTreeMap<NodeId, Role> {
    let mut roles = BTreeMap::new();
    let mut parents = BTreeSet::new();
    for node in tree.ids() {
        let style = styles.of(node);
        match style.display {
            Display::Grid if usize::from(style.grid_columns) >= FEWEST => {
                grid(tree, styles, node, &mut roles);
            }
            Display::Flex => {
                let parent = tree.parent(node).filter(|&parent| parents.insert(parent));
                let stacks = |&parent: &NodeId| {
                    let style = styles.of(parent);
                    match style.display {
                        Display::Grid => false,
                        Display::Flex => style.is_stacked,
                        _ => tree.is_named(parent, "div"),
                    }
                };
                if let Some(table) = parent.filter(stacks) {
                    rows(tree, styles, table, &mut roles);
                }
            }
            _ => {}
        }
    }
    roles
}

fn grid(tree: &Tree, styles: &ComputedStyles, node: NodeId, roles: &mut BTreeMap<NodeId, Role>) {
    let Some(items) = items(tree, styles, node) else { return };
    let n_cols = usize::from(styles.of(node).grid_columns);
    let covered = |&item: &NodeId| usize::from(styles.of(item).col_span).clamp(1, n_cols);
    let n_slots: usize = items.iter().map(covered).sum();
    if n_slots >= FEWEST * n_cols && items.iter().all(|&item| is_cell(tree, styles, item)) {
        roles.insert(node, Role::Table);
        roles.extend(items.into_iter().map(|item| (item, Role::Cell)));
    }
}

/// A table whose children are flex containers with equally many items.
fn rows(tree: &Tree, styles: &ComputedStyles, table: NodeId, roles: &mut BTreeMap<NodeId, Role>) {
    let Some(rows) = items(tree, styles, table).filter(|rows| rows.len() >= FEWEST) else { return };
    let mut n_cols = None;
    let mut cells = Vec::new();
    for &row in &rows {
        let style = styles.of(row);
        let found = items(tree, styles, row).filter(|found| {
            style.display == Display::Flex
                && !style.is_stacked
                && found.len() >= FEWEST
                && n_cols.is_none_or(|n_cols| n_cols == found.len())
                && found.iter().all(|&item| is_cell(tree, styles, item))
        });
        let Some(found) = found else { return };
        n_cols = Some(found.len());
        cells.extend(found);
    }
    roles.insert(table, Role::Table);
    roles.extend(rows.into_iter().map(|row| (row, Role::Row)));
    roles.extend(cells.into_iter().map(|cell| (cell, Role::Cell)));
}

/// The displayed children of a container; `None` if text is between them, or there are too many.
fn items(tree: &Tree, styles: &ComputedStyles, node: NodeId) -> Option<Vec<NodeId>> {
    let mut items = Vec::new();
    for child in tree.children(node) {
        let has_text = tree.text(child).is_some_and(|text| !text.trim().is_empty());
        if has_text || items.len() >= MAX_ITEMS {
            return None;
        }
        if tree.is_element(child) && !styles.of(child).is_gone {
            items.push(child);
        }
    }
    Some(items)
}

/// Whether an item contains text as a cell does.
fn is_cell(tree: &Tree, styles: &ComputedStyles, item: NodeId) -> bool {
    if tree.name(item).is_some_and(|name| FIELDS.contains(&&**name)) {
        return false;
    }
    let mut waiting = vec![item];
    let mut n_elements = 0;
    while let Some(node) = waiting.pop() {
        if !tree.is_element(node) {
            continue;
        }
        n_elements += 1;
        let style = styles.of(node);
        let is_row = match style.display {
            Display::Grid => usize::from(style.grid_columns) >= FEWEST,
            Display::Flex => {
                let elements = tree.children(node).filter(|&child| tree.is_element(child));
                elements.take(FEWEST).count() == FEWEST
            }
            _ => false,
        };
        let is_text = tree.name(node).is_some_and(|name| !NO_CELL.contains(&&**name));
        if n_elements > MAX_IN_CELL || !is_text || is_row {
            return false;
        }
        waiting.extend(tree.children(node));
    }
    true
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;

    use super::roles;
    use crate::html::{cascade::compute, role::Role, tree::Tree};

    /// The number of tables, rows and cells in a page.
    fn count(body: &str) -> [usize; 3] {
        let limits = Limits::default();
        let tree = Tree::parse(&format!("<body>{body}"), &limits);
        let roles = roles(&tree, &compute(&tree, &limits));
        [Role::Table, Role::Row, Role::Cell]
            .map(|role| roles.values().filter(|&&found| found == role).count())
    }

    const GRID: &str = "<div style='display:grid;grid-template-columns:auto auto'>";

    #[test]
    fn grids_of_texts_are_tables() {
        assert_eq!(count(&format!("{GRID}<p>a</p><p>b</p><p>c</p><p>d")), [1, 0, 4]);
        assert_eq!(
            count(&format!("{GRID}<p style='grid-column:span 2'>a</p><p>c</p><p>d")),
            [1, 0, 3]
        );
        // One row, the parts of a page, and a number of columns that depends on its width.
        assert_eq!(count(&format!("{GRID}<p>a</p><p>b")), [0, 0, 0]);
        let part = "<div><h2>a</h2><p>b</p></div>";
        assert_eq!(count(&format!("{GRID}{}", part.repeat(4))), [0, 0, 0]);
        let fluid = GRID.replace("auto auto", "repeat(auto-fill, 9em)");
        assert_eq!(count(&format!("{fluid}<p>a</p><p>b</p><p>c</p><p>d")), [0, 0, 0]);
    }

    #[test]
    fn rows_of_equally_many_items_are_a_table() {
        let row = "<div style='display:flex'><span>a</span><span>b</span></div>";
        assert_eq!(count(&format!("<div>{row}{row}")), [1, 2, 4]);
        assert_eq!(count(&format!("<div>{row}")), [0, 0, 0]);
        let other = row.replace("</div>", "<span>c</span></div>");
        assert_eq!(count(&format!("<div>{row}{other}")), [0, 0, 0]);
        let stacked = row.replace("flex'", "flex;flex-direction:column'");
        assert_eq!(count(&format!("<div>{stacked}{stacked}")), [0, 0, 0]);
        assert_eq!(count(&format!("<div>text {row}{row}")), [0, 0, 0]);
        // A grid or row of flex containers places them next to each other, and a field has no cell.
        let fluid = "<div style='display:grid;grid-template-columns:repeat(auto-fit, 9em)'>";
        assert_eq!(count(&format!("{fluid}{row}{row}")), [0, 0, 0]);
        assert_eq!(count(&format!("<div style='display:flex'>{row}{row}")), [0, 0, 0]);
        let field = row.replace("<span>a</span>", "<input type='checkbox'>");
        assert_eq!(count(&format!("<div>{field}{field}")), [0, 0, 0]);
    }
}
