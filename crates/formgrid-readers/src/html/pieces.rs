//! Pieces: what of a part of the tree is shown, in the order in which it is shown.
//!
//! Tables inside the part are one piece each and are not entered, so every node of a page is walked
//! once, whatever is nested in what.

use html5ever::{LocalName, local_name};

use super::tree::{NodeId, Tree};

/// A piece of a part of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Characters, with the node they stand in.
    Text {
        /// The characters.
        text: &'t str,
        /// White space counts as it is.
        preserved: bool,
        /// Where they stand.
        node: NodeId,
    },
    /// A line break inside a paragraph.
    LineBreak,
    /// The start of a block, which ends the paragraph before it.
    Open(NodeId),
    /// The end of a block, which ends the paragraph inside it.
    Close(NodeId),
    /// A table.
    Table(NodeId),
    /// A part that the page itself does not show.
    Hidden(NodeId),
}

/// The pieces below a node. `enters` says of a table whether its cells belong to the flow around it.
pub(super) fn pieces<'t>(
    tree: &'t Tree,
    root: NodeId,
    enters: impl Fn(NodeId) -> bool,
) -> impl Iterator<Item = Piece<'t>> {
    let mut walk = Walk { tree, root, at: tree.first_child(root), leaving: None, n_preserved: 0 };
    std::iter::from_fn(move || walk.next_piece(&enters))
}

struct Walk<'t> {
    tree: &'t Tree,
    root: NodeId,
    /// The node to enter next.
    at: Option<NodeId>,
    /// The node to leave next, where none is to be entered.
    leaving: Option<NodeId>,
    /// Elements around the place in which white space counts.
    n_preserved: usize,
}

impl<'t> Walk<'t> {
    fn next_piece(&mut self, enters: &impl Fn(NodeId) -> bool) -> Option<Piece<'t>> {
        loop {
            let piece = match (self.at, self.leaving) {
                (Some(node), _) => self.enter(node, enters),
                (None, Some(node)) => self.leave(node),
                (None, None) => return None,
            };
            if piece.is_some() {
                return piece;
            }
        }
    }

    fn enter(&mut self, node: NodeId, enters: &impl Fn(NodeId) -> bool) -> Option<Piece<'t>> {
        if let Some(text) = self.tree.text(node) {
            self.pass(node);
            let preserved = self.n_preserved > 0;
            return Some(Piece::Text { text, preserved, node });
        }
        let Some(name) = self.tree.name(node) else {
            if self.tree.is_foreign(node) {
                self.pass(node);
            } else {
                self.descend(node);
            }
            return None;
        };
        if is_skipped(name) {
            self.pass(node);
            return None;
        }
        if is_hidden(self.tree, node) {
            self.pass(node);
            return Some(Piece::Hidden(node));
        }
        match *name {
            local_name!("br") => {
                self.pass(node);
                Some(Piece::LineBreak)
            }
            local_name!("table") if !enters(node) => {
                self.pass(node);
                Some(Piece::Table(node))
            }
            local_name!("input") => {
                self.pass(node);
                filled_in(self.tree, node).map(|text| Piece::Text { text, preserved: true, node })
            }
            _ => {
                self.descend(node);
                self.n_preserved += usize::from(preserves(name));
                is_block(name).then_some(Piece::Open(node))
            }
        }
    }

    /// Goes on below a node; a node without children is left at once.
    fn descend(&mut self, node: NodeId) {
        self.at = self.tree.first_child(node);
        self.leaving = Some(node);
    }

    /// Goes on after a node.
    fn pass(&mut self, node: NodeId) {
        self.at = self.tree.next_sibling(node);
        self.leaving = self.tree.parent(node).filter(|&parent| parent != self.root);
    }

    fn leave(&mut self, node: NodeId) -> Option<Piece<'t>> {
        self.pass(node);
        let name = self.tree.name(node)?;
        self.n_preserved -= usize::from(preserves(name)).min(self.n_preserved);
        is_block(name).then_some(Piece::Close(node))
    }
}

/// Whether the page itself says that an element is not shown, or marks it as deleted by an editor.
pub(super) fn is_hidden(tree: &Tree, node: NodeId) -> bool {
    if tree.attribute(node, "hidden").is_some() || tree.name(node) == Some(&local_name!("del")) {
        return true;
    }
    tree.attribute(node, "style").is_some_and(|style| {
        style.split(';').any(|rule| match rule.split_once(':') {
            Some((name, value)) => {
                let is = |one: &str, other: &str| {
                    name.trim().eq_ignore_ascii_case(one)
                        && value
                            .trim()
                            .get(..other.len())
                            .is_some_and(|v| v.eq_ignore_ascii_case(other))
                };
                is("display", "none") || is("mso-hide", "all")
            }
            None => false,
        })
    })
}

/// Elements that hold no text to be read: programs, styles, readings of characters, lists to choose
/// from.
fn is_skipped(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("head")
            | local_name!("title")
            | local_name!("style")
            | local_name!("script")
            | local_name!("noscript")
            | local_name!("template")
            | local_name!("iframe")
            | local_name!("noframes")
            | local_name!("object")
            | local_name!("audio")
            | local_name!("video")
            | local_name!("canvas")
            | local_name!("select")
            | local_name!("datalist")
            | local_name!("rt")
            | local_name!("rp")
    )
}

fn preserves(name: &LocalName) -> bool {
    matches!(*name, local_name!("pre") | local_name!("textarea"))
}

/// Elements that start and end a paragraph. Those of tables are met where a table is entered.
fn is_block(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("p")
            | local_name!("div")
            | local_name!("h1")
            | local_name!("h2")
            | local_name!("h3")
            | local_name!("h4")
            | local_name!("h5")
            | local_name!("h6")
            | local_name!("li")
            | local_name!("ul")
            | local_name!("ol")
            | local_name!("dl")
            | local_name!("dt")
            | local_name!("dd")
            | local_name!("pre")
            | local_name!("hr")
            | local_name!("center")
            | local_name!("blockquote")
            | local_name!("address")
            | local_name!("article")
            | local_name!("aside")
            | local_name!("section")
            | local_name!("main")
            | local_name!("nav")
            | local_name!("header")
            | local_name!("footer")
            | local_name!("figure")
            | local_name!("figcaption")
            | local_name!("form")
            | local_name!("fieldset")
            | local_name!("legend")
            | local_name!("details")
            | local_name!("summary")
            | local_name!("caption")
            | local_name!("tr")
            | local_name!("td")
            | local_name!("th")
            | local_name!("body")
    )
}

/// What a person wrote into a field of a web form.
fn filled_in(tree: &Tree, input: NodeId) -> Option<&str> {
    let kind = tree.attribute(input, "type").unwrap_or("text");
    let is_text = ["text", "number", "date"].iter().any(|known| kind.eq_ignore_ascii_case(known));
    tree.attribute(input, "value").filter(|_| is_text)
}
