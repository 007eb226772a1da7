//! Small bar plots with numbers as text, so that they work without graphics.
//!
//! Lengths are SVG attributes, because the pages forbid inline styles.

use maud::{Markup, html};

/// Length of the longest bar, in drawing units.
const WIDTH: usize = 100;

/// One bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) n: usize,
    /// CSS class of its color.
    pub(crate) class: &'static str,
    /// Filter set by a click, as `filter=value`.
    pub(crate) filter: Option<(&'static str, String)>,
}

/// A plot. Omitted bars are counted at the end.
pub(crate) fn bars(title: &str, bars: &[Bar], n_more: usize) -> Markup {
    let most = bars.iter().map(|bar| bar.n).max().unwrap_or(0).max(1);
    html! {
        section.plot {
            h2 { (title) }
            @if bars.is_empty() { p.none { "none" } }
            table {
                tbody {
                    @for bar in bars {
                        tr {
                            th scope="row" { (label(bar)) }
                            td.bar { (drawn(bar, most)) }
                            td.n { (bar.n) }
                        }
                    }
                }
            }
            @if n_more > 0 { p.more { "and " (n_more) " more" } }
        }
    }
}

fn label(bar: &Bar) -> Markup {
    match &bar.filter {
        Some((filter, value)) => html! {
            button type="button" data-filter=(filter) data-value=(value) { (bar.label) }
        },
        None => html! { (bar.label) },
    }
}

fn drawn(bar: &Bar, most: usize) -> Markup {
    let length = if bar.n == 0 { 0 } else { (bar.n * WIDTH).div_ceil(most) };
    html! {
        svg viewBox={ "0 0 " (WIDTH) " 10" } preserveAspectRatio="none" aria-hidden="true" {
            rect class=(bar.class) width=(length) height="10" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bar, bars};

    #[test]
    fn the_longest_bar_fills_the_width_and_short_ones_stay_visible() {
        let bar = |n| Bar { label: "a<b".to_owned(), n, class: "s0", filter: None };
        let drawn = bars("t", &[bar(1), bar(1000), bar(0)], 2).into_string();
        let lengths: Vec<&str> = drawn.split(" width=\"").skip(1).collect();
        assert!(lengths[0].starts_with("1\"") && lengths[1].starts_with("100\""), "{drawn}");
        assert!(lengths[2].starts_with("0\"") && drawn.contains("a&lt;b"), "{drawn}");
    }
}
