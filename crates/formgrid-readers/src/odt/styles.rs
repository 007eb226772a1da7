//! Styles: hidden and struck text, and list levels.

use std::collections::BTreeMap;

use formgrid_package::{Event, Tag, Xml, XmlError};

/// Longest chain of parent styles; a longer one is a cycle.
const MAX_CHAIN: usize = 20;

/// Levels of a list.
pub(super) const N_LEVELS: usize = 10;

/// Longest prefix or suffix of a number, in characters; every item repeats it.
const MAX_AFFIX: usize = 40;

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<(Family, String), Style>,
    lists: BTreeMap<String, ListStyle>,
    /// Numbering of headings.
    pub(super) outline: ListStyle,
}

/// The family of a style; names are unique only within one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    Paragraph,
    Text,
}

#[derive(Debug, Default, Clone)]
struct Style {
    parent: Option<String>,
    text_properties: TextProperties,
}

/// Text properties of a style; `None` means inherited.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct TextProperties {
    pub(super) hidden: Option<bool>,
    pub(super) struck: Option<bool>,
}

/// Levels of a list style; `None` for a level without numbers.
pub(super) type ListStyle = [Option<Level>; N_LEVELS];

/// A list level.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Level {
    pub(super) format: &'static str,
    pub(super) prefix: String,
    pub(super) suffix: String,
    /// Levels displayed in its number.
    pub(super) n_shown: usize,
    pub(super) start: u32,
}

impl Styles {
    /// Text properties of a style with those it inherits.
    pub(super) fn text_properties(&self, family: Family, name: &str) -> TextProperties {
        let mut text_properties = TextProperties::default();
        let mut next = Some(name.to_owned());
        for _ in 0..MAX_CHAIN {
            let Some(style) = next.and_then(|name| self.styles.get(&(family, name))) else { break };
            text_properties.hidden = text_properties.hidden.or(style.text_properties.hidden);
            text_properties.struck = text_properties.struck.or(style.text_properties.struck);
            next = style.parent.clone();
        }
        text_properties
    }

    /// A list style; `None` if it is not defined.
    pub(super) fn list(&self, name: &str) -> Option<&ListStyle> {
        self.lists.get(name)
    }

    /// Reads the style just opened, through its end.
    pub(super) fn read_style(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<(), XmlError> {
        let family = match tag.attr("family").as_deref() {
            Some("paragraph") => Family::Paragraph,
            Some("text") => Family::Text,
            _ => return xml.skip(),
        };
        let name = tag.attr("name").unwrap_or_default().into_owned();
        let mut style = Style {
            parent: tag.attr("parent-style-name").map(std::borrow::Cow::into_owned),
            ..Style::default()
        };
        let outside = xml.depth().saturating_sub(1);
        while xml.depth() > outside {
            match xml.next_event()? {
                Event::Open(tag) if tag.local() == "text-properties" => {
                    style.text_properties.read(&tag);
                }
                Event::End => break,
                _ => {}
            }
        }
        self.styles.insert((family, name), style);
        Ok(())
    }

    /// Reads the list or outline style just opened, through its end.
    pub(super) fn read_list(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<(), XmlError> {
        let name = tag.attr("name").unwrap_or_default().into_owned();
        let is_outline = tag.local() == "outline-style";
        let mut list = ListStyle::default();
        let outside = xml.depth().saturating_sub(1);
        while xml.depth() > outside {
            match xml.next_event()? {
                Event::Open(tag)
                    if matches!(tag.local(), "list-level-style-number" | "outline-level-style") =>
                {
                    let level = number(&tag, "level").unwrap_or(1).saturating_sub(1);
                    if let Some(slot) = list.get_mut(level) {
                        *slot = Level::read(&tag);
                    }
                }
                Event::End => break,
                _ => {}
            }
        }
        if is_outline {
            self.outline = list;
        } else {
            self.lists.insert(name, list);
        }
        Ok(())
    }
}

impl TextProperties {
    fn read(&mut self, tag: &Tag<'_>) {
        if let Some(display) = tag.attr("display") {
            self.hidden = Some(display == "none");
        }
        let line = tag.attr("text-line-through-style").or(tag.attr("text-line-through-type"));
        if let Some(line) = line {
            self.struck = Some(line != "none");
        }
    }
}

impl Level {
    /// `None` for a level without numbers.
    fn read(tag: &Tag<'_>) -> Option<Self> {
        let affix = |name| -> String {
            tag.attr(name).unwrap_or_default().chars().take(MAX_AFFIX).collect()
        };
        let format = format_name(&tag.attr("num-format")?)?;
        Some(Self {
            format,
            prefix: affix("num-prefix"),
            suffix: affix("num-suffix"),
            n_shown: number(tag, "display-levels").unwrap_or(1),
            start: number(tag, "start-value").and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        })
    }
}

/// The `ST_NumberFormat` name of an OpenDocument number format.
fn format_name(format: &str) -> Option<&'static str> {
    let first = format.split(',').next().unwrap_or_default().trim();
    Some(match first {
        "" => return None,
        "a" => "lowerLetter",
        "A" => "upperLetter",
        "i" => "lowerRoman",
        "I" => "upperRoman",
        "一" => "chineseCounting",
        "壹" => "chineseLegalSimplified",
        "甲" => "ideographTraditional",
        "子" => "ideographZodiac",
        "①" => "decimalEnclosedCircle",
        "１" => "decimalFullWidth",
        _ => "decimal",
    })
}

fn number(tag: &Tag<'_>, name: &str) -> Option<usize> {
    tag.attr(name).and_then(|n| n.parse().ok())
}
