//! Simple fonts: one-byte codes, an encoding to characters or glyph names.

use std::{cell::OnceCell, collections::BTreeMap, rc::Rc};

use encoding_rs::{Encoding, GBK, MACINTOSH, WINDOWS_1252};
use formgrid_model::symbol;
use hayro_cmap::CMap;
use lopdf::{Dictionary, Object};
use read_fonts::ps::PredefinedEncoding;

use super::{Glyph, Source, Text, cmap, program::Program, shown, standard::Face};
use crate::objects::{Objects, number};

/// A simple font.
#[derive(Debug)]
pub(super) struct Simple<'a> {
    source: Source<'a>,
    /// Base encoding; `None` for the font's built-in one.
    base: Option<Base>,
    /// Glyph names that override the base encoding (`Differences`).
    differences: Vec<Option<Text>>,
    to_unicode: Option<Box<CMap>>,
    /// The embedded font program, parsed on first use.
    program: OnceCell<Program>,
    widths: Widths,
    glyphs: Vec<Option<Rc<Glyph>>>,
    /// Set if codes above ASCII are byte pairs of GBK; caches their glyphs.
    pairs: Option<BTreeMap<[u8; 2], Option<Rc<Glyph>>>>,
}

/// Base encodings.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Base {
    Standard,
    WinAnsi,
    MacRoman,
}

/// Glyph widths by code, in ems.
#[derive(Debug)]
struct Widths {
    first: usize,
    list: Vec<f64>,
    missing: Option<f64>,
    /// The standard font whose widths apply if the document states none.
    face: Face,
}

impl<'a> Simple<'a> {
    pub(super) fn read(source: Source<'a>) -> Self {
        let Source { objects, font, .. } = source;
        let to_unicode = objects.stream(font, "ToUnicode").and_then(|stream| source.map(stream));
        let (base, differences) = read_encoding(objects, font);
        Self {
            base,
            differences,
            to_unicode: to_unicode.map(|(_, map)| map),
            program: OnceCell::new(),
            widths: Widths::read(source),
            glyphs: vec![None; 256],
            pairs: is_gbk(source).then(BTreeMap::new),
            source,
        }
    }

    /// The first code of a string: its length in bytes and its glyph.
    pub(super) fn next_glyph(&mut self, bytes: &[u8]) -> Option<(usize, Rc<Glyph>)> {
        let &first = bytes.first()?;
        let pair = bytes.get(..2).and_then(|pair| <[u8; 2]>::try_from(pair).ok());
        if let Some((pairs, pair)) = self.pairs.as_mut().zip(pair.filter(|_| first > 0x80)) {
            let glyph = pairs.entry(pair).or_insert_with(|| glyph_of_pair(pair));
            if let Some(glyph) = glyph {
                return Some((2, Rc::clone(glyph)));
            }
        }
        Some((1, self.glyph(first)))
    }

    fn glyph(&mut self, code: u8) -> Rc<Glyph> {
        if let Some(Some(glyph)) = self.glyphs.get(usize::from(code)) {
            return Rc::clone(glyph);
        }
        let text = self.text(code);
        let advance = self.widths.of(code, &text);
        let glyph = Rc::new(Glyph { text, advance });
        if let Some(slot) = self.glyphs.get_mut(usize::from(code)) {
            *slot = Some(Rc::clone(&glyph));
        }
        glyph
    }

    fn text(&self, code: u8) -> Text {
        let symbols = self.source.symbols;
        let stated = self.to_unicode.as_ref().and_then(|map| cmap::unicode(map, code.into()));
        let named = || self.differences.get(usize::from(code)).cloned().flatten();
        let encoded = || self.base?.text(code);
        let shown_by = || symbol(symbols?, code.into()).map(Text::of_char);
        let own = || self.program.get_or_init(|| self.source.program()).of_code(code);
        let text = stated.or_else(named).or_else(encoded).or_else(shown_by).or_else(own);
        // Type 3 glyphs and Chinese bytes are no Latin letters.
        let is_latin = !(self.is_drawn() || self.pairs.is_some() && code > 0x80);
        let usual = || Base::Standard.text(code).filter(|_| is_latin);
        let text = text.or_else(usual).map(|text| shown(text, symbols));
        // Careless producers leave control characters in strings; they draw nothing.
        text.unwrap_or(if code < b' ' { Text::None } else { Text::UNKNOWN })
    }
}

impl Simple<'_> {
    /// Whether it is a Type 3 font, whose glyphs are content streams.
    fn is_drawn(&self) -> bool {
        self.source.objects.name(self.source.font, "Subtype") == Some(b"Type3")
    }
}

/// Whether codes are bytes of GBK: the font has a Chinese name and no encoding. Old Windows printer
/// drivers wrote such fonts.
fn is_gbk(source: Source<'_>) -> bool {
    let Source { objects, font, descriptor, .. } = source;
    let embeds = |key| descriptor.is_some_and(|descriptor| descriptor.get(key).is_ok());
    let is_stated = font.get(b"ToUnicode").is_ok()
        || matches!(objects.get(font, "Encoding"), Some(Object::Dictionary(_)))
        || [&b"FontFile"[..], b"FontFile2", b"FontFile3"].into_iter().any(embeds);
    let name = objects.name(font, "BaseFont").unwrap_or_default();
    let name = name.get(..MAX_NAME).unwrap_or(name);
    let (name, ..) = match std::str::from_utf8(name) {
        Ok(name) => (name.into(), GBK, false),
        Err(_) => GBK.decode(name),
    };
    let latin = name.to_ascii_lowercase().replace(['-', '_', ' ', ','], "");
    !is_stated
        && (name.contains(['宋', '黑', '楷', '仿', '隶', '幼', '雅'])
            || GBK_FONTS.iter().any(|known| latin.contains(known)))
}

/// Longest font name compared, in bytes.
const MAX_NAME: usize = 128;

/// Fonts of mainland China.
const GBK_FONTS: [&str; 12] = [
    "simsun",
    "simhei",
    "simkai",
    "simfang",
    "nsimsun",
    "kaiti",
    "fangsong",
    "stsong",
    "stheiti",
    "stkaiti",
    "stfangsong",
    "yahei",
];

/// The glyph of a byte pair in GBK, one em wide; `None` if the pair is no character.
fn glyph_of_pair(pair: [u8; 2]) -> Option<Rc<Glyph>> {
    let (text, had_errors) = GBK.decode_without_bom_handling(&pair);
    let one = || text.chars().count() == 1;
    (!had_errors && one()).then(|| Rc::new(Glyph { text: Text::of(text.chars()), advance: 1.0 }))
}

impl Base {
    fn text(self, code: u8) -> Option<Text> {
        let decoded = |encoding: &'static Encoding| {
            encoding.decode_without_bom_handling(&[code]).0.chars().next()
        };
        match self {
            Self::Standard => Text::named(PredefinedEncoding::Standard.name(code)),
            // WinAnsiEncoding has the hyphen at two codes and the bullet at all unused ones.
            Self::WinAnsi => Some(Text::of_char(match code {
                0xad => '-',
                0x7f | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d => '•',
                _ => decoded(WINDOWS_1252)?,
            })),
            Self::MacRoman => decoded(MACINTOSH).map(Text::of_char),
        }
    }
}

fn read_encoding<'a>(
    objects: Objects<'a>,
    font: &'a Dictionary,
) -> (Option<Base>, Vec<Option<Text>>) {
    let base = |name: Option<&[u8]>| match name? {
        b"WinAnsiEncoding" => Some(Base::WinAnsi),
        b"MacRomanEncoding" => Some(Base::MacRoman),
        b"StandardEncoding" => Some(Base::Standard),
        _ => None,
    };
    match objects.get(font, "Encoding") {
        Some(Object::Name(name)) => (base(Some(name)), Vec::new()),
        Some(Object::Dictionary(dict)) => {
            (base(objects.name(dict, "BaseEncoding")), read_differences(objects, dict))
        }
        _ => (None, Vec::new()),
    }
}

fn read_differences<'a>(objects: Objects<'a>, encoding: &'a Dictionary) -> Vec<Option<Text>> {
    let mut differences = vec![None; 256];
    let mut code = 0_usize;
    for item in objects.array(encoding, "Differences") {
        match item {
            Object::Name(name) => {
                if let Some(slot) = differences.get_mut(code) {
                    *slot = std::str::from_utf8(name).ok().and_then(Text::named);
                }
                code = code.saturating_add(1);
            }
            other => {
                code = other.as_i64().ok().and_then(|n| usize::try_from(n).ok()).unwrap_or(code);
            }
        }
    }
    differences
}

impl Widths {
    fn read(source: Source<'_>) -> Self {
        let Source { objects, font, descriptor, name, .. } = source;
        let first = objects.integer(font, "FirstChar").and_then(|n| usize::try_from(n).ok());
        // Type 3 glyphs have their own glyph space.
        let unit = match objects.numbers::<6>(font, "FontMatrix") {
            Some([a, ..]) if a != 0.0 => a.abs(),
            _ => 0.001,
        };
        let missing = descriptor.and_then(|d| objects.number(d, "MissingWidth"));
        let widths = objects.array(font, "Widths").take(256);
        Self {
            first: first.unwrap_or(0),
            list: widths.map(|width| number(width).unwrap_or(0.0) * unit).collect(),
            missing: missing.map(|width| width * unit),
            face: Face::of(name),
        }
    }

    fn of(&self, code: u8, text: &Text) -> f64 {
        let at = usize::from(code).checked_sub(self.first);
        let stated = at.and_then(|at| self.list.get(at)).copied();
        let usual = || match text {
            Text::Char(c) if self.list.is_empty() => self.face.width(*c),
            _ => None,
        };
        stated.or_else(usual).or(self.missing).unwrap_or(USUAL_WIDTH)
    }
}

/// Advance of a glyph without a known width, in ems.
const USUAL_WIDTH: f64 = 0.5;
