//! The engine: one way of reading for every form.
//!
//! It walks the blocks of a document and the rows of each table, keeping the state of a careful reader:
//! which filing, project, goal and block it is in, and which columns the last header named. What a word
//! means comes from the templates; nothing here knows a form.

mod cells;
mod columns;
mod contents;
mod explain;
mod filing;
mod funding;
mod goals;
mod indicators;
mod inline;
mod labels;
mod learn;
mod narrative;
mod nearest;
mod other_tables;
mod projects;
mod questions;
mod reader;
mod recognize;
mod rows;
mod state;
mod titles;
mod tokens;
mod turned;

use formgrid_model::{Block, Diagnostics, Document};

pub(crate) use explain::explain;
pub use explain::{Explanation, HeaderWord, TableExplanation};
pub(crate) use learn::learn;
pub use questions::Questions;
pub(crate) use questions::read_asking;
pub use recognize::Match;

use crate::ids::Ids;
use crate::record::Record;
use crate::template::Templates;
use reader::Reader;

/// Reads the records of one document. What it asks of the templates is told but for the strings that
/// are looked up.
pub(crate) fn read(
    document: &Document,
    path: &str,
    templates: &Templates,
    diagnostics: &mut Diagnostics,
) -> (Vec<Record>, Questions) {
    let mut reader = Reader::new(document, templates, diagnostics);
    let mut number = 0;
    for (block, item) in document.blocks.iter().enumerate() {
        match item {
            Block::Paragraph(paragraph) => reader.paragraph(paragraph, block),
            Block::Table(table) => {
                reader.table(table, number, block);
                number += 1;
            }
        }
    }
    let mut ids = Ids::default();
    let (filings, mut questions, table_words) = reader.finish();
    let mut records: Vec<Record> = Vec::new();
    for filing in filings {
        filing.finish(path, &mut ids, &mut records);
    }
    nearest::note(&table_words, templates, &mut questions, &mut records, diagnostics);
    (records, questions)
}

#[cfg(test)]
mod boundaries;
#[cfg(test)]
mod drawn;
#[cfg(test)]
mod elsewhere;
#[cfg(test)]
mod foreign;
#[cfg(test)]
mod tests;
