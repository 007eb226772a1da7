//! The template that comes nearest where none fits: what a person would start a new one from.

use formgrid_model::{Atoms, Code, Diagnostic, Diagnostics};

use super::questions::Questions;
use super::recognize::{Match, WordSet};
use crate::record::{Body, Head, Record};
use crate::template::Templates;

/// Tells of each filing with tables that no template has its form, and which comes nearest. `tables` are
/// the words of each table of the document.
pub(super) fn note(
    tables: &[WordSet],
    templates: &Templates,
    questions: &mut Questions,
    records: &mut [Record],
    diagnostics: &mut Diagnostics,
) {
    if tables.is_empty() {
        return;
    }
    let mut nearest: Option<Option<Match>> = None;
    for record in records {
        let Body::Filing(filing) = &mut record.body else { continue };
        if filing.template != "generic" || filing.coverage.cells == 0 {
            continue;
        }
        let found = nearest.get_or_insert_with(|| find(tables, templates, questions));
        filing.print.is_foreign = true;
        filing.print.nearest = found.as_ref().map(|found| found.template.clone());
        diagnostics.push(finding(&record.head, found.as_ref()));
    }
}

/// The template with the most of its words in those tables that are of no template.
fn find(tables: &[WordSet], templates: &Templates, questions: &mut Questions) -> Option<Match> {
    let mut words = WordSet::default();
    for own in tables {
        if questions.form(templates, own).is_none() {
            words.extend(own.clone());
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
