//! Counters of CSS: their values where generated content shows them (CSS 2.2, 12.4).
//!
//! A counter counts for the element that resets it, for its descendants, and for its following siblings
//! with theirs. So elements are passed in document order, each with its depth.

use super::content::Counter;
use crate::numerals::numeral;

/// Most counters that count at once, and most values of one name that are shown together.
const MAX_COUNTERS: usize = 64;
const MAX_LEVELS: usize = 16;

/// The counters that count at some element.
#[derive(Debug, Default)]
pub(super) struct Counters {
    /// Outermost first.
    open: Vec<OpenCounter>,
}

#[derive(Debug)]
struct OpenCounter {
    name: String,
    /// Depth of the element that reset it.
    depth: usize,
    value: i64,
}

impl Counters {
    /// Ends the counters whose elements do not contain, or precede as siblings, one at this depth.
    pub(super) fn enter(&mut self, depth: usize) {
        while self.open.last().is_some_and(|counter| counter.depth > depth) {
            self.open.pop();
        }
    }

    /// Applies the declarations of an element at a depth.
    pub(super) fn change(&mut self, depth: usize, resets: &[Counter], increments: &[Counter]) {
        for (name, value) in resets {
            self.reset(name, depth, *value);
        }
        for (name, step) in increments {
            if self.innermost(name).is_none() {
                self.reset(name, depth, 0);
            }
            if let Some(counter) = self.innermost(name) {
                counter.value = counter.value.saturating_add(*step);
            }
        }
    }

    /// The value of a counter, or all its values with a text between them.
    pub(super) fn show(&self, name: &str, between: Option<&str>, style: &str) -> String {
        let values = self.open.iter().filter(|counter| counter.name == name);
        let mut shown: Vec<String> = values.map(|counter| in_style(counter.value, style)).collect();
        if shown.is_empty() {
            shown.push(in_style(0, style));
        }
        let n_shown = if between.is_some() { MAX_LEVELS } else { 1 };
        let first = shown.len().saturating_sub(n_shown);
        shown.split_off(first).join(between.unwrap_or_default())
    }

    fn reset(&mut self, name: &str, depth: usize, value: i64) {
        if let Some(counter) = self.innermost(name).filter(|counter| counter.depth == depth) {
            counter.value = value;
        } else if self.open.len() < MAX_COUNTERS {
            self.open.push(OpenCounter { name: name.to_owned(), depth, value });
        }
    }

    fn innermost(&mut self, name: &str) -> Option<&mut OpenCounter> {
        self.open.iter_mut().rev().find(|counter| counter.name == name)
    }
}

fn in_style(value: i64, style: &str) -> String {
    if style == "none" {
        return String::new();
    }
    match (u32::try_from(value), format_of(style)) {
        (Ok(value), Some((format, _))) if value > 0 => numeral(format, value),
        _ => value.to_string(),
    }
}

/// The numeral format of a CSS list style, and what follows a list number in it; `None` for bullets.
pub(super) fn format_of(style: &str) -> Option<(&'static str, &'static str)> {
    Some(match style {
        "none" | "disc" | "circle" | "square" => return None,
        "lower-alpha" | "lower-latin" => ("lowerLetter", ". "),
        "upper-alpha" | "upper-latin" => ("upperLetter", ". "),
        "lower-roman" => ("lowerRoman", ". "),
        "upper-roman" => ("upperRoman", ". "),
        "cjk-ideographic" | "simp-chinese-informal" | "trad-chinese-informal" => {
            ("chineseCountingThousand", "、")
        }
        "simp-chinese-formal" | "trad-chinese-formal" => ("chineseLegalSimplified", "、"),
        "cjk-decimal" => ("ideographDigital", "、"),
        "cjk-heavenly-stem" => ("ideographTraditional", "、"),
        "cjk-earthly-branch" => ("ideographZodiac", "、"),
        _ => ("decimal", ". "),
    })
}

#[cfg(test)]
mod tests {
    use super::Counters;

    fn of(name: &str, number: i64) -> Vec<(String, i64)> {
        vec![(name.to_owned(), number)]
    }

    #[test]
    fn siblings_share_a_counter_and_descendants_nest_one() {
        let mut counters = Counters::default();
        counters.change(1, &of("n", 0), &[]);
        for expected in ["1", "2"] {
            counters.enter(2);
            counters.change(2, &[], &of("n", 1));
            assert_eq!(counters.show("n", None, ""), expected);
        }
        counters.enter(3);
        counters.change(3, &of("n", 0), &of("n", 1));
        assert_eq!(counters.show("n", Some("."), ""), "2.1");
        counters.enter(2);
        counters.change(2, &[], &of("n", 1));
        assert_eq!(counters.show("n", Some("."), "cjk-ideographic"), "三");
    }

    #[test]
    fn a_counter_nobody_reset_starts_where_it_is_used() {
        let mut counters = Counters::default();
        assert_eq!(counters.show("n", None, ""), "0");
        counters.change(4, &[], &of("n", 5));
        assert_eq!(counters.show("n", None, "upper-roman"), "V");
        counters.enter(3);
        assert_eq!(counters.show("n", None, ""), "0");
    }

    #[test]
    fn counters_are_bounded() {
        let mut counters = Counters::default();
        for depth in 0..1_000 {
            counters.change(depth, &of("n", 7), &[]);
        }
        assert_eq!(counters.show("n", Some("."), "").len(), 31);
    }
}
