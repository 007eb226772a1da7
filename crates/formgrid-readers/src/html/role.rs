//! Roles: which elements are tables, rows and cells, by name, by CSS `display` or by ARIA role.
//!
//! CSS and ARIA can make a table of any element. A `table` element stays one under any `display`:
//! narrow screens turn tables into blocks.

use std::collections::BTreeSet;

use html5ever::local_name;

use super::{
    cascade::ComputedStyles,
    css::Display,
    tree::{NodeId, Tree},
};

/// Role of an element in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Table,
    Head,
    Body,
    Foot,
    Row,
    Cell,
    Caption,
    None,
}

/// Elements inside a CSS table that are searched for a row.
const MAX_LOOKED_AT: usize = 100;

/// The role of an element.
pub(super) fn role(tree: &Tree, styles: &ComputedStyles, node: NodeId) -> Role {
    let Some(name) = tree.name(node) else { return Role::None };
    match *name {
        local_name!("table") => return Role::Table,
        local_name!("thead") => return Role::Head,
        local_name!("tbody") => return Role::Body,
        local_name!("tfoot") => return Role::Foot,
        local_name!("tr") => return Role::Row,
        local_name!("td") | local_name!("th") => return Role::Cell,
        local_name!("caption") => return Role::Caption,
        _ => {}
    }
    let stated = tree.attribute(node, "role").unwrap_or_default();
    match stated {
        "table" | "grid" | "treegrid" => Role::Table,
        "rowgroup" => Role::Body,
        "row" => Role::Row,
        "cell" | "gridcell" | "columnheader" | "rowheader" => Role::Cell,
        _ => match styles.of(node).display {
            Display::Table => Role::Table,
            Display::Group => Role::Body,
            Display::Row => Role::Row,
            Display::Cell => Role::Cell,
            Display::Other | Display::None | Display::Grid | Display::Flex => Role::None,
        },
    }
}

/// Elements that are tables by CSS or ARIA and contain a row with cells: `display: table` is also used
/// to center things.
pub(super) fn tables_by_style(tree: &Tree, styles: &ComputedStyles) -> BTreeSet<NodeId> {
    let by_style = |node: &NodeId| {
        role(tree, styles, *node) == Role::Table && tree.name(*node) != Some(&local_name!("table"))
    };
    tree.ids().filter(by_style).filter(|&node| has_row(tree, styles, node)).collect()
}

fn has_row(tree: &Tree, styles: &ComputedStyles, node: NodeId) -> bool {
    let mut waiting = vec![node];
    let (mut n_looked_at, mut has_row) = (0, false);
    while let Some(node) = waiting.pop() {
        for child in tree.children(node) {
            n_looked_at += 1;
            match role(tree, styles, child) {
                Role::Cell if has_row || n_looked_at > 1 => return true,
                Role::Table => continue,
                found => has_row |= found == Role::Row,
            }
            if n_looked_at > MAX_LOOKED_AT {
                return false;
            }
            waiting.push(child);
        }
    }
    false
}
