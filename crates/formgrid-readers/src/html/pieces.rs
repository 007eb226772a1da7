//! Pieces: the visible content of a subtree in display order.
//!
//! A table inside the subtree is one piece and is not entered, so each node of a page is visited once
//! at any nesting.

use std::{borrow::Cow, collections::VecDeque};

use formgrid_model::Code;
use html5ever::{LocalName, local_name};

use super::{
    field::{self, Shown},
    page::Page,
    role::Role,
    tree::{NodeId, Tree},
};
use crate::script::{Level, at_level, in_font};

/// A piece of content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Text, with its node.
    Text {
        /// The characters.
        text: Cow<'t, str>,
        /// Whether white space is preserved.
        preserved: bool,
        /// The text node.
        node: NodeId,
    },
    /// A line break inside a paragraph.
    LineBreak,
    /// The start of a block, which ends the previous paragraph.
    Open(NodeId),
    /// The end of a block, which ends its last paragraph.
    Close(NodeId),
    /// A table.
    Table(NodeId),
    /// An `iframe` with a document in its `srcdoc`.
    Document(NodeId),
    /// A part that is hidden or no text, with the code and message of its finding.
    LeftOut(Code, &'static str, NodeId),
    /// The prompt of an empty field.
    Placeholder(String, NodeId),
}

/// Messages of findings for parts that are left out.
pub(super) const HIDDEN: &str = "not displayed, left out";
const STRUCK: &str = "struck text left out";
const PICTURE: &str = "a picture without words was passed over";
pub(super) const OBJECT: &str = "an embedded object was passed over";

/// How the flow around a table reads its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// Not at all.
    No,
    /// Each cell as a block.
    Blocks,
    /// Cells as words on one line.
    Words,
}

/// The pieces below a node. `enters` gives, per table, how its cells join the flow around it.
pub(super) fn pieces<'t>(
    page: &'t Page,
    root: NodeId,
    enters: impl Fn(NodeId) -> Entry,
) -> impl Iterator<Item = Piece<'t>> {
    let mut walk = Walk {
        page,
        root,
        at: page.tree.first_child(root),
        leaving: None,
        n_preserved: 0,
        waiting: VecDeque::new(),
    };
    walk.generated(root, page.styles.before(root));
    std::iter::from_fn(move || walk.next_piece(&enters))
}

struct Walk<'t> {
    page: &'t Page,
    root: NodeId,
    /// The next node to enter.
    at: Option<NodeId>,
    /// The next node to leave, if none is to be entered.
    leaving: Option<NodeId>,
    /// Enclosing elements that preserve white space.
    n_preserved: usize,
    /// Pieces before the next node.
    waiting: VecDeque<Piece<'t>>,
}

impl<'t> Walk<'t> {
    fn next_piece(&mut self, enters: &impl Fn(NodeId) -> Entry) -> Option<Piece<'t>> {
        loop {
            if let Some(piece) = self.waiting.pop_front() {
                return Some(piece);
            }
            match (self.at, self.leaving) {
                (Some(node), _) => self.enter(node, enters),
                (None, Some(node)) => self.leave(node, enters),
                (None, None) => {
                    let after = self.page.styles.after(self.root)?;
                    // The root is left once.
                    let root = std::mem::replace(&mut self.root, self.page.tree.root());
                    if root == self.page.tree.root() {
                        return None;
                    }
                    self.generated(root, Some(after));
                }
            }
        }
    }

    fn enter(&mut self, node: NodeId, enters: &impl Fn(NodeId) -> Entry) {
        if let Some(text) = self.page.tree.text(node) {
            self.pass(node);
            return self.text(node, Cow::Borrowed(text));
        }
        let Some(name) = self.page.tree.name(node) else {
            return self.enter_other(node);
        };
        if is_skipped(name) {
            return self.pass(node);
        }
        if self.page.styles.of(node).is_gone {
            return self.leave_out(Code::ReadHidden, HIDDEN, node);
        }
        match *name {
            local_name!("br") => self.put_and_pass(Piece::LineBreak, node),
            local_name!("input") => self.field(field::input(&self.page.tree, node), node),
            local_name!("select") => self.field(field::select(&self.page.tree, node), node),
            local_name!("img") => self.picture(node),
            local_name!("iframe") if self.has_document(node) => {
                self.put_and_pass(Piece::Document(node), node);
            }
            local_name!("iframe")
            | local_name!("object")
            | local_name!("embed")
            | local_name!("audio")
            | local_name!("video")
            | local_name!("canvas") => self.leave_out(Code::ReadPassedOver, OBJECT, node),
            _ => self.enter_element(node, name, enters),
        }
    }

    fn enter_element(&mut self, node: NodeId, name: &LocalName, enters: &impl Fn(NodeId) -> Entry) {
        if self.page.is_table(node) && enters(node) == Entry::No {
            return self.put_and_pass(Piece::Table(node), node);
        }
        if *name == local_name!("textarea")
            && let Shown::Placeholder(words) = field::placeholder(&self.page.tree, node)
            && self
                .page
                .tree
                .children(node)
                .all(|child| self.page.tree.text(child).is_none_or(is_blank))
        {
            return self.field(Shown::Placeholder(words), node);
        }
        self.descend(node);
        self.n_preserved += usize::from(preserves(name));
        if is_block(self.page, node, name, enters) {
            self.waiting.push_back(Piece::Open(node));
        } else if self.page.role(node) == Role::Cell {
            // Cells on one line are separated by a space.
            self.waiting.push_back(Piece::Text { text: " ".into(), preserved: false, node });
        }
        self.generated(node, self.page.styles.before(node));
    }

    /// Foreign elements: the text of drawings and formulas is read.
    fn enter_other(&mut self, node: NodeId) {
        match self.page.tree.foreign_name(node) {
            Some("style" | "script" | "metadata" | "title" | "desc" | "defs" | "annotation") => {
                self.pass(node);
            }
            _ => {
                if let Some(sign) = sign_before(&self.page.tree, node) {
                    self.waiting.push_back(Piece::Text {
                        text: sign.into(),
                        preserved: true,
                        node,
                    });
                }
                self.descend(node);
            }
        }
    }

    fn text(&mut self, node: NodeId, text: Cow<'t, str>) {
        let page = self.page;
        let style = *page.style_around(node);
        if is_blank(&text) || !(style.is_unseen || style.is_struck) {
            let preserved = self.n_preserved > 0;
            let text = match page.styles.font(&style) {
                Some(font) => Cow::Owned(in_font(&text, font).into_owned()),
                None => text,
            };
            let level =
                if style.level == Level::Line { raised(&page.tree, node) } else { style.level };
            let text = match level {
                Level::Line => text,
                level => Cow::Owned(at_level(&text, level).into_owned()),
            };
            self.waiting.push_back(Piece::Text { text, preserved, node });
        } else if style.is_unseen {
            self.waiting.push_back(Piece::LeftOut(Code::ReadHidden, HIDDEN, node));
        } else {
            self.waiting.push_back(Piece::LeftOut(Code::LayoutStruck, STRUCK, node));
        }
    }

    /// Generated content.
    fn generated(&mut self, node: NodeId, text: Option<&'t str>) {
        let style = self.page.styles.of(node);
        if let Some(text) = text.filter(|_| !style.is_unseen && !style.is_struck) {
            let text = match self.page.styles.font(style) {
                Some(font) => in_font(text, font),
                None => text.into(),
            };
            // Icon fonts use private-use characters; bullets are decoration.
            let is_decoration =
                |c: char| matches!(c, '\u{e000}'..='\u{f8ff}') || "•·●▪■◆►▶»› ".contains(c);
            if !text.chars().all(is_decoration) {
                self.waiting.push_back(Piece::Text { text, preserved: false, node });
            }
        }
    }

    fn field(&mut self, shown: Shown, node: NodeId) {
        self.pass(node);
        match shown {
            Shown::Text(text) => {
                let text = text.into();
                self.waiting.push_back(Piece::Text { text, preserved: true, node });
            }
            Shown::Placeholder(words) => self.waiting.push_back(Piece::Placeholder(words, node)),
            Shown::Nothing => {}
        }
    }

    /// An image is its alternative text.
    fn picture(&mut self, node: NodeId) {
        match self.page.tree.attribute(node, "alt").filter(|words| !is_blank(words)) {
            Some(words) if !self.page.styles.of(node).is_unseen => {
                let text = Piece::Text { text: words.into(), preserved: false, node };
                self.put_and_pass(text, node);
            }
            Some(_) => self.leave_out(Code::ReadHidden, HIDDEN, node),
            // An image with an empty alternative text, or without size, is decoration.
            None if is_decoration(&self.page.tree, node) => self.pass(node),
            None => self.leave_out(Code::ReadPassedOver, PICTURE, node),
        }
    }

    /// Whether an `iframe` shows a document that is part of the page.
    fn has_document(&self, node: NodeId) -> bool {
        let document = self.page.tree.attribute(node, "srcdoc");
        document.is_some_and(|text| !is_blank(text)) && !self.page.styles.of(node).is_unseen
    }

    fn leave_out(&mut self, code: Code, what: &'static str, node: NodeId) {
        self.put_and_pass(Piece::LeftOut(code, what, node), node);
    }

    fn put_and_pass(&mut self, piece: Piece<'t>, node: NodeId) {
        self.waiting.push_back(piece);
        self.pass(node);
    }

    /// Descends to the first child; a node without children is left at once.
    fn descend(&mut self, node: NodeId) {
        self.at = self.page.tree.first_child(node);
        self.leaving = Some(node);
    }

    /// Skips to the node after this one.
    fn pass(&mut self, node: NodeId) {
        self.at = self.page.tree.next_sibling(node);
        self.leaving = self.page.tree.parent(node).filter(|&parent| parent != self.root);
    }

    fn leave(&mut self, node: NodeId, enters: &impl Fn(NodeId) -> Entry) {
        self.pass(node);
        let Some(name) = self.page.tree.name(node) else { return };
        self.generated(node, self.page.styles.after(node));
        self.n_preserved -= usize::from(preserves(name)).min(self.n_preserved);
        if is_block(self.page, node, name, enters) {
            self.waiting.push_back(Piece::Close(node));
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// The sign of a formula before one of its parts: a fraction is not its digits in a row.
fn sign_before(tree: &Tree, node: NodeId) -> Option<&'static str> {
    if tree.foreign_name(node) == Some("msqrt") {
        return Some("√");
    }
    let parent = tree.parent(node).and_then(|parent| tree.foreign_name(parent))?;
    (parent == "mfrac" && place_among(tree, node) == 1).then_some("/")
}

/// The level of a text inside a formula.
fn raised(tree: &Tree, node: NodeId) -> Level {
    for inner in std::iter::once(node).chain(tree.ancestors(node)) {
        let outer = tree.parent(inner).and_then(|parent| tree.foreign_name(parent));
        let Some(outer) = outer else { return Level::Line };
        match (outer, place_among(tree, inner)) {
            ("msup", 1) | ("msubsup", 2) => return Level::Raised,
            ("msub" | "msubsup", 1) => return Level::Lowered,
            _ => {}
        }
    }
    Level::Line
}

/// Element siblings before a node; counting stops after the third.
fn place_among(tree: &Tree, node: NodeId) -> usize {
    let Some(parent) = tree.parent(node) else { return 0 };
    let elements = tree.children(parent).filter(|&child| tree.is_element(child)).take(4);
    elements.take_while(|&child| child != node).count()
}

/// Whether an image declares itself decorative.
fn is_decoration(tree: &Tree, node: NodeId) -> bool {
    let is_tiny = |name: &str| {
        let size = tree.attribute(node, name).map(|size| size.trim().trim_end_matches("px"));
        size.and_then(|size| size.parse::<u32>().ok()).is_some_and(|size| size <= 2)
    };
    tree.attribute(node, "alt").is_some() || is_tiny("width") || is_tiny("height")
}

/// Elements without readable text: scripts, styles, ruby text, option lists.
fn is_skipped(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("head")
            | local_name!("title")
            | local_name!("style")
            | local_name!("script")
            | local_name!("noscript")
            | local_name!("template")
            | local_name!("noframes")
            | local_name!("datalist")
            | local_name!("rt")
            | local_name!("rp")
    )
}

fn preserves(name: &LocalName) -> bool {
    matches!(*name, local_name!("pre") | local_name!("textarea"))
}

/// Elements that start and end a paragraph. Table elements are handled when a table is entered.
fn is_block(
    page: &Page,
    node: NodeId,
    name: &LocalName,
    enters: &impl Fn(NodeId) -> Entry,
) -> bool {
    match page.role(node) {
        Role::Row | Role::Cell | Role::Head | Role::Body | Role::Foot => {
            let table = page.tree.ancestors(node).take(8).find(|&above| page.is_table(above));
            return table.is_none_or(|table| enters(table) != Entry::Words)
                && (*name != local_name!("tbody") && *name != local_name!("thead"));
        }
        Role::Table | Role::Caption => return true,
        Role::None => {}
    }
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
            | local_name!("body")
    )
}
