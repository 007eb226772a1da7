//! Bands: the runs of rows under one header, and their columns.
//!
//! A form is one table with several headers, and rows of a label and its value between them. The kind
//! of a row follows from its words and from the rows before it; the columns of a band from the raw
//! columns of its header and those that its rows regularly fill.

use formgrid_model::WordClass;

use super::divided;
use super::row::{Row, Token};
use super::words::Opening;

/// Kind of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Names the columns of a band.
    Header(usize),
    /// Second line of the header above.
    SubHeader(usize),
    /// A label, and a text that takes the rest of the row.
    Wide,
    /// Labels, each with its value beside it.
    Pairs,
    /// A title, a unit or other text above a form.
    Title,
    /// More text of the label above.
    Prose,
    /// The header of the band, repeated at the top of a page.
    Repeated,
    /// A row of a band.
    Data(usize),
}

/// The columns of a run of rows.
#[derive(Debug, Default)]
pub(super) struct Band {
    /// Raw column of each column, ascending.
    pub(super) homes: Vec<usize>,
    /// Names of the columns; bands with equal names learn together.
    pub(super) names: Vec<String>,
    /// Row index of the header; `None` if the band has none.
    pub(super) header: Option<usize>,
    /// Whether the header is that of a previous table.
    pub(super) inherited: bool,
}

/// The kinds of all rows, and the bands they form, still without columns.
pub(super) fn find(rows: &mut [Row]) -> (Vec<Kind>, Vec<Band>) {
    let mut finder = Finder::default();
    let mut kinds = Vec::with_capacity(rows.len());
    for index in 0..rows.len() {
        let kind = finder.kind(index, rows);
        if let (Kind::SubHeader(band), [.., header, below]) = (kind, &mut rows[..=index])
            && finder.bands[band].header.is_some_and(|at| at + 1 == index)
        {
            divided::widen(header, below);
        }
        kinds.push(kind);
    }
    (kinds, finder.bands)
}

#[derive(Default)]
struct Finder {
    bands: Vec<Band>,
    current: Option<usize>,
    /// Whether the rows below a label and its text may continue the text.
    in_prose: bool,
    after_header: bool,
    /// Header lines repeated right above.
    n_repeated: usize,
    /// Whether a table has begun without a header so far.
    is_fresh: bool,
}

impl Finder {
    fn kind(&mut self, index: usize, rows: &[Row]) -> Kind {
        let row = &rows[index];
        if row.opens_table {
            self.is_fresh = true;
            self.in_prose = false;
            self.after_header = false;
        }
        let kind =
            if self.is_repeated(index, rows) { Kind::Repeated } else { self.classify(index, rows) };
        self.after_header = matches!(kind, Kind::Header(_) | Kind::SubHeader(_));
        self.n_repeated = if kind == Kind::Repeated { self.n_repeated + 1 } else { 0 };
        match kind {
            Kind::Title => {
                self.in_prose = false;
                self.current = None;
            }
            Kind::Wide | Kind::Pairs if !has(row.tokens.first(), WordClass::GOAL) => {
                self.in_prose = kind == Kind::Wide || row.tokens.len() == 1;
                self.current = None;
                self.is_fresh = false;
            }
            Kind::Prose => {}
            _ => self.in_prose = false,
        }
        kind
    }

    /// Whether a row repeats the header of the band, or its second line.
    fn is_repeated(&self, index: usize, rows: &[Row]) -> bool {
        let band = self.current.and_then(|band| self.bands.get(band));
        let Some(header) = band.and_then(|band| band.header) else { return false };
        let row = &rows[index];
        let is_top = row.page_break && !row.opens_table;
        let repeats = |header: &Row| header.reads_like(row) && row.tokens.iter().all(names_column);
        is_top && rows[header].reads_like(row)
            || self.n_repeated > 0 && rows.get(header + self.n_repeated).is_some_and(repeats)
    }

    fn classify(&mut self, index: usize, rows: &[Row]) -> Kind {
        let row = &rows[index];
        if let (true, Some(band)) = (self.after_header, self.current)
            && row.tokens.first().is_some_and(|token| token.raw > 0)
            && (row.tokens.iter().all(names_column) || self.divides(band, index, rows))
        {
            return Kind::SubHeader(band);
        }
        if is_header(row) {
            return Kind::Header(self.open(Some(index)));
        }
        if is_title(rows, index) {
            return Kind::Title;
        }
        if is_wide(row) {
            return Kind::Wide;
        }
        if is_pairs(row) {
            return Kind::Pairs;
        }
        if self.in_prose && is_prose(row) {
            return Kind::Prose;
        }
        if self.current.is_none() {
            self.open(None);
        } else if self.is_fresh {
            self.inherit();
        }
        self.is_fresh = false;
        Kind::Data(self.current.unwrap_or_default())
    }

    /// Whether a row divides words of the header right above it.
    fn divides(&self, band: usize, index: usize, rows: &[Row]) -> bool {
        let header = self.bands[band].header.filter(|&header| header + 1 == index);
        header.is_some_and(|header| divided::lacking(&rows[header], &rows[index]).is_some())
    }

    /// Opens a band below a header row, or without one.
    fn open(&mut self, header: Option<usize>) -> usize {
        self.bands.push(Band { header, ..Band::default() });
        let band = self.bands.len() - 1;
        self.current = Some(band);
        self.is_fresh = false;
        band
    }

    /// Opens a band with the header of the previous band, for a table without one.
    fn inherit(&mut self) {
        let header = self.current.and_then(|band| self.bands.get(band)).and_then(|b| b.header);
        let band = self.open(header);
        if let Some(band) = self.bands.get_mut(band) {
            band.inherited = header.is_some();
        }
    }
}

fn has(token: Option<&Token>, classes: WordClass) -> bool {
    token.is_some_and(|token| token.classes.intersects(classes))
}

/// Whether a token can be part of a header row: a column name, or a goal label over goal texts.
fn names_column(token: &Token) -> bool {
    token.classes.intersects(WordClass::HEADER | WordClass::GOAL)
}

/// At least two tokens name columns, and at most a third of them is no label.
pub(super) fn is_header(row: &Row) -> bool {
    let n_tokens = row.tokens.len();
    let n_names = row.tokens.iter().filter(|token| names_column(token)).count();
    let label = WordClass::HEADER | WordClass::GOAL | WordClass::SECTION | WordClass::LABEL;
    let n_labels = row.tokens.iter().filter(|token| token.classes.intersects(label)).count();
    let is_category = row.tokens.iter().any(|token| {
        token.classes.intersects(WordClass::LEVEL1 | WordClass::LEVEL2)
            || token.shape.opening == Opening::Number
    });
    n_names >= 2 && (n_tokens - n_labels) * 3 <= n_tokens && !is_category
}

/// A title, a unit, or one of them beside another text; or a lone text next to such a row.
fn is_title(rows: &[Row], index: usize) -> bool {
    let marks = |row: &Row| {
        let titles = WordClass::TITLE | WordClass::FURNITURE;
        row.tokens.len() <= 2
            && row.tokens.iter().any(|token| token.classes.intersects(titles))
            && row.tokens.iter().all(|token| (token.classes - titles).is_empty())
    };
    let is_alone = |row: &Row| row.tokens.len() == 1 && row.tokens[0].classes.is_empty();
    let is_marked = |at: Option<usize>| at.and_then(|at| rows.get(at)).is_some_and(marks);
    let row = &rows[index];
    marks(row)
        || is_alone(row)
            && !row.tokens[0].shape.is_prose()
            && (is_marked(index.checked_sub(1)) || is_marked(Some(index + 1)))
}

/// A label and one text. Without words of a lexicon, a short text and prose in the first two columns.
fn is_wide(row: &Row) -> bool {
    let [label, text] = row.tokens.as_slice() else { return false };
    let classes = WordClass::SECTION | WordClass::GOAL | WordClass::LABEL;
    if label.classes.intersects(classes) && label.raw <= 1 {
        // A category is a label too, and the number beside it belongs to a column.
        return !label.classes.contains(WordClass::CATEGORY)
            && !text.classes.intersects(WordClass::LABEL | WordClass::GOAL);
    }
    label.raw <= 1
        && text.raw == label.raw + 1
        && row.width > text.raw + 2
        && !label.shape.is_prose()
        && text.shape.is_prose()
}

/// A lone text, or one beside a label that the lexicon lacks.
fn is_prose(row: &Row) -> bool {
    match row.tokens.as_slice() {
        [_] => true,
        [_, text] => text.shape.is_prose(),
        _ => false,
    }
}

/// A label first, and labels alone or at every other token, or a total with only numbers.
fn is_pairs(row: &Row) -> bool {
    let is_label = |token: &Token| {
        token.classes.contains(WordClass::LABEL) && !token.classes.contains(WordClass::CATEGORY)
    };
    let n_labels = row.tokens.iter().filter(|token| is_label(token)).count();
    let is_total = || row.tokens[1..].iter().all(|t| t.shape.opening == Opening::Number);
    row.tokens.first().is_some_and(|first| is_label(first) && first.raw <= 1)
        && (n_labels * 2 >= row.tokens.len() || is_total())
}
