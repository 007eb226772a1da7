//! Logical structure (ISO 32000, 14.7): tagged tables, and replacement texts (`ActualText`).
//!
//! The structure tree refers to marked content by page and id. It states what the producer claims,
//! which may differ from what the pages show; layout decides how far to trust it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lopdf::{Dictionary, Object};

use crate::{limits, objects::Objects, pages::PageNode};

/// A tagged table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaggedTable {
    /// Its rows, each with the cells that begin in it.
    pub rows: Vec<Vec<TaggedCell>>,
}

/// A cell of a tagged table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaggedCell {
    /// Rows spanned, at least 1.
    pub row_span: usize,
    /// Columns spanned, at least 1.
    pub col_span: usize,
    /// Whether it is tagged as a header (`TH`).
    pub header: bool,
    /// Its marked content: zero-based page index and marked-content id.
    pub marks: Vec<(usize, u32)>,
}

/// The logical structure of a document.
#[derive(Debug, Default)]
pub(crate) struct Structure {
    pub(crate) tables: Vec<TaggedTable>,
    /// Replacement texts of marked content, by page index and id. If an element has several pieces, the
    /// first has the whole text and the others are empty.
    pub(crate) texts: BTreeMap<(usize, u32), Rc<str>>,
}

/// Position of an element in the structure.
#[derive(Debug, Clone, Copy, Default)]
struct Scope {
    page: Option<usize>,
    /// Index of the table, and whether its last row and cell are open.
    table: Option<usize>,
    in_row: bool,
    in_cell: bool,
    /// Index of the replacement text.
    text: Option<usize>,
}

/// Visits the elements of a document in order.
struct Walk<'a> {
    objects: Objects<'a>,
    roles: Option<&'a Dictionary>,
    /// Page index by the address of its dictionary.
    pages: BTreeMap<usize, usize>,
    open: Vec<(&'a Object, Scope)>,
    seen: BTreeSet<usize>,
    texts: Vec<Rc<str>>,
    /// Bytes of texts that may still be kept.
    text_left: usize,
    structure: Structure,
}

/// The structure of a document; empty if it is not tagged.
pub(crate) fn read<'a>(objects: Objects<'a>, pages: &[PageNode<'a>]) -> Structure {
    let root = objects.document.catalog().ok().and_then(|c| objects.dict(c, "StructTreeRoot"));
    let Some((root, kids)) = root.and_then(|root| Some((root, root.get(b"K").ok()?))) else {
        return Structure::default();
    };
    let address = |node: &PageNode<'a>| std::ptr::from_ref(node.dict).addr();
    let mut walk = Walk {
        objects,
        roles: objects.dict(root, "RoleMap"),
        pages: pages.iter().map(address).zip(0..).collect(),
        open: vec![(kids, Scope::default())],
        seen: BTreeSet::new(),
        texts: Vec::new(),
        text_left: limits::STATED_TEXT_BYTES,
        structure: Structure::default(),
    };
    let mut n_left = limits::STRUCTURE_NODES;
    while let Some((object, scope)) = walk.open.pop() {
        let Some(left) = n_left.checked_sub(1) else { break };
        n_left = left;
        walk.visit(object, scope);
    }
    walk.structure
}

impl<'a> Walk<'a> {
    fn visit(&mut self, object: &'a Object, scope: Scope) {
        match self.objects.resolve(object) {
            Some(Object::Integer(number)) => self.mark(*number, scope),
            Some(Object::Array(kids)) => self.open_all(kids, scope),
            Some(Object::Dictionary(dict)) => self.visit_dict(dict, scope),
            _ => {}
        }
    }

    /// Pushes children in reverse, so that the first is visited next.
    fn open_all(&mut self, kids: &'a [Object], scope: Scope) {
        let room = limits::STRUCTURE_NODES.saturating_sub(self.open.len());
        let kids = kids.get(..room).unwrap_or(kids);
        self.open.extend(kids.iter().rev().map(|kid| (kid, scope)));
    }

    fn visit_dict(&mut self, dict: &'a Dictionary, mut scope: Scope) {
        if let Some(page) = self.objects.dict(dict, "Pg") {
            scope.page = self.pages.get(&std::ptr::from_ref(page).addr()).copied();
        }
        if let Some(number) = self.objects.integer(dict, "MCID") {
            return self.mark(number, scope);
        }
        // Each element is visited once, which ends cycles.
        if !self.seen.insert(std::ptr::from_ref(dict).addr()) {
            return;
        }
        let Some(kids) = dict.get(b"K").ok() else { return };
        let scope = self.element(dict, scope);
        self.open.push((kids, scope));
    }

    /// Adds an element and returns the scope of its children.
    fn element(&mut self, dict: &'a Dictionary, mut scope: Scope) -> Scope {
        let tables = &mut self.structure.tables;
        let table = scope.table.and_then(|at| tables.get_mut(at));
        match (role(self.objects, self.roles, dict), table) {
            (Some(b"Table"), _) => {
                scope = Scope { table: Some(tables.len()), in_row: false, in_cell: false, ..scope };
                tables.push(TaggedTable::default());
            }
            (Some(b"TR"), Some(table)) if !scope.in_row => {
                scope.in_row = true;
                table.rows.push(Vec::new());
            }
            (Some(tag @ (b"TD" | b"TH")), Some(table)) if scope.in_row && !scope.in_cell => {
                scope.in_cell = true;
                let span = |key| span(self.objects, dict, key);
                if let Some(row) = table.rows.last_mut() {
                    row.push(TaggedCell {
                        row_span: span("RowSpan"),
                        col_span: span("ColSpan"),
                        header: tag == b"TH",
                        marks: Vec::new(),
                    });
                }
            }
            _ => {}
        }
        let text = self.objects.get(dict, "ActualText").and_then(|text| text.as_str().ok());
        let left = text.and_then(|text| self.text_left.checked_sub(text.len()));
        if let Some((text, left)) = text.zip(left).filter(|_| scope.text.is_none()) {
            self.text_left = left;
            scope.text = Some(self.texts.len());
            self.texts.push(stated_text(text).into());
        }
        scope
    }

    /// Adds marked content of an element.
    fn mark(&mut self, number: i64, scope: Scope) {
        let (Some(page), Ok(number)) = (scope.page, u32::try_from(number)) else { return };
        if let Some(text) = scope.text.and_then(|at| self.texts.get_mut(at)) {
            self.structure.texts.insert((page, number), std::mem::take(text));
        }
        let table = scope.table.filter(|_| scope.in_cell);
        let table = table.and_then(|at| self.structure.tables.get_mut(at));
        let row = table.and_then(|table| table.rows.last_mut());
        if let Some(cell) = row.and_then(|row| row.last_mut()) {
            cell.marks.push((page, number));
        }
    }
}

/// The standard role of an element, resolved through the role map in a limited number of steps.
fn role<'a>(
    objects: Objects<'a>,
    roles: Option<&'a Dictionary>,
    dict: &'a Dictionary,
) -> Option<&'a [u8]> {
    let mut role = objects.name(dict, "S")?;
    for _ in 0..limits::ROLE_STEPS {
        let mapped = roles.and_then(|roles| roles.get(role).ok()).and_then(|o| objects.resolve(o));
        match mapped.and_then(|mapped| mapped.as_name().ok()) {
            Some(next) if next != role => role = next,
            _ => break,
        }
    }
    Some(role)
}

/// The `row_span` or `col_span` in a cell's attributes.
fn span(objects: Objects<'_>, dict: &Dictionary, key: &str) -> usize {
    let Some(attributes) = objects.get(dict, "A") else { return 1 };
    let all = match attributes {
        Object::Array(all) => all.iter().collect(),
        one => vec![one],
    };
    let stated = all.into_iter().filter_map(|one| objects.as_dict(one));
    let span = stated.filter_map(|attributes| objects.integer(attributes, key)).next();
    span.and_then(|span| usize::try_from(span).ok()).unwrap_or(1).max(1)
}

/// A text string (ISO 32000, 7.9.2.2): UTF-16BE or UTF-8 with a byte order mark, otherwise read as
/// Latin.
pub(crate) fn stated_text(bytes: &[u8]) -> String {
    if let Some(utf16) = bytes.strip_prefix(&[0xfe, 0xff]) {
        let units = utf16.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        return char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
    }
    match bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        Some(utf8) => String::from_utf8_lossy(utf8).into_owned(),
        None => bytes.iter().copied().map(char::from).collect(),
    }
}
