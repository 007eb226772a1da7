//! The template that comes nearest where none fits: what a person would start a new one from.

use formgrid_model::{Atoms, Block, Code, Diagnostic, Diagnostics, Document};

use super::cells::Cells;
use super::questions::Questions;
use super::recognize::{Match, WordSet};
use crate::record::{Body, Head, Record};
use crate::template::Templates;

/// Tells of each filing with tables that no template has its form, and which comes nearest.
pub(super) fn note(
    document: &Document,
    templates: &Templates,
    questions: &mut Questions,
    records: &mut [Record],
    diagnostics: &mut Diagnostics,
) {
    if document.tables().next().is_none() {
        return;
    }
    let mut nearest: Option<Option<Match>> = None;
    for record in records {
        let Body::Filing(filing) = &mut record.body else { continue };
        if filing.template != "generic" || filing.coverage.cells == 0 {
            continue;
        }
        let found = nearest.get_or_insert_with(|| find(document, templates, questions));
        filing.print.is_foreign = true;
        filing.print.nearest = found.as_ref().map(|found| found.template.clone());
        diagnostics.push(finding(&record.head, found.as_ref()));
    }
}

/// The template with the most of its words in those tables that are of no template.
fn find(document: &Document, templates: &Templates, questions: &mut Questions) -> Option<Match> {
    let generic = templates.generic();
    let mut words = WordSet::default();
    for block in &document.blocks {
        let Block::Table(table) = block else { continue };
        let own = WordSet::of(&Cells::new(table, 0, 0, generic), generic);
        if questions.form(templates, own.clone()).is_none() {
            words.extend(own);
        }
    }
    questions.nearest(templates, words)
}

fn finding(head: &Head, nearest: Option<&Match>) -> Diagnostic {
    let listed = |words: &[String]| words.join(", ");
    let message = match nearest {
        None => "no template fits, nor do any of their words occur".to_owned(),
        Some(Match { template, missing, against, .. }) => {
            let mut message = format!("no template fits; the nearest is `{template}`");
            if !missing.is_empty() {
                message += &format!(", which asks for {}", listed(missing));
            }
            if !against.is_empty() {
                message += &format!(", which has no {}", listed(against));
            }
            message
        }
    };
    Diagnostic {
        code: Code::RecordNoTemplate,
        message,
        place: head.source.place(),
        atoms: Atoms::new(),
        filing: Some(head.filing.clone()),
        record: None,
    }
}
