//! Random overlays: watermarks, seals, stamps and signatures on the pages of a PDF document, in the
//! ways producers add them.

use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// A document with an overlay.
#[derive(Debug)]
pub struct Overprint {
    /// The document.
    pub bytes: Vec<u8>,
    /// Description of the overlay.
    pub what: &'static str,
}

/// Texts of watermarks, of seals and of signatures.
const WATERMARKS: [&str; 5] =
    ["内部资料", "公开征求意见稿", "仅供审核使用", "Confidential", "样张"];
const SEALS: [&str; 3] = ["云溪县财政局预算专用章", "河阳市水务局", "青石县教育体育局"];
const SIGNATURES: [&str; 4] = ["张启明", "李文清 2024.3.8", "Wang Lei", "同意"];

/// A deterministic random number generator.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number in an inclusive range.
    fn within(&mut self, from: i32, to: i32) -> i32 {
        let n = u64::from(to.abs_diff(from)) + 1;
        from + i32::try_from(self.next() % n).unwrap_or(0)
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let n = u64::try_from(of.len()).unwrap_or(1).max(1);
        usize::try_from(self.next() % n).ok().and_then(|at| of.get(at)).copied().unwrap_or("")
    }
}

/// Overlay content.
struct Layer {
    what: &'static str,
    content: String,
    /// Whether it is painted before the page's own content.
    is_behind: bool,
}

/// Adds an overlay to every page; none if the document cannot be changed.
pub fn overprint(bytes: &[u8], seed: u64) -> Option<Overprint> {
    let mut document = Document::load_mem(bytes).ok()?;
    let mut random = Random(seed);
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let font = add_font(&mut document);
    let kind = random.within(0, 7);
    // Programs place an overlay at the same position on every page.
    let shared = random.next();
    let mut what = "";
    for page in pages {
        let size = page_size(&document, page)?;
        let layer = layer(kind, &mut Random(shared), size);
        what = layer.what;
        lay(&mut document, page, &layer, font)?;
    }
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).ok()?;
    Some(Overprint { bytes, what })
}

fn layer(kind: i32, random: &mut Random, (width, height): (i32, i32)) -> Layer {
    let is_behind = random.within(0, 1) == 0;
    match kind {
        0 => {
            Layer { what: "slanted watermark", content: slanted(random, width, height), is_behind }
        }
        1 => Layer { what: "tiled watermark", content: tiled(random, width, height), is_behind },
        2 => Layer { what: "level watermark", content: level(random, width, height), is_behind },
        3 => {
            let content = format!(
                "/Artifact <</Subtype /Watermark /Type /Pagination>> BDC {} EMC",
                level(random, width, height)
            );
            Layer { what: "tagged watermark", content, is_behind }
        }
        4 | 5 => Layer { what: "seal", content: seal(random, width, height), is_behind: false },
        6 => Layer { what: "stamp", content: stamp(random, width, height), is_behind: false },
        _ => {
            Layer { what: "signature", content: signature(random, width, height), is_behind: false }
        }
    }
}

fn slanted(random: &mut Random, width: i32, height: i32) -> String {
    let degrees = f64::from(random.within(20, 70) * if random.within(0, 2) == 0 { -1 } else { 1 });
    let size = random.within(30, 70);
    let gray = f64::from(random.within(50, 90)) / 100.0;
    let (x, y) = (random.within(width / 8, width / 2), random.within(height / 5, height / 2));
    let text = random.one(&WATERMARKS);
    format!("{gray} g {}", turned(text, size, degrees, x, y))
}

fn tiled(random: &mut Random, width: i32, height: i32) -> String {
    let degrees = f64::from(random.within(15, 45));
    let size = random.within(8, 16);
    let gray = f64::from(random.within(65, 88)) / 100.0;
    let text = random.one(&["zhangsan 2024", "审核稿", "liwei 10.2.3.4"]);
    let mut content = format!("{gray} g ");
    let (dx, dy) = (random.within(90, 160), random.within(70, 130));
    for y in (0..height).step_by(usize::try_from(dy).unwrap_or(100)) {
        for x in (0..width).step_by(usize::try_from(dx).unwrap_or(100)) {
            content.push_str(&turned(text, size, degrees, x, y));
        }
    }
    content
}

fn level(random: &mut Random, width: i32, height: i32) -> String {
    let size = random.within(36, 64);
    let gray = f64::from(random.within(62, 88)) / 100.0;
    let (x, y) = (random.within(30, width / 3), random.within(height / 4, height * 3 / 4));
    let text = random.one(&WATERMARKS);
    format!("{gray} g {}", turned(text, size, 0.0, x, y))
}

fn seal(random: &mut Random, width: i32, height: i32) -> String {
    let radius = f64::from(random.within(40, 60));
    let x = f64::from(random.within(width / 2, width - 80));
    let y = f64::from(random.within(80, height / 2));
    let text: Vec<char> = random.one(&SEALS).chars().collect();
    let n = u32::try_from(text.len()).map_or(1.0, f64::from);
    let mut content = "0.85 0.05 0.1 rg ".to_owned();
    for (at, letter) in (0_u32..).zip(&text) {
        // From the left over the top to the right.
        let around = 210.0 - 240.0 * (f64::from(at) + 0.5) / n;
        let (sin, cos) = around.to_radians().sin_cos();
        let (cx, cy) = (x + radius * cos, y + radius * sin);
        let letter = letter.to_string();
        content.push_str(&placed(&letter, 12, around - 90.0, cx, cy));
    }
    content.push_str(&placed("★", 26, 0.0, x - 13.0, y - 9.0));
    if random.within(0, 1) == 0 {
        content.push_str(&placed("专用章", 9, 0.0, x - 13.0, y - radius + 8.0));
    }
    content
}

fn stamp(random: &mut Random, width: i32, height: i32) -> String {
    let degrees = f64::from(random.within(-30, -8));
    let (x, y) = (random.within(width / 4, width / 2), random.within(height / 4, height * 3 / 4));
    let text = random.one(&["已审核", "受控文件", "作废"]);
    format!("0.8 0 0 rg {}", turned(text, random.within(18, 30), degrees, x, y))
}

fn signature(random: &mut Random, width: i32, height: i32) -> String {
    let degrees = f64::from(random.within(5, 25));
    let (x, y) = (random.within(width / 3, width * 2 / 3), random.within(60, height / 3));
    let text = random.one(&SIGNATURES);
    format!("0.1 0.15 0.6 rg {}", turned(text, random.within(14, 24), degrees, x, y))
}

fn turned(text: &str, size: i32, degrees: f64, x: i32, y: i32) -> String {
    placed(text, size, degrees, f64::from(x), f64::from(y))
}

/// Text from a point, rotated counterclockwise by degrees.
fn placed(text: &str, size: i32, degrees: f64, x: f64, y: f64) -> String {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let mut hex = String::new();
    for unit in text.encode_utf16() {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{unit:04x}");
    }
    format!(
        "BT /{FONT} {size} Tf {cos:.4} {sin:.4} {:.4} {cos:.4} {x:.2} {y:.2} Tm <{hex}> Tj ET ",
        -sin
    )
}

/// The font's name in each page's resources.
const FONT: &str = "ForeignInk";

fn add_font(document: &mut Document) -> ObjectId {
    let descendant = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "STSong-Light", "DW" => 1000,
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"),
            "Ordering" => Object::string_literal("GB1"),
            "Supplement" => 4,
        },
        "W" => vec![1.into(), 95.into(), 500.into()],
    });
    document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "STSong-Light",
        "Encoding" => "UniGB-UTF16-H",
        "DescendantFonts" => vec![Object::Reference(descendant)],
    })
}

/// An attribute of a page, possibly inherited.
fn inherited<'d>(document: &'d Document, page: ObjectId, key: &[u8]) -> Option<&'d Object> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..16 {
        if let Ok(found) = node.get(key) {
            return document.dereference(found).ok().map(|(_, found)| found);
        }
        node = document.get_dictionary(node.get(b"Parent").ok()?.as_reference().ok()?).ok()?;
    }
    None
}

fn page_size(document: &Document, page: ObjectId) -> Option<(i32, i32)> {
    let sides = inherited(document, page, b"MediaBox")?.as_array().ok()?;
    let side = |at: usize| Some(sides.get(at)?.as_float().ok()?.round());
    #[expect(clippy::cast_possible_truncation, reason = "a page is small")]
    let whole = |number: f32| number as i32;
    Some((whole(side(2)? - side(0)?), whole(side(3)? - side(1)?)))
}

fn lay(document: &mut Document, page: ObjectId, layer: &Layer, font: ObjectId) -> Option<()> {
    let resources = inherited(document, page, b"Resources").and_then(|r| r.as_dict().ok().cloned());
    let mut resources = resources.unwrap_or_default();
    let fonts = resources.get(b"Font").ok().and_then(|fonts| document.dereference(fonts).ok());
    let mut fonts: Dictionary =
        fonts.and_then(|(_, fonts)| fonts.as_dict().ok().cloned()).unwrap_or_default();
    fonts.set(FONT, Object::Reference(font));
    resources.set("Font", Object::Dictionary(fonts));
    let own = document.get_page_content(page);
    let ink = format!("q {} Q\n", layer.content).into_bytes();
    let mut content = Vec::new();
    if layer.is_behind {
        content.extend(ink);
        content.extend(own);
    } else {
        content.extend(b"q\n");
        content.extend(own);
        content.extend(b"\nQ\n");
        content.extend(ink);
    }
    let content = document.add_object(Stream::new(Dictionary::new(), content));
    let page = document.get_object_mut(page).ok()?.as_dict_mut().ok()?;
    page.set("Contents", Object::Reference(content));
    page.set("Resources", Object::Dictionary(resources));
    Some(())
}
