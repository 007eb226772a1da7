//! Lists of formats that are no Office package, counted as a docx counts them.
//!
//! What such a format states of its lists is written as the XML of a numbering part, so that one counter
//! serves them all.

use std::fmt::Write as _;

use formgrid_model::Limits;

use super::{numbering::Numbering, story::numbered};
pub(crate) use crate::numerals::numeral;

/// The longest text around a number that is taken over, in characters: it is that of every item.
const MAX_TEXT: usize = 60;

/// The lists of a document while they are stated.
#[derive(Debug, Default)]
pub(crate) struct Statement {
    patterns: String,
    lists: String,
}

/// A level of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListLevel {
    /// Number of the first item.
    pub(crate) start: u32,
    /// Name of the number format in the standard's list (`ST_NumberFormat`); `bullet` has no text.
    pub(crate) format: &'static str,
    /// The text, in which `%1` to `%9` stand for the numbers of the levels.
    pub(crate) text: String,
    /// All its numbers are printed in decimal digits.
    pub(crate) decimal: bool,
}

/// What a list changes of its pattern at a level: another start, another level.
pub(crate) type Change = (usize, Option<u32>, Option<ListLevel>);

impl Statement {
    /// States how the levels of some lists look.
    pub(crate) fn pattern(&mut self, id: u32, levels: &[ListLevel]) {
        let _ = write!(self.patterns, "<abstractNum abstractNumId='{id}'>");
        for (number, level) in levels.iter().enumerate() {
            write_level(&mut self.patterns, number, level);
        }
        self.patterns.push_str("</abstractNum>");
    }

    /// States a list of a pattern.
    pub(crate) fn list(&mut self, id: u32, pattern: u32, changes: &[Change]) {
        let _ = write!(self.lists, "<num numId='{id}'><abstractNumId val='{pattern}'/>");
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

    /// The lists, none of which has counted yet.
    pub(crate) fn finish(self, limits: &Limits) -> Lists {
        Lists(Numbering::parse(&self.part(), limits))
    }

    /// The numbering part that states them.
    pub(crate) fn part(&self) -> String {
        format!("<numbering>{}{}</numbering>", self.patterns, self.lists)
    }
}

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(crate) struct Lists(Numbering);

impl Lists {
    /// The text of an item with its number before it; a list that nobody states has none.
    pub(crate) fn number(&mut self, list: u32, level: u8, text: String) -> String {
        match self.0.next(list, level) {
            Some(number) => numbered(&number, &text),
            None => text,
        }
    }
}

/// The text of an item before which a format states its number; a bullet is decoration.
pub(crate) fn with_number(number: &str, text: String) -> String {
    let is_number = number.chars().any(|c| c.is_alphanumeric());
    if is_number { numbered(number, &text) } else { text }
}

/// The name of a number format that binary formats give by its code (`MSONFC`).
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

    use super::{ListLevel, Statement};

    #[test]
    fn items_count_as_stated() {
        let level = |format, text: &str| ListLevel {
            start: 1,
            format,
            text: text.to_owned(),
            decimal: false,
        };
        let mut lists = Statement::default();
        lists.pattern(7, &[level("chineseCounting", "<%1>"), level("decimal", "%1.%2")]);
        lists.list(1, 7, &[]);
        lists.list(2, 7, &[(0, Some(5), Some(level("decimal", "%1)")))]);
        let mut lists = lists.finish(&Limits::default());
        let items = [(1, 0), (1, 1), (2, 0), (3, 0)];
        let found = items.map(|(list, level)| lists.number(list, level, "目标".to_owned()));
        assert_eq!(found, ["<一>目标", "一.1目标", "5)目标", "目标"]);
    }
}
