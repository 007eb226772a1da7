//! The text of a glyph, in characters that compare.
//!
//! Fonts encode one character in many ways: ligatures, vertical presentation forms, radicals in place
//! of ideographs. A reader cannot tell them apart, so they become the characters they look like.
//! Characters without ink are dropped.

use std::rc::Rc;

use formgrid_model::is_invisible;
use read_fonts::ps::agl;
use unicode_normalization::UnicodeNormalization;

/// The text of a glyph.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Text {
    /// No text: the glyph shows nothing.
    None,
    /// One character.
    Char(char),
    /// Several characters.
    Several(Rc<str>),
}

impl Text {
    /// Stands for a glyph without a known character.
    pub(crate) const UNKNOWN: Self = Self::Char(char::REPLACEMENT_CHARACTER);

    /// The normalized text of some characters.
    pub(crate) fn of(characters: impl IntoIterator<Item = char>) -> Self {
        let mut text = String::new();
        for c in characters {
            match is_compatible(c) {
                true => text.extend(std::iter::once(c).nfkc()),
                false => text.extend(shown(c)),
            }
        }
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (None, _) => Self::None,
            (Some(only), None) => Self::Char(only),
            _ => Self::Several(text.into()),
        }
    }

    /// The normalized text of one character.
    pub(crate) fn of_char(c: char) -> Self {
        match is_compatible(c) {
            true => Self::of([c]),
            false => shown(c).map_or(Self::None, Self::Char),
        }
    }

    /// The text of a glyph name; `None` if the name identifies no character.
    pub(super) fn named(name: &str) -> Option<Self> {
        match Self::of(agl::name_to_chars(name)) {
            Self::None => None,
            text => Some(text),
        }
    }

    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::None => false,
            Self::Char(c) => c.is_whitespace(),
            Self::Several(text) => text.trim().is_empty(),
        }
    }
}

/// Ligatures, vertical presentation forms, and Kangxi radicals.
fn is_compatible(c: char) -> bool {
    matches!(c, '\u{fb00}'..='\u{fb06}' | '\u{fe10}'..='\u{fe19}' | '\u{fe30}'..='\u{fe48}'
        | '\u{2f00}'..='\u{2fd5}')
}

/// What a character shows that is not compatible with several; `None` if it shows nothing.
fn shown(c: char) -> Option<char> {
    match c {
        '\u{2e80}'..='\u{2ef3}' => Some(ideograph(c)),
        c if shows_nothing(c) => None,
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    }
}

/// The ideograph of a character in the block CJK Radicals Supplement; the character itself if it has
/// none.
fn ideograph(radical: char) -> char {
    let at = u32::from(radical).checked_sub(0x2e80).and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| IDEOGRAPHS.chars().nth(at)).filter(|&c| c != '＿').unwrap_or(radical)
}

/// Unicode's `Equivalent_Unified_Ideograph` for U+2E80 to U+2EF3, in order; `＿` for characters without
/// one.
const IDEOGRAPHS: &str = "\
    ＿厂乛乚乙亻冂𠘨刀刂卜㔾小尐兀尣尢𡯂巳幺彑彐忄心扌攵＿旡日月歺母民氵氺灬爫爬丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫\
    羊𦍌𦍋耂肀聿肉𦥑艹艺艻虎衤覀西见角𧢲讠贝𧾷车辶辷辸邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾\
    斉齐歯齿竜龙龜亀龟";

/// Controls, invisible characters, noncharacters.
fn shows_nothing(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || is_invisible(c)
        || matches!(c, '\u{fffd}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::Text;

    fn check(characters: &str, expected: &str) {
        let shown = match Text::of(characters.chars()) {
            Text::None => String::new(),
            Text::Char(c) => c.to_string(),
            Text::Several(text) => text.to_string(),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn forms_become_the_characters_they_show() {
        check("ﬃ", "ffi");
        check("⼈", "人");
        check("⻓⺠⻔⻘⻝⺬⻅⻰", "长民门青食示见龙");
        check("⺀⻳⺟", "⺀龟母");
        check("︵", "(");
    }

    #[test]
    fn characters_without_ink_are_dropped() {
        check("\u{ad}\u{200b}", "");
        check("\u{3000}", " ");
    }
}
