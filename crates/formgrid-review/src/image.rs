//! Page images of PDF documents: small enough to ship with every report page, clear enough to check
//! a number.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::{
        InterpreterSettings,
        font::{FontData, FontQuery},
        hayro_cmap::CidFamily,
    },
    hayro_syntax::{Pdf, page::Page},
    render,
    vello_cpu::color::palette::css::WHITE,
};

use crate::{PageImage, Remark};

/// Resolution of an image.
const DPI: f32 = 110.0;

/// Points per inch.
const POINTS: f32 = 72.0;

/// Maximum pixels of an image: one and a half A3 pages. Larger pages are scaled down.
const MAX_PIXELS: f32 = 4_000_000.0;

/// Maximum bytes of an image. A larger one is drawn with fewer greys, then smaller.
const MAX_BYTES: usize = 60_000;

/// Rendering options, best first: fraction of the resolution and bits per pixel.
const WAYS: [(f32, png::BitDepth); 4] = [
    (1.0, png::BitDepth::Four),
    (1.0, png::BitDepth::Two),
    (0.7, png::BitDepth::Two),
    (0.45, png::BitDepth::Two),
];

/// A font for characters whose font is not embedded.
pub type Font = Arc<Vec<u8>>;

/// Rendered images with remarks.
#[derive(Debug, Default)]
pub struct Drawn {
    /// The images, in byte order.
    pub pages: Vec<PageImage>,
    /// Concatenated PNG files.
    pub bytes: Vec<u8>,
    /// Remarks on missing content.
    pub remarks: Vec<Remark>,
}

/// Draws pages of a PDF document, counted from 1. Nonexistent pages are skipped.
pub fn draw_pages(document: Vec<u8>, pages: &[u32], font: Option<Font>) -> Drawn {
    let mut drawn = Drawn::default();
    let Ok(pdf) = Pdf::new(document) else {
        drawn
            .remark("review/page-undrawn", "the document cannot be drawn: it is locked or damaged");
        return drawn;
    };
    let is_missing = Arc::new(AtomicBool::new(false));
    let settings = settings(font, &is_missing);
    let cache = RenderCache::new();
    for &number in pages {
        let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let Some(page) = at.and_then(|at| pdf.pages().get(at)) else { continue };
        match draw(page, &cache, &settings) {
            Some(png) => {
                let (width, height) = page.render_dimensions();
                drawn.pages.push(PageImage { page: number, width, height, bytes: png.len() });
                drawn.bytes.extend(png);
            }
            None => drawn.remark("review/page-undrawn", &format!("page {number} cannot be drawn")),
        }
    }
    if is_missing.load(Ordering::Relaxed) {
        drawn.remark(
            "review/font-missing",
            "a font is not embedded and none was found for its characters, which are blank or wrong \
             here; name one with --font FILE",
        );
    }
    drawn
}

impl Drawn {
    fn remark(&mut self, code: &str, message: &str) {
        self.remarks.push(Remark { code: code.to_owned(), message: message.to_owned() });
    }
}

/// Fallback fonts: the standard ones, and a given one for Chinese, Japanese and Korean.
fn settings(font: Option<Font>, is_missing: &Arc<AtomicBool>) -> InterpreterSettings {
    let is_missing = Arc::clone(is_missing);
    let standard = InterpreterSettings::default().font_resolver;
    InterpreterSettings {
        font_resolver: Arc::new(move |query| {
            let FontQuery::Fallback(wanted) = query else { return standard(query) };
            let family = wanted.character_collection.as_ref().map(|collection| &collection.family);
            let is_cjk = matches!(
                family,
                Some(
                    CidFamily::AdobeGB1
                        | CidFamily::AdobeCNS1
                        | CidFamily::AdobeJapan1
                        | CidFamily::AdobeKorea1
                )
            );
            match &font {
                Some(font) if is_cjk => Some((Arc::clone(font) as FontData, 0)),
                None if is_cjk => {
                    is_missing.store(true, Ordering::Relaxed);
                    None
                }
                _ => standard(query),
            }
        }),
        ..InterpreterSettings::default()
    }
}

/// The PNG file of a page; none if the page is empty or cannot be drawn small enough.
fn draw<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    settings: &InterpreterSettings,
) -> Option<Vec<u8>> {
    let (width, height) = page.render_dimensions();
    if !(width >= 1.0 && height >= 1.0 && width.is_finite() && height.is_finite()) {
        return None;
    }
    let whole = (DPI / POINTS).min((MAX_PIXELS / (width * height)).sqrt());
    WAYS.iter().find_map(|&(share, depth)| {
        let scale = whole * share;
        let pixmap = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let drawn = render(page, cache, settings, &RenderSettings::default(), &pixmap);
        let greys = drawn.data_as_u8_slice().chunks_exact(4).map(grey);
        let png = encode(drawn.width(), drawn.height(), greys, depth)?;
        (png.len() <= MAX_BYTES).then_some(png)
    })
}

/// The luminance of an opaque pixel.
fn grey(pixel: &[u8]) -> u8 {
    let &[red, green, blue, _] = pixel else { return u8::MAX };
    let sum = u32::from(red) * 54 + u32::from(green) * 183 + u32::from(blue) * 19;
    u8::try_from(sum >> 8).unwrap_or(u8::MAX)
}

/// Encodes a grayscale PNG with reduced bit depth.
fn encode(
    width: u16,
    height: u16,
    mut greys: impl Iterator<Item = u8>,
    depth: png::BitDepth,
) -> Option<Vec<u8>> {
    let bits = depth as u32;
    let per_byte = 8 / bits;
    let mut packed = Vec::new();
    for _ in 0..height {
        let mut left = u32::from(width);
        while left > 0 {
            let n = left.min(per_byte);
            let mut byte = 0_u32;
            for place in 0..n {
                let kept = u32::from(greys.next()?) >> (8 - bits);
                byte |= kept << (8 - bits * (place + 1));
            }
            packed.push(u8::try_from(byte).ok()?);
            left -= n;
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, u32::from(width), u32::from(height));
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(depth);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_compression(png::Compression::Balanced);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&packed).ok()?;
    writer.finish().ok()?;
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, draw_pages, encode};

    #[test]
    fn greys_are_packed_from_the_left_and_rows_begin_with_a_byte() {
        let greys = [0x00, 0xff, 0x80, 0x10, 0x20, 0xf0];
        let file = encode(3, 2, greys.into_iter(), png::BitDepth::Four).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut out = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut out).unwrap();
        assert_eq!(out, [0x0f, 0x80, 0x12, 0xf0]);
        assert_eq!(encode(4, 2, greys.into_iter(), png::BitDepth::Four), None);
    }

    fn document(name: &str) -> Vec<u8> {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpora/pdf");
        std::fs::read(root.join(name)).unwrap()
    }

    #[test]
    fn a_page_is_drawn_in_its_size_and_not_blank() {
        let drawn = draw_pages(document("rules-as-dashes.pdf"), &[1, 99], None);
        assert_eq!(drawn.pages.len(), 1, "{:?}", drawn.remarks);
        let page = &drawn.pages[0];
        assert!(page.bytes <= MAX_BYTES && page.bytes == drawn.bytes.len());
        let decoder = png::Decoder::new(std::io::Cursor::new(drawn.bytes));
        let mut reader = decoder.read_info().unwrap();
        let mut out = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut out).unwrap();
        let dark = out.iter().filter(|byte| **byte < 0x44).count();
        assert!(dark > 50, "{dark} dark bytes of {}", out.len());
        let width = f64::from(reader.info().width) * 72.0 / 110.0;
        assert!((width - f64::from(page.width)).abs() < 1.0, "{width} {}", page.width);
    }

    #[test]
    fn a_missing_font_is_reported() {
        let drawn = draw_pages(document("font-not-embedded.pdf"), &[1], None);
        let codes: Vec<&str> = drawn.remarks.iter().map(|remark| remark.code.as_str()).collect();
        assert_eq!(codes, ["review/font-missing"]);
    }

    #[test]
    fn an_unreadable_document_is_reported() {
        let drawn = draw_pages(b"no document".to_vec(), &[1], None);
        assert_eq!(drawn.remarks[0].code, "review/page-undrawn");
    }
}
