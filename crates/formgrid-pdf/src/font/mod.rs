//! Fonts: what a character code says, how far it advances the pen, and how tall the text stands.
//!
//! What a code says is answered by the first of these that knows: the font's `ToUnicode` map, its
//! encoding, the character collection behind its encoding, the embedded font program read backwards.
//! Glyphs are worked out once and kept for the document, since a page draws each of them many times.

mod cmap;
mod composite;
mod program;
mod simple;
mod standard;
mod text;

use std::rc::Rc;

use formgrid_model::symbol;
use hayro_cmap::CMap;
use lopdf::{Dictionary, Stream};

use crate::objects::Objects;

pub(crate) use text::Text;

/// A font of the document.
#[derive(Debug)]
pub(crate) struct Font<'a> {
    codes: Codes<'a>,
    /// The text runs downwards.
    pub(crate) vertical: bool,
    /// Its name or its descriptor says that it is bold.
    pub(crate) bold: bool,
    /// How far above the baseline its letters reach, in ems.
    pub(crate) ascent: f64,
    /// How far below the baseline its letters reach, in ems, as a negative number.
    pub(crate) descent: f64,
}

#[derive(Debug)]
enum Codes<'a> {
    Simple(Box<simple::Simple<'a>>),
    Composite(Box<composite::Composite<'a>>),
}

/// What fonts of both kinds are read from.
#[derive(Debug, Clone, Copy)]
struct Source<'a> {
    objects: Objects<'a>,
    /// The font's own dictionary.
    font: &'a Dictionary,
    descriptor: Option<&'a Dictionary>,
    /// The font's name without the mark of a subset.
    name: &'a str,
}

impl<'a> Source<'a> {
    fn program(&self) -> program::Program {
        program::Program::read(self.objects, self.descriptor)
    }

    /// A map that the font embeds.
    fn map(&self, stream: &Stream) -> Option<(Vec<u8>, Box<CMap>)> {
        let bytes = self.objects.unpack_map(stream)?;
        let map = cmap::parse(&bytes)?;
        Some((bytes, Box::new(map)))
    }
}

/// What a font makes of a code. Lengths are in ems.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) text: Text,
    /// How far the pen goes on: to the right, or down in a vertical font.
    pub(crate) advance: f64,
}

impl<'a> Font<'a> {
    /// Reads a font. A font without a usable dictionary still advances the pen.
    pub(crate) fn read(objects: Objects<'a>, dict: &'a Dictionary) -> Self {
        let descendant = objects.array(dict, "DescendantFonts").find_map(|d| d.as_dict().ok());
        let of = descendant.unwrap_or(dict);
        let name = objects.name(dict, "BaseFont").and_then(|name| std::str::from_utf8(name).ok());
        let name = name.map_or("", |name| name.split_once('+').map_or(name, |(_, name)| name));
        let descriptor = objects.dict(of, "FontDescriptor");
        let (ascent, descent) = heights(objects, descriptor, descendant.is_some());
        let source = Source { objects, font: dict, descriptor, name };
        let codes = match descendant {
            Some(descendant) => {
                Codes::Composite(Box::new(composite::Composite::read(source, descendant)))
            }
            None => Codes::Simple(Box::new(simple::Simple::read(source))),
        };
        let vertical = matches!(&codes, Codes::Composite(codes) if codes.is_vertical());
        Self { codes, vertical, bold: is_bold(objects, name, descriptor), ascent, descent }
    }

    /// The first code of a string: its length in bytes and its glyph. Nothing at the string's end.
    pub(crate) fn next_glyph(&mut self, bytes: &[u8]) -> Option<(usize, Rc<Glyph>)> {
        match &mut self.codes {
            Codes::Simple(codes) => codes.next_glyph(bytes),
            Codes::Composite(codes) => codes.next_glyph(bytes),
        }
    }
}

/// Ascent and descent in ems. Descriptors state nonsense often enough: what no font has is replaced by
/// what most have.
fn heights<'a>(
    objects: Objects<'a>,
    descriptor: Option<&'a Dictionary>,
    is_composite: bool,
) -> (f64, f64) {
    let stated = |key| Some(objects.number(descriptor?, key)? / 1000.0);
    let usual = if is_composite { (0.88, -0.12) } else { (0.75, -0.22) };
    let ascent = stated("Ascent").filter(|n| (0.5..=1.2).contains(n)).unwrap_or(usual.0);
    let descent = stated("Descent").map(|n| -n.abs()).filter(|n| (-0.5..=-0.05).contains(n));
    (ascent, descent.unwrap_or(usual.1))
}

fn is_bold<'a>(objects: Objects<'a>, name: &str, descriptor: Option<&'a Dictionary>) -> bool {
    let name = name.to_ascii_lowercase();
    let named = ["bold", "black", "heavy", "simhei"].iter().any(|word| name.contains(word));
    let number = |key| objects.number(descriptor?, key);
    // Bit 19 of the flags asks for bold even at small sizes.
    let forced = number("Flags").is_some_and(|flags| (flags / 262_144.0).rem_euclid(2.0) >= 1.0);
    named || forced || number("FontWeight").is_some_and(|weight| weight >= 600.0)
}

/// The name under which the symbols of a font are known; none where it is no font of symbols.
fn symbol_font(name: &str) -> Option<&'static str> {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let known = ["Symbol", "ZapfDingbats", "Wingdings 2", "Wingdings", "Webdings"];
    // A third font of this name holds arrows alone, in codes of its own.
    known.into_iter().filter(|_| !name.starts_with("Wingdings3")).find(|known| {
        let known: String = known.chars().filter(|&c| c != ' ').collect();
        name.starts_with(&known)
    })
}

/// A character that a symbol font keeps in the private area, as the character it shows; any other as it
/// is.
fn shown(text: Text, symbols: Option<&str>) -> Text {
    match (text, symbols) {
        (Text::Char(c @ '\u{f000}'..='\u{f0ff}'), Some(font)) => {
            symbol(font, c.into()).map_or(Text::Char(c), Text::Char)
        }
        (text, _) => text,
    }
}
