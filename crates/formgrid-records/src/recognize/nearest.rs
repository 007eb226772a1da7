//! The nearest template if none fits: the best start for a new one.

use formgrid_model::{Atoms, Code, Diagnostic, Diagnostics};

use super::{Match, WordSet, nearest, ranking};
use crate::record::{Body, Head, Record};
use crate::template::Templates;

/// Reports each filing with tables that fit no template, with the nearest template. `foreign` holds
/// the words of all such tables.
pub(crate) fn report(
    templates: &Templates,
    foreign: &WordSet,
    records: &mut [Record],
    diagnostics: &mut Diagnostics,
) {
    let mut found: Option<Option<Match>> = None;
    for record in records {
        let Body::Filing(filing) = &mut record.body else { continue };
        if filing.template != "generic" || filing.coverage.cells == 0 {
            continue;
        }
        let closest = found.get_or_insert_with(|| nearest(ranking(templates, foreign)));
        filing.print.is_foreign = true;
        filing.print.nearest = closest.as_ref().map(|found| found.template.clone());
        diagnostics.push(finding(&record.head, closest.as_ref()));
    }
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
