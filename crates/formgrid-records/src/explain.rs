//! Explains how a document is read: templates by score, header words known and unknown.
//!
//! It runs the same decisions as extraction and writes no records, so it shows what extraction
//! does.

use formgrid_model::{Block, Document, join_lines};
use serde::{Deserialize, Serialize};

use crate::bands::{Band, BandBody, Item};
use crate::cells::Sheet;
use crate::columns::Column;
use crate::forms::{self, Reading};
use crate::recognize::{self, Match, WordSet};
use crate::regions::Content;
use crate::template::{Field, Templates};
use crate::words::score::{NAT, Score};

/// How a document is read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Explanation {
    /// Every template with its score over the whole document, best first.
    pub ranking: Vec<Match>,
    /// Each table in the order of the document, each region of a sheet on its own.
    pub tables: Vec<TableExplanation>,
}

/// How one table is read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TableExplanation {
    /// Number of the table, from 0.
    pub table: usize,
    /// First line of the table, from 1; none if the medium has no lines.
    pub line: Option<u32>,
    /// Template recognized by the table's own words; none if the base vocabulary reads the table or
    /// it continues the form before it.
    pub template: Option<String>,
    /// Its header words in reading order.
    pub headers: Vec<HeaderWord>,
    /// Its bands in reading order.
    pub bands: Vec<BandExplanation>,
}

/// How rows of a table are read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BandExplanation {
    /// First row, from 0.
    pub row: usize,
    /// Number of rows.
    pub n_rows: usize,
    /// `blank`, `line`, `labels`, or the kind of list.
    pub kind: String,
    /// Score of the reading, in nats.
    pub score: f64,
    /// Distance to the next best list kind, in nats; none for other bands.
    pub margin: Option<f64>,
    /// The labels or columns.
    pub parts: Vec<PartExplanation>,
}

/// How a label or the header words of a column are read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PartExplanation {
    /// The words, the lowest first.
    pub words: String,
    /// Row and column of their cells, from 0, the lowest first.
    pub cells: Vec<(usize, usize)>,
    /// Name of the field; none without one.
    pub field: Option<String>,
    /// Whether the reading rests on no listed word.
    pub guessed: bool,
    /// Score of the field, in nats.
    pub score: f64,
    /// Distance to the next best field, in nats; none for labels.
    pub margin: Option<f64>,
    /// Candidate fields of the words with their scores, in nats.
    pub candidates: Vec<(String, f64)>,
}

/// One header word.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HeaderWord {
    /// Row of the table, from 0.
    pub row: usize,
    /// Column of the table, from 0.
    pub col: usize,
    /// The text, its lines joined.
    pub text: String,
    /// Name of the field of the cells below; none if the word is unknown.
    pub field: Option<String>,
}

/// Explains how a document is read.
pub(crate) fn explain(document: &Document, templates: &Templates) -> Explanation {
    let mut all = WordSet::default();
    for block in &document.blocks {
        if let Block::Paragraph(paragraph) = block {
            all.add_title(&paragraph.text);
        }
    }
    let mut templates_of = Vec::new();
    let content = Content::new(document, templates);
    let reading = forms::read(&content, templates, |sheets, words| {
        let found = recognize::template_of(sheets, words, templates);
        all.extend(WordSet::of(sheets, words, words.vocabulary()));
        templates_of.extend(std::iter::repeat_n(found, sheets.len()));
        found.map_or(templates.generic(), |template| template.vocabulary())
    });
    let tables = reading.sheets.iter().zip(&reading.bands).map(|(sheet, bands)| {
        let mut headers = Vec::new();
        for band in bands {
            let BandBody::List(list) = &band.body else { continue };
            for column in &list.columns.columns {
                for &index in &column.path {
                    let (row, col) = at(&reading, sheet, index);
                    let field = (column.field != Field::Aside).then(|| column.field.to_string());
                    let text = join_lines(sheet.text(index));
                    let word = HeaderWord { row, col, text, field };
                    if !headers.contains(&word) {
                        headers.push(word);
                    }
                }
            }
        }
        TableExplanation {
            table: reading.content.source(sheet.block).map_or(0, |source| source.number),
            line: sheet.grid().cells().iter().find_map(|cell| cell.place.line),
            template: templates_of[sheet.number].map(|template| template.id.clone()),
            headers,
            bands: bands.iter().map(|band| explain_band(&reading, sheet, band)).collect(),
        }
    });
    Explanation { tables: tables.collect(), ranking: recognize::ranking(templates, &all) }
}

/// Row and column of a cell in its table.
fn at(reading: &Reading<'_>, sheet: &Sheet<'_>, index: usize) -> (usize, usize) {
    let cell = sheet.cell(index);
    let source = reading.content.source(sheet.block);
    let (row, col) = source.map_or((0, 0), |source| (source.row, source.col));
    (row + cell.row, col + cell.col)
}

fn nats(score: Score) -> f64 {
    (f64::from(score) / f64::from(NAT) * 100.0).round() / 100.0
}

fn explain_band(reading: &Reading<'_>, sheet: &Sheet<'_>, band: &Band) -> BandExplanation {
    let words = reading.words(sheet.number);
    let text = |index: usize| join_lines(sheet.text(index));
    let at = |index: usize| at(reading, sheet, index);
    let candidates = |list: &[(Field, Score)]| {
        list.iter().take(4).map(|&(field, score)| (field.to_string(), nats(score))).collect()
    };
    let mut margin = None;
    let (kind, parts) = match &band.body {
        BandBody::Blank => ("blank".to_owned(), Vec::new()),
        BandBody::Line(cell) => {
            let part = PartExplanation {
                words: text(*cell),
                cells: vec![at(*cell)],
                ..PartExplanation::default()
            };
            ("line".to_owned(), vec![part])
        }
        BandBody::Pairs(items) => {
            let part = |item: &Item| match *item {
                Item::Section { cell, section, guessed } => PartExplanation {
                    words: text(cell),
                    cells: vec![at(cell)],
                    field: section.map(|section| format!("block {section:?}")),
                    guessed,
                    ..PartExplanation::default()
                },
                Item::Pair { label, field, guessed, score, value, .. } => PartExplanation {
                    words: format!("{} | {}", text(label), value.map(text).unwrap_or_default()),
                    cells: vec![at(label)],
                    field: field.map(|field| field.to_string()),
                    guessed,
                    score: nats(score),
                    margin: None,
                    candidates: candidates(sheet.word(label, words).labels()),
                },
                Item::Inline(cell) | Item::Lone(cell) => PartExplanation {
                    words: text(cell),
                    cells: vec![at(cell)],
                    ..PartExplanation::default()
                },
            };
            ("labels".to_owned(), items.iter().map(part).collect())
        }
        BandBody::List(list) => {
            margin = Some(nats(list.columns.margin));
            let part = |column: &Column| PartExplanation {
                words: column.path.iter().map(|&index| text(index)).collect::<Vec<_>>().join(" < "),
                cells: column.path.iter().map(|&index| at(index)).collect(),
                field: Some(column.field.to_string()),
                guessed: column.guessed,
                score: nats(column.score),
                margin: Some(nats(column.margin)),
                candidates: column
                    .path
                    .first()
                    .map(|&index| candidates(sheet.word(index, words).columns()))
                    .unwrap_or_default(),
            };
            (
                format!("{:?}", list.columns.kind).to_lowercase(),
                list.columns.columns.iter().map(part).collect(),
            )
        }
    };
    let first = reading.content.source(sheet.block).map_or(0, |source| source.row);
    let (row, n_rows) = (first + band.rows.start, band.rows.len());
    BandExplanation { row, n_rows, kind, score: nats(band.score), margin, parts }
}
