//! Composite fonts: codes of one to four bytes, a CMap to the CIDs of a character collection.
//!
//! Chinese forms use them. Often the font is not embedded, and only the names of its CMap and
//! collection tell which character a code stands for.

use std::{cell::OnceCell, rc::Rc, sync::Arc};

use hayro_cmap::{CMap, WritingMode};
use lopdf::{Dictionary, Object};

use super::{Glyph, Source, Text, cmap, program::Program, shown};
use crate::{
    Lookup,
    objects::{Objects, number},
};

/// A composite font.
#[derive(Debug)]
pub(super) struct Composite<'a> {
    source: Source<'a>,
    encoding: Encoding,
    to_unicode: Option<ToUnicode>,
    collection: Option<Arc<CMap>>,
    /// The embedded font program, parsed on first use, and the map from CIDs to its glyphs.
    program: OnceCell<Program>,
    glyph_numbers: OnceCell<Vec<u8>>,
    descendant: &'a Dictionary,
    advances: Advances,
    is_vertical: bool,
    /// Glyph cache, by length of the code in bytes and code.
    glyphs: Lookup<(usize, u32), Rc<Glyph>>,
}

/// How codes map to CIDs.
#[derive(Debug)]
enum Encoding {
    /// Two bytes, which are the CID.
    Identity,
    Map {
        map: Arc<CMap>,
        shortest: usize,
    },
}

#[derive(Debug)]
enum ToUnicode {
    /// Codes are UTF-16.
    Identity,
    Map(Box<CMap>),
}

impl<'a> Composite<'a> {
    pub(super) fn read(source: Source<'a>, descendant: &'a Dictionary) -> Self {
        let Source { objects, font, .. } = source;
        let encoding = read_encoding(source);
        let is_vertical = match &encoding {
            Encoding::Map { map, .. } => map.metadata().writing_mode == Some(WritingMode::Vertical),
            Encoding::Identity => {
                objects.name(font, "Encoding").is_some_and(|name| name.ends_with(b"-V"))
            }
        };
        Self {
            to_unicode: read_to_unicode(source),
            collection: read_collection(objects, descendant, &encoding),
            program: OnceCell::new(),
            glyph_numbers: OnceCell::new(),
            descendant,
            advances: Advances::read(objects, descendant, is_vertical),
            is_vertical,
            glyphs: Lookup::default(),
            encoding,
            source,
        }
    }

    pub(super) fn is_vertical(&self) -> bool {
        self.is_vertical
    }

    pub(super) fn next_glyph(&mut self, bytes: &[u8]) -> Option<(usize, Rc<Glyph>)> {
        let (length, code, cid) = self.encoding.next_code(bytes)?;
        if let Some(glyph) = self.glyphs.get(&(length, code)) {
            return Some((length, Rc::clone(glyph)));
        }
        let glyph = Rc::new(self.work_out(code, cid));
        self.glyphs.insert((length, code), Rc::clone(&glyph));
        Some((length, glyph))
    }

    fn work_out(&self, code: u32, cid: Option<u32>) -> Glyph {
        let stated = self.to_unicode.as_ref().and_then(|map| match map {
            ToUnicode::Identity => char::from_u32(code).map(Text::of_char),
            ToUnicode::Map(map) => cmap::unicode(map, code),
        });
        let collected = || cmap::unicode(self.collection.as_ref()?, cid?);
        let own = || {
            let program = self.program.get_or_init(|| self.source.program());
            program.of_glyph(self.glyph_number(cid?))
        };
        let text = stated.or_else(collected).or_else(own);
        let text = text.map(|text| shown(text, self.source.symbols));
        // Glyph 0 is the `.notdef` glyph, mostly blank.
        let unknown = if cid == Some(0) { Text::None } else { Text::UNKNOWN };
        Glyph { text: text.unwrap_or(unknown), advance: self.advances.of(cid.unwrap_or(0)) }
    }

    /// Glyph index of a CID in the font program.
    fn glyph_number(&self, cid: u32) -> u32 {
        let objects = self.source.objects;
        let numbers = self.glyph_numbers.get_or_init(|| {
            let stream = objects.stream(self.descendant, "CIDToGIDMap");
            stream.and_then(|stream| objects.unpack(stream)).unwrap_or_default()
        });
        if numbers.is_empty() {
            return cid;
        }
        let at = usize::try_from(cid).ok().and_then(|cid| cid.checked_mul(2));
        match at.and_then(|at| numbers.get(at..at.checked_add(2)?)) {
            Some(&[high, low]) => u32::from(high) << 8 | u32::from(low),
            _ => 0,
        }
    }
}

impl Encoding {
    /// The first code of a string: length in bytes, code, and CID if the CMap has it.
    fn next_code(&self, bytes: &[u8]) -> Option<(usize, u32, Option<u32>)> {
        bytes.first()?;
        let code = |length: usize| {
            let bytes = bytes.get(..length)?;
            Some(bytes.iter().fold(0_u32, |code, &byte| code << 8 | u32::from(byte)))
        };
        let Self::Map { map, shortest } = self else {
            let length = bytes.len().min(2);
            let code = code(length)?;
            return Some((length, code, Some(code)));
        };
        let known = (*shortest..=4).find_map(|length| {
            let code = code(length)?;
            let cid = map.lookup_cid_code(code, u8::try_from(length).ok()?)?;
            Some((length, code, Some(cid)))
        });
        known.or_else(|| {
            // In mixed East Asian encodings a byte above ASCII begins a pair.
            let pair = *shortest == 1 && bytes.first().is_some_and(|&byte| byte >= 0x80);
            let length = if pair { 2 } else { *shortest }.min(bytes.len());
            Some((length, code(length)?, None))
        })
    }
}

fn read_encoding(source: Source<'_>) -> Encoding {
    match source.objects.get(source.font, "Encoding") {
        Some(Object::Name(name)) if !name.starts_with(b"Identity") => {
            let is_wide = [&b"UCS2"[..], b"UTF16", b"UCS-2", b"UTF-16"]
                .iter()
                .any(|part| name.windows(part.len()).any(|window| window == *part));
            let shortest = if is_wide { 2 } else { 1 };
            cmap::predefined(name).map_or(Encoding::Identity, |map| Encoding::Map { map, shortest })
        }
        Some(Object::Stream(stream)) => match source.map(stream) {
            Some((bytes, map)) => {
                Encoding::Map { map: Arc::new(*map), shortest: cmap::shortest_code(&bytes) }
            }
            None => Encoding::Identity,
        },
        _ => Encoding::Identity,
    }
}

fn read_to_unicode(source: Source<'_>) -> Option<ToUnicode> {
    match source.objects.get(source.font, "ToUnicode")? {
        Object::Name(name) if name.starts_with(b"Identity") => Some(ToUnicode::Identity),
        Object::Stream(stream) => source.map(stream).map(|(_, map)| ToUnicode::Map(map)),
        _ => None,
    }
}

/// The map from CIDs to Unicode. With an identity encoding, `CIDSystemInfo` names the collection;
/// otherwise the CMap does, and is more reliable.
fn read_collection<'a>(
    objects: Objects<'a>,
    descendant: &'a Dictionary,
    encoding: &Encoding,
) -> Option<Arc<CMap>> {
    let of_encoding = match encoding {
        Encoding::Map { map, .. } => map.metadata().character_collection.as_ref(),
        Encoding::Identity => None,
    };
    let name = of_encoding.and_then(|collection| collection.family.ucs2_cmap()).or_else(|| {
        let info = objects.dict(descendant, "CIDSystemInfo")?;
        let text = |key| objects.get(info, key)?.as_str().ok();
        let (registry, ordering) = (text("Registry")?, text("Ordering")?);
        hayro_cmap::CidFamily::from_registry_ordering(registry, ordering).ucs2_cmap()
    })?;
    cmap::predefined(name.to_bytes())
}

/// Advances by CID, in ems.
#[derive(Debug)]
struct Advances {
    default: f64,
    single: Lookup<u32, f64>,
    /// First and last CID, and their common advance; sorted.
    ranges: Vec<(u32, u32, f64)>,
}

impl Advances {
    /// Horizontal advances are in `W`, one per glyph; vertical ones in `W2`, each followed by the two
    /// coordinates of the glyph's position vector.
    fn read<'a>(objects: Objects<'a>, descendant: &'a Dictionary, is_vertical: bool) -> Self {
        let (key, default, width) = if is_vertical {
            let [_, default] = objects.numbers(descendant, "DW2").unwrap_or([880.0, -1000.0]);
            ("W2", default, 3)
        } else {
            ("W", objects.number(descendant, "DW").unwrap_or(1000.0), 1)
        };
        let mut advances =
            Self { default: default / 1000.0, single: Lookup::default(), ranges: Vec::new() };
        let mut items = objects.array(descendant, key);
        while let Some(first) = items.next().and_then(cid) {
            match items.next() {
                Some(Object::Array(list)) => {
                    let list = list.iter().step_by(width);
                    let list = list.filter_map(|item| number(objects.resolve(item)?));
                    advances.single.extend((first..).zip(list.map(|n| n / 1000.0)));
                }
                Some(last) => {
                    let (Some(last), Some(n)) = (cid(last), items.next().and_then(number)) else {
                        break;
                    };
                    advances.ranges.push((first, last, n / 1000.0));
                    items.by_ref().take(width - 1).for_each(drop);
                }
                None => break,
            }
        }
        advances.ranges.sort_by_key(|(first, ..)| *first);
        advances
    }

    fn of(&self, cid: u32) -> f64 {
        let range = || {
            let at = self.ranges.partition_point(|(first, ..)| *first <= cid).checked_sub(1)?;
            self.ranges.get(at).filter(|(_, last, _)| cid <= *last)
        };
        let single = self.single.get(&cid).copied();
        single.or_else(|| range().map(|(.., n)| *n)).unwrap_or(self.default)
    }
}

fn cid(object: &Object) -> Option<u32> {
    object.as_i64().ok().and_then(|n| u16::try_from(n).ok()).map(u32::from)
}
