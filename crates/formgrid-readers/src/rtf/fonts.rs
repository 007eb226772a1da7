//! Fonts and code pages: decodes the bytes of a run.

use std::collections::BTreeMap;

use encoding_rs::Encoding;
use formgrid_model::symbol;

/// How a font's bytes are decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    /// With the code page of the document.
    Document,
    /// With Windows-1252.
    Western,
    /// As symbol codes of the font.
    Symbol,
    /// With another code page.
    Other(&'static Encoding),
}

/// A font.
#[derive(Debug, Clone)]
struct Font {
    charset: Charset,
    name: String,
}

/// Most fonts of a document; usual documents have a few hundred.
const MAX_FONTS: usize = 10_000;

/// Longest font name kept, in bytes.
const MAX_NAME: usize = 40;

/// Fonts of a document and its code page.
#[derive(Debug)]
pub(super) struct Fonts {
    fonts: BTreeMap<i32, Font>,
    document: &'static Encoding,
}

impl Fonts {
    pub(super) fn new() -> Self {
        Self { fonts: BTreeMap::new(), document: encoding_rs::WINDOWS_1252 }
    }

    /// Sets the code page of the document (`\ansicpg`).
    pub(super) fn set_code_page(&mut self, page: i32) {
        self.document = code_page(page).unwrap_or(self.document);
    }

    /// Sets a font's code page from its `\fcharset`.
    pub(super) fn set_charset(&mut self, font: i32, number: i32) {
        let charset = match number {
            0 => Charset::Western,
            2 => Charset::Symbol,
            _ => charset_page(number).and_then(code_page).map_or(Charset::Document, Charset::Other),
        };
        if let Some(font) = self.font(font) {
            font.charset = charset;
        }
    }

    /// Appends a byte to a font's name.
    pub(super) fn add_name(&mut self, font: i32, byte: u8) {
        if let Some(font) = self.font(font)
            && byte != b';'
            && font.name.len() < MAX_NAME
        {
            font.name.push(char::from(byte));
        }
    }

    fn font(&mut self, number: i32) -> Option<&mut Font> {
        if self.fonts.len() >= MAX_FONTS && !self.fonts.contains_key(&number) {
            return None;
        }
        let new = || Font { charset: Charset::Document, name: String::new() };
        Some(self.fonts.entry(number).or_insert_with(new))
    }

    /// How a font's bytes are decoded.
    pub(super) fn charset(&self, font: i32) -> Charset {
        self.fonts.get(&font).map_or(Charset::Document, |font| font.charset)
    }

    /// Whether a byte is the lead byte of a double-byte character.
    pub(super) fn is_lead(&self, font: i32, byte: u8) -> bool {
        let encoding = match self.charset(font) {
            Charset::Symbol => return false,
            Charset::Other(encoding) => encoding,
            Charset::Document | Charset::Western => self.document,
        };
        is_double(encoding) && (0x81..=0xfe).contains(&byte)
    }

    /// Appends the text of some bytes in a font.
    pub(super) fn decode(&self, font: i32, bytes: &[u8], out: &mut String) {
        let document = self.document;
        let encoding = match self.charset(font) {
            Charset::Symbol => {
                out.extend(bytes.iter().filter_map(|&byte| self.symbol(font, u32::from(byte))));
                return;
            }
            Charset::Other(encoding) => encoding,
            Charset::Document => document,
            Charset::Western => return self.decode_western(bytes, out),
        };
        out.push_str(&encoding.decode_without_bom_handling(bytes).0);
    }

    /// Decodes bytes of a font declared as Western. Some writers declare it for every font but write
    /// bytes in the document's code page, so valid pairs are decoded with that.
    fn decode_western(&self, bytes: &[u8], out: &mut String) {
        for run in bytes.chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
            let is_pairs = is_double(self.document) && run.len() % 2 == 0;
            let (text, has_errors) = self.document.decode_without_bom_handling(run);
            match is_pairs && !has_errors {
                true => out.push_str(&text),
                false => {
                    let western = encoding_rs::WINDOWS_1252.decode_without_bom_handling(run);
                    out.push_str(&western.0);
                }
            }
        }
    }

    /// The character of a private-use code in a font.
    pub(super) fn symbol(&self, font: i32, code: u32) -> Option<char> {
        let name = self.fonts.get(&font).map_or("", |font| font.name.trim());
        symbol(name, code)
    }
}

fn is_double(encoding: &'static Encoding) -> bool {
    [encoding_rs::GB18030, encoding_rs::BIG5, encoding_rs::SHIFT_JIS, encoding_rs::EUC_KR]
        .contains(&encoding)
}

fn charset_page(number: i32) -> Option<i32> {
    const PAGES: [(i32, i32); 16] = [
        (77, 10_000),
        (128, 932),
        (129, 949),
        (134, 936),
        (136, 950),
        (161, 1253),
        (162, 1254),
        (163, 1258),
        (177, 1255),
        (178, 1256),
        (186, 1257),
        (204, 1251),
        (222, 874),
        (238, 1250),
        (254, 1252),
        (255, 1252),
    ];
    PAGES.iter().find(|(known, _)| *known == number).map(|&(_, page)| page)
}

fn code_page(page: i32) -> Option<&'static Encoding> {
    Some(match page {
        866 => encoding_rs::IBM866,
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 | 54_936 => encoding_rs::GB18030,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1252 => encoding_rs::WINDOWS_1252,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10_000 => encoding_rs::MACINTOSH,
        65_001 => encoding_rs::UTF_8,
        _ => return None,
    })
}
