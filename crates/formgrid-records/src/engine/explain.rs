//! Why a document is read as it is: templates by score, header words known and unknown.
//!
//! It repeats the choices of reading without their consequences, so what it says of a table is what
//! reading does with it.

use formgrid_model::{Block, Document, join_lines};

use super::cells::Cells;
use super::columns;
use super::recognize::{self, Match, WordSet};
use crate::template::Templates;

/// Why a document is read as it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Explanation {
    /// Every template with its score over the whole document, best first.
    pub ranking: Vec<Match>,
    /// Each table in the order of the document.
    pub tables: Vec<TableExplanation>,
}

/// What one table was understood as.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableExplanation {
    /// Number of the table, from 0.
    pub table: usize,
    /// First line of the table, from 1, where the medium has lines.
    pub line: Option<u32>,
    /// Template by its own words; none where it is read by the vocabulary alone or goes on with the form
    /// before it.
    pub template: Option<String>,
    /// Its header words in reading order.
    pub headers: Vec<HeaderWord>,
}

/// One header word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeaderWord {
    /// Row of the table, from 0.
    pub row: usize,
    /// Column of the table, from 0.
    pub col: usize,
    /// The text, its lines joined.
    pub text: String,
    /// Name of the field that the cells below hold; none where the word is not known.
    pub field: Option<String>,
}

/// Explains how a document is read.
pub(crate) fn explain(document: &Document, templates: &Templates) -> Explanation {
    let mut words = WordSet::default();
    let mut tables = Vec::new();
    for block in &document.blocks {
        let table = match block {
            Block::Paragraph(paragraph) => {
                words.add_title(&paragraph.text);
                continue;
            }
            Block::Table(table) => table,
        };
        let generic = templates.generic();
        let own = WordSet::of(&Cells::new(table, tables.len(), 0, generic), generic);
        let template = recognize::best(templates, &own);
        let vocabulary = template.map_or(generic, |template| template.vocabulary());
        let cells = Cells::new(table, tables.len(), 0, vocabulary);
        tables.push(TableExplanation {
            table: tables.len(),
            line: table.grid.cells().iter().find_map(|cell| cell.place.line),
            template: template.map(|template| template.id.clone()),
            headers: headers(&cells),
        });
        words.extend(own);
    }
    Explanation { ranking: recognize::ranking(templates, &words), tables }
}

/// The words of all headers of a table.
fn headers(cells: &Cells<'_>) -> Vec<HeaderWord> {
    let mut words = Vec::new();
    let mut row = 0;
    while row < cells.grid().n_rows() {
        let own = cells.open(row);
        // Stubs stand before a header; two are as many as any form has.
        let is_stub = |index: &usize| {
            cells.meaning(*index).section.is_some() && cells.cell(*index).row_span > 1
        };
        let n_stubs = own.iter().take(2).take_while(|index| is_stub(index)).count();
        let mut starts = n_stubs..own.len().min(3);
        let header = starts.find_map(|n| columns::read(cells, row, &own[n..]));
        let Some(header) = header else {
            row += 1;
            continue;
        };
        words.extend(header.cells.iter().map(|&index| {
            let cell = cells.cell(index);
            let meaning = cells.meaning(index);
            let field = meaning.column.map(|field| field.to_string());
            let prior = || meaning.prior_year.then(|| "prior_year".to_owned());
            let text = join_lines(&cell.text);
            HeaderWord { row: cell.row, col: cell.col, text, field: field.or_else(prior) }
        }));
        row = header.end.max(row + 1);
    }
    words
}
