//! Superscripts, subscripts and symbol fonts as plain characters.
//!
//! A raised digit is an exponent or a note mark and a lowered one an index; plain text would turn `10⁴`
//! into a hundred and four, so Unicode's own digits are used. Symbol fonts show other characters than
//! the text stores.

use std::borrow::Cow;

use formgrid_model::symbol;

/// Vertical position of a run.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// On the baseline.
    #[default]
    Line,
    /// Superscript.
    Raised,
    /// Subscript.
    Lowered,
}

impl Level {
    /// The level of a name that several formats use: `superscript`, `subscript`.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "superscript" | "super" => Self::Raised,
            "subscript" | "sub" => Self::Lowered,
            _ => Self::Line,
        }
    }
}

/// Characters with superscript and subscript forms in Unicode.
const ON_LINE: [char; 15] =
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '-', '=', '(', ')'];
const RAISED: [char; 15] =
    ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁺', '⁻', '⁼', '⁽', '⁾'];
const LOWERED: [char; 15] =
    ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉', '₊', '₋', '₌', '₍', '₎'];

/// A text at a level. Characters without such a form stay as they are.
pub(crate) fn at_level(text: &str, level: Level) -> Cow<'_, str> {
    let table = match level {
        Level::Line => return Cow::Borrowed(text),
        Level::Raised => &RAISED,
        Level::Lowered => &LOWERED,
    };
    let shifted = |c: char| ON_LINE.iter().position(|&known| known == c).map(|at| table[at]);
    text.chars().map(|c| shifted(c).unwrap_or(c)).collect()
}

/// The text that a font shows. Symbol fonts have no Chinese glyphs, so Chinese characters stay as they
/// are.
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

/// Symbol fonts.
const FONTS: [&str; 6] =
    ["Symbol", "Wingdings", "Wingdings 2", "Wingdings 3", "Webdings", "ZapfDingbats"];

/// The name of a symbol font; `None` for any other.
pub(crate) fn symbols(font: &str) -> Option<&'static str> {
    FONTS.into_iter().find(|known| *known == font)
}

/// Whether a font is a symbol font.
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
