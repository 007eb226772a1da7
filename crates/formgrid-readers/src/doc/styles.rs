//! Styles and fonts: what paragraphs take from their style, and the names of fonts ([MS-DOC] 2.9.271,
//! 2.9.286).

use super::{
    bytes::{size_at, slice, u8_at, u16_at, utf16},
    properties::{CharacterProperties, ParagraphProperties},
};

/// How many styles one may be based on, one after another; a longer chain is a circle.
const MAX_CHAIN: usize = 20;

/// The number that says that a style is based on none.
const NO_BASE: u16 = 0x0fff;

/// Numbers that programs give to the styles of headings.
const HEADINGS: std::ops::RangeInclusive<u16> = 1..=9;

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles<'a> {
    list: Vec<Style<'a>>,
}

#[derive(Debug, Default, Clone)]
struct Style<'a> {
    is_heading: bool,
    base: Option<usize>,
    paragraph: &'a [u8],
    characters: &'a [u8],
}

/// What a style gives to its paragraphs.
#[derive(Debug, Default, Clone)]
pub(super) struct Effect {
    pub(super) paragraph: ParagraphProperties,
    pub(super) characters: CharacterProperties,
    pub(super) is_heading: bool,
}

impl<'a> Styles<'a> {
    /// Reads the style sheet, as far as it can be read.
    pub(super) fn read(sheet: &'a [u8]) -> Self {
        let header_len = usize::from(u16_at(sheet, 0).unwrap_or(0));
        let n_styles = usize::from(u16_at(sheet, 2).unwrap_or(0));
        let base_len = usize::from(u16_at(sheet, 4).unwrap_or(0));
        let mut at = 2 + header_len;
        let mut list = Vec::new();
        for _ in 0..n_styles {
            let Some(len) = u16_at(sheet, at).map(usize::from) else { break };
            list.push(style(slice(sheet, at + 2, len), base_len));
            at += 2 + len;
        }
        Self { list }
    }

    /// What each style does, by its number.
    pub(super) fn effects(&self) -> Vec<Effect> {
        (0..self.list.len()).map(|number| self.effect(number)).collect()
    }

    fn effect(&self, number: usize) -> Effect {
        let mut chain = Vec::new();
        let mut next = Some(number);
        while let Some(style) = next.and_then(|number| self.list.get(number))
            && chain.len() < MAX_CHAIN
        {
            chain.push(style);
            next = style.base;
        }
        let mut effect = Effect::default();
        for style in chain.iter().rev() {
            effect.paragraph.apply(style.paragraph, &[]);
            effect.characters.apply(style.characters);
        }
        effect.is_heading = match effect.paragraph.outline {
            Some(level) => level < 9,
            None => chain.iter().any(|style| style.is_heading),
        };
        effect
    }
}

fn style(bytes: &[u8], base_len: usize) -> Style<'_> {
    let word = |at| u16_at(bytes, at).unwrap_or(0);
    let (number, kind, base) = (word(0) & 0x0fff, word(2) & 0x000f, word(2) >> 4);
    let mut style = Style {
        is_heading: HEADINGS.contains(&number),
        base: (base != NO_BASE).then_some(usize::from(base)),
        ..Style::default()
    };
    let name_len = 2 * usize::from(word(base_len));
    let mut at = base_len + 2 + name_len + 2;
    let mut list = || {
        at += at % 2;
        let len = usize::from(u16_at(bytes, at).unwrap_or(0));
        let found = slice(bytes, at + 2, len);
        at += 2 + len;
        found
    };
    // A paragraph's style has its number before the modifiers.
    if kind == 1 {
        style.paragraph = list().get(2..).unwrap_or(&[]);
        style.characters = list();
    }
    style
}

/// The names of the fonts, by number.
pub(super) fn fonts(table: &[u8]) -> Vec<String> {
    /// Bytes before the name of a font, the length not counted.
    const BEFORE_NAME: usize = 39;
    let n_fonts = usize::from(u16_at(table, 0).unwrap_or(0));
    let mut at = 4;
    let mut fonts = Vec::new();
    for _ in 0..n_fonts {
        let Some(len) = u8_at(table, at).map(usize::from) else { break };
        let name = utf16(slice(table, at + 1, len), BEFORE_NAME, len / 2);
        fonts.push(name.split('\0').next().unwrap_or_default().to_owned());
        at += 1 + len;
    }
    fonts
}

/// The bounds of the parts of a story, in characters from its beginning: a table of numbers, behind
/// which stand `entry` bytes for each part.
pub(super) fn bounds(table: &[u8], entry: usize) -> Vec<usize> {
    let n_parts = table.len().saturating_sub(4) / (4 + entry);
    (0..=n_parts).filter_map(|number| size_at(table, 4 * number)).collect()
}
