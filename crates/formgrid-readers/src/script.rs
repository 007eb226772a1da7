//! Runs of text: what their looks say beyond their characters.
//!
//! A digit above the line is a power or a mark of a note, one below it an index; plain text would make
//! `10⁴` a hundred and four. Unicode has such digits, and they are used here. Fonts of symbols show other
//! characters than they are written in.

use std::borrow::Cow;

use formgrid_model::symbol;

/// Where a run stands to the line.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// On it.
    #[default]
    Line,
    /// Above it.
    Raised,
    /// Below it.
    Lowered,
}

impl Level {
    /// The level of a name that several formats have: `superscript`, `subscript`.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "superscript" | "super" => Self::Raised,
            "subscript" | "sub" => Self::Lowered,
            _ => Self::Line,
        }
    }
}

/// Characters that Unicode has above and below the line.
const ON_LINE: [char; 15] =
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '-', '=', '(', ')'];
const RAISED: [char; 15] =
    ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁺', '⁻', '⁼', '⁽', '⁾'];
const LOWERED: [char; 15] =
    ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉', '₊', '₋', '₌', '₍', '₎'];

/// A text at a level. Characters that Unicode has only on the line stay there.
pub(crate) fn at_level(text: &str, level: Level) -> Cow<'_, str> {
    let table = match level {
        Level::Line => return Cow::Borrowed(text),
        Level::Raised => &RAISED,
        Level::Lowered => &LOWERED,
    };
    let shifted = |c: char| ON_LINE.iter().position(|&known| known == c).map(|at| table[at]);
    text.chars().map(|c| shifted(c).unwrap_or(c)).collect()
}

/// The text that a font shows. A font of symbols has no Chinese characters: these come from another.
pub(crate) fn in_font<'a>(text: &'a str, font: &str) -> Cow<'a, str> {
    if !is_symbols(font) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match u32::from(c) {
        code @ (0x21..=0xff | 0xf000..=0xf0ff) => symbol(font, code).unwrap_or(c),
        _ => c,
    };
    text.chars().map(shown).collect()
}

/// Fonts that show symbols in place of letters.
const FONTS: [&str; 6] =
    ["Symbol", "Wingdings", "Wingdings 2", "Wingdings 3", "Webdings", "ZapfDingbats"];

/// The name of a font, where it is one of symbols.
pub(crate) fn symbols(font: &str) -> Option<&'static str> {
    FONTS.into_iter().find(|known| *known == font)
}

/// Whether a font shows symbols in place of letters.
pub(crate) fn is_symbols(font: &str) -> bool {
    symbols(font).is_some()
}

#[cfg(test)]
mod tests {
    use super::{Level, at_level, in_font};

    #[test]
    fn powers_and_indices_are_no_digits() {
        assert_eq!(at_level("4", Level::Raised), "⁴");
        assert_eq!(at_level("注1)", Level::Raised), "注¹⁾");
        assert_eq!(at_level("2-", Level::Lowered), "₂₋");
        assert_eq!(at_level("4", Level::Line), "4");
    }

    #[test]
    fn fonts_of_symbols_show_symbols() {
        assert_eq!(in_font("\u{f0fe}是", "Wingdings"), "☑是");
        assert_eq!(in_font("þ", "Wingdings"), "☑");
        assert_eq!(in_font("\u{f0b3}95", "Symbol"), "≥95");
        assert_eq!(in_font("95", "宋体"), "95");
    }
}
