//! The nearest template if none fits: the best start for a new one.

use formgrid_model::{Atoms, Code, Diagnostic, Diagnostics, Document};

use super::{Match, WordSet, best, nearest, ranking};
use crate::cells::Sheet;
use crate::record::{Body, Head, Record};
use crate::template::Templates;
use crate::words::Words;

/// Reports each filing with tables that fit no template, with the nearest template.
pub(crate) fn report(
    document: &Document,
    templates: &Templates,
    records: &mut [Record],
    diagnostics: &mut Diagnostics,
) {
    let mut found: Option<Option<Match>> = None;
    for record in records {
        let Body::Filing(filing) = &mut record.body else { continue };
        if filing.template != "generic" || filing.coverage.cells == 0 {
            continue;
        }
        let nearest = found.get_or_insert_with(|| find(document, templates));
        filing.print.is_foreign = true;
        filing.print.nearest = nearest.as_ref().map(|found| found.template.clone());
        diagnostics.push(finding(&record.head, nearest.as_ref()));
    }
}

/// The nearest template for the tables that fit none.
fn find(document: &Document, templates: &Templates) -> Option<Match> {
    let vocabulary = templates.generic();
    let mut seen = Words::new(vocabulary);
    let mut words = WordSet::default();
    for (number, table) in document.tables() {
        let sheet = Sheet::new(table, number, 0, &mut seen);
        let own = WordSet::of(&sheet, &seen, vocabulary);
        if best(templates, &own).is_none() {
            words.extend(own);
        }
    }
    nearest(ranking(templates, &words))
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
