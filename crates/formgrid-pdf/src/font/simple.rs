//! Simple fonts: codes of one byte, led by an encoding to characters or glyph names.

use std::rc::Rc;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use hayro_cmap::CMap;
use lopdf::{Dictionary, Object};
use read_fonts::ps::{PredefinedEncoding, agl};

use super::{Glyph, Text, cmap};
use crate::{
    limits,
    objects::{Objects, number},
};

/// What a simple font makes of its codes.
#[derive(Debug)]
pub(super) struct Simple {
    base: Base,
    /// Glyph names that take the place of the base encoding's.
    differences: Vec<Option<Text>>,
    to_unicode: Option<Box<CMap>>,
    widths: Widths,
    glyphs: Vec<Option<Rc<Glyph>>>,
}

/// The encoding that differences change.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Base {
    Standard,
    WinAnsi,
    MacRoman,
}

/// Widths of codes, in ems.
#[derive(Debug)]
struct Widths {
    first: usize,
    list: Vec<f64>,
    missing: f64,
}

impl Simple {
    pub(super) fn read<'a>(
        objects: Objects<'a>,
        font: &'a Dictionary,
        descriptor: Option<&'a Dictionary>,
    ) -> Self {
        let to_unicode = objects
            .stream(font, "ToUnicode")
            .and_then(|stream| objects.unpack(stream, limits::CMAP_BYTES))
            .and_then(|bytes| cmap::parse(&bytes).map(Box::new));
        let (base, differences) = read_encoding(objects, font);
        let widths = Widths::read(objects, font, descriptor);
        Self { base, differences, to_unicode, widths, glyphs: vec![None; 256] }
    }

    pub(super) fn glyph(&mut self, code: u8) -> Rc<Glyph> {
        if let Some(Some(glyph)) = self.glyphs.get(usize::from(code)) {
            return Rc::clone(glyph);
        }
        let glyph = Rc::new(Glyph { text: self.text(code), advance: self.widths.of(code) });
        if let Some(slot) = self.glyphs.get_mut(usize::from(code)) {
            *slot = Some(Rc::clone(&glyph));
        }
        glyph
    }

    fn text(&self, code: u8) -> Text {
        let stated = self.to_unicode.as_ref().and_then(|map| cmap::unicode(map, code.into()));
        let named = || self.differences.get(usize::from(code)).cloned().flatten();
        stated.or_else(named).or_else(|| self.base.text(code)).unwrap_or(Text::None)
    }
}

impl Base {
    fn text(self, code: u8) -> Option<Text> {
        let decoded = |encoding: &'static Encoding| {
            encoding.decode_without_bom_handling(&[code]).0.chars().next()
        };
        match self {
            Self::Standard => named(PredefinedEncoding::Standard.name(code)),
            // The hyphen of this encoding stands at two codes, its bullet at all that are free.
            Self::WinAnsi => Some(Text::of([match code {
                0xad => '-',
                0x7f | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d => '•',
                _ => decoded(WINDOWS_1252)?,
            }])),
            Self::MacRoman => decoded(MACINTOSH).map(|c| Text::of([c])),
        }
    }
}

/// What a glyph of some name says.
fn named(name: &str) -> Option<Text> {
    match Text::of(agl::name_to_chars(name)) {
        Text::None => None,
        text => Some(text),
    }
}

fn read_encoding<'a>(objects: Objects<'a>, font: &'a Dictionary) -> (Base, Vec<Option<Text>>) {
    let base = |name: Option<&[u8]>| match name {
        Some(b"WinAnsiEncoding") => Base::WinAnsi,
        Some(b"MacRomanEncoding") => Base::MacRoman,
        _ => Base::Standard,
    };
    match objects.get(font, "Encoding") {
        Some(Object::Name(name)) => (base(Some(name)), Vec::new()),
        Some(Object::Dictionary(dict)) => {
            (base(objects.name(dict, "BaseEncoding")), read_differences(objects, dict))
        }
        _ => (base(None), Vec::new()),
    }
}

fn read_differences<'a>(objects: Objects<'a>, encoding: &'a Dictionary) -> Vec<Option<Text>> {
    let mut differences = vec![None; 256];
    let mut code = 0_usize;
    for item in objects.array(encoding, "Differences") {
        match item {
            Object::Name(name) => {
                if let Some(slot) = differences.get_mut(code) {
                    *slot = std::str::from_utf8(name).ok().and_then(named);
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
    fn read<'a>(
        objects: Objects<'a>,
        font: &'a Dictionary,
        descriptor: Option<&'a Dictionary>,
    ) -> Self {
        let first = objects.integer(font, "FirstChar").and_then(|n| usize::try_from(n).ok());
        let missing = descriptor.and_then(|d| objects.number(d, "MissingWidth")).unwrap_or(500.0);
        // The glyphs of a Type 3 font are drawn in a space of their own.
        let unit = match objects.numbers::<6>(font, "FontMatrix") {
            Some([a, ..]) if a != 0.0 => a.abs(),
            _ => 0.001,
        };
        Self {
            first: first.unwrap_or(0),
            list: objects
                .array(font, "Widths")
                .take(256)
                .map(|width| number(width).unwrap_or(0.0) * unit)
                .collect(),
            missing: missing * unit,
        }
    }

    fn of(&self, code: u8) -> f64 {
        let at = usize::from(code).checked_sub(self.first);
        at.and_then(|at| self.list.get(at)).copied().unwrap_or(self.missing)
    }
}
