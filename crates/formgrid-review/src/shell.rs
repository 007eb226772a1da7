//! The frame shared by all pages of a report.

use maud::{DOCTYPE, Markup, html};

use crate::{asset::EARLY, shade};

/// Content security policy: only local files, no inline scripts. `file:` is for pages opened from a
/// disk, where some browsers do not match it with `'self'`.
const POLICY: &str = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; \
                      img-src 'self' file:; base-uri 'none'; form-action 'none'";

/// Run data on every page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// The folder of the run.
    pub run: String,
    /// Id of the run, so that corrections of different runs stay separate.
    pub fingerprint: String,
    /// Records below this confidence are doubtful.
    pub below: f64,
    /// Sources of the run.
    pub n_sources: usize,
    /// Sources with doubts.
    pub n_open: usize,
    /// Remarks on the report.
    pub remarks: Vec<String>,
}

/// A complete page. `root` is the relative path to the report folder; `scripts` are file names
/// there.
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

/// The corrections so far and the button that saves them. Scripts reveal it.
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

/// The legend of confidence colors.
pub(crate) fn legend() -> Markup {
    html! {
        ul.legend aria-label="Colors of confidence" {
            @for step in 0..shade::N_STEPS {
                li { span class={ "swatch s" (step) } {} (shade::range(step)) }
            }
        }
    }
}

/// A confidence as a colored number.
pub(crate) fn confidence(value: f64) -> Markup {
    html! { span class={ "conf " (shade::class(value)) } { (format!("{value:.2}")) } }
}
