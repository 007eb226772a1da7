//! The tree of a page as html5ever builds it, reduced to what table reading needs.
//!
//! Nodes are stored in one vector and refer to each other by index, so a tree of any depth is built,
//! walked and dropped without recursion. Depth and node count are bounded during parsing: tags that are
//! too deep are dropped (their text stays), and a page with too many nodes is cut.

use std::{
    borrow::Cow,
    cell::{Cell, Ref, RefCell},
};

use formgrid_model::{Limit, Limits, OverLimit};
use html5ever::{
    Attribute, LocalName, QualName, TokenizerResult,
    interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink},
    local_name, ns,
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
    },
    tree_builder::{TreeBuilder, TreeBuilderOpts},
};

/// Index of a node in its tree.
pub(super) type NodeId = u32;

const NONE: NodeId = NodeId::MAX;
const DOCUMENT: NodeId = 0;

/// A parsed page.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// Whether tags were dropped because of their depth.
    pub(super) too_deep: bool,
    /// Set if the page was cut because it has too many nodes.
    pub(super) cut: Option<OverLimit>,
}

#[derive(Debug)]
struct Node {
    parent: NodeId,
    previous: NodeId,
    next: NodeId,
    first: NodeId,
    last: NodeId,
    depth: u32,
    line: u32,
    /// Empty for all but elements.
    name: QualName,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// An element with its attributes.
    Element(Vec<(LocalName, StrTendril)>),
    Text(StrTendril),
    /// The document, a comment or a processing instruction.
    Nothing,
}

impl Tree {
    /// Parses a page. Any text gives a tree.
    pub(super) fn parse(text: &str, limits: &Limits) -> Self {
        let builder = TreeBuilder::new(Sink::new(text.len(), limits), TreeBuilderOpts::default());
        let tokenizer = Tokenizer::new(Bounded { builder }, TokenizerOpts::default());
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from_slice(text));
        while let TokenizerResult::Script(_) | TokenizerResult::EncodingIndicator(_) =
            tokenizer.feed(&queue)
        {}
        tokenizer.end();
        let sink = tokenizer.sink.builder.sink;
        let n_nodes = sink.nodes.borrow().len().saturating_add(1);
        let cut = limits.check(Limit::PageNodes, n_nodes).err();
        Self { nodes: sink.nodes.into_inner(), too_deep: sink.too_deep.get(), cut }
    }

    /// Whether a node is an element, in any namespace.
    pub(super) fn is_element(&self, id: NodeId) -> bool {
        self.node(id).is_some_and(|node| matches!(node.content, Content::Element(_)))
    }

    /// Whether a node is an HTML element with this name.
    pub(super) fn is_named(&self, id: NodeId, name: &str) -> bool {
        self.name(id).is_some_and(|known| &**known == name)
    }

    /// Name of a foreign element, such as SVG or MathML.
    pub(super) fn foreign_name(&self, id: NodeId) -> Option<&str> {
        let name = &self.node(id)?.name;
        (name.ns != ns!(html) && name.ns != ns!()).then_some(&*name.local)
    }

    /// Sets the source line on which the page begins, one-based.
    pub(super) fn begun_at(mut self, first: u32) -> Self {
        for node in &mut self.nodes {
            node.line = node.line.saturating_add(first.saturating_sub(1));
        }
        self
    }

    /// The document node.
    pub(super) fn root(&self) -> NodeId {
        DOCUMENT
    }

    /// Source line on which a node begins, one-based.
    pub(super) fn line(&self, id: NodeId) -> u32 {
        self.node(id).map_or(1, |node| node.line)
    }

    /// Name of an HTML element; `None` for text and foreign elements.
    pub(super) fn name(&self, id: NodeId) -> Option<&LocalName> {
        let name = &self.node(id)?.name;
        (name.ns == ns!(html)).then_some(&name.local)
    }

    /// The text of a text node.
    pub(super) fn text(&self, id: NodeId) -> Option<&str> {
        match &self.node(id)?.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Value of an attribute, by its lower-case name.
    pub(super) fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        match &self.node(id)?.content {
            Content::Element(attributes) => {
                attributes.iter().find(|(key, _)| &**key == name).map(|(_, value)| &**value)
            }
            _ => None,
        }
    }

    /// Children of a node.
    pub(super) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let mut next = self.first_child(id);
        std::iter::from_fn(move || {
            let child = next?;
            next = self.next_sibling(child);
            Some(child)
        })
    }

    /// Ancestors of a node, nearest first.
    pub(super) fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.parent(id), |&above| self.parent(above))
    }

    /// All nodes, attached or not.
    pub(super) fn ids(&self) -> impl ExactSizeIterator<Item = NodeId> + use<> {
        0..NodeId::try_from(self.nodes.len()).unwrap_or(NONE)
    }

    pub(super) fn first_child(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).map(|node| node.first).filter(|&id| id != NONE)
    }

    pub(super) fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).map(|node| node.next).filter(|&id| id != NONE)
    }

    pub(super) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).map(|node| node.parent).filter(|&id| id != NONE)
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id as usize)
    }
}

/// Forwards tokens to the tree builder while the tree has room.
struct Bounded {
    builder: TreeBuilder<NodeId, Sink>,
}

impl TokenSink for Bounded {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        let sink = &self.builder.sink;
        let is_end = matches!(token, Token::EOFToken);
        if sink.is_full() && !is_end {
            return TokenSinkResult::Continue;
        }
        let opens = matches!(&token, Token::TagToken(tag) if tag.kind == TagKind::StartTag);
        if opens && sink.depth.get() >= sink.max_depth {
            sink.too_deep.set(true);
            return TokenSinkResult::Continue;
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Bytes of a page of tables for each of its nodes.
const USUAL_BYTES: usize = 16;

/// Most nodes for which room is made before they are read.
const MOST_RESERVED: usize = 1 << 16;

struct Sink {
    nodes: RefCell<Vec<Node>>,
    max_nodes: usize,
    max_depth: u32,
    line: Cell<u32>,
    /// Depth at which the last node was inserted or popped.
    depth: Cell<u32>,
    too_deep: Cell<bool>,
}

impl Sink {
    /// A sink for a page of some bytes.
    fn new(n_bytes: usize, limits: &Limits) -> Self {
        let max_nodes = limits.of(Limit::PageNodes).min(NONE as usize);
        let n_usual = (n_bytes / USUAL_BYTES).min(MOST_RESERVED).min(max_nodes);
        let sink = Self {
            nodes: RefCell::new(Vec::with_capacity(n_usual)),
            max_nodes,
            max_depth: u32::try_from(limits.of(Limit::PageDepth)).unwrap_or(u32::MAX),
            line: Cell::new(1),
            depth: Cell::new(0),
            too_deep: Cell::new(false),
        };
        sink.create(nameless(), Content::Nothing);
        sink
    }

    fn is_full(&self) -> bool {
        self.nodes.borrow().len() >= self.max_nodes
    }

    fn create(&self, name: QualName, content: Content) -> NodeId {
        let mut nodes = self.nodes.borrow_mut();
        // The parser stops long before indices run out.
        let id = NodeId::try_from(nodes.len()).unwrap_or(NONE);
        nodes.push(Node {
            parent: NONE,
            previous: NONE,
            next: NONE,
            first: NONE,
            last: NONE,
            depth: 0,
            line: self.line.get(),
            name,
            content,
        });
        id
    }

    /// Inserts a node below `parent`, before `next` or at the end.
    fn attach(&self, parent: NodeId, next: Option<NodeId>, child: NodeOrText<NodeId>) {
        let id = match child {
            NodeOrText::AppendNode(id) => {
                self.detach(id);
                id
            }
            NodeOrText::AppendText(text) => {
                if self.lengthen(parent, next, &text) {
                    return;
                }
                self.create(nameless(), Content::Text(text))
            }
        };
        let nodes = &mut *self.nodes.borrow_mut();
        let next = next.unwrap_or(NONE);
        let previous = match nodes.get_mut(next as usize) {
            Some(node) => std::mem::replace(&mut node.previous, id),
            None => match nodes.get_mut(parent as usize) {
                Some(node) => std::mem::replace(&mut node.last, id),
                None => NONE,
            },
        };
        let mut depth = 0;
        if let Some(node) = nodes.get_mut(parent as usize) {
            depth = node.depth + 1;
            if previous == NONE {
                node.first = id;
            }
        }
        if let Some(node) = nodes.get_mut(previous as usize) {
            node.next = id;
        }
        if let Some(node) = nodes.get_mut(id as usize) {
            (node.parent, node.previous, node.next, node.depth) = (parent, previous, next, depth);
        }
        self.depth.set(depth);
    }

    /// Appends text to the text node right before the position, if there is one.
    fn lengthen(&self, parent: NodeId, next: Option<NodeId>, text: &str) -> bool {
        let nodes = &mut *self.nodes.borrow_mut();
        let before = match next {
            Some(next) => nodes.get(next as usize).map(|node| node.previous),
            None => nodes.get(parent as usize).map(|node| node.last),
        };
        match before.and_then(|id| nodes.get_mut(id as usize)).map(|node| &mut node.content) {
            Some(Content::Text(so_far)) => {
                so_far.push_slice(text);
                true
            }
            _ => false,
        }
    }

    fn detach(&self, id: NodeId) {
        let nodes = &mut *self.nodes.borrow_mut();
        let Some(node) = nodes.get_mut(id as usize) else { return };
        let (parent, previous, next) = (node.parent, node.previous, node.next);
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
        if let Some(node) = nodes.get_mut(previous as usize) {
            node.next = next;
        } else if let Some(node) = nodes.get_mut(parent as usize) {
            node.first = next;
        }
        if let Some(node) = nodes.get_mut(next as usize) {
            node.previous = previous;
        } else if let Some(node) = nodes.get_mut(parent as usize) {
            node.last = previous;
        }
    }

    fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.nodes.borrow().get(id as usize).map(|node| node.parent).filter(|&id| id != NONE)
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = ();
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) {}

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        DOCUMENT
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        // The tree builder asks only for nodes it was given, and the document always exists.
        Ref::map(self.nodes.borrow(), |nodes| {
            &nodes.get(*target as usize).unwrap_or(&nodes[DOCUMENT as usize]).name
        })
    }

    fn create_element(&self, name: QualName, all: Vec<Attribute>, _: ElementFlags) -> NodeId {
        let attributes = all.into_iter().map(|one| (one.name.local, one.value)).collect();
        self.create(name, Content::Element(attributes))
    }

    fn create_comment(&self, _text: StrTendril) -> NodeId {
        self.create(nameless(), Content::Nothing)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> NodeId {
        self.create(nameless(), Content::Nothing)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.attach(*parent, None, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        previous: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        match self.parent(*element) {
            Some(parent) => self.attach(parent, Some(*element), child),
            None => self.attach(*previous, None, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn pop(&self, node: &NodeId) {
        let depth = self.nodes.borrow().get(*node as usize).map_or(0, |node| node.depth);
        self.depth.set(depth);
    }

    /// Template contents are not displayed; as children they are skipped with the template.
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        if let Some(parent) = self.parent(*sibling) {
            self.attach(parent, Some(*sibling), child);
        }
    }

    fn add_attrs_if_missing(&self, _target: &NodeId, _attributes: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &NodeId) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        loop {
            let first = self.nodes.borrow().get(*node as usize).map_or(NONE, |node| node.first);
            if first == NONE {
                return;
            }
            self.attach(*new_parent, None, NodeOrText::AppendNode(first));
        }
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(u32::try_from(line).unwrap_or(u32::MAX));
    }
}

fn nameless() -> QualName {
    QualName::new(None, ns!(), local_name!(""))
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;

    use super::Tree;

    /// The tree as nested names, with texts in quotes.
    fn shape(text: &str) -> String {
        fn write(tree: &Tree, id: u32, out: &mut String) {
            match (tree.text(id), tree.name(id)) {
                (Some(text), _) => out.push_str(&format!("'{text}'")),
                (None, Some(name)) => out.push_str(name),
                _ => {}
            }
            let children: Vec<u32> = tree.children(id).collect();
            if !children.is_empty() {
                out.push('(');
                children.iter().for_each(|&child| write(tree, child, out));
                out.push(')');
            }
        }
        let tree = Tree::parse(text, &Limits::default());
        let mut out = String::new();
        write(&tree, tree.root(), &mut out);
        out
    }

    #[test]
    fn omitted_tags_are_supplied() {
        assert_eq!(
            shape("<table><tr><td>一<td>二</table>"),
            "(html(headbody(table(tbody(tr(td('一')td('二')))))))"
        );
    }

    #[test]
    fn text_between_cells_comes_before_the_table() {
        assert_eq!(
            shape("<table><tr>一<td>二</table>三"),
            "(html(headbody('一'table(tbody(tr(td('二'))))'三')))"
        );
    }

    #[test]
    fn misnested_formatting_keeps_its_text_in_order() {
        assert_eq!(shape("<b>一<p>二</b>三</p>"), "(html(headbody(b('一')p(b('二')'三'))))");
    }

    #[test]
    fn nesting_beyond_the_limit_keeps_the_text() {
        let tree = Tree::parse(&format!("{}字", "<div>".repeat(100_000)), &Limits::default());
        assert!(tree.too_deep);
        assert!(tree.ids().any(|id| tree.text(id) == Some("字")));
        assert!(tree.ids().all(|id| tree.ancestors(id).count() <= 520));
    }
}
