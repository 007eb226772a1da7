//! A parsed page: its tree, its computed styles, and the elements that are tables.

use std::collections::{BTreeMap, BTreeSet};

use formgrid_model::{Code, Diagnostics, Limits, OverLimit, Place};
use html5ever::local_name;

use super::{
    boxes,
    cascade::{self, ComputedStyle, ComputedStyles},
    css::Display,
    role::{self, Role},
    tree::{NodeId, Tree},
};

/// A parsed page.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) tree: Tree,
    pub(super) styles: ComputedStyles,
    /// Set if the page was cut: too many nodes, or too many rules to match.
    pub(super) cut: Option<OverLimit>,
    tables_by_style: BTreeSet<NodeId>,
    /// Roles of elements in tables made of boxes.
    boxes: BTreeMap<NodeId, Role>,
}

impl Page {
    /// Computes the styles and roles of a tree.
    pub(super) fn new(tree: Tree, limits: &Limits) -> Self {
        let styles = cascade::compute(&tree, limits);
        let cut = tree.cut.or(styles.cut);
        let tables_by_style = role::tables_by_style(&tree, &styles);
        let boxes = boxes::roles(&tree, &styles);
        Self { tree, styles, cut, tables_by_style, boxes }
    }

    /// Reports what was lost of the page.
    pub(super) fn report(&self, place: Place, diagnostics: &mut Diagnostics) {
        if self.tree.too_deep {
            let message =
                "elements are nested too deep; their texts stand at the deepest level kept";
            diagnostics.report(Code::ReadNested, place, message);
        }
        if let Some(over) = self.cut {
            let message = format!("{over}; what follows them was left out");
            diagnostics.report(Code::ReadCut, place, message);
        }
    }

    /// The style of the element around a node.
    pub(super) fn style_around(&self, node: NodeId) -> &ComputedStyle {
        self.styles.of(self.tree.parent(node).unwrap_or(self.tree.root()))
    }

    /// The role of an element.
    pub(super) fn role(&self, node: NodeId) -> Role {
        match role::role(&self.tree, &self.styles, node) {
            Role::None => self.boxes.get(&node).copied().unwrap_or(Role::None),
            stated => stated,
        }
    }

    /// The columns of a table that is a grid container; `None` for any other.
    pub(super) fn grid_columns(&self, node: NodeId) -> Option<usize> {
        let style = self.styles.of(node);
        let is_grid = style.display == Display::Grid && self.boxes.get(&node) == Some(&Role::Table);
        is_grid.then_some(usize::from(style.grid_columns))
    }

    /// Whether an element is a table, by name, CSS or ARIA.
    pub(super) fn is_table(&self, node: NodeId) -> bool {
        self.tree.name(node) == Some(&local_name!("table"))
            || self.tables_by_style.contains(&node)
            || self.boxes.get(&node) == Some(&Role::Table)
    }

    /// Descendants with the given roles, in order. Elements without a role, which CSS tables have in
    /// between, are searched.
    pub(super) fn parts(
        &self,
        node: NodeId,
        is_wanted: impl Fn(Role) -> bool,
    ) -> Vec<(NodeId, Role)> {
        let tree = &self.tree;
        let mut found = Vec::new();
        let mut waiting: Vec<NodeId> = tree.children(node).collect();
        waiting.reverse();
        while let Some(child) = waiting.pop() {
            let role = self.role(child);
            if is_wanted(role) {
                found.push((child, role));
            } else if role == Role::None && tree.is_element(child) && !self.styles.of(child).is_gone
            {
                let inner: Vec<NodeId> = tree.children(child).collect();
                waiting.extend(inner.into_iter().rev());
            }
        }
        found
    }
}
