//! Tree to raw items: paragraphs, headings, grids.
//!
//! A nested table becomes a separate grid right after the outer one. Tables wait on an explicit stack,
//! so nesting costs no recursion.

use std::collections::{BTreeMap, BTreeSet};

use formgrid_model::{
    AtomId, Cell, Code, Diagnostics, Fit, Limits, Place, RawGrid, RawItem, RawParagraph, RawText,
    Slots, is_blank,
};
use html5ever::local_name;

use super::{
    page::Page,
    pieces::{Entry, HIDDEN, OBJECT, Piece, pieces},
    spacing::Spaced,
    table::{Formed, Slot, form, is_frame, is_one_row, is_wrapper},
    tree::{NodeId, Tree},
};
use crate::left_out::{LeftOut, quoted};

/// Deepest nesting of documents inside a page.
const MAX_DOCUMENTS: usize = 3;

/// The content of a page. Atoms are numbered from `n_atoms`; returns the next number.
pub(super) fn lower(
    page: &Page,
    n_atoms: u32,
    limits: &Limits,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> (Vec<RawItem>, u32) {
    lower_at(page, n_atoms, 0, limits, slots, diagnostics)
}

/// The content of a page inside `depth` others.
fn lower_at(
    page: &Page,
    n_atoms: u32,
    depth: usize,
    limits: &Limits,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> (Vec<RawItem>, u32) {
    let entries = entries(page);
    let mut lowering = Lowering {
        page,
        entries: &entries,
        items: Vec::new(),
        n_atoms,
        left_out: LeftOut::default(),
        depth,
        limits,
        slots,
        diagnostics,
    };
    lowering.flow();
    lowering.left_out.report(lowering.diagnostics);
    (lowering.items, lowering.n_atoms)
}

/// Tables whose cells belong to the flow around them: frames around other tables, tables with a
/// presentation role, and nested tables of one or two cells.
fn entries(page: &Page) -> BTreeMap<NodeId, Entry> {
    let tree = &page.tree;
    let mut entries = BTreeMap::new();
    let mut outer_tables = BTreeSet::new();
    let mut inner_tables = Vec::new();
    for table in tree.ids().filter(|&id| page.is_table(id)) {
        let outer = tree.ancestors(table).find(|&above| page.is_table(above));
        outer_tables.extend(outer);
        inner_tables.extend(outer.map(|outer| (table, outer)));
        if tree.attribute(table, "role") == Some("presentation") {
            entries.insert(table, Entry::Blocks);
        }
    }
    for &table in outer_tables.iter().filter(|&&table| is_frame(page, table)) {
        entries.insert(table, Entry::Blocks);
    }
    for (table, outer) in inner_tables {
        let is_in_cell = entries.get(&outer) != Some(&Entry::Blocks);
        if is_in_cell && !entries.contains_key(&table) && is_wrapper(page, table) {
            let entry = if is_one_row(page, table) { Entry::Words } else { Entry::Blocks };
            entries.insert(table, entry);
        }
    }
    entries
}

struct Lowering<'t, 'd> {
    page: &'t Page,
    /// How tables without their own grid are read.
    entries: &'t BTreeMap<NodeId, Entry>,
    items: Vec<RawItem>,
    n_atoms: u32,
    /// Parts of the page that are hidden or no text.
    left_out: LeftOut,
    /// Pages around this one.
    depth: usize,
    limits: &'d Limits,
    slots: &'d mut Slots,
    diagnostics: &'d mut Diagnostics,
}

/// A paragraph under construction.
#[derive(Default)]
struct OpenParagraph {
    text: Spaced,
    line: Option<u32>,
    /// Enclosing headings.
    n_headings: usize,
    /// Enclosing parts that appear on every page.
    n_furniture: usize,
}

impl<'t> Lowering<'t, '_> {
    fn pieces(&self, root: NodeId) -> impl Iterator<Item = Piece<'t>> + use<'t> {
        let entries = self.entries;
        pieces(self.page, root, move |table| entries.get(&table).copied().unwrap_or(Entry::No))
    }

    fn flow(&mut self) {
        let mut open = OpenParagraph::default();
        for piece in self.pieces(self.page.tree.root()) {
            match piece {
                Piece::Text { text, preserved, node } => {
                    open.text.push(&text, preserved);
                    if open.line.is_none() && !open.text.is_blank() {
                        open.line = Some(self.page.tree.line(node));
                    }
                }
                Piece::LineBreak => open.text.end_line(),
                Piece::Open(node) => {
                    self.end_paragraph(&mut open);
                    open.n_headings += usize::from(is_heading(&self.page.tree, node));
                    open.n_furniture += usize::from(is_furniture(&self.page.tree, node));
                }
                Piece::Close(node) => {
                    self.end_paragraph(&mut open);
                    open.n_headings -= usize::from(is_heading(&self.page.tree, node));
                    open.n_furniture -= usize::from(is_furniture(&self.page.tree, node));
                }
                Piece::Table(table) => {
                    self.end_paragraph(&mut open);
                    self.tables(table);
                }
                Piece::Document(node) => {
                    self.end_paragraph(&mut open);
                    self.document(node);
                }
                Piece::LeftOut(code, what, node) => self.leave_out(code, what, node),
                Piece::Placeholder(words, node) => self.placeholder(&words, node),
            }
        }
        self.end_paragraph(&mut open);
    }

    fn end_paragraph(&mut self, open: &mut OpenParagraph) {
        let text = open.text.take();
        let line = open.line.take();
        if is_blank(&text) {
            return;
        }
        let place = line.map(Place::at_line).unwrap_or_default();
        let text = RawText { text, place, atom: Some(self.next_atom()) };
        self.items.push(if open.n_furniture > 0 {
            RawItem::Furniture(text)
        } else {
            RawItem::Paragraph(RawParagraph { text, heading: open.n_headings > 0 })
        });
    }

    /// Adds the content of a document inside this one.
    fn document(&mut self, node: NodeId) {
        let tree = &self.page.tree;
        let Some(text) = tree.attribute(node, "srcdoc").filter(|_| self.depth < MAX_DOCUMENTS)
        else {
            return self.leave_out(Code::ReadPassedOver, OBJECT, node);
        };
        let line = tree.line(node);
        let page = Page::new(Tree::parse(text, self.limits).begun_at(line), self.limits);
        page.report(Place::at_line(line), self.diagnostics);
        let (items, n_atoms) = lower_at(
            &page,
            self.n_atoms,
            self.depth + 1,
            self.limits,
            self.slots,
            self.diagnostics,
        );
        self.items.extend(items);
        self.n_atoms = n_atoms;
    }

    /// Adds a table, then the tables and documents inside its cells.
    fn tables(&mut self, table: NodeId) {
        let mut waiting = vec![table];
        while let Some(table) = waiting.pop() {
            if !self.page.is_table(table) {
                self.document(table);
                continue;
            }
            let formed = form(self.page, table);
            let mut inner = Vec::new();
            let caption = formed.caption.and_then(|node| self.caption(node, &mut inner));
            self.grid(&formed, caption, &mut inner);
            for &node in &formed.left_out {
                self.leave_out(Code::ReadHidden, HIDDEN, node);
            }
            waiting.extend(inner.into_iter().rev());
        }
    }

    /// A caption is also a paragraph before its table, where records look for it.
    fn caption(&mut self, node: NodeId, inner: &mut Vec<NodeId>) -> Option<String> {
        let (text, place) = self.text(node, inner);
        if is_blank(&text) {
            return None;
        }
        let raw = RawText { text: text.clone(), place, atom: Some(self.next_atom()) };
        self.items.push(RawItem::Paragraph(RawParagraph { text: raw, heading: false }));
        Some(text)
    }

    fn grid(&mut self, formed: &Formed, caption: Option<String>, inner: &mut Vec<NodeId>) {
        let mut builder = match self.slots.grid(formed.n_rows, formed.n_cols) {
            Ok(builder) => builder,
            Err(error) => {
                self.diagnostics.report(Code::LayoutTooLarge, Place::default(), error.to_string());
                for slot in &formed.cells {
                    self.loose_cell(slot, inner);
                }
                return;
            }
        };
        let first_atom = self.n_atoms;
        for slot in &formed.cells {
            let cell = self.cell(slot, formed.n_cols, inner);
            let (place, text, atoms) = (cell.place, cell.text.clone(), cell.atoms.clone());
            match builder.place(cell) {
                Fit::Whole => {}
                Fit::Shrunk => {
                    let shown = quoted(&text);
                    let message = format!("a cell overlaps another and was made smaller: {shown}");
                    self.diagnostics.report(Code::LayoutOverlap, place, message);
                }
                Fit::Rejected => {
                    let shown = quoted(&text);
                    let message = format!("a cell overlaps another and was left out: {shown}");
                    self.diagnostics.consume(Code::LayoutOverlap, place, atoms, message);
                }
            }
        }
        // A table that holds only other tables, or nothing, gives no grid.
        if self.n_atoms > first_atom {
            let repeated_rows = formed.head_rows.clone();
            self.items.push(RawItem::Grid(RawGrid {
                grid: builder.finish(),
                repeated_rows,
                caption,
            }));
        }
    }

    fn cell(&mut self, slot: &Slot, n_cols: usize, inner: &mut Vec<NodeId>) -> Cell {
        let (text, place) = self.text(slot.node, inner);
        let atoms = if is_blank(&text) { None } else { Some(self.next_atom()) };
        Cell {
            row: slot.row,
            col: slot.col,
            row_span: slot.row_span,
            // Columns claimed only by giant spans are not part of the grid.
            col_span: slot.col_span.min(n_cols.saturating_sub(slot.col)),
            text,
            place,
            atoms: atoms.into_iter().collect(),
            number: self
                .page
                .tree
                .attribute(slot.node, "x:num")
                .and_then(|n| n.trim().parse().ok()),
            ..Cell::default()
        }
    }

    fn loose_cell(&mut self, slot: &Slot, inner: &mut Vec<NodeId>) {
        let (text, place) = self.text(slot.node, inner);
        if !is_blank(&text) {
            let text = RawText { text, place, atom: Some(self.next_atom()) };
            self.items.push(RawItem::Paragraph(RawParagraph { text, heading: false }));
        }
    }

    /// The text below a node and its place; tables and documents inside are added to `inner`.
    fn text(&mut self, root: NodeId, inner: &mut Vec<NodeId>) -> (String, Place) {
        let mut spaced = Spaced::default();
        let mut line = None;
        for piece in self.pieces(root) {
            match piece {
                Piece::Text { text, preserved, node } => {
                    spaced.push(&text, preserved);
                    if line.is_none() && !spaced.is_blank() {
                        line = Some(self.page.tree.line(node));
                    }
                }
                Piece::LineBreak | Piece::Open(_) | Piece::Close(_) => spaced.end_line(),
                Piece::Table(node) | Piece::Document(node) => {
                    spaced.end_line();
                    inner.push(node);
                }
                Piece::LeftOut(code, what, node) => self.leave_out(code, what, node),
                Piece::Placeholder(words, node) => self.placeholder(&words, node),
            }
        }
        let line = line.unwrap_or_else(|| self.page.tree.line(root));
        (spaced.take(), Place::at_line(line))
    }

    fn next_atom(&mut self) -> AtomId {
        let atom = AtomId(self.n_atoms);
        self.n_atoms += 1;
        atom
    }

    /// Adds a part that is left out, with all its text.
    fn leave_out(&mut self, code: Code, what: &'static str, node: NodeId) {
        let mut spaced = Spaced::default();
        match self.page.tree.text(node) {
            Some(text) => spaced.push(text, false),
            None => {
                let mut waiting = vec![node];
                while let Some(node) = waiting.pop() {
                    match self.page.tree.text(node) {
                        Some(text) => spaced.push(text, false),
                        None => spaced.end_line(),
                    }
                    let inner: Vec<NodeId> = self.page.tree.children(node).collect();
                    waiting.extend(inner.into_iter().rev());
                }
            }
        }
        let text = spaced.take();
        if code == Code::ReadHidden && is_blank(&text) {
            return;
        }
        let place = Place::at_line(self.page.tree.line(node));
        self.left_out.add(code, what, place, &text);
    }

    fn placeholder(&mut self, words: &str, node: NodeId) {
        let what = "placeholder text was left out";
        let place = Place::at_line(self.page.tree.line(node));
        self.left_out.add(Code::ReadPlaceholder, what, place, words);
    }
}

/// Headings by element, or by the outline level that Word writes.
fn is_heading(tree: &Tree, node: NodeId) -> bool {
    let by_name = tree.name(node).is_some_and(|name| {
        matches!(
            *name,
            local_name!("h1")
                | local_name!("h2")
                | local_name!("h3")
                | local_name!("h4")
                | local_name!("h5")
                | local_name!("h6")
        )
    });
    by_name || tree.attribute(node, "style").is_some_and(|s| s.contains("mso-outline-level"))
}

/// Parts that appear on every page: site navigation, and headers and footers saved by Word.
fn is_furniture(tree: &Tree, node: NodeId) -> bool {
    tree.name(node) == Some(&local_name!("nav"))
        || tree.attribute(node, "style").is_some_and(|style| {
            style.contains("mso-element:header") || style.contains("mso-element:footer")
        })
}
