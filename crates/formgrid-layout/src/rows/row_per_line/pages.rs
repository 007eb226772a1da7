//! Pages: removes what a printer repeats on every page, so that tables continue.
//!
//! Text between two rows is furniture, and a page ends there, if all of it was printed before or is a
//! page number. It is text of the document, followed by a new table, if some of it is new or the row
//! after it starts the form over: a narrative repeats its headings for each department.

use std::collections::BTreeSet;

use formgrid_model::{Atoms, Block, Code, Diagnostics, Place, WordClass};

use super::row::{Item, Row, TextLine};

/// Rows without furniture, and the paragraphs with the index of the row after each.
#[derive(Debug, Default)]
pub(super) struct Pages {
    pub(super) rows: Vec<Row>,
    pub(super) paragraphs: Vec<(usize, Block)>,
}

/// Removes the furniture and marks where pages end and tables begin.
pub(super) fn join(items: Vec<Item>, diagnostics: &mut Diagnostics) -> Pages {
    let mut joiner = Joiner::default();
    for item in items {
        match item {
            Item::Text(line) => joiner.between.push(line),
            Item::Row(row) => joiner.row(row, diagnostics),
        }
    }
    // No row follows, so only repetition distinguishes a closing note from furniture.
    joiner.settle(false, diagnostics);
    joiner.pages
}

#[derive(Default)]
struct Joiner {
    pages: Pages,
    /// Whether a page ended before rows that are furniture.
    page_break: bool,
    /// Text since the last row.
    between: Vec<TextLine>,
    /// All text so far, folded.
    seen: BTreeSet<String>,
    /// The first lines of text.
    head: Vec<String>,
    /// Index of the row that begins the current table.
    table_start: usize,
    /// Number of the table's first rows that this page has repeated.
    n_repeated: usize,
}

/// Most lines at the head of a page.
const MAX_HEAD: usize = 8;

/// Most rows of a table's head that count as furniture: more would be another form.
const MAX_REPEATED: usize = 3;

impl Joiner {
    fn row(&mut self, mut row: Row, diagnostics: &mut Diagnostics) {
        if self.is_running_title(&row) {
            self.page_break = true;
            return report_furniture(row, diagnostics);
        }
        let is_first = self.pages.rows.is_empty();
        let ended_page = !self.between.is_empty() || row.page_break;
        let is_new = self.between.iter().any(|line| !self.is_printed_before(&line.folded));
        if !is_new && self.repeats_head(&row, ended_page) {
            self.settle(false, diagnostics);
            self.page_break = true;
            return report_furniture(row, diagnostics);
        }
        let ended_page = ended_page || std::mem::take(&mut self.page_break);
        let opens_form = !is_first && ended_page && self.opens_form(&row);
        let has_text = self.settle(is_first || opens_form, diagnostics);
        row.opens_table = is_first || opens_form || has_text || self.opens_with_title(&row);
        row.page_break = ended_page;
        if row.opens_table {
            self.table_start = self.pages.rows.len();
        }
        self.pages.rows.push(row);
    }

    /// Separates text of the document from furniture; returns whether there was any text.
    fn settle(&mut self, keep: bool, diagnostics: &mut Diagnostics) -> bool {
        let between = std::mem::take(&mut self.between);
        let is_head = !keep && between.iter().all(|line| self.is_printed_before(&line.folded));
        let mut has_text = false;
        for TextLine { paragraph, folded } in between {
            if is_head || is_page_number(&folded) {
                furniture(paragraph.place, paragraph.atoms, diagnostics);
                continue;
            }
            if self.head.len() < MAX_HEAD {
                self.head.push(folded.clone());
            }
            self.seen.insert(folded);
            self.pages.paragraphs.push((self.pages.rows.len(), Block::Paragraph(paragraph)));
            has_text = true;
        }
        has_text
    }

    /// Whether a line is a page number or was printed before; for the first lines of the document,
    /// which pages repeat, also with one or two misread characters.
    fn is_printed_before(&self, folded: &str) -> bool {
        is_page_number(folded)
            || self.seen.contains(folded)
            || self.head.iter().any(|head| is_misread(head, folded))
    }

    /// A title or unit repeated as a row.
    fn is_running_title(&self, row: &Row) -> bool {
        let furniture = WordClass::TITLE | WordClass::FURNITURE;
        row.tokens.iter().all(|token| {
            self.seen.contains(&token.folded)
                && (token.classes.intersects(furniture) || row.tokens.len() == 1)
        })
    }

    /// Whether a page repeats the first rows of the table.
    fn repeats_head(&mut self, row: &Row, ended_page: bool) -> bool {
        let nth = if ended_page { 0 } else { self.n_repeated };
        let goes_on = (ended_page || nth > 0) && nth < MAX_REPEATED;
        let head = self.pages.rows.get(self.table_start + nth).filter(|_| goes_on);
        let repeats = head.is_some_and(|head| head.reads_like(row));
        self.n_repeated = if repeats { nth + 1 } else { 0 };
        repeats
    }

    /// Whether a title is in a row, and no other right above it.
    fn opens_with_title(&self, row: &Row) -> bool {
        let holds_title = |row: &Row| {
            row.tokens.len() <= 2
                && row.tokens.iter().any(|token| token.classes.contains(WordClass::TITLE))
        };
        holds_title(row) && !self.pages.rows.last().is_some_and(holds_title)
    }

    /// Whether a row begins with the label with which the table began, and has another text.
    fn opens_form(&self, row: &Row) -> bool {
        let Some(first) = self.pages.rows.get(self.table_start) else { return false };
        let (Some(label), Some(token)) = (first.tokens.first(), row.tokens.first()) else {
            return false;
        };
        let is_label = label.classes.contains(WordClass::LABEL)
            && !label.classes.intersects(WordClass::GOAL | WordClass::CATEGORY);
        is_label && label.folded == token.folded && !row.reads_like(first)
    }
}

/// Reports a row as repeated.
pub(super) fn report_furniture(row: Row, diagnostics: &mut Diagnostics) {
    let place = row.place();
    let atoms = row.tokens.into_iter().flat_map(|token| token.atoms).collect();
    furniture(place, atoms, diagnostics);
}

fn furniture(place: Place, atoms: Atoms, diagnostics: &mut Diagnostics) {
    let message = "printed again at a page's edge";
    diagnostics.consume(Code::LayoutFurniture, place, atoms, message);
}

/// Whether two lines of the same length differ in one character, or in two if they are long.
fn is_misread(a: &str, b: &str) -> bool {
    let n_chars = a.chars().count();
    let n_wrong = a.chars().zip(b.chars()).filter(|(a, b)| a != b).count();
    n_chars == b.chars().count() && n_chars >= 6 && n_wrong <= if n_chars < 12 { 1 } else { 2 }
}

/// Page numbers: `3`, `-3-`, `第3页`, `第3页共9页`, `3/9`.
fn is_page_number(folded: &str) -> bool {
    folded.bytes().any(|b| b.is_ascii_digit())
        && folded.len() <= 30
        && folded.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, '第' | '页' | '共' | '-' | '/' | '—' | ',' | '·')
        })
}
