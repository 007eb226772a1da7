//! CSS: the few properties that decide what a page shows, from style sheets and `style` attributes.
//!
//! A sheet is parsed leniently and in one pass. Selectors may combine tags, classes, ids and attributes
//! with descendant and child combinators. A selector with anything else (siblings, pseudo-classes) is
//! dropped, because it cannot be matched here.

use super::{
    content::{self, Content, Counter},
    tracks,
};
use crate::script::Level;

/// `display`, as far as it matters.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Display {
    #[default]
    Other,
    None,
    Table,
    Group,
    Row,
    Cell,
    /// A grid container.
    Grid,
    /// A flex container.
    Flex,
}

/// A property with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Property {
    Display(Display),
    /// `visibility`.
    Visibility(Visibility),
    /// Whether the text is struck through.
    Struck(bool),
    /// Whether the font size is zero.
    NoSize(bool),
    /// Whether the element is positioned off the page or clipped away.
    Away(bool),
    Level(Level),
    /// The first font family.
    Font(String),
    /// The marker of list items.
    ListStyle(String),
    Content(Vec<Content>),
    CounterReset(Vec<Counter>),
    CounterIncrement(Vec<Counter>),
    /// The number of columns of a grid container; 0 if it depends on the width of the page.
    GridColumns(u8),
    /// The columns and the rows that an item of a grid covers.
    ColSpan(u8),
    RowSpan(u8),
    /// Whether a flex container stacks its items.
    Stacked(bool),
}

/// Values of `visibility`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Visibility {
    Visible,
    Hidden,
    Collapsed,
}

/// Where a rule puts its generated content.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    #[default]
    Element,
    Before,
    After,
}

/// A rule with one selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    /// From the subject outwards.
    pub(super) compounds: Vec<Compound>,
    pub(super) target: Target,
    /// Ids; classes and attributes; tags.
    pub(super) specificity: (u32, u32, u32),
    /// Properties, and whether each is important.
    pub(super) properties: Vec<(Property, bool)>,
}

/// A compound selector.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Compound {
    pub(super) tag: Option<String>,
    pub(super) id: Option<String>,
    pub(super) classes: Vec<String>,
    pub(super) attributes: Vec<(String, Option<String>)>,
    /// Whether a child combinator joins it to the next one outwards.
    pub(super) is_child: bool,
}

/// Most compounds of a selector.
const MAX_COMPOUNDS: usize = 12;

/// The rules of a sheet that affect what is shown, at most `max`.
pub(super) fn rules(sheet: &str, max: usize) -> Vec<Rule> {
    let sheet = without_comments(sheet);
    let mut rules = Vec::new();
    let mut rest = sheet.as_str();
    while let Some(at) = rest.find(['{', '}', ';']) {
        let prelude = rest[..at].trim();
        let sign = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        if sign != b'{' {
            continue;
        }
        if let Some(name) = prelude.strip_prefix('@') {
            // Rules for screens are flattened; their closing brace is skipped.
            if !is_for_screens(name) {
                rest = after_block(rest);
            }
            continue;
        }
        let (body, after) = block(rest);
        rest = after;
        let properties = properties(body);
        if properties.is_empty() {
            continue;
        }
        for selector in prelude.split(',') {
            if rules.len() >= max {
                return rules;
            }
            if let Some((compounds, target)) = selector_of(selector) {
                let specificity = specificity(&compounds);
                let properties = properties.clone();
                rules.push(Rule { compounds, target, specificity, properties });
            }
        }
    }
    rules
}

fn without_comments(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        out.push(' ');
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.replace("<!--", " ").replace("-->", " ")
}

fn is_for_screens(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let Some(media) = name.strip_prefix("media") else {
        return name.starts_with("supports") || name.starts_with("layer");
    };
    !media.contains("print") && !media.contains("max-width") && !media.contains("speech")
}

/// The text after a block whose opening brace was consumed.
fn after_block(text: &str) -> &str {
    let mut depth = 1_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[at + 1..];
        }
    }
    ""
}

/// The body of a block whose opening brace was consumed, and the text after it. Braces in quotes do not
/// count.
fn block(text: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'}') => return (&text[..at], &text[at + 1..]),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            // The standard ends an unclosed string at the end of its line.
            (Some(_), b'\n') => quote = None,
            _ => {}
        }
    }
    (text, "")
}

/// The properties in a list of declarations.
pub(super) fn properties(declarations: &str) -> Vec<(Property, bool)> {
    let mut found = Vec::new();
    let mut rest = declarations;
    while !rest.is_empty() {
        let end = end_of_declaration(rest);
        let (declaration, after) = rest.split_at(end);
        rest = after.strip_prefix(';').unwrap_or(after);
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let name = name.trim();
        // A cheap test: most declarations have other names.
        if !NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            continue;
        }
        let value = value.trim();
        let (value, is_important) = match value.rsplit_once('!') {
            Some((value, mark)) if mark.trim().eq_ignore_ascii_case("important") => {
                (value.trim(), true)
            }
            _ => (value, false),
        };
        let name = name.to_ascii_lowercase();
        // `font` also sets the size.
        if name == "font" {
            found.push((Property::NoSize(false), is_important));
        }
        let property = property(&name, value);
        found.extend(property.map(|property| (property, is_important)));
    }
    found
}

fn end_of_declaration(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b';') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// Properties that are read.
const NAMES: [&str; 26] = [
    "display",
    "visibility",
    "mso-hide",
    "text-decoration",
    "text-decoration-line",
    "font-size",
    "font",
    "font-family",
    "left",
    "top",
    "text-indent",
    "clip",
    "clip-path",
    "vertical-align",
    "list-style",
    "list-style-type",
    "content",
    "counter-reset",
    "counter-increment",
    "grid-template-columns",
    "grid-column",
    "grid-column-end",
    "grid-row",
    "grid-row-end",
    "flex-direction",
    "flex-flow",
];

fn property(name: &str, value: &str) -> Option<Property> {
    let lower = value.to_ascii_lowercase();
    Some(match name {
        "display" => Property::Display(match lower.as_str() {
            "none" => Display::None,
            "table" | "inline-table" => Display::Table,
            "table-row-group" | "table-header-group" | "table-footer-group" => Display::Group,
            "table-row" => Display::Row,
            "table-cell" => Display::Cell,
            "grid" | "inline-grid" => Display::Grid,
            "flex" | "inline-flex" => Display::Flex,
            _ => Display::Other,
        }),
        "mso-hide" if lower == "all" => Property::Display(Display::None),
        "visibility" => Property::Visibility(match lower.as_str() {
            "hidden" => Visibility::Hidden,
            "collapse" => Visibility::Collapsed,
            _ => Visibility::Visible,
        }),
        "text-decoration" | "text-decoration-line" => {
            Property::Struck(lower.contains("line-through"))
        }
        "font-size" => Property::NoSize(length(&lower).is_some_and(|length| length == 0.0)),
        "font" => Property::Font(lower.rsplit(' ').next().unwrap_or_default().to_owned()),
        "font-family" => {
            let first = value.split(',').next().unwrap_or_default();
            Property::Font(first.trim().trim_matches(['"', '\'']).to_owned())
        }
        "left" | "top" | "text-indent" => {
            Property::Away(length(&lower).is_some_and(|length| length <= AWAY))
        }
        "clip" => {
            let inside = lower.strip_prefix("rect(")?;
            let is_small = |one: &str| length(one).is_some_and(|length| length <= 1.0);
            let mut sides =
                inside.trim_end_matches(')').split([',', ' ']).filter(|s| !s.is_empty());
            Property::Away(sides.clone().count() == 4 && sides.all(is_small))
        }
        "clip-path" => Property::Away(lower == "inset(50%)" || lower == "inset(100%)"),
        "vertical-align" => Property::Level(Level::named(&lower)),
        "list-style" | "list-style-type" => Property::ListStyle(lower),
        "content" => Property::Content(content::items(value)),
        "counter-reset" => Property::CounterReset(content::counters(value, 0)),
        "counter-increment" => Property::CounterIncrement(content::counters(value, 1)),
        "grid-template-columns" => Property::GridColumns(tracks::count(&lower)),
        "grid-column" | "grid-column-end" => Property::ColSpan(tracks::span(&lower)?),
        "grid-row" | "grid-row-end" => Property::RowSpan(tracks::span(&lower)?),
        "flex-direction" | "flex-flow" => Property::Stacked(lower.starts_with("column")),
        _ => return None,
    })
}

/// Offset beyond which text is off the page.
const AWAY: f64 = -900.0;

/// The number of a length in pixels or a unit of similar size.
fn length(value: &str) -> Option<f64> {
    let value = value.trim();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    let end = value.find(|c| !is_number(c)).unwrap_or(value.len());
    let number: f64 = value[..end].parse().ok()?;
    let unit = if value[end..].ends_with("em") { 16.0 } else { 1.0 };
    Some(number * unit)
}

fn selector_of(selector: &str) -> Option<(Vec<Compound>, Target)> {
    let mut selector = selector.trim().to_owned();
    let mut target = Target::Element;
    for (name, found) in [("before", Target::Before), ("after", Target::After)] {
        for colons in ["::", ":"] {
            if let Some(rest) = selector.strip_suffix(name).and_then(|s| s.strip_suffix(colons)) {
                selector = rest.to_owned();
                target = found;
            }
        }
    }
    let spaced = selector.replace('>', " > ");
    let mut compounds = Vec::new();
    let mut is_child = false;
    for part in spaced.split_whitespace() {
        if part == ">" {
            is_child = true;
            continue;
        }
        let compound = compound(part)?;
        if let Some(outer) = compounds.last_mut() {
            let outer: &mut (Compound, bool) = outer;
            outer.1 = is_child;
        }
        compounds.push((compound, false));
        is_child = false;
    }
    if compounds.is_empty() && target != Target::Element {
        compounds.push((Compound::default(), false));
    }
    if compounds.is_empty() || compounds.len() > MAX_COMPOUNDS {
        return None;
    }
    // The combinator is stored with the inner compound.
    let mut inner_first: Vec<Compound> = Vec::with_capacity(compounds.len());
    for (compound, holds_child) in compounds.into_iter().rev() {
        if let Some(inner) = inner_first.last_mut() {
            inner.is_child = holds_child;
        }
        inner_first.push(compound);
    }
    Some((inner_first, target))
}

/// Parses a compound selector; `None` if it uses an unsupported one.
fn compound(text: &str) -> Option<Compound> {
    let mut compound = Compound::default();
    let mut rest = text;
    while !rest.is_empty() {
        let start = rest.chars().next()?;
        let body = if matches!(start, '.' | '#' | '[' | '*') { &rest[1..] } else { rest };
        let end = match start {
            '[' => body.find(']')? + 1,
            '*' => 0,
            _ => body.find(['.', '#', '[', ':', '*', '+', '~']).unwrap_or(body.len()),
        };
        let name = &body[..end];
        match start {
            '*' => {}
            ':' | '+' | '~' => return None,
            '.' => compound.classes.push(name.to_owned()),
            '#' => compound.id = Some(name.to_owned()),
            '[' => {
                let inside = name.trim_end_matches(']');
                let (name, value) = match inside.split_once('=') {
                    Some((name, value)) => (name, Some(value.trim_matches(['"', '\'']).to_owned())),
                    None => (inside, None),
                };
                if name.ends_with(['~', '|', '^', '$', '*']) {
                    return None;
                }
                compound.attributes.push((name.trim().to_ascii_lowercase(), value));
            }
            _ => compound.tag = Some(name.to_ascii_lowercase()),
        }
        rest = &body[end..];
    }
    Some(compound)
}

fn specificity(compounds: &[Compound]) -> (u32, u32, u32) {
    let count = |of: fn(&Compound) -> usize| {
        u32::try_from(compounds.iter().map(of).sum::<usize>()).unwrap_or(u32::MAX)
    };
    (
        count(|one| usize::from(one.id.is_some())),
        count(|one| one.classes.len() + one.attributes.len()),
        count(|one| usize::from(one.tag.is_some())),
    )
}

#[cfg(test)]
mod tests {
    use super::{Content, Display, Property, Target, properties, rules};

    #[test]
    fn irrelevant_rules_are_dropped() {
        let sheet = "<!-- @import 'a'; /* p{display:none} */ @font-face{src:url(x)} p{color:red}\
            @media print{.no{display:none} .x{display:none}} @media screen{.a > b.c, .d{display : none !important}}\
            p:hover{display:none} #x td::after{content:'a}\\2265 ' attr(data-v)} -->";
        let found = rules(sheet, 100);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].properties, [(Property::Display(Display::None), true)]);
        assert_eq!(found[0].compounds.len(), 2);
        assert!(found[0].compounds[0].is_child && found[0].compounds[0].classes == ["c"]);
        assert_eq!((found[0].specificity, found[1].specificity), ((0, 2, 1), (0, 1, 0)));
        let content =
            vec![Content::Text("a}≥".to_owned()), Content::Attribute("data-v".to_owned())];
        assert_eq!(found[2].properties, [(Property::Content(content), false)]);
        assert_eq!(found[2].target, Target::After);
    }

    #[test]
    fn sheets_cut_anywhere_are_read() {
        let sheet = "@media x{a[b='c']{content:\"\\22\"}} .q{display:none";
        for (at, _) in sheet.char_indices() {
            rules(&sheet[..at], 100);
        }
        assert_eq!(rules(sheet, 100).len(), 2);
        assert_eq!(rules(&".a{display:none}".repeat(50), 7).len(), 7);
    }

    #[test]
    fn ways_to_hide() {
        for declarations in ["left:-9999px", "TEXT-INDENT: -99em", "clip:rect(0 0 0 0)"] {
            assert_eq!(properties(declarations), [(Property::Away(true), false)], "{declarations}");
        }
        assert_eq!(
            properties("clip:auto;margin-left:-999px;left:-2px")
                .iter()
                .filter(|p| p.0 == Property::Away(true))
                .count(),
            0
        );
        assert_eq!(properties("font-size:0;font-size:12pt").len(), 2);
    }
}
