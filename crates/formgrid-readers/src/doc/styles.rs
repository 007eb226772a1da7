//! Styles and font names ([MS-DOC] 2.9.271, 2.9.286).

use super::properties::{CharacterProperties, ParagraphProperties};
use crate::little_endian::{size_at, slice, u8_at, u16_at, utf16};

/// Longest chain of base styles; a longer one is a cycle.
const MAX_CHAIN: usize = 20;

/// `istdBase` of a style without a base.
const NO_BASE: u16 = 0x0fff;

/// `sti` of the built-in heading styles.
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

/// What a style gives its paragraphs.
#[derive(Debug, Default, Clone)]
pub(super) struct Effect {
    pub(super) paragraph: ParagraphProperties,
    pub(super) characters: CharacterProperties,
    pub(super) is_heading: bool,
}

impl<'a> Styles<'a> {
    /// Reads the style sheet as far as possible.
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

    /// The effect of each style, by index.
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
    // A paragraph style stores its index before the modifiers.
    if kind == 1 {
        style.paragraph = list().get(2..).unwrap_or(&[]);
        style.characters = list();
    }
    style
}

/// Font names, by index.
pub(super) fn fonts(table: &[u8]) -> Vec<String> {
    /// Bytes of an FFN before the name, without the length byte.
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

/// Bounds of a story's parts, in characters from its start: a PLC with `entry` bytes of data per part.
pub(super) fn bounds(table: &[u8], entry: usize) -> Vec<usize> {
    let n_parts = table.len().saturating_sub(4) / (4 + entry);
    (0..=n_parts).filter_map(|number| size_at(table, 4 * number)).collect()
}
