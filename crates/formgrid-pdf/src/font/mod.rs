//! Fonts: text, advance and vertical extent of character codes.
//!
//! The text of a code comes from the first source that knows it: the `ToUnicode` CMap, the encoding,
//! the character collection, the embedded font program read backwards. Glyphs are cached per document,
//! since pages draw each of them many times.

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
    /// Whether its text runs downwards.
    pub(crate) vertical: bool,
    /// Whether its name or descriptor says bold.
    pub(crate) bold: bool,
    /// Ascent above the baseline, in ems.
    pub(crate) ascent: f64,
    /// Descent below the baseline, in ems, negative.
    pub(crate) descent: f64,
}

#[derive(Debug)]
enum Codes<'a> {
    Simple(Box<simple::Simple<'a>>),
    Composite(Box<composite::Composite<'a>>),
}

/// The dictionaries that a font is read from.
#[derive(Debug, Clone, Copy)]
struct Source<'a> {
    objects: Objects<'a>,
    /// The font dictionary.
    font: &'a Dictionary,
    descriptor: Option<&'a Dictionary>,
    /// Font name without the subset prefix.
    name: &'a str,
    /// Its name in our tables of symbol fonts, if it is one.
    symbols: Option<&'static str>,
}

impl<'a> Source<'a> {
    fn program(&self) -> program::Program {
        program::Program::read(self.objects, self.descriptor)
    }

    /// Reads an embedded CMap.
    fn map(&self, stream: &Stream) -> Option<(Vec<u8>, Box<CMap>)> {
        let bytes = self.objects.unpack_map(stream)?;
        let map = cmap::parse(&bytes)?;
        Some((bytes, Box::new(map)))
    }
}

/// A decoded code. Lengths are in ems.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) text: Text,
    /// Advance: to the right, or down in a vertical font.
    pub(crate) advance: f64,
}

impl<'a> Font<'a> {
    /// Reads a font. A font without a usable dictionary still has advances.
    pub(crate) fn read(objects: Objects<'a>, dict: &'a Dictionary) -> Self {
        let descendant = objects.array(dict, "DescendantFonts").find_map(|d| d.as_dict().ok());
        let of = descendant.unwrap_or(dict);
        let name = objects.name(dict, "BaseFont").and_then(|name| std::str::from_utf8(name).ok());
        let name = name.map_or("", |name| name.split_once('+').map_or(name, |(_, name)| name));
        let descriptor = objects.dict(of, "FontDescriptor");
        let (ascent, descent) = heights(objects, descriptor, descendant.is_some());
        let source = Source { objects, font: dict, descriptor, name, symbols: symbol_font(name) };
        let codes = match descendant {
            Some(descendant) => {
                Codes::Composite(Box::new(composite::Composite::read(source, descendant)))
            }
            None => Codes::Simple(Box::new(simple::Simple::read(source))),
        };
        let vertical = matches!(&codes, Codes::Composite(codes) if codes.is_vertical());
        Self { codes, vertical, bold: is_bold(objects, name, descriptor), ascent, descent }
    }

    /// The first code of a string: its length in bytes and its glyph; `None` at the end.
    pub(crate) fn next_glyph(&mut self, bytes: &[u8]) -> Option<(usize, Rc<Glyph>)> {
        match &mut self.codes {
            Codes::Simple(codes) => codes.next_glyph(bytes),
            Codes::Composite(codes) => codes.next_glyph(bytes),
        }
    }
}

/// Ascent and descent in ems. Descriptors are often wrong, so implausible values are replaced by usual
/// ones.
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
    // Bit 19 of the flags is ForceBold.
    let forced = number("Flags").is_some_and(|flags| (flags / 262_144.0).rem_euclid(2.0) >= 1.0);
    named || forced || number("FontWeight").is_some_and(|weight| weight >= 600.0)
}

/// Name of the symbol font in our tables; `None` for other fonts.
fn symbol_font(name: &str) -> Option<&'static str> {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let known = ["Symbol", "ZapfDingbats", "Wingdings 2", "Wingdings", "Webdings"];
    // Wingdings 3 has only arrows, with other codes.
    known.into_iter().filter(|_| !name.starts_with("Wingdings3")).find(|known| {
        let known: String = known.chars().filter(|&c| c != ' ').collect();
        name.starts_with(&known)
    })
}

/// Maps private-use characters of a symbol font to the characters they show.
fn shown(text: Text, symbols: Option<&str>) -> Text {
    match (text, symbols) {
        (Text::Char(c @ '\u{f000}'..='\u{f0ff}'), Some(font)) => {
            symbol(font, c.into()).map_or(Text::Char(c), Text::Char)
        }
        (text, _) => text,
    }
}
