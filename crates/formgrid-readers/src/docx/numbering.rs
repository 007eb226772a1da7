//! List numbers that a word processor prints before items.
//!
//! Bullets are decoration and dropped. Numbers are text that a person reads; the file does not store
//! them, so they are counted here.

use std::collections::{BTreeMap, BTreeSet};

use formgrid_model::Limits;
use formgrid_package::{Event, Tag, Xml, XmlError};

use super::properties::number;
use crate::numerals::numeral;

/// Levels of a list.
const N_LEVELS: usize = 9;

/// Longest level text, in characters, far above any printed one. Every item repeats it, so it needs a
/// limit.
const MAX_LEVEL_TEXT: usize = 60;

/// Lists of a document and their counters.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: BTreeMap<u32, List>,
    abstract_lists: BTreeMap<u32, AbstractList>,
    counters: BTreeMap<u32, [Option<u32>; N_LEVELS]>,
    /// Lists and levels whose start override was applied.
    restarted: BTreeSet<(u32, usize)>,
}

/// A list (`num`): an abstract list with overrides.
#[derive(Debug, Default)]
struct List {
    abstract_list: u32,
    starts: [Option<u32>; N_LEVELS],
    levels: AbstractList,
}

/// Levels of an abstract list (`abstractNum`).
#[derive(Debug, Default)]
struct AbstractList([Option<Level>; N_LEVELS]);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Level {
    start: u32,
    format: String,
    /// Level text such as `%1.%2`.
    text: String,
    /// Paragraph style linked to this level.
    style: Option<String>,
    /// Whether all numbers in it are printed in decimal digits (`isLgl`).
    decimal: bool,
    /// Whether it keeps counting when a higher level advances.
    never_restarts: bool,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
            style: None,
            decimal: false,
            never_restarts: false,
        }
    }
}

impl Numbering {
    /// Reads the numbering part as far as possible.
    pub(super) fn parse(text: &str, limits: &Limits) -> Self {
        let mut numbering = Self::default();
        let mut xml = Xml::new(text, limits);
        while let Ok(event) = xml.next_event() {
            let outcome = match event {
                Event::Open(tag) => match tag.local() {
                    "abstractNum" => {
                        let id = number(&tag, "abstractNumId").unwrap_or(0);
                        abstract_list(&mut xml, numbering.abstract_lists.entry(id).or_default())
                    }
                    "num" => {
                        let id = number(&tag, "numId").unwrap_or(0);
                        list(&mut xml, numbering.lists.entry(id).or_default())
                    }
                    "numbering" => Ok(()),
                    _ => xml.skip(),
                },
                Event::End => break,
                Event::Close | Event::Text(_) => Ok(()),
            };
            if outcome.is_err() {
                break;
            }
        }
        numbering
    }

    /// The level linked to a style; 0 if there is none.
    pub(super) fn level_of_style(&self, list: u32, style: &str) -> u8 {
        let Some(list) = self.lists.get(&list) else { return 0 };
        let levels = (0u8..9).zip(0..N_LEVELS);
        let mut of_style = levels.filter(|&(_, level)| {
            self.level(list, level).is_some_and(|found| found.style.as_deref() == Some(style))
        });
        of_style.next().map_or(0, |(level, _)| level)
    }

    /// Counts one item and returns its printed number; `None` for a bullet or an unknown list.
    pub(super) fn next(&mut self, list_id: u32, level: u8) -> Option<String> {
        let level = usize::from(level).min(N_LEVELS - 1);
        let list = self.lists.get(&list_id)?;
        let definition = self.level(list, level)?;
        let mut counters = self.counters.get(&list.abstract_list).copied().unwrap_or_default();
        let own_start = list.starts[level].filter(|_| !self.restarted.contains(&(list_id, level)));
        counters[level] = Some(match (own_start, counters[level]) {
            (Some(start), _) => start,
            (None, Some(last)) => last.saturating_add(1),
            (None, None) => list.starts[level].unwrap_or(definition.start),
        });
        for (below, counter) in counters.iter_mut().enumerate().skip(level + 1) {
            if !self.level(list, below).is_some_and(|level| level.never_restarts) {
                *counter = None;
            }
        }
        for (above, counter) in counters.iter_mut().enumerate().take(level) {
            let start = || self.level(list, above).map_or(1, |level| level.start);
            counter.get_or_insert_with(start);
        }
        let text = self.print(list, definition, &counters);
        self.counters.insert(list.abstract_list, counters);
        self.restarted.insert((list_id, level));
        text
    }

    fn level<'n>(&'n self, list: &'n List, level: usize) -> Option<&'n Level> {
        let of_abstract = || self.abstract_lists.get(&list.abstract_list)?.0[level].as_ref();
        list.levels.0[level].as_ref().or_else(of_abstract)
    }

    fn print(
        &self,
        list: &List,
        definition: &Level,
        counters: &[Option<u32>; N_LEVELS],
    ) -> Option<String> {
        if definition.format == "bullet" {
            return None;
        }
        let mut out = String::new();
        let mut chars = definition.text.chars().peekable();
        while let Some(c) = chars.next() {
            let digit = chars.peek().and_then(|next| next.to_digit(10)).filter(|&d| d > 0);
            let (true, Some(digit)) = (c == '%', digit) else {
                out.push(c);
                continue;
            };
            chars.next();
            let level = digit as usize - 1;
            let format = self.level(list, level).map_or("decimal", |level| level.format.as_str());
            let format = if definition.decimal { "decimal" } else { format };
            if format != "none" && format != "bullet" {
                out.push_str(&numeral(format, counters[level].unwrap_or(1)));
            }
        }
        (!out.trim().is_empty()).then_some(out)
    }
}

/// Reads the `abstractNum` just opened, through its end.
fn abstract_list(xml: &mut Xml<'_>, abstract_list: &mut AbstractList) -> Result<(), XmlError> {
    children(xml, |xml, tag| match tag.local() {
        "lvl" => level(xml, tag, abstract_list),
        _ => xml.skip(),
    })
}

/// Reads the `num` just opened, through its end.
fn list(xml: &mut Xml<'_>, list: &mut List) -> Result<(), XmlError> {
    children(xml, |xml, tag| {
        match tag.local() {
            "abstractNumId" => list.abstract_list = number(tag, "val").unwrap_or(0),
            "lvlOverride" => {
                let at = index(tag);
                return children(xml, |xml, tag| match tag.local() {
                    "startOverride" => {
                        if let Some(at) = at {
                            list.starts[at] = number(tag, "val");
                        }
                        xml.skip()
                    }
                    "lvl" => level(xml, tag, &mut list.levels),
                    _ => xml.skip(),
                });
            }
            _ => {}
        }
        xml.skip()
    })
}

/// Reads the `lvl` just opened, through its end.
fn level(
    xml: &mut Xml<'_>,
    tag: &Tag<'_>,
    abstract_list: &mut AbstractList,
) -> Result<(), XmlError> {
    let mut level = Level::default();
    let at = index(tag);
    children(xml, |xml, tag| {
        let text = || tag.attr("val").unwrap_or_default();
        match tag.local() {
            "start" => level.start = number(tag, "val").unwrap_or(1),
            "numFmt" => level.format = text().into_owned(),
            "lvlText" => level.text = text().chars().take(MAX_LEVEL_TEXT).collect(),
            "pStyle" => level.style = Some(text().into_owned()),
            "isLgl" => level.decimal = super::properties::is_on(tag),
            "lvlRestart" => level.never_restarts = number(tag, "val") == Some(0),
            _ => {}
        }
        xml.skip()
    })?;
    if let Some(at) = at {
        abstract_list.0[at] = Some(level);
    }
    Ok(())
}

/// The zero-based level; `None` if it is out of range.
fn index(tag: &Tag<'_>) -> Option<usize> {
    number(tag, "ilvl").filter(|&level| level < N_LEVELS)
}

/// Calls `visit` for each child of the element just opened. `visit` must consume the child.
fn children<'a>(
    xml: &mut Xml<'a>,
    mut visit: impl FnMut(&mut Xml<'a>, &Tag<'a>) -> Result<(), XmlError>,
) -> Result<(), XmlError> {
    let outside = xml.depth().saturating_sub(1);
    while xml.depth() > outside {
        match xml.next_event()? {
            Event::Open(tag) => visit(xml, &tag)?,
            Event::End => break,
            Event::Close | Event::Text(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;

    use super::Numbering;

    const NUMBERING: &str = "<w:numbering>\
        <w:abstractNum w:abstractNumId='0'>\
        <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:pStyle w:val='h1'/>\
        <w:lvlText w:val='%1、'/></w:lvl>\
        <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:pStyle w:val='h2'/>\
        <w:isLgl/><w:lvlText w:val='%1.%2'/></w:lvl></w:abstractNum>\
        <w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/>\
        <w:lvlText w:val='\u{f0b7}'/></w:lvl></w:abstractNum>\
        <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>\
        <w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'>\
        <w:startOverride w:val='5'/></w:lvlOverride></w:num>\
        <w:num w:numId='3'><w:abstractNumId w:val='1'/></w:num></w:numbering>";

    fn texts(items: &[(u32, u8)]) -> Vec<String> {
        let mut numbering = Numbering::parse(NUMBERING, &Limits::default());
        items.iter().map(|&(list, level)| numbering.next(list, level).unwrap_or_default()).collect()
    }

    #[test]
    fn levels_count_below_each_other() {
        let found = texts(&[(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)]);
        assert_eq!(found, ["一、", "1.1", "1.2", "二、", "2.1"]);
    }

    #[test]
    fn a_list_may_restart() {
        assert_eq!(texts(&[(1, 0), (2, 0), (2, 0), (1, 0)]), ["一、", "五、", "六、", "七、"]);
    }

    #[test]
    fn bullets_and_unknown_lists_have_no_text() {
        assert_eq!(texts(&[(3, 0), (9, 0), (1, 8)]), ["", "", ""]);
    }

    #[test]
    fn a_style_has_its_level() {
        let numbering = Numbering::parse(NUMBERING, &Limits::default());
        assert_eq!(numbering.level_of_style(1, "h2"), 1);
        assert_eq!(numbering.level_of_style(1, "other"), 0);
    }
}
