//! Composite fonts: codes of one to four bytes, led by a character map to the glyphs of a collection.
//!
//! Chinese forms are set in them. Often the font itself is not in the document, and what a code says
//! follows from the names of its character map and its collection alone.

use std::{cell::OnceCell, rc::Rc, sync::Arc};

use hayro_cmap::{CMap, WritingMode};
use indexmap::IndexMap;
use lopdf::{Dictionary, Object};

use super::{Glyph, Source, Text, cmap, program::Program, shown, symbol_font};
use crate::objects::{Objects, number};

/// What a composite font makes of its codes.
#[derive(Debug)]
pub(super) struct Composite<'a> {
    source: Source<'a>,
    encoding: Encoding,
    to_unicode: Option<ToUnicode>,
    collection: Option<Arc<CMap>>,
    /// The embedded font program, once it is asked, and the way from the collection to its glyphs.
    program: OnceCell<Program>,
    glyph_numbers: OnceCell<Vec<u8>>,
    descendant: &'a Dictionary,
    advances: Advances,
    is_vertical: bool,
    /// The glyphs met so far, by the length of their code in bytes and the code.
    glyphs: IndexMap<(usize, u32), Rc<Glyph>>,
}

/// How codes lead to numbers in the collection.
#[derive(Debug)]
enum Encoding {
    /// Two bytes, which are the number.
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
            glyphs: IndexMap::new(),
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
            ToUnicode::Identity => char::from_u32(code).map(|c| Text::of([c])),
            ToUnicode::Map(map) => cmap::unicode(map, code),
        });
        let collected = || cmap::unicode(self.collection.as_ref()?, cid?);
        let own = || {
            let program = self.program.get_or_init(|| self.source.program());
            program.of_glyph(self.glyph_number(cid?))
        };
        let text = stated.or_else(collected).or_else(own);
        let text = text.map(|text| shown(text, symbol_font(self.source.name)));
        // The first glyph of a font stands for what the font lacks, and is mostly blank.
        let unknown = if cid == Some(0) { Text::None } else { Text::UNKNOWN };
        Glyph { text: text.unwrap_or(unknown), advance: self.advances.of(cid.unwrap_or(0)) }
    }

    /// The number that a glyph of the collection has in the font program.
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
    /// The first code of a string: its length in bytes, the code, and its number in the collection
    /// where the map has it.
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
            // In the mixed encodings of East Asia a byte above ASCII begins a pair.
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

/// The map from a collection's numbers to Unicode. A font of the identity names it in `CIDSystemInfo`;
/// otherwise the encoding does too, and knows better.
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

/// How far a composite font's glyphs advance the pen, by their number in the collection, in ems.
#[derive(Debug)]
struct Advances {
    default: f64,
    single: IndexMap<u32, f64>,
    /// First and last number, and the advance of all between; in order.
    ranges: Vec<(u32, u32, f64)>,
}

impl Advances {
    /// Widths stand in `W`, one for each glyph; the advances of vertical text in `W2`, each with the
    /// two coordinates of the point by which the pen holds the glyph.
    fn read<'a>(objects: Objects<'a>, descendant: &'a Dictionary, is_vertical: bool) -> Self {
        let (key, default, width) = if is_vertical {
            let [_, default] = objects.numbers(descendant, "DW2").unwrap_or([880.0, -1000.0]);
            ("W2", default, 3)
        } else {
            ("W", objects.number(descendant, "DW").unwrap_or(1000.0), 1)
        };
        let mut advances =
            Self { default: default / 1000.0, single: IndexMap::new(), ranges: Vec::new() };
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
