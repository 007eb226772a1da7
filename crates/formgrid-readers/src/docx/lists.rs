//! Lists of formats other than docx, numbered by the docx code.
//!
//! Such a format's list definitions are written as the XML of a numbering part, so one counter serves
//! all formats.

use std::fmt::Write as _;

use formgrid_model::Limits;

use super::{numbering::Numbering, story::numbered};
pub(crate) use crate::numerals::numeral;

/// Longest level text, in characters; every item repeats it.
const MAX_TEXT: usize = 60;

/// List definitions under construction.
#[derive(Debug, Default)]
pub(crate) struct ListDefinitions {
    patterns: String,
    lists: String,
}

/// A level of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListLevel {
    /// Number of the first item.
    pub(crate) start: u32,
    /// Number format (`ST_NumberFormat`); `bullet` has no text.
    pub(crate) format: &'static str,
    /// Level text, with `%1` to `%9` for the numbers of the levels.
    pub(crate) text: String,
    /// Whether all its numbers are printed in decimal digits.
    pub(crate) decimal: bool,
}

/// An override of a list level: zero-based level, other start, other definition.
pub(crate) type Change = (usize, Option<u32>, Option<ListLevel>);

impl ListDefinitions {
    /// Defines the levels of an abstract list.
    pub(crate) fn abstract_list(&mut self, id: u32, levels: &[ListLevel]) {
        let _ = write!(self.patterns, "<abstractNum abstractNumId='{id}'>");
        for (number, level) in levels.iter().enumerate() {
            write_level(&mut self.patterns, number, level);
        }
        self.patterns.push_str("</abstractNum>");
    }

    /// Defines a list based on an abstract list.
    pub(crate) fn list(&mut self, id: u32, abstract_list: u32, changes: &[Change]) {
        let _ = write!(self.lists, "<num numId='{id}'><abstractNumId val='{abstract_list}'/>");
        for (number, start, level) in changes {
            let _ = write!(self.lists, "<lvlOverride ilvl='{number}'>");
            if let Some(start) = start {
                let _ = write!(self.lists, "<startOverride val='{start}'/>");
            }
            if let Some(level) = level {
                write_level(&mut self.lists, *number, level);
            }
            self.lists.push_str("</lvlOverride>");
        }
        self.lists.push_str("</num>");
    }

    /// The lists, before counting.
    pub(crate) fn finish(self, limits: &Limits) -> Lists {
        Lists(Numbering::parse(&self.part(), limits))
    }

    /// The numbering part that defines them.
    pub(crate) fn part(&self) -> String {
        format!("<numbering>{}{}</numbering>", self.patterns, self.lists)
    }
}

/// Lists of a document and their counters.
#[derive(Debug, Default)]
pub(crate) struct Lists(Numbering);

impl Lists {
    /// The text of an item with its number in front; unchanged for an unknown list.
    pub(crate) fn number(&mut self, list: u32, level: u8, text: String) -> String {
        match self.0.next(list, level) {
            Some(number) => numbered(&number, &text),
            None => text,
        }
    }
}

/// The text of an item whose format states the printed number; bullets are dropped.
pub(crate) fn with_number(number: &str, text: String) -> String {
    let is_number = number.chars().any(|c| c.is_alphanumeric());
    if is_number { numbered(number, &text) } else { text }
}

/// The `ST_NumberFormat` name of an MSONFC code ([MS-OSHARED] 2.2.1.3).
pub(crate) fn format_name(code: u32) -> &'static str {
    match code {
        1 => "upperRoman",
        2 => "lowerRoman",
        3 => "upperLetter",
        4 => "lowerLetter",
        10 | 36 | 17 => "ideographDigital",
        11 => "japaneseCounting",
        14 | 19 => "decimalFullWidth",
        18 => "decimalEnclosedCircle",
        22 => "decimalZero",
        23 => "bullet",
        26 => "decimalEnclosedFullstop",
        27 => "decimalEnclosedParen",
        28 => "decimalEnclosedCircleChinese",
        29 => "ideographEnclosedCircle",
        30 => "ideographTraditional",
        31 | 32 => "ideographZodiac",
        33 => "taiwaneseCounting",
        34 => "ideographLegalTraditional",
        35 => "taiwaneseCountingThousand",
        37 => "chineseCounting",
        38 => "chineseLegalSimplified",
        39 => "chineseCountingThousand",
        255 => "none",
        _ => "decimal",
    }
}

fn write_level(out: &mut String, number: usize, level: &ListLevel) {
    let ListLevel { start, format, text, decimal } = level;
    let _ = write!(out, "<lvl ilvl='{number}'><start val='{start}'/><numFmt val='{format}'/>");
    out.push_str("<lvlText val='");
    for c in text.chars().take(MAX_TEXT).filter(|c| !c.is_control()) {
        let _ = match c {
            '<' | '>' | '&' | '\'' | '"' => write!(out, "&#{};", u32::from(c)),
            c => write!(out, "{c}"),
        };
    }
    out.push_str(if *decimal { "'/><isLgl/></lvl>" } else { "'/></lvl>" });
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;

    use super::{ListDefinitions, ListLevel};

    #[test]
    fn items_count_as_stated() {
        let level = |format, text: &str| ListLevel {
            start: 1,
            format,
            text: text.to_owned(),
            decimal: false,
        };
        let mut lists = ListDefinitions::default();
        lists.abstract_list(7, &[level("chineseCounting", "<%1>"), level("decimal", "%1.%2")]);
        lists.list(1, 7, &[]);
        lists.list(2, 7, &[(0, Some(5), Some(level("decimal", "%1)")))]);
        let mut lists = lists.finish(&Limits::default());
        let items = [(1, 0), (1, 1), (2, 0), (3, 0)];
        let found = items.map(|(list, level)| lists.number(list, level, "目标".to_owned()));
        assert_eq!(found, ["<一>目标", "一.1目标", "5)目标", "目标"]);
    }
}
