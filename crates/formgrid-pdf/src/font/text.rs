//! What a glyph says, in characters that compare.
//!
//! Fonts draw one character in many codes: ligatures, the forms that stand in vertical text, radicals in
//! place of ideographs. They are told apart by nobody who reads the page, so they become the characters
//! they show. What shows nothing is left out.

use std::rc::Rc;

use read_fonts::ps::agl;
use unicode_normalization::UnicodeNormalization;

/// What a glyph says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Text {
    /// Nothing: the glyph is a mark that shows nothing.
    None,
    /// One character.
    Char(char),
    /// Several.
    Several(Rc<str>),
}

impl Text {
    /// What stands for a glyph that nobody can read.
    pub(crate) const UNKNOWN: Self = Self::Char(char::REPLACEMENT_CHARACTER);

    /// The text of some characters, as they compare.
    pub(crate) fn of(characters: impl IntoIterator<Item = char>) -> Self {
        let mut text = String::new();
        for character in characters {
            match character {
                c if is_compatible(c) => text.extend(std::iter::once(c).nfkc()),
                c @ '\u{2e80}'..='\u{2ef3}' => text.push(ideograph(c)),
                c if shows_nothing(c) => {}
                c if c.is_whitespace() => text.push(' '),
                c => text.push(c),
            }
        }
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (None, _) => Self::None,
            (Some(only), None) => Self::Char(only),
            _ => Self::Several(text.into()),
        }
    }

    /// The text of a glyph that has this name; none where the name tells no character.
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

/// Ligatures, presentation forms of vertical text, and the radicals of the Kangxi dictionary.
fn is_compatible(c: char) -> bool {
    matches!(c, '\u{fb00}'..='\u{fb06}' | '\u{fe10}'..='\u{fe19}' | '\u{fe30}'..='\u{fe48}'
        | '\u{2f00}'..='\u{2fd5}')
}

/// The ideograph that a character of the block CJK Radicals Supplement stands for; the character itself
/// where it stands for none.
fn ideograph(radical: char) -> char {
    let at = u32::from(radical).checked_sub(0x2e80).and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| IDEOGRAPHS.chars().nth(at)).filter(|&c| c != '＿').unwrap_or(radical)
}

/// Unicode's property `Equivalent_Unified_Ideograph` for U+2E80 to U+2EF3, in order; `＿` where a
/// character has none.
const IDEOGRAPHS: &str = "\
    ＿厂乛乚乙亻冂𠘨刀刂卜㔾小尐兀尣尢𡯂巳幺彑彐忄心扌攵＿旡日月歺母民氵氺灬爫爬丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫\
    羊𦍌𦍋耂肀聿肉𦥑艹艺艻虎衤覀西见角𧢲讠贝𧾷车辶辷辸邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾\
    斉齐歯齿竜龙龜亀龟";

/// Controls, soft hyphens, marks of direction and joining, and what stands for no character.
fn shows_nothing(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fffd}' | '\u{fffe}' | '\u{ffff}'
            | '\u{fe00}'..='\u{fe0f}')
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
    fn what_shows_nothing_is_left_out() {
        check("\u{ad}\u{200b}", "");
        check("\u{3000}", " ");
    }
}
