//! What all pages of a report have in common.

use maud::{DOCTYPE, Markup, html};

use crate::{asset::EARLY, shade};

/// Nothing is loaded but what lies beside the page, and no script runs that stands in it. `file:` is what
/// a page that is opened from a disk loads from; there, some browsers do not take it for `'self'`.
const POLICY: &str = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; \
                      img-src 'self' file:; base-uri 'none'; form-action 'none'";

/// What is said of a run on each page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// The folder of the run.
    pub run: String,
    /// Of the run, so that the corrections of two runs are kept apart.
    pub fingerprint: String,
    /// Records below this confidence are doubtful.
    pub below: f64,
    /// Sources of the run.
    pub n_sources: usize,
    /// Sources with something to look at.
    pub n_open: usize,
    /// What a person has to know of the report as a whole.
    pub remarks: Vec<String>,
}

/// A whole page. `root` leads from it to the folder of the report; `scripts` are file names there.
pub(crate) fn document(
    report: &Report,
    title: &str,
    root: &str,
    scripts: &[&str],
    body: &Markup,
) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) }
                link rel="stylesheet" href={ (root) "review.css" };
                @for script in scripts {
                    script defer[*script != EARLY] src={ (root) (script) } {}
                }
            }
            body data-run=(report.fingerprint) { (body) }
        }
    };
    page.into_string()
}

/// The corrections that were made so far, and the button that saves them. Scripts show it.
pub(crate) fn basket() -> Markup {
    html! {
        div.basket hidden {
            button type="button" id="export" {
                "Save " span id="n-corrections" { "0" } " corrections"
            }
            button type="button" id="discard" { "Discard" }
            span id="saved" role="status" {}
        }
    }
}

/// The colors of confidence.
pub(crate) fn legend() -> Markup {
    html! {
        ul.legend aria-label="Colors of confidence" {
            @for step in 0..shade::N_STEPS {
                li { span class={ "swatch s" (step) } {} (shade::range(step)) }
            }
        }
    }
}

/// A confidence as a number on its color.
pub(crate) fn confidence(value: f64) -> Markup {
    html! { span class={ "conf " (shade::class(value)) } { (format!("{value:.2}")) } }
}
