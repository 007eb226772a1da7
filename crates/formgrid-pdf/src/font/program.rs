//! Embedded font programs, read backwards: what a code or a glyph says by the program's own account.
//!
//! A font program leads from characters to glyphs, or names its glyphs. Where a document says nothing of
//! its codes, following that the other way is all there is. A glyph that several characters lead to says
//! the first of them.

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

/// What a font program says of its codes and glyphs.
#[derive(Debug, Default)]
pub(super) struct Program {
    by_code: BTreeMap<u8, Text>,
    by_glyph: BTreeMap<u32, Text>,
}

impl Program {
    /// The program that a font descriptor embeds; an empty one where there is none or it is damaged.
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

    /// What a code of one byte says by the program's own encoding.
    pub(super) fn of_code(&self, code: u8) -> Option<Text> {
        self.by_code.get(&code).cloned()
    }

    pub(super) fn of_glyph(&self, glyph: u32) -> Option<Text> {
        self.by_glyph.get(&glyph).cloned()
    }
}

/// A Type 1 font has an encoding from codes to glyph names.
fn type1(bytes: &[u8]) -> Option<Program> {
    let font = Type1Font::new(bytes).ok()?;
    let encoding = font.encoding()?;
    let by_code =
        (0..=255).filter_map(|code| Some((code, Text::named(encoding.glyph_name(code)?)?)));
    Some(Program { by_code: by_code.collect(), by_glyph: BTreeMap::new() })
}

/// A compact font has names for its glyphs, unless it is made for composite fonts, and an encoding from
/// codes to glyphs.
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

/// A TrueType or OpenType font has tables from characters to glyphs, and may name its glyphs.
fn open_type(bytes: &[u8]) -> Option<Program> {
    let font = FontRef::new(bytes).ok()?;
    let mut program = Program { by_glyph: unicode_glyphs(&font), ..Program::default() };
    if program.by_glyph.is_empty() {
        program.by_glyph = named_glyphs(&font);
    }
    let tables = encoded_tables(&font);
    let glyph = |code: u8| {
        // Symbol fonts have their codes in the private area.
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

/// Platform and encoding of the tables whose characters are Unicode's.
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

/// A table may lead every character of Unicode to some glyph.
const MAX_MAPPINGS: usize = 0x11_0000;

fn named_glyphs(font: &FontRef<'_>) -> BTreeMap<u32, Text> {
    let Ok(post) = font.post() else { return BTreeMap::new() };
    let names = post.glyph_names();
    names.filter_map(|(glyph, name)| Some((glyph.to_u32(), Text::named(name)?))).collect()
}

/// The tables from codes of one byte to glyphs.
fn encoded_tables<'f>(font: &FontRef<'f>) -> Vec<CmapSubtable<'f>> {
    let Ok(cmap) = font.cmap() else { return Vec::new() };
    let records = cmap.encoding_records().iter();
    records
        .filter(|record| !is_unicode(record.platform_id() as u16, record.encoding_id()))
        .filter_map(|record| record.subtable(cmap.offset_data()).ok())
        .collect()
}
