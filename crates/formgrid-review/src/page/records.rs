//! The third column: the records with their values and findings.

use maud::{Markup, html};

use super::Shared;
use crate::{FindingLine, RecordLine, line::FieldShown, shell::confidence};

pub(super) fn column(shared: &Shared<'_>, below: f64) -> Markup {
    let n_more = shared.source.records.len().saturating_sub(shared.records.len());
    html! {
        section.records id="records" tabindex="0" aria-label="Records" {
            h2 { "Records" }
            @if shared.records.is_empty() { p.none { "none" } }
            @for record in &shared.records { (one(shared, record, below)) }
            @if n_more > 0 { p.none { (n_more) " records more are left out: the page would be too long." } }
        }
    }
}

fn one(shared: &Shared<'_>, record: &RecordLine, below: f64) -> Markup {
    let (kind, id) = (record.text("kind"), record.text("id"));
    let findings = shared.findings_of.get(id).map(Vec::as_slice).unwrap_or_default();
    let is_doubtful = shared.is_doubtful(record, below);
    let repairs = record.repairs();
    html! {
        article.rec.doubtful[is_doubtful] id={ "r-" (id) } tabindex="0" data-id=(id) data-kind=(kind)
            data-c=[shared.key(&record.place(), record.text("text"))]
        {
            h3 { span.kind { (kind) } " " (record.name()) " " (confidence(record.confidence())) }
            (about(findings))
            @if !repairs.is_empty() { p.repairs { "repaired: " (repairs.join(", ")) } }
            dl { @for field in record.fields() { (value(shared, record, &field)) } }
        }
    }
}

fn about(findings: &[&FindingLine]) -> Markup {
    html! {
        @if !findings.is_empty() {
            ul.findings {
                @for finding in findings {
                    li class=(finding.severity) { code { (finding.code) } " " (finding.message) }
                }
            }
        }
    }
}

fn value(shared: &Shared<'_>, record: &RecordLine, field: &FieldShown) -> Markup {
    let place = record.place_of(&field.path);
    let key = place.and_then(|place| shared.key(&place, &field.text));
    let understood = field.understood.as_deref().filter(|said| !said.is_empty());
    html! {
        div data-f=(field.path) data-s=[field.shape.map(crate::field::Shape::name)] data-c=[key] {
            dt { (field.path) }
            dd { span { (field.text) } @if let Some(said) = understood { " " small { (said) } } }
        }
    }
}
