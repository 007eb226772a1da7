//! Embedded font programs, read backwards to map codes and glyphs to characters.
//!
//! A font program maps characters to glyphs, or names its glyphs. If a document has no other
//! information on its codes, inverting that map is all there is. A glyph of several characters takes
//! the first.

use std::collections::BTreeMap;

use lopdf::Dictionary;
use read_fonts::{
    FontRef, TableProvider,
    ps::{cff::CffFontRef, type1::Type1Font},
    tables::cmap::{CmapIterLimits, CmapSubtable},
    types::GlyphId,
};

use super::Text;
use crate::objects::Objects;

/// Characters of a font program by code and by glyph.
#[derive(Debug, Default)]
pub(super) struct Program {
    by_code: BTreeMap<u8, Text>,
    by_glyph: BTreeMap<u32, Text>,
}

impl Program {
    /// The program embedded in a font descriptor; empty if it is missing or damaged.
    pub(super) fn read<'a>(objects: Objects<'a>, descriptor: Option<&'a Dictionary>) -> Self {
        let bytes = |key| objects.unpack(objects.stream(descriptor?, key)?);
        let program = None
            .or_else(|| type1(&bytes("FontFile")?))
            .or_else(|| open_type(&bytes("FontFile2")?))
            .or_else(|| {
                let bytes = bytes("FontFile3")?;
                open_type(&bytes).or_else(|| compact(&bytes))
            });
        program.unwrap_or_default()
    }

    /// The text of a one-byte code in the program's built-in encoding.
    pub(super) fn of_code(&self, code: u8) -> Option<Text> {
        self.by_code.get(&code).cloned()
    }

    pub(super) fn of_glyph(&self, glyph: u32) -> Option<Text> {
        self.by_glyph.get(&glyph).cloned()
    }
}

/// Type 1: a built-in encoding from codes to glyph names.
fn type1(bytes: &[u8]) -> Option<Program> {
    let font = Type1Font::new(bytes).ok()?;
    let encoding = font.encoding()?;
    let by_code =
        (0..=255).filter_map(|code| Some((code, Text::named(encoding.glyph_name(code)?)?)));
    Some(Program { by_code: by_code.collect(), by_glyph: BTreeMap::new() })
}

/// CFF: glyph names unless it is CID-keyed, and a built-in encoding from codes to glyphs.
fn compact(bytes: &[u8]) -> Option<Program> {
    let font = CffFontRef::new_cff(bytes, 0, None).ok()?;
    let mut program = Program::default();
    if !font.is_cid() {
        let charset = font.charset()?;
        let name =
            |glyph| Text::named(std::str::from_utf8(font.string(charset.string_id(glyph)?)?).ok()?);
        let glyphs = (0..font.num_glyphs().min(MAX_GLYPHS)).map(GlyphId::new);
        program.by_glyph =
            glyphs.filter_map(|glyph| Some((glyph.to_u32(), name(glyph)?))).collect();
        let glyph = |code| Some(font.encoding()?.map(code)?.to_u32());
        program.by_code = codes(|code| program.of_glyph(glyph(code)?));
    }
    Some(program)
}

/// TrueType or OpenType: `cmap` tables, and possibly glyph names.
fn open_type(bytes: &[u8]) -> Option<Program> {
    let font = FontRef::new(bytes).ok()?;
    let mut program = Program { by_glyph: unicode_glyphs(&font), ..Program::default() };
    if program.by_glyph.is_empty() {
        program.by_glyph = named_glyphs(&font);
    }
    let tables = encoded_tables(&font);
    let glyph = |code: u8| {
        // Symbol fonts map codes in the private use area.
        let places = [u32::from(code), 0xf000 + u32::from(code)];
        tables.iter().find_map(|table| places.iter().find_map(|&at| table.map_codepoint(at)))
    };
    program.by_code = codes(|code| program.of_glyph(glyph(code)?.to_u32()));
    Some(program)
}

fn codes(text: impl Fn(u8) -> Option<Text>) -> BTreeMap<u8, Text> {
    (0..=255).filter_map(|code| Some((code, text(code)?))).collect()
}

/// No font format has more glyphs.
const MAX_GLYPHS: u32 = 65_536;

/// Whether a `cmap` platform and encoding mean Unicode.
fn is_unicode(platform: u16, encoding: u16) -> bool {
    platform == 0 || platform == 3 && matches!(encoding, 1 | 10)
}

fn unicode_glyphs(font: &FontRef<'_>) -> BTreeMap<u32, Text> {
    let mut glyphs = BTreeMap::new();
    let Ok(cmap) = font.cmap() else { return glyphs };
    let limits =
        CmapIterLimits { glyph_count: MAX_GLYPHS, ..CmapIterLimits::default_for_font(font) };
    for record in cmap.encoding_records() {
        let is_unicode = is_unicode(record.platform_id() as u16, record.encoding_id());
        let Some(table) = record.subtable(cmap.offset_data()).ok().filter(|_| is_unicode) else {
            continue;
        };
        for (character, glyph) in table.iter_with_limits(limits).take(MAX_MAPPINGS) {
            let text = char::from_u32(character).map_or(Text::None, |c| Text::of([c]));
            if glyph != GlyphId::NOTDEF && text != Text::None {
                glyphs.entry(glyph.to_u32()).or_insert(text);
            }
        }
    }
    glyphs
}

/// A table may map every Unicode character.
const MAX_MAPPINGS: usize = 0x11_0000;

fn named_glyphs(font: &FontRef<'_>) -> BTreeMap<u32, Text> {
    let Ok(post) = font.post() else { return BTreeMap::new() };
    let names = post.glyph_names();
    names.filter_map(|(glyph, name)| Some((glyph.to_u32(), Text::named(name)?))).collect()
}

/// Tables that map one-byte codes to glyphs.
fn encoded_tables<'f>(font: &FontRef<'f>) -> Vec<CmapSubtable<'f>> {
    let Ok(cmap) = font.cmap() else { return Vec::new() };
    let records = cmap.encoding_records().iter();
    records
        .filter(|record| !is_unicode(record.platform_id() as u16, record.encoding_id()))
        .filter_map(|record| record.subtable(cmap.offset_data()).ok())
        .collect()
}
